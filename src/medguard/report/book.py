"""What the reports are written from: one unchanging view of the ledger, the law's catalogue, the profile; and parts that several reports share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from medguard.report import queries
from medguard.report.copied import Copies
from medguard.report.document import Behind, Cell, Figure, Grid, Paragraph, Part, Row, Section, Words, quoted
from medguard.report.naming import IDENTIFIERS, cited, coded
from medguard.report.queries import Amount, Window
from medguard.rules.catalogue import Catalogue, RuleInfo
from medguard.types import PROBE, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A duty that no program keeps, as a profile names it."""

    id: str
    what: Words
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything a report may read."""

    connection: Connection
    copies: Copies
    span: Window
    catalogue: Catalogue
    as_of: str
    registry_end: int
    now: bool
    """That day is the one on which the report was made, and not an earlier one."""
    records: int
    """Exchanges, reviews and openings in the window. 0: then nothing is known, and no number is 0."""
    controls: tuple[Control, ...] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)
    """What the profile states of system, operator and deployment, as JSON; empty: there is no profile."""

    def states(self, path: str) -> Any:
        """What the profile states, such as ``deployment.model.hosting_country``; ``None``: nothing."""
        found: Any = self.stated
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def at(self, view: str) -> Connection:
        """Where to ask a view: the copy of the window's rows, if it has one."""
        return self.copies.of(view)

    def figures(self, view: str, *wanted: Count, at: Connection | None = None) -> tuple[Figure, ...]:
        """Ask one view for several numbers at once. Where the window has no records they are not known.

        ``at``: where to ask, such as the ledger itself for columns that are not copied.
        """
        (row,) = queries.amounts(
            at or self.at(view),
            view,
            self.span,
            {str(n): Amount(where=one.where, total=one.total, distinct=one.distinct) for n, one in enumerate(wanted)},
        )
        return tuple(
            Figure(
                key=one.key,
                label=one.label,
                value=row[str(n)] if self.records else None,
                behind=Behind(view=view, where=one.where, audit=one.audit),
                note=one.note,
            )
            for n, one in enumerate(wanted)
        )

    def rules(self, *areas: str) -> tuple[RuleInfo, ...]:
        """The rules of these areas (``eu/art50``), or of these ids, in order."""
        return tuple(rule for rule in self.catalogue.rules.values() if rule.id.startswith(areas))


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number to ask for."""

    key: str
    label: Words
    where: str = ""
    total: str = ""
    distinct: bool = False
    audit: tuple[str, ...] | None = None
    note: Words | None = None


def share(key: str, label: Words, part: Figure, whole: Figure) -> Figure:
    """Give a share in percent; not known where there is nothing of which it could be one."""
    return Figure(key=key, label=label, value=percent(part.value, whole.value))


def percent(part: object, whole: object) -> float | None:
    """A share in percent, to one digit, or to as many as tell it from nothing and from everything, and one more.

    >>> percent(1, 3), percent(1, 200_000), percent(0, 5), percent(1, 0)
    (33.3, 0.0005, 0.0, None)
    """
    if not isinstance(part, int | float) or not isinstance(whole, int | float) or not whole:
        return None
    exact = 100 * part / whole
    enough = next((digits for digits in range(1, 7) if round(exact, digits) not in {0, 100} or exact in {0, 100}), 6)
    return round(exact, enough if enough == 1 else enough + 1)


def says(english: str, chinese: str) -> Paragraph:
    """A paragraph."""
    return Paragraph(text=(english, chinese))


def volumes(book: Book) -> Section:
    """How much was asked and what became of it: the beginning of every report."""
    figures = book.figures(
        "v_exchanges",
        Count(key="exchanges", label=("Exchanges with an end in the log", "账本中有结果的交换"), audit=()),
        *(
            Count(key=f"outcome.{outcome}", label=words, where=f"outcome = '{outcome}'", audit=("--outcome", outcome))
            for outcome, words in OUTCOMES.items()
        ),
    )
    (by_itself,) = book.figures(
        "v_exchanges",
        Count(
            key="probes",
            label=("of all these: asked by the sidecar itself, about nobody, to look for bias", "以上合计中：由 sidecar 为检测偏见自行提出，不涉及真实患者"),
            where=f"door = '{PROBE}'",
        ),
    )  # fmt: skip
    open_ones = queries.unfinished(book.connection, book.span)
    left = Figure(
        key="unfinished",
        label=("Sent to the model, and without an end in the log", "已发送给模型而账本中没有结果"),
        value=open_ones if book.records else None,
        behind=Behind(view="v_unfinished"),
        note=(
            "The list shows those that are open now; some may have ended since this report was made.",
            "列表显示目前仍未结束者；其中部分可能在本报告生成之后结束。",
        ),
    )
    return Section(
        title=("What was asked, and what became of it", "请求与结果"),
        parts=(*figures, *([by_itself] if by_itself.value else []), left),
    )


OUTCOMES: Mapping[str, Words] = {
    "answered": ("Answered as the model said", "按模型答复放行"),
    "amended": ("Answered with a notice or label put in", "补充告知或标识后放行"),
    "held": ("Held for a person", "暂留待人工复核"),
    "blocked": ("Blocked", "已拦截"),
    "failed": ("Failed", "失败"),
    "abandoned": ("Abandoned by the caller", "调用方离开"),
}

_STATUS_WORDS: Mapping[Status, Words] = {
    Status.PASS: ("kept", "符合"),
    Status.FAIL: ("not kept", "违反"),
    Status.UNDETERMINED: ("not known", "无法确定"),
    Status.NOT_APPLICABLE: ("does not apply", "不适用"),
    Status.NOT_YET_APPLICABLE: ("not yet in force", "尚未生效"),
}


def rules_table(book: Book, rules: Sequence[RuleInfo], *, key: str = "rules") -> Grid:
    """What each rule came to, in how many exchanges. A rule that nobody asked is not known, and not kept."""
    counted: dict[tuple[str, str], int] = {}
    for one in queries.rulings(book.connection, book.span, [rule.id for rule in rules]):
        at = one.rule, one.status
        counted[at] = counted.get(at, 0) + one.exchanges
    asked = {rule for rule, _ in counted}
    return Grid(
        key=key,
        title=("Rules, and in how many exchanges each was", "各规则及其判断所涉交换数"),
        columns=(("rule", "规则"), ("article", "条款"), *(_STATUS_WORDS[status] for status in _STATUS_ORDER)),
        widths=(30, 18, *(9 for _ in _STATUS_ORDER)),
        view="v_decisions",
        of="law",
        narrow=("", "", *(f"status = '{status}'" for status in _STATUS_ORDER)),
        rows=tuple(
            Row(
                cells=(
                    (f"{rule.title} ({rule.id})", f"{rule.title_zh}（{rule.id}）"),
                    cited(rule.article),
                    *(counted.get((rule.id, status), 0) if rule.id in asked else None for status in _STATUS_ORDER),
                ),
                where=f"rule = '{rule.id}' AND door <> 'review'",
            )
            for rule in rules
        ),
    )


_STATUS_ORDER = (
    Status.PASS,
    Status.FAIL,
    Status.UNDETERMINED,
    Status.NOT_APPLICABLE,
    Status.NOT_YET_APPLICABLE,
)


def rules_section(book: Book, *areas: str) -> Section:
    """What the rules of some areas came to, and what they leave to people."""
    rules = book.rules(*areas)
    unverified = [rule for rule in rules if not rule.verified]
    said: list[Part] = [
        says(
            "A rule that was asked at two stages of an exchange counts at each. Not known means: no exchange of this window asked it, because the profile has it off or its stage never came.",
            "规则在同一交换的两个阶段均被询问的，分别计数。“未知”指本时段内没有任何交换询问该规则：配置未启用，或未进行到该阶段。",
        ),
        rules_table(book, rules),
    ]
    if unverified:
        said.append(
            says(
                f"Of these {len(rules)} rules {len(unverified)} have not been compared with the official publication by a person; they are engineers' reading of the law and no legal advice.",
                f"上述 {len(rules)} 条规则中有 {len(unverified)} 条未经人工与官方文本核对；规则系工程师对法律的理解，不构成法律意见。",
            )
        )
    return Section(title=("What the rules came to", "规则判断结果"), parts=tuple(said))


def left_to_people(book: Book, *areas: str) -> Section:
    """What the rules of some areas do not check."""
    return Section(
        title=("What these rules do not check, and a person sees to", "上述规则未检查、须人工落实的事项"),
        parts=(
            Grid(
                key="not_checked",
                title=("Not checked", "未检查"),
                columns=(("rule", "规则"), ("what stays for a person to see to", "须人工落实")),
                of="law",
                widths=(30, 70),
                rows=tuple(
                    Row(
                        cells=(
                            (rule.title, rule.title_zh),
                            (rule.not_checked, rule.not_checked_zh),
                        )
                    )
                    for rule in book.rules(*areas)
                ),
            ),
        ),
    )


def reasons_table(book: Book, rules: Iterable[RuleInfo], *, key: str = "reasons") -> Grid:
    """Why rules were not kept, or could not tell, in the law's own words."""
    known = {rule.id: rule for rule in rules}
    asked = queries.rulings(book.connection, book.span, list(known))
    found = [one for one in asked if one.status in {Status.FAIL, Status.UNDETERMINED}]
    return Grid(
        key=key,
        title=("Why", "原因"),
        columns=(
            ("rule", "规则"),
            ("stage", "阶段"),
            ("status", "结果"),
            ("why", "原因"),
            ("effect", "效果"),
            ("exchanges", "交换数"),
        ),
        widths=(25, 9, 11, 33, 11, 12),
        view="v_decisions",
        empty=("No rule was broken, and none was undetermined.", "没有违反或无法确定的规则。")
        if asked
        else (
            "No exchange of this window asked any of these rules, so it is not known whether they were kept.",
            "本时段内没有交换询问上述任何规则，是否符合未知。",
        ),
        rows=tuple(
            Row(
                cells=(
                    (known[one.rule].title, known[one.rule].title_zh),
                    STAGES.get(one.stage, one.stage),
                    _STATUS_WORDS[Status(one.status)],
                    known[one.rule].reasons.get(one.why, one.why),
                    EFFECTS.get(one.effect, one.effect),
                    one.exchanges,
                ),
                where=f"rule = '{one.rule}' AND stage = '{one.stage}' AND status = '{one.status}' AND effect = '{one.effect}' AND why = {quoted(one.why)} AND door <> 'review'",
            )
            for one in found
        ),
    )


