"""Plagiarism: replies that are copied or reworded from protected texts and name nobody."""

from __future__ import annotations

from medguard.report.book import (
    Book,
    Count,
    about,
    check_figures,
    checked_table,
    findings_table,
    left_to_people,
    rules_section,
    volumes,
    why_section,
)
from medguard.report.document import Section, Words
from medguard.report.kinds.kind import Kind

_RULES = ("checks/not_copied", "checks/all_judged")
FOUND: dict[str, Words] = {
    "copied": ("copied, and nobody is named", "照抄且未注明"),
    "paraphrased": ("reworded, and nobody is named", "改写且未注明"),
    "context_not_named": ("copied from a source of the request, which is not named", "抄自请求所附来源且未注明"),
    "quoted": ("in quotation marks", "引号引用"),
    "cited": ("with its source", "注明来源"),
    "echoed": ("the user's own words", "复述用户文字"),
    "drug_label": ("from a drug label", "药品说明书"),
    "boilerplate": ("what everybody writes", "通用套话"),
    "standard_phrase": ("a standard phrase", "标准表述"),
}
_FAULTS = ("copied", "paraphrased", "context_not_named")


def _sections(book: Book) -> tuple[Section, ...]:
    faults = ", ".join(f"'{kind}'" for kind in _FAULTS)
    return (
        about(
            (
                "The check plagiarism compares replies with the texts of this institution's library (medguard library texts list), and with sources that came with the request. What is not in the library cannot be found; a reply without a finding is no proof of originality.",
                "抄袭检查将答复与本机构文库（medguard library texts list）及随请求提供的来源比对。文库之外的文本无从发现；没有发现并不证明原创。",
            ),
        ),
        volumes(book),
        Section(
            title=("All models together", "全部模型"),
            parts=check_figures(
                book,
                "plagiarism",
                Count(
                    key="plagiarism.faults",
                    label=(
                        "Replies with a fault: copied or reworded without a source",
                        "有问题的答复：照抄或改写且未注明来源",
                    ),
                    where=f"check_name = 'plagiarism' AND kind IN ({faults})",
                    distinct=True,
                ),
                Count(
                    key="plagiarism.faults_released",
                    label=("of these: went out", "其中：已发出"),
                    where=f"check_name = 'plagiarism' AND kind IN ({faults}) AND outcome IN ('answered', 'amended')",
                    distinct=True,
                ),
                *(
                    Count(
                        key=f"plagiarism.{kind}",
                        label=words,
                        where=f"check_name = 'plagiarism' AND kind = '{kind}'",
                        distinct=True,
                        audit=("--finding", f"plagiarism/{kind}"),
                    )
                    for kind, words in FOUND.items()
                ),
            ),
        ),
        Section(
            title=("By model", "按模型"),
            parts=(checked_table(book, "plagiarism"), findings_table(book, "plagiarism", FOUND)),
        ),
        rules_section(book, *_RULES),
        why_section(book, *_RULES),
        left_to_people(book, *_RULES),
    )


KIND = Kind(
    name="plagiarism",
    title=("Plagiarism", "抄袭检查报告"),
    law=("House rule checks/not_copied; Directive 2001/29/EC; Copyright Law of the PRC", "内部规则 checks/not_copied；欧盟第2001/29/EC号指令；中华人民共和国著作权法"),
    purpose=("For editors, and for whoever publishes what a model wrote.", "供编辑及发布模型文本的人员使用。"),
    sections=_sections,
)  # fmt: skip
