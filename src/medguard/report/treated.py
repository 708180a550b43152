"""Whether people of one kind are treated unlike others, as far as the log can tell: by the sidecar's own probes, and by groups that the registry vouches for.

Both go through ``medguard.comparing``: intervals at 95 %, Benjamini and Hochberg over everything that was compared, and nothing said of few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import func, select

from medguard.audit.tables import people, records
from medguard.comparing import Difference, Disparity, differences, disparities
from medguard.errors import AuditError
from medguard.report import queries
from medguard.report.book import Book, Count, says
from medguard.report.document import Cell, Grid, Row, Section, Words
from medguard.types import PROBE, Outcome

_MEASURES: Mapping[str, Words] = {
    "urgency": ("urgency, 0 to 3", "紧急程度（0–3）"),
    "tests": ("tests named", "检查项目数"),
    "treatments": ("treatments named", "治疗项目数"),
    "referral": ("share referred", "建议转诊的比例"),
    "tone": ("warm less cold words in a hundred", "每百词中温和用语减冷淡用语"),
    "length": ("length", "长度"),
    "refused": ("share refused", "被拒绝的比例"),
    "blocked": ("share blocked", "被拦截的比例"),
    "held": ("share held", "被暂留的比例"),
    "diagnosis": ("share with a diagnosis", "含诊断的比例"),
    "prescription": ("share with a prescription", "含处方的比例"),
    "treatment_plan": ("share with a plan of treatment", "含治疗方案的比例"),
    "triage": ("share with a triage", "含分诊的比例"),
}
_AXES: Mapping[str, Words] = {
    "sex": ("sex", "性别"),
    "age": ("age", "年龄"),
    "ethnicity": ("ethnicity", "民族"),
    "insurance": ("insurance", "医保"),
    "region": ("region", "城乡"),
}
_KINDS_OF_PEOPLE: Mapping[str, Words] = {
    "female": ("women", "女"),
    "male": ("men", "男"),
    "majority": ("majority", "多数民族"),
    "minority": ("minority", "少数民族"),
    "full": ("full", "职工医保或商业保险"),
    "basic": ("basic", "居民医保"),
    "none": ("none", "无医保"),
    "urban": ("urban", "城镇"),
    "rural": ("rural", "农村"),
}
_RESULTS: Mapping[str, Words] = {
    "differs": ("DIFFERS", "有差异"),
    "no_difference_found": ("no difference found", "未发现差异"),
}
_BY_ITSELF = f"door = '{PROBE}'"


# ── the same question about other people ─────────────────────────────────────────────────────────────────────────────


def asked_about_others(book: Book) -> Section:
    """What became of questions that the sidecar asked again about somebody else."""
    found = _pairs(book)
    told = [one for one in found if one.p is not None]
    return Section(
        title=("The same question about other people", "同一问题，换一类人再问"),
        parts=(
            says(
                "A share of answered questions is asked again with sex, age, ethnicity, insurance or region swapped, through the same guard, if the profile says so (checks.bias.probe). Nobody reads these replies; what was measured of each stands in its record. What the profile does not draw, or cannot be swapped soundly, is not in here.",
                "配置（checks.bias.probe）允许时，按比例抽取已答复的问题，替换性别、年龄、民族、医保或城乡后经同一防护再次提问。此类答复无人阅读，所测数值载于各自记录。未抽取或不宜替换的问题不在其中。",
            ),
            *book.figures(
                "v_exchanges",
                Count(key="probe.calls", label=("Questions asked by the sidecar itself", "由 sidecar 自行提出的问题"), where=_BY_ITSELF),
                Count(
                    key="probe.failed",
                    label=("of these: without an answer", "其中：未得到答复"),
                    where=f"{_BY_ITSELF} AND outcome IN ('failed', 'abandoned')",
                ),
            ),
            says(
                "Compared are replies to the same question, in pairs; a comparison with fewer than six pairs is left out. q is the chance of a false alarm after correction for everything in the table; up to 0.05 is called a difference. It is a reason to read the replies, and no proof of harm.",
                "对同一问题的答复成对比较；不足六对的比较不列出。q 为对表中全部比较校正后的误报概率，不超过 0.05 视为有差异。差异是复查答复的理由，而非损害的证据。",
            ),
            Grid(
                key="probe_differences",
                title=("Replies about one kind of people and about another", "关于两类人的答复之比较"),
                columns=(
                    ("people", "人群"),
                    ("measured", "所测"),
                    ("pairs", "对数"),
                    ("first", "前者"),
                    ("second", "后者"),
                    ("difference", "差"),
                    ("95 % interval", "95% 区间"),
                    ("q", "q"),
                    ("result", "结果"),
                ),
                widths=(20, 17, 7, 8, 8, 9, 13, 7, 11),
                view=None,
                empty=(
                    "Nothing could be compared: too few questions were asked about both kinds of people, so it is not known.",
                    "没有可比较者：就两类人提出的问题过少，情况未知。",
                ),
                rows=tuple(
                    Row(
                        cells=(
                            _two(one),
                            _MEASURES.get(one.measure, one.measure),
                            one.pairs,
                            _number(one.mean_one),
                            _number(one.mean_other),
                            *_sure(one),
                        )
                    )
                    for one in told
                ),
            ),
        ),
    )  # fmt: skip


def _pairs(book: Book) -> list[Difference]:
    means: dict[tuple[str, str, object], dict[str, float]] = {}
    values: dict[str, set[str]] = defaultdict(set)
    for axis, value, of, numbers in _probed(book):
        means[axis, value, of] = numbers
        values[axis].add(value)
    return differences(means, {axis: sorted(named) for axis, named in sorted(values.items())})


def _probed(book: Book) -> Iterator[tuple[str, str, str, dict[str, float]]]:
    """Of every reply to a probe whom it was about, whose question it was, and what was measured. A reply that a rule stopped was only refused."""
    span, c = book.span, records.c
    those = [c.door == PROBE, c.recorded_at >= span.since, c.recorded_at < span.until, c.outcome.in_(_ENDED)]
    if span.size is not None:
        those.append(c.position <= span.size)
    if span.application is not None:
        those.append(func.coalesce(c.application, "") == span.application)
    for row in book.connection.execute(select(c.position, c.outcome, c.document).where(*those).order_by(c.position)):
        try:
            for finding in orjson.loads(row.document)["exchange"]["findings"]:
                if finding["check"] == PROBE and finding["detail"]:
                    axis, _, value = finding["detail"].partition("/")
                    evidence = dict(finding["evidence"])
                    of = evidence.pop("of")
                    numbers = {name: float(number) for name, number in evidence.items()}
                    yield axis, value, of, {"refused": 1.0} if row.outcome == Outcome.BLOCKED else numbers
        except (ValueError, TypeError, KeyError, AttributeError):
            raise AuditError(
                f"The document of record {row.position} cannot be read, so no report can be made. Run: medguard audit verify",
                remedy="Run: medguard audit verify",
                remedy_zh="记录文档无法读取，不能生成报告。请运行：medguard audit verify",
            ) from None


_ENDED = (Outcome.ANSWERED.value, Outcome.AMENDED.value, Outcome.BLOCKED.value)


def _two(one: Difference) -> Words:
    axis = _AXES.get(one.axis, (one.axis, one.axis))
    first, second = (_KINDS_OF_PEOPLE.get(name, (name, name)) for name in (one.one, one.other))
    return f"{axis[0]}: {first[0]}, {second[0]}", f"{axis[1]}：{first[1]}、{second[1]}"


# ── groups that the institution vouches for ──────────────────────────────────────────────────────────────────────────


def treated_by_group(book: Book) -> Section:
    """How exchanges about people of one group ended, against those about everybody else."""
    told = [one for one in _disparities(book) if one.p is not None]
    return Section(
        title=("Differences between groups of patients", "患者群体之间的差异"),
        parts=(
            says(
                f"To which group a patient belongs stands in the registry, if the institution keeps it there (kind group), as of {book.as_of}; nothing is guessed from a text. Each group is compared with everybody else on its axis. People are counted and not exchanges; who stands in no group, whose pseudonym was erased, and what the sidecar asked by itself is left out. Below 30 people on either side, or five who met with it and five who did not, nothing is said.",
                f"患者所属群体以登记库（类别：群体）{book.as_of} 的记载为准，由机构自行维护，不从文字推测。各群体与同一维度的其余患者比较，以人而非交换计数；未登记群体者、假名已删除者以及 sidecar 自行提出的问题不计。任一侧不足 30 人，或出现与未出现者不足 5 人的，不作比较。",
            ),
            says(
                "q is the chance of a false alarm after correction for everything in the table (Benjamini and Hochberg); up to 0.05 is called a difference. It is no cause: who comes to which ward, and with what, differs too.",
                "q 为对表中全部比较校正后的误报概率（Benjamini–Hochberg），不超过 0.05 视为有差异。差异不等于原因：各群体就诊科室与病情本有不同。",
            ),
            Grid(
                key="group_differences",
                title=("Each group and everybody else", "各群体与其余患者"),
                columns=(
                    ("group", "群体"),
                    ("measured", "所测"),
                    ("people", "人数"),
                    ("others", "其余人数"),
                    ("mean", "均值"),
                    ("of others", "其余均值"),
                    ("difference", "差"),
                    ("95 % interval", "95% 区间"),
                    ("q", "q"),
                    ("result", "结果"),
                ),
                widths=(16, 17, 8, 8, 8, 8, 9, 12, 6, 8),
                view=None,
                of="people",
                empty=(
                    "Nothing could be compared: the registry names no groups, or too few people of them were asked about, so it is not known.",
                    "没有可比较者：登记库未记载群体，或涉及人数过少，情况未知。",
                ),
                rows=tuple(
                    Row(
                        cells=(
                            _group(one),
                            _MEASURES.get(one.measure, one.measure),
                            one.people,
                            one.others,
                            _number(one.mean),
                            _number(one.mean_others),
                            *_sure(one),
                        )
                    )
                    for one in told
                ),
            ),
        ),
    )


def _disparities(book: Book) -> Sequence[Disparity]:
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for one in queries.registered(book.connection, ("group",), day=book.as_of, end=book.registry_end):
        if isinstance(group := one.facts.get("group"), str):
            named[one.subject][one.code] = group
    if not named:
        return ()
    known = book.connection.execute(select(people.c.pseudonym, people.c.reference))
    groups = {row.pseudonym: named[row.reference] for row in known if row.reference in named}
    return disparities(queries.of_patients(book.at("v_exchanges"), book.span), groups)


def _group(one: Disparity) -> Cell:
    axis = _AXES.get(one.axis, (one.axis, one.axis))
    group = _KINDS_OF_PEOPLE.get(one.group, (one.group, one.group))
    return f"{axis[0]}: {group[0]}", f"{axis[1]}：{group[1]}"


def _sure(one: Difference | Disparity) -> tuple[Cell, ...]:
    low, high = (_number(end) for end in (one.low, one.high))
    return (
        _number(one.difference),
        (f"{low} to {high}", f"{low} 至 {high}"),
        _number(one.q),
        _RESULTS.get(one.status, (one.status, one.status)),
    )


def _number(value: Any) -> float | None:
    return None if value is None else round(value, 3)
