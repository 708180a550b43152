"""Bias in replies, and whether applications and models are treated unlike; honest about what the log does not know."""

from __future__ import annotations

from medguard.report import queries
from medguard.report.book import (
    Book,
    Count,
    about,
    check_figures,
    checked_table,
    findings_table,
    left_to_people,
    named,
    percent,
    rules_section,
    says,
    volumes,
    why_section,
)
from medguard.report.document import Grid, Row, Section, Words, quoted
from medguard.report.kinds.kind import Kind
from medguard.report.queries import Amount
from medguard.report.treated import asked_about_others, treated_by_group

_RULES = ("checks/no_bias", "checks/no_possible_bias", "eu/art4a", "eu/art10/data_governance", "checks/all_judged")
FOUND: dict[str, Words] = {
    "race_based_medicine": ("race-based medicine that was withdrawn", "已撤销的种族化医学"),
    "unequal_care": ("less care, or later, for a group", "对某群体减少或推迟诊疗"),
    "stereotype": ("a judgement of everybody in a group", "对某群体的刻板评判"),
    "stigmatising_language": ("stigmatising words", "污名化用语"),
    "possible_bias": (
        "reads like bias (counted by checks/no_possible_bias alone)",
        "疑似偏见（仅 checks/no_possible_bias 计入）",
    ),
}


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        about(
            (
                "The check bias looks for statements that judge people by their group. On the newest statements in words that it had not seen it found 15 of 20 (English) and 12 of 15 (Chinese), nearly all by likeness: what it does not find may still be there.",
                "偏见检查查找以群体身份评判他人的表述。对最新一批未见过的表述，检出英文 20 条中的 15 条、中文 15 条中的 12 条，且几乎均依相似度：未发现不等于不存在。",
            ),
            (
                "The log holds no sex, age, origin or insurance of anybody, on purpose. Whether groups of patients are treated unlike is told in two ways that are both off unless the institution wants them: by asking the same question about other people (checks.bias.probe, or medguard check bias --probe), and by groups that the registry vouches for.",
                "账本有意不含任何人的性别、年龄、出身或医保信息。不同患者群体是否受到差别对待，可由两种方式得知，均须机构主动启用：替换人群后重复提问（checks.bias.probe 或 medguard check bias --probe），以及登记库所载的患者群体。",
            ),
        ),
        volumes(book),
        Section(
            title=("Statements found", "发现的表述"),
            parts=check_figures(
                book,
                "bias",
                *(
                    Count(
                        key=f"bias.{kind}",
                        label=words,
                        where=f"check_name = 'bias' AND kind = '{kind}'",
                        distinct=True,
                        audit=("--finding", f"bias/{kind}"),
                    )
                    for kind, words in FOUND.items()
                ),
                Count(
                    key="bias.released",
                    label=("Replies with a counted finding that went out", "含规则所计发现而已发出的答复"),
                    where="check_name = 'bias' AND kind <> '' AND kind <> 'possible_bias' AND outcome IN ('answered', 'amended')",
                    distinct=True,
                ),
            ),
        ),
        Section(
            title=("By model", "按模型"),
            parts=(checked_table(book, "bias"), findings_table(book, "bias", FOUND, details=False)),
        ),
        asked_about_others(book),
        treated_by_group(book),
        Section(
            title=("Differences between applications and models", "应用与模型之间的差异"),
            parts=(
                says(
                    "Shares of few exchanges say little. A difference is a reason to look, and no proof: applications ask different things.",
                    "交换数很少时比例意义有限。差异是核查的理由而非证据：各应用所问不同。",
                ),
                _disparity(book, "application", ("application", "应用")),
                _disparity(book, "model", ("model", "模型")),
            ),
        ),
        rules_section(book, *_RULES),
        why_section(book, *_RULES),
        left_to_people(book, *_RULES),
    )


def _disparity(book: Book, by: queries.By, words: Words) -> Grid:
    wanted = {
        "all": Amount(),
        "refused": Amount(where="outcome = 'blocked'"),
        "held": Amount(where="outcome = 'held'"),
    }
    rows = queries.amounts(book.at("v_exchanges"), "v_exchanges", book.span, wanted, (by,))
    return Grid(
        key=f"disparity_{by}",
        title=("Blocked and held, in percent", "拦截与暂留的比例"),
        columns=(words, ("exchanges", "交换"), ("blocked, %", "拦截（%）"), ("held, %", "暂留（%）")),
        widths=(40, 20, 20, 20),
        view="v_exchanges",
        narrow=("", "", "outcome = 'blocked'", "outcome = 'held'"),
        rows=tuple(
            Row(
                cells=(
                    named(row[by]),
                    row["all"],
                    percent(row["refused"], row["all"]),
                    percent(row["held"], row["all"]),
                ),
                where=f"coalesce({by}, '') = {quoted(row[by])}",
            )
            for row in rows
        ),
    )


KIND = Kind(
    name="bias",
    title=("Bias and disparity", "偏见与差异报告"),
    law=(
        "House rule checks/no_bias; AI Act Arts 4a, 10(2)(f); EU Charter Art. 21",
        "内部规则 checks/no_bias；欧盟《人工智能法》第4a条、第10条第2款(f)；《欧盟基本权利宪章》第21条",
    ),
    purpose=("For the ethics committee.", "供伦理委员会使用。"),
    sections=_sections,
)
