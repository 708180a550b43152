"""Citation integrity by model: which models cite works that exist and say what the reply says."""

from __future__ import annotations

from medguard.report import queries
from medguard.report.book import (
    Book,
    Count,
    check_figures,
    checked_table,
    findings_table,
    left_to_people,
    named,
    percent,
    rules_section,
    says,
    volumes,
)
from medguard.report.document import Cell, Grid, Row, Section, Words, quoted
from medguard.report.kinds.kind import Kind

_RULES = ("checks/citations_verified", "checks/all_judged")
FOUND: dict[str, Words] = {
    "verified": ("exists, and is what the reply says", "存在且与所述相符"),
    "mismatched": ("identifier or title belongs to another work", "标识或题名属于另一文献"),
    "fabricated": ("no such work is known", "查无此文献"),
    "retracted": ("retracted", "已撤稿"),
    "concern": ("under an expression of concern", "已发表关注声明"),
    "corrected": ("corrected since", "已更正"),
    "unresolved": ("nobody here can say", "无法核实"),
    "unsupported": ("its abstract says otherwise", "摘要与所述不符"),
    "uncited": ("a dose or an advice without any source", "剂量或建议未注明来源"),
}


def _sections(book: Book) -> tuple[Section, ...]:
    said = "check_name = 'citations' AND kind = "
    return (
        Section(
            title=("What this report is about", "报告范围"),
            parts=(
                says(
                    "The check citations reads the references of a reply and looks each up in an index on this machine. Fabricated is said only where the index vouches that it would have the work; what it cannot tell is unresolved, and counted as neither good nor bad. Counted are replies in which a kind occurs at least once.",
                    "引文检查读取答复中的参考文献，并在本机索引中查找。仅当索引足以保证应有该文献时才判为虚构；无法判断的为“无法核实”，既不计为合格也不计为不合格。所计为至少出现一次该情形的答复数。",
                ),
            ),
        ),
        volumes(book),
        Section(
            title=("All models together", "全部模型"),
            parts=check_figures(
                book,
                "citations",
                *(
                    Count(
                        key=f"citations.{kind}",
                        label=words,
                        where=f"{said}'{kind}'",
                        distinct=True,
                        audit=("--finding", f"citations/{kind}"),
                    )
                    for kind, words in FOUND.items()
                ),
                Count(
                    key="citations.fabricated_released",
                    label=("Replies with a fabricated citation that went out", "含虚构引文而已发出的答复"),
                    where=f"{said}'fabricated' AND outcome IN ('answered', 'amended')",
                    distinct=True,
                ),
            ),
        ),
        Section(title=("By model", "按模型"), parts=(_by_model(book), checked_table(book, "citations", key="judged"))),
        Section(title=("In detail", "明细"), parts=(findings_table(book, "citations", FOUND),)),
        rules_section(book, *_RULES),
        left_to_people(book, *_RULES),
    )


def _by_model(book: Book) -> Grid:
    """Of the replies that cite: in which share each kind occurs."""
    shown = ("verified", "fabricated", "mismatched", "retracted", "unsupported", "unresolved")
    counted: dict[str, dict[str, int]] = {}
    for one in queries.findings(book.connection, book.span, ("citations",), details=False):
        kinds = counted.setdefault(one.model, {})
        kinds[one.kind] = kinds.get(one.kind, 0) + one.exchanges
    rows = queries.amounts(
        book.connection,
        "v_findings",
        book.span,
        {"citing": queries.Amount(where=f"check_name = 'citations' AND kind IN ({_CITED})", distinct=True)},
        ("model",),
    )
    return Grid(
        key="by_model",
        title=("Of the replies that cite, in which each kind occurs", "有引文的答复中出现各情形的数量"),
        columns=(
            ("model", "模型"),
            ("replies that cite", "有引文"),
            *(_SHORT[kind] for kind in shown),
            ("fabricated, %", "虚构（%）"),
        ),
        widths=(14, 10, *(13 for _ in shown), 12),
        view="v_findings",
        narrow=("", "", *(f"kind = '{kind}'" for kind in shown), "kind = 'fabricated'"),
        empty=(
            "No reply with citations was judged in this window, so nothing is known of any model.",
            "本时段没有经检查的含引文答复，各模型情况未知。",
        ),
        rows=tuple(
            Row(
                cells=_line(row["model"], row["citing"], [counted[row["model"]].get(kind, 0) for kind in shown]),
                where=f"check_name = 'citations' AND coalesce(model, '') = {quoted(row['model'])} AND kind IN ({_CITED})",
            )
            for row in rows
            if row["citing"]
        ),
    )


def _line(model: str, citing: int, counts: list[int]) -> tuple[Cell, ...]:
    return (named(model), citing, *counts, percent(counts[1], citing))


_CITED = ", ".join(f"'{kind}'" for kind in FOUND if kind != "uncited")
_SHORT: dict[str, Words] = {
    "verified": ("verified", "属实"),
    "fabricated": ("fabricated", "虚构"),
    "mismatched": ("mismatched", "不符"),
    "retracted": ("retracted", "撤稿"),
    "unsupported": ("unsupported", "不支持"),
    "unresolved": ("unresolved", "未核实"),
}

KIND = Kind(
    name="citations",
    title=("Citation integrity by model", "各模型引文真实性报告"),
    law=("House rule checks/citations_verified", "内部规则 checks/citations_verified"),
    purpose=("For whoever chooses a model, and for the clinical lead.", "供模型选型人员与临床负责人使用。"),
    sections=_sections,
)