STAGES: Mapping[str, Words] = {
    "deployment": ("deployment", "部署"),
    "request": ("request", "请求"),
    "reply": ("reply", "答复"),
    "retention": ("deletion", "删除"),
}
EFFECTS: Mapping[str, Words] = {
    "deny": ("blocked", "拦截"),
    "require_human_review": ("held", "人工复核"),
    "require_disclosure": ("notice", "告知"),
    "require_label": ("label", "标识"),
    "warn": ("warning", "提醒"),
    "allow": ("none", "无"),
}


def notices_table(book: Book) -> Grid:
    """Notices and marks that went out."""
    return Grid(
        key="notices",
        title=("Notices, labels and marks that were put into replies", "已加入答复的告知、标识与标记"),
        columns=(("what", "事项"), ("kind", "类型"), ("how", "方式"), ("place", "位置"), ("exchanges", "交换数")),
        widths=(28, 26, 14, 16, 16),
        view="v_obligations",
        empty=("None was put in.", "未加入任何告知或标识。"),
        rows=tuple(
            Row(
                cells=(EVENTS.get(one.event, one.event), one.kind, one.via, one.placement, one.exchanges),
                where=f"event = {quoted(one.event)} AND kind = {quoted(one.kind)} AND via = {quoted(one.via)} AND placement = {quoted(one.placement)}",
            )
            for one in queries.notices(book.at("v_obligations"), book.span)
            if one.event != "human_review"
        ),
    )


