"""Model consistency: whether a model that is asked the same grave question again says the same."""

from __future__ import annotations

from medguard.report import queries
from medguard.report.book import (
    Book,
    Count,
    about,
    findings_table,
    left_to_people,
    named,
    percent,
    rules_section,
    volumes,
    why_section,
)
from medguard.report.document import Grid, Row, Section, Words, quoted
from medguard.report.kinds.kind import Kind
from medguard.report.queries import Amount

_RULES = ("checks/consistent", "checks/all_judged")
FOUND: dict[str, Words] = {
    "answers_differ": ("answers differ", "回答不一致"),
    "consistent": ("answers agree", "回答一致"),
}
_SAID = "check_name = 'consistency'"
_COMPARED = f"{_SAID} AND kind IN ('consistent', 'answers_differ')"


def _sections(book: Book) -> tuple[Section, ...]:
    looked, not_asked, nothing, unjudged, compared, agree, differ, gone = book.figures(
        "v_findings",
        Count(key="consistency.replies", label=("Replies that the check looked at", "已检查的答复"), where=_SAID, distinct=True),
        Count(
            key="consistency.not_asked_again",
            label=("of these: not asked again, because they are of no kind that asks for it", "其中：不属于须再次提问的类型，未再次提问"),
            where=f"{_SAID} AND detail = 'not_asked_again'",
            distinct=True,
        ),
        Count(
            key="consistency.nothing_compared",
            label=("of these: nothing in the answers could be compared", "其中：回答无可比较内容"),
            where=f"{_SAID} AND detail = 'nothing_compared'",
            distinct=True,
        ),
        Count(
            key="consistency.unjudged",
            label=("of these: a further answer could not be had", "其中：未能取得再次回答"),
            where=f"{_SAID} AND status <> 'judged'",
            distinct=True,
        ),
        Count(key="consistency.compared", label=("of these: compared", "其中：已比较"), where=_COMPARED, distinct=True),
        Count(
            key="consistency.consistent",
            label=("of those compared: the answers agree", "已比较者：回答一致"),
            where=f"{_SAID} AND kind = 'consistent'",
            distinct=True,
            audit=("--finding", "consistency/consistent"),
        ),
        Count(
            key="consistency.differ",
            label=("of those compared: they differ", "已比较者：回答不一致"),
            where=f"{_SAID} AND kind = 'answers_differ'",
            distinct=True,
            audit=("--finding", "consistency/answers_differ"),
        ),
        Count(
            key="consistency.differ_released",
            label=("of those that differ: went out", "不一致者：已发出"),
            where=f"{_SAID} AND kind = 'answers_differ' AND outcome IN ('answered', 'amended')",
            distinct=True,
        ),
    )  # fmt: skip
    return (
        about(
            (
                "Asked is the same de-identified question, once or more, and compared is clinical content and not words: diagnosis, drug, dose, urgency, direction, number. Two answers that agree say little: the lower end of the 95 % interval is then 0.34.",
                "以同一去标识化问题再次提问，比较临床内容而非措辞：诊断、药物、剂量、紧急程度、方向、数值。两次一致的说明力有限，其 95% 区间下限仅为 0.34。",
            ),
        ),
        volumes(book),
        Section(
            title=("All models together", "全部模型"),
            parts=(looked, not_asked, nothing, unjudged, compared, agree, differ, gone)
            if compared.value
            else (looked, not_asked, nothing, unjudged, compared),
        ),
        Section(title=("By model", "按模型"), parts=(_by_model(book), findings_table(book, "consistency", FOUND))),
        rules_section(book, *_RULES),
        why_section(book, *_RULES),
        left_to_people(book, *_RULES),
    )


def _by_model(book: Book) -> Grid:
    wanted = {
        "compared": Amount(where=_COMPARED, distinct=True),
        "differ": Amount(where=f"{_SAID} AND kind = 'answers_differ'", distinct=True),
    }
    rows = queries.amounts(book.connection, "v_findings", book.span, wanted, ("model",))
    return Grid(
        key="by_model",
        title=("Questions that were asked again", "再次提问的问题"),
        columns=(("model", "模型"), ("compared", "已比较"), ("differ", "不一致"), ("differ, %", "不一致（%）")),
        widths=(40, 20, 20, 20),
        view="v_findings",
        narrow=("", "", *["kind = 'answers_differ'"] * 2),
        empty=(
            "No question of this window was asked again and compared, so the consistency of no model is known.",
            "本时段没有再次提问并比较的问题，各模型的一致性未知。",
        ),
        rows=tuple(
            Row(
                cells=(named(row["model"]), row["compared"], row["differ"], percent(row["differ"], row["compared"])),
                where=f"{_COMPARED} AND coalesce(model, '') = {quoted(row['model'])}",
            )
            for row in rows
            if row["compared"]
        ),
    )


KIND = Kind(
    name="consistency",
    title=("Model consistency", "模型一致性报告"),
    law=(
        "House rule checks/consistent; AI Act Art. 15(1)",
        "内部规则 checks/consistent；欧盟《人工智能法》第15条第1款",
    ),
    purpose=("For whoever chooses a model, and for the clinical lead.", "供模型选型人员与临床负责人使用。"),
    sections=_sections,
)
