"""The monthly summary for the board: a page or two of what happened, what went wrong, what is coming."""

from __future__ import annotations

from medguard.report import queries
from medguard.report.book import (
    EFFECTS,
    OUTCOMES,
    Book,
    Count,
    identifiers_table,
    named,
    percent,
    says,
    share,
    volumes,
)
from medguard.report.document import Cell, Figure, Grid, Row, Section, Words, quoted
from medguard.report.kinds.kind import Kind
from medguard.report.naming import CHECKS, REASONS, cited, coded
from medguard.report.queries import Amount

_MOST = 10


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        Section(
            title=("What this report is about", "报告范围"),
            parts=(
                says(
                    "What was asked of language models in this window, what was stopped and by which rule, what people had to look at, and which duties begin within a year. Details stand in the other reports.",
                    "本时段内语言模型的使用情况、被拦截的内容及依据、须人工处理的事项，以及一年内将生效的义务。详情见其他报告。",
                ),
            ),
        ),
        volumes(book),
        _answers(book),
        Section(title=("By application", "按应用"), parts=(_by(book, "application"),)),
        Section(title=("By model", "按模型"), parts=(_by(book, "model"),)),
        _rules(book),
        _people(book),
        Section(title=("Identifiers", "身份标识"), parts=(identifiers_table(book),)),
        _quality(book),
        Section(title=("What is coming", "即将生效"), parts=(_coming(book),)),
    )


def _answers(book: Book) -> Section:
    total, stopped, tokens_in, tokens_out, uncounted = book.figures(
        "v_exchanges",
        Count(key="summary.exchanges", label=("Exchanges", "交换"), audit=()),
        Count(
            key="summary.stopped",
            label=("of these: blocked or held", "其中：拦截或暂留"),
            where="outcome IN ('blocked', 'held')",
        ),
        Count(
            key="tokens.prompt",
            label=("Tokens sent, as providers counted", "输入 token（服务方计）"),
            total="prompt_tokens",
        ),
        Count(
            key="tokens.completion",
            label=("Tokens received, as providers counted", "输出 token（服务方计）"),
            total="completion_tokens",
        ),
        Count(
            key="tokens.uncounted",
            label=("Answers of which the provider counted nothing", "服务方未计数的答复"),
            where="reply_status IS NOT NULL AND prompt_tokens IS NULL",
        ),
    )
    return Section(
        title=("In short", "概要"),
        parts=(
            total,
            stopped,
            share(
                "summary.stopped.share", ("share blocked or held, in percent", "拦截或暂留的比例（%）"), stopped, total
            ),
            tokens_in,
            tokens_out,
            uncounted,
            *_times(book),
        ),
    )


def _times(book: Book) -> tuple[Figure, ...]:
    steps = {one.step: one for one in book.copies.latency()}
    own = [steps[name] for name in ("deidentify", "rules_request", "checks", "rules_reply", "restore") if name in steps]
    ask = steps.get("ask")
    return (
        Figure(
            key="time.model",
            label=("The model's time, median, milliseconds", "模型用时中位数（毫秒）"),
            value=ask.median if ask else None,
        ),
        Figure(
            key="time.medguard",
            label=(
                "medguard's time: the medians of its steps together, milliseconds",
                "medguard 用时：各步骤中位数之和（毫秒）",
            ),
            value=round(sum(one.median for one in own), 3) if own else None,
        ),
    )


def _by(book: Book, what: queries.By) -> Grid:
    wanted = {"all": Amount()} | {name: Amount(where=f"outcome = '{name}'") for name in OUTCOMES}
    words: Words = {"application": ("application", "应用"), "model": ("model", "模型")}.get(what, (what, what))
    return Grid(
        key=f"by_{what}",
        title=("How exchanges ended", "交换结果"),
        columns=(
            words,
            ("exchanges", "交换"),
            ("answered", "已答复"),
            ("amended", "补充后"),
            ("held", "暂留"),
            ("blocked", "拦截"),
            ("failed", "失败"),
            ("abandoned", "离开"),
            ("blocked, %", "拦截（%）"),
        ),
        widths=(24, 11, 10, 10, 8, 9, 8, 11, 11),
        view="v_exchanges",
        narrow=("", "", *(f"outcome = '{name}'" for name in OUTCOMES_IN_ORDER), "outcome = 'blocked'"),
        rows=tuple(
            Row(
                cells=(
                    named(row[what]),
                    row["all"],
                    *(row[name] for name in OUTCOMES_IN_ORDER),
                    percent(row["blocked"], row["all"]),
                ),
                where=f"coalesce({what}, '') = {quoted(row[what])}",
            )
            for row in queries.amounts(book.at("v_exchanges"), "v_exchanges", book.span, wanted, (what,))
        ),
    )


OUTCOMES_IN_ORDER = tuple(OUTCOMES)