EVENTS: Mapping[str, Words] = {
    "disclosure_shown": ("notice shown", "已展示告知"),
    "mark_applied": ("mark applied", "已加标记"),
    "human_review": ("a person looked", "人工查看"),
}


def wordings_table(book: Book) -> Grid:
    """The very words that readers saw."""
    return Grid(
        key="wordings",
        title=("The words that readers saw", "读者所见文字"),
        columns=(("kind", "类型"), ("words", "文字"), ("SHA-256", "SHA-256"), ("exchanges", "交换数")),
        widths=(14, 46, 28, 12),
        view="v_obligations",
        empty=("No words were put in.", "未加入文字。"),
        rows=tuple(
            Row(
                cells=(
                    one.kind,
                    one.text or ("(its words are not kept)", "（未留存文字）"),
                    one.text_sha256,
                    one.exchanges,
                ),
                where=f"event = 'disclosure_shown' AND kind = {quoted(one.kind)} AND text_sha256 = {quoted(one.text_sha256)}",
            )
            for one in queries.notice_texts(book.at("v_obligations"), book.span)
        ),
    )


def named(key: str) -> Cell:
    """An application or a model; or that none was named."""
    return key or ("(none named)", "（未注明）")


# ── identifiers and checks ───────────────────────────────────────────────────────────────────────────────────────────


def identifiers_table(book: Book, *, key: str = "identifiers", by_application: bool = False) -> Grid:
    """What was left out before the model was asked, by kind."""
    found = book.copies.identifiers(by_application=by_application)
    head: tuple[Words, ...] = (("application", "应用"),) if by_application else ()
    return Grid(
        key=key,
        title=("Identifiers left out before the model was asked", "发送给模型之前去除的标识符"),
        columns=(*head, ("kind", "类别"), ("identifiers", "标识符数"), ("exchanges", "交换数")),
        view="v_identifiers",
        empty=("None was left out.", "没有去除任何标识符。") if book.records else _NO_RECORDS,
        rows=tuple(
            Row(
                cells=(
                    *((named(one.key),) if by_application else ()),
                    coded(IDENTIFIERS.get(one.kind), one.kind),
                    one.identifiers,
                    one.exchanges,
                ),
                where=(f"coalesce(application, '') = {quoted(one.key)} AND " if by_application else "")
                + f"kind = {quoted(one.kind)}",
            )
            for one in found
        ),
    )


_NO_RECORDS: Words = ("The window has no records.", "本时段没有记录。")


def checked_table(book: Book, check: str, *, key: str = "by_model") -> Grid:
    """How often a check looked at replies of each model, and what it came to."""
    found = queries.checked(book.connection, book.span, (check,))
    return Grid(
        key=key,
        title=("By model", "按模型"),
        columns=(
            ("model", "模型"),
            ("replies looked at", "已检查答复"),
            ("judged, at least in part", "（至少部分）已判断"),
            ("with findings", "有发现"),
            ("with findings, % of judged", "有发现（占已判断%）"),
            ("not or not wholly judged", "未能（完全）判断"),
            ("clear", "无发现"),
        ),
        widths=(26, 12, 14, 12, 14, 14, 10),
        view="v_findings",
        narrow=_narrow(check),
        empty=(
            f"The check {check} looked at no reply of this window: what it would have found is not known.",
            f"检查 {check} 在本时段未检查任何答复，情况未知。",
        ),
        rows=tuple(
            Row(
                cells=(
                    named(one.model),
                    one.exchanges,
                    one.judged,
                    one.found if one.judged else None,
                    percent(one.found, one.judged),
                    one.unjudged,
                    one.clear if one.judged else None,
                ),
                where=f"check_name = '{check}' AND coalesce(model, '') = {quoted(one.model)}",
            )
            for one in found
        ),
    )


def _narrow(check: str) -> tuple[str, ...]:
    """What the rows behind each column of a check's table say besides."""
    # An exchange has several rows of one check, and one of them is enough for every column but the last.
    other = f"SELECT exchange_id FROM v_findings WHERE check_name = '{check}' AND (kind <> '' OR status <> 'judged')"  # noqa: S608  our own words
    clear = f"{queries.JUDGED} AND exchange_id NOT IN ({other})"
    return ("", "", queries.JUDGED, "kind <> ''", "kind <> ''", "status <> 'judged'", clear)


def findings_table(
    book: Book, check: str, kinds: Mapping[str, Words], *, key: str = "findings", details: bool = True
) -> Grid:
    """What a check saw, by model and kind."""
    found = [
        one
        for one in queries.findings(book.connection, book.span, (check,), details=details)
        if one.kind or one.status != "judged"
    ]
    detail: tuple[Words, ...] = (("detail", "细节"),) if details else ()
    return Grid(
        key=key,
        title=("What was found", "发现的情形"),
        columns=(("model", "模型"), ("what", "情形"), *detail, ("replies", "答复数")),
        widths=(26, 40, *((24,) if details else ()), 10),
        view="v_findings",
        empty=("Nothing was found.", "无发现。"),
        rows=tuple(
            Row(
                cells=(
                    named(one.model),
                    ("could not be judged", "无法判断")
                    if one.status != "judged" and not one.kind
                    else kinds.get(one.kind, one.kind),
                    *((one.detail,) if details else ()),
                    one.exchanges,
                ),
                where=f"check_name = '{check}' AND coalesce(model, '') = {quoted(one.model)} AND status = {quoted(one.status)} AND kind = {quoted(one.kind)}"
                + (f" AND detail = {quoted(one.detail)}" if details else ""),
            )
            for one in found
        ),
    )