def _rules(book: Book) -> Section:
    stopped = queries.reasons(book.at("v_exchanges"), book.span)[:_MOST]
    unknown = queries.rules_undetermined(book.connection, book.span)[:_MOST]
    rules = book.catalogue.rules

    def title(rule: str) -> Cell:
        names = (rules[rule].title, rules[rule].title_zh) if rule in rules else REASONS.get(rule)
        return coded(names, rule)

    return Section(
        title=("What stopped exchanges", "拦截与暂留的原因"),
        parts=(
            Grid(
                key="stopped_by",
                title=(f"The {_MOST} most frequent reasons", f"最常见的 {_MOST} 项原因"),
                columns=(("reason", "原因"), ("outcome", "结果"), ("exchanges", "交换数")),
                widths=(64, 20, 16),
                view="v_exchanges",
                empty=("Nothing was stopped, and nothing failed.", "没有拦截、暂留或失败。"),
                rows=tuple(
                    Row(
                        cells=(title(one.reason), OUTCOMES.get(one.outcome, one.outcome), one.exchanges),
                        where=f"outcome = {quoted(one.outcome)} AND reason = {quoted(one.reason)}",
                    )
                    for one in stopped
                ),
            ),
            Grid(
                key="unknown",
                title=("Rules that could not tell, because a fact is unknown", "因缺少事实而无法确定的规则"),
                columns=(("rule", "规则"), ("effect", "效果"), ("exchanges", "交换数")),
                widths=(64, 20, 16),
                view="v_decisions",
                empty=("None.", "无。"),
                rows=tuple(
                    Row(
                        cells=(title(one.rule), EFFECTS.get(one.effect, one.effect), one.exchanges),
                        where=f"status = 'undetermined' AND rule = {quoted(one.rule)} AND stage = {quoted(one.stage)} AND effect = {quoted(one.effect)} AND why = {quoted(one.why)} AND door <> 'review'",
                    )
                    for one in unknown
                ),
            ),
        ),
    )


def _people(book: Book) -> Section:
    return Section(
        title=("What people looked at", "人工复核"),
        parts=(
            Grid(
                key="reviews",
                title=("Acts, by the rule that had held the reply", "复核处理（按暂留依据的规则）"),
                columns=(
                    ("act", "处理"),
                    ("held by", "暂留依据"),
                    ("how often", "次数"),
                    ("waited, median, minutes", "等待中位数（分钟）"),
                    ("95 of 100 within, minutes", "95% 以内（分钟）"),
                ),
                widths=(16, 36, 12, 18, 18),
                view="v_reviews",
                empty=("Nobody looked at any reply that was held.", "没有人工复核。"),
                rows=tuple(
                    Row(
                        cells=(
                            _ACTS.get(one.act, one.act),
                            one.rule or None,
                            one.reviews,
                            _minutes(one.median_seconds),
                            _minutes(one.p95_seconds),
                        ),
                        where=f"act = {quoted(one.act)} AND coalesce(held_by_rule, '') = {quoted(one.rule)}",
                    )
                    for one in queries.reviews(book.connection, book.span)
                ),
            ),
        ),
    )


_ACTS: dict[str, Words] = {
    "shown": ("looked at", "已查看"),
    "approved": ("let go", "已放行"),
    "refused": ("refused", "已拒绝"),
    "not_approved": ("not let go by the rules", "规则不允许放行"),
}


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def _quality(book: Book) -> Section:
    totals: dict[str, list[int]] = {}
    for one in queries.checked(book.connection, book.span):
        so_far = totals.setdefault(one.check, [0, 0, 0, 0])
        new = (one.exchanges, one.judged, one.found, one.unjudged)
        totals[one.check] = [before + more for before, more in zip(so_far, new, strict=True)]
    return Section(
        title=("What checks found in replies", "答复检查"),
        parts=(
            Grid(
                key="checks",
                title=("By check", "按检查项"),
                columns=(
                    ("check", "检查"),
                    ("replies looked at", "已检查"),
                    ("judged, at least in part", "（至少部分）已判断"),
                    ("with findings", "有发现"),
                    ("not or not wholly judged", "未能（完全）判断"),
                ),
                view="v_findings",
                narrow=("", "", queries.JUDGED, "kind <> ''", "status <> 'judged'"),
                rows=tuple(
                    Row(
                        cells=(words, *_counted(totals.get(check))),
                        where=f"check_name = '{check}'",
                    )
                    for check, words in (
                        dict(CHECKS) | {one: (one, one) for one in sorted(totals.keys() - CHECKS.keys())}
                    ).items()
                ),
            ),
            says(
                "Not known means that the check looked at no reply: it is not switched on, or there were none. Not every finding is a fault: a citation that was verified is one, too.",
                "“未知”表示该检查未检查任何答复：未启用，或没有答复。并非每项发现都是问题：经核实属实的引文亦计为发现。",
            ),
        ),
    )


def _counted(totals: list[int] | None) -> tuple[int | None, ...]:
    """Where nothing was judged, that nothing was found says nothing."""
    if totals is None:
        return (None, None, None, None)
    looked, judged, found, unjudged = totals
    return (looked, judged, found if judged else None, unjudged)


def _coming(book: Book) -> Grid:
    """Rules whose first day lies within a year after the window; for a rule whose day depends on the facts, the first possible one."""
    year, rest = int(book.as_of[:4]), book.as_of[4:]
    until = f"{year + 1}{rest}"
    coming = [
        rule
        for rule in book.catalogue.rules.values()
        if rule.effective_from is not None and book.as_of < rule.effective_from.isoformat() <= until
    ]
    return Grid(
        key="coming",
        title=(
            "Duties that begin within a year, at the earliest on the day given",
            "一年内（最早于所列日期）生效的义务",
        ),
        columns=(("from", "自"), ("rule", "规则"), ("article", "条款")),
        widths=(14, 56, 30),
        of="law",
        empty=("None that medguard has a rule for.", "medguard 所载规则中没有。"),
        rows=tuple(
            Row(cells=(str(rule.effective_from), (rule.title, rule.title_zh), cited(rule.article)))
            for rule in sorted(coming, key=lambda one: (str(one.effective_from), one.id))
        ),
    )


KIND = Kind(
    name="board",
    title=("Summary for the board", "管理层摘要"),
    law=("All rules of medguard", "medguard 全部规则"),
    purpose=("For the board, every month.", "供管理层每月阅读。"),
    sections=_sections,
)