def check_figures(book: Book, check: str, *more: Count) -> tuple[Figure, ...]:
    """How many replies a check looked at and what it came to, all models together; all not known where it never looked."""
    said = f"check_name = '{check}'"
    figures = book.figures(
        "v_findings",
        Count(
            key=f"{check}.replies",
            label=("Replies that the check looked at", "已检查的答复"),
            where=said,
            distinct=True,
        ),
        Count(
            key=f"{check}.judged",
            label=("of these: it judged at least a part", "其中：（至少部分）已判断"),
            where=f"{said} AND {queries.JUDGED}",
            distinct=True,
        ),
        Count(
            key=f"{check}.unjudged",
            label=("of these: it could not judge, or not all", "其中：未能（完全）判断"),
            where=f"{said} AND status <> 'judged'",
            distinct=True,
        ),
        Count(
            key=f"{check}.found",
            label=("of these: it saw something", "其中：有发现"),
            where=f"{said} AND kind <> ''",
            distinct=True,
            audit=("--finding", check),
            note=(
                "The command also lists replies that could not be judged.",
                "该命令同时列出无法判断的答复。",
            ),
        ),
        *more,
    )
    looked, judged, unjudged, *rest = figures
    if judged.value:
        return figures
    # Nothing was judged: that nothing was found says nothing.
    return (looked, judged, unjudged, *(replace(one, value=None) for one in rest))


# ── what the profile and the registry say ────────────────────────────────────────────────────────────────────────────


def stated_table(book: Book, key: str, title: Words, entries: Mapping[str, Words]) -> Grid:
    """What the profile states, by its path. It is the institution's own word, and no measurement."""
    return Grid(
        key=key,
        title=title,
        columns=(("entry", "事项"), ("stated", "声明"), ("in the profile as", "配置项")),
        widths=(42, 22, 36),
        of="profile",
        rows=tuple(Row(cells=(words, _stated(book.states(path)), (path, path))) for path, words in entries.items()),
    )


def _stated(value: Any) -> Cell:
    match value:
        case None | bool() | int() | float():
            return value
        case "":
            return ("there is none", "没有")
        case str():
            return value
        case list() | tuple():
            return ", ".join(map(str, value)) if value else ("none", "无")
        case _:
            return None


def why_section(book: Book, *areas: str) -> Section:
    """Why rules of some areas were not kept, or could not tell."""
    return Section(
        title=("Why a rule was not kept, or could not tell", "违反或无法确定的原因"),
        parts=(reasons_table(book, book.rules(*areas)),),
    )


def about(*said: Words) -> Section:
    """What a report is about, and what it is not."""
    return Section(title=("What this report is about", "报告范围"), parts=tuple(Paragraph(text=one) for one in said))


def registry_table(
    book: Book,
    kind: str,
    title: Words,
    columns: Mapping[str, Words],
    *,
    key: str | None = None,
    code: str | None = None,
) -> Grid:
    """What the registry vouches for on the day of the report: ``subject`` is a reference, and nobody's name."""
    found = [
        one
        for one in queries.registered(book.connection, (kind,), day=book.as_of, end=book.registry_end)
        if code is None or one.code == code
    ]
    return Grid(
        key=key or f"registry.{kind}",
        title=title,
        columns=tuple(columns.values()),
        of="registry",
        empty=(
            f"The registry holds no such entry on {book.as_of}, so it is not known.",
            f"登记库在 {book.as_of} 没有此类条目，情况未知。",
        ),
        rows=tuple(
            Row(
                cells=tuple(
                    getattr(one, name) if name in _OF_ENTRY else _stated(one.facts.get(name)) for name in columns
                )
            )
            for one in found
        ),
    )


_OF_ENTRY = frozenset(("subject", "code", "valid_from", "valid_until"))
