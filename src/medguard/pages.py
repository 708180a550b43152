"""Writes docs/law: a page a rule, a page a profile, the facts, and an index. For officers; nothing of it is written by hand.

python -m medguard.pages          needs the opa program, which reads the rules' cases
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from medguard import facts as vocabulary
from medguard import types
from medguard.bundled import bundled
from medguard.facts import UNMEASURED, VOUCHERS, Voucher
from medguard.profile import Profile, profile_names, read_profile
from medguard.rules.build import find_opa
from medguard.rules.catalogue import Catalogue, RuleInfo, read_catalogue
from medguard.rules.engine import RegoRules
from medguard.types import (
    Facts,
    Finding,
    Identifiers,
    Level,
    NoticeKind,
    ReplyFacts,
    RequestFacts,
    Ruling,
    Shown,
    Stage,
    Status,
)

_STRENGTH = {
    "binding": "binding law / 有约束力",
    "guideline": "guideline / 指南",
    "code": "code or standard / 守则或标准",
    "house": "house rule / 内部规则",
}
_VOUCHER = {
    Voucher.CONFIGURATION: "the profile / 配置",
    Voucher.REGISTRY: "the registry / 登记库",
    Voucher.RUNTIME: "measured / 实测",
}
_UNMEASURED = "**nobody yet**: unknown on every exchange / **尚无人测定**，每次调用均为未知"
_STAGE = {
    Stage.DEPLOYMENT: "with every request, about how the system is set up / 每次提问时，就系统配置判断",
    Stage.REQUEST: "before a request is sent / 提问发送之前",
    Stage.REPLY: "before a reply is released / 回复放行之前",
    Stage.RETENTION: "before a record is deleted, if whoever deletes it asks (`medguard rules decide`); no part of medguard does / 删除记录之前，须由删除者以 `medguard rules decide` 询问；medguard 自身不询问",
}
_STATUS = {
    "pass": "kept / 符合",
    "fail": "not kept / 违反",
    "not_applicable": "does not apply / 不适用",
    "undetermined": "not known / 未知",
}
_NOTICE = {
    NoticeKind.INTERACTION: "that an AI speaks / 人工智能身份",
    NoticeKind.PRINCIPAL: "for whom it acts / 代表谁行事",
    NoticeKind.EXPOSURE: "before an exposure; never put into a reply / 接触前告知，不写入回复",
    NoticeKind.PERSON_INFORMED: "to whom it is used on / 对受影响者",
    NoticeKind.LABEL: "label / 标识",
}
_READING = {
    "practical": "AI Act Arts 49, 71, 72, 73 and 86 count from the day of the high-risk duties / 《人工智能法》第49、71、72、73、86条自高风险义务适用之日起算",
    "literal": "AI Act Arts 49, 71, 72, 73 and 86 count from 2026-08-02, and only warn before the day of the high-risk duties / 上述条款自2026-08-02起算，高风险义务适用前仅提醒",
}
_LEVEL = {
    "deny": "blocked / 拦截",
    "deny_if_known": "blocked if certain, a warning if not known / 确知违反则拦截，未知则提醒",
    "require_human_review": "held for a person / 人工复核",
    "require_disclosure": "a notice is shown / 显示告知",
    "require_label": "a label is added / 添加标识",
    "warn": "a warning in the record / 记录提醒",
}
_MADE = "<!-- Made by medguard.pages from the rules; do not edit. -->"


def pages(catalogue: Catalogue, cases: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, str]:
    """Every page of docs/law by its name."""
    told = _docstrings()
    profiles = [read_profile(name) for name in profile_names()]
    holding = {profile.name: _holdings(profile, catalogue) for profile in profiles}
    made = {
        f"{_name(rule)}.md": _rule_page(rule, cases[rule.id], told, catalogue, holding)
        for rule in catalogue.rules.values()
    }
    of_profiles = {
        f"profiles/{profile.name}.md": _profile_page(profile, catalogue, holding[profile.name]) for profile in profiles
    }
    return {**made, **of_profiles, "facts.md": _facts_page(told), "README.md": _index(catalogue, profiles)}


def read_cases(catalogue: Catalogue, opa: str) -> dict[str, list[dict[str, Any]]]:
    """The cases of every rule's test, as OPA reads them."""
    wanted = ", ".join(f'"{rule.id}": data.{rule.package}_test.cases' for rule in catalogue.rules.values())
    command = [opa, "eval", "--format=json", "--data", str(bundled("rego")), f"{{{wanted}}}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  our own arguments
    found: dict[str, list[dict[str, Any]]] = json.loads(run.stdout)["result"][0]["expressions"][0]["value"]
    return found


# ── how a rule holds in a profile ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Holding:
    """What the rules themselves say about a rule under a profile as it is shipped, nothing else being known."""

    level: Level
    since: date | None
    """First day; ``None``: always."""
    not_applicable: tuple[str, str] | None
    """Why what the profile states leaves nothing to keep, in English and Chinese."""
    not_known: tuple[str, str] | None
    """What neither the profile nor the registry says as they are shipped, so that the rule cannot decide."""

    @property
    def day(self) -> str:
        return self.since.isoformat() if self.since else _ALWAYS

    @property
    def waits(self) -> bool:
        """Stops nothing until the institution has said what only it knows."""
        return self.level is Level.DENY_IF_KNOWN and self.not_known is not None

    @property
    def means(self) -> str:
        """What comes of a breach."""
        if self.not_applicable is not None:
            return _cell(" ".join(self.not_applicable))
        if self.not_known is None or self.level is Level.WARN:
            return _LEVEL[self.level]
        return f"{_LEVEL[self.level]}<br>{_AS_SHIPPED[self.waits]}: {_cell(' '.join(self.not_known))}"


_ALWAYS = "always / 始终"
_AS_SHIPPED = {
    True: "not known as shipped / 随附配置未载明",
    False: "every call, until it is stated / 载明之前适用于每次调用",
}
_UNKNOWN, _UNKNOWN_REPLY = RequestFacts(), ReplyFacts()
_MEASURED = RequestFacts(
    identifiers=Identifiers(),
    unread=(),
    asks_if_ai=False,
    asks_to_strip_label=False,
    ledger_ready=True,
)
_MEASURED_REPLY = ReplyFacts(
    output_types=("other",),
    claims_to_be_human=False,
    tokens=500,
    exported_file=False,
    upstream_marks_lost=False,
    reaches_people_outside=True,
    patient_facing=True,
    visible_label=True,
)
"""An exchange in which nothing was found. What a rule then does not know, medguard cannot measure: somebody has to say it."""


def _holdings(profile: Profile, catalogue: Catalogue) -> dict[str, _Holding]:
    """Ask the rules on every day on which a law takes effect: a rule's first day may follow from what the profile states."""
    days = {rule.effective_from for rule in catalogue.rules.values() if rule.effective_from}
    days |= {date.fromisoformat(day) for day in catalogue.law["eu"]["dates"].values()}
    rules = RegoRules(catalogue, profile.levels)
    since: dict[str, date] = {}
    for day in sorted(days):
        for name, ruling in _rulings(profile, catalogue, rules, day).items():
            if ruling.status is not Status.NOT_YET_APPLICABLE:
                since.setdefault(name, day)
    # Whether a rule has something to keep must not hang on whether a reply shows notices, so both are tried.
    plain = _rulings(profile, catalogue, rules, max(days))
    shown = ReplyFacts(disclosures=tuple(Shown(kind.value, "reply") for kind in NoticeKind))
    told = _rulings(profile, catalogue, rules, max(days), reply=shown)
    measured = _rulings(profile, catalogue, rules, max(days), request=_MEASURED, reply=_MEASURED_REPLY)
    found = {}
    for name, ruling in plain.items():
        rule = catalogue.rules[name]
        said = rule.stage is not Stage.RETENTION and measured[name].status is Status.UNDETERMINED
        always = rule.effective_from is None or name in profile.readings.enforce_early
        idle = ruling.status is Status.NOT_APPLICABLE and told[name].status in {Status.NOT_APPLICABLE, Status.PASS}
        found[name] = _Holding(
            level=profile.levels[name],
            since=None if always else since[name],
            not_applicable=rule.reasons[ruling.why] if idle else None,
            not_known=rule.reasons[measured[name].why] if said else None,
        )
    return found


def _rulings(
    profile: Profile,
    catalogue: Catalogue,
    rules: RegoRules,
    day: date,
    *,
    request: RequestFacts = _UNKNOWN,
    reply: ReplyFacts = _UNKNOWN_REPLY,
) -> dict[str, Ruling]:
    """What every rule that is on says of what the profile states, and of an exchange of which nothing else is known."""
    on = {catalogue.rules[name].stage for name, level in profile.levels.items() if level is not Level.OFF}
    return {
        ruling.rule: ruling
        for stage in on - {Stage.DEPLOYMENT}  # asked with the request
        for ruling in rules.decide(
            Facts(
                stage=stage,
                now=f"{day}T00:00:00Z",
                profile=profile.name,
                levels=profile.levels,
                deployment=profile.deployment,
                operator=profile.operator,
                system=profile.system,
                readings=profile.readings,
                request=request,
                reply=reply if stage is Stage.REPLY else None,
                checks=tuple(profile.checks.switched_on()),
                findings=tuple(map(Finding.clear, profile.checks.switched_on())) if reply is _MEASURED_REPLY else (),
            )
        ).rulings
    }


# ── one rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _name(rule: RuleInfo) -> str:
    return rule.id.replace("/", ".")


def _rule_page(
    rule: RuleInfo,
    cases: Sequence[Mapping[str, Any]],
    told: Mapping[str, str],
    catalogue: Catalogue,
    holding: Mapping[str, Mapping[str, _Holding]],
) -> str:
    lines = [
        _MADE,
        f"# {rule.title}",
        f"**{rule.title_zh}** · `{rule.id}`",
        "",
        "| | |",
        "|---|---|",
        f"| Law / 法律 | {_cell(rule.law)}{'' if rule.law == rule.law_en else f' ({_cell(rule.law_en)})'} |",
        f"| Article / 条款 | {_cell(rule.article)} |",
        f"| Strength / 效力 | {_STRENGTH[rule.strength]} |",
        f"| In force / 生效 | {_since(rule, catalogue)} |",
        f"| If not kept / 违反时 | {_LEVEL[rule.default_level]}, unless a profile chooses otherwise (below) / 配置可另选（见下） |",
        *([f"| Notice / 告知 | {_NOTICE[rule.notice]} |"] if rule.notice else []),
        f"| Asked / 判断时点 | {_STAGE[rule.stage]} |",
        f"| Compared with the gazette by a person / 已人工核对官方文本 | {'yes / 是' if rule.verified else '**no / 否**'} |",
        f"| Source / 来源 | {_cell(rule.source)} |",
        "",
        "## Our reading, and what is checked / 理解与检查内容",
        "",
        rule.description,
        "",
        rule.description_zh,
        "",
        "## What is not checked / 不检查的内容",
        "",
        rule.not_checked,
        "",
        rule.not_checked_zh,
        "",
        "## What to do / 处理",
        "",
        rule.remedy,
        "",
        rule.remedy_zh,
        "",
        "## In the profiles as they are shipped / 在随附配置中",
        "",
        "| profile / 配置 | from / 自 | if not kept / 违反时 |",
        "|---|---|---|",
        *(f"| [{name}](profiles/{name}.md) | {_held(of.get(rule.id))} |" for name, of in holding.items()),
        "",
        "## Facts that it reads / 所用事实",
        "",
        "| fact / 事实 | comes from / 来源 | meaning / 含义 |",
        "|---|---|---|",
        *(f"| `{path}` | {_comes_from(path)} | {_cell(told.get(path, ''))} |" for path in rule.facts),
        "",
        "## Its test cases / 测试用例",
        "",
        "| case / 用例 | verdict / 结论 | reason / 原因 |",
        "|---|---|---|",
        *(_case(rule, case) for case in cases),
        "",
        f"The rule itself: [`rego/{rule.file}`](../../rego/{rule.file}).",
    ]
    return "\n".join(lines) + "\n"


def _comes_from(path: str) -> str:
    if any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in UNMEASURED):
        return _UNMEASURED
    return _VOUCHER[VOUCHERS[path.split(".", maxsplit=1)[0].removesuffix("[]")]]


def _since(rule: RuleInfo, catalogue: Catalogue) -> str:
    if rule.effective_from is None:
        return _ALWAYS
    says = _STARTS.search(catalogue.modules[rule.file])
    if says is None:
        return rule.effective_from.isoformat()
    return _FIRST_DAYS.get(says[1], _FIRST_DAYS.get(rule.id, "")).format(**catalogue.law["eu"]["dates"])


_STARTS = re.compile(r"^starts := (.+)", re.MULTILINE)
"""A rule that says its first day itself."""
_FIRST_DAYS = {
    "eu.high_risk_from": "{hr_annex_iii} for what Annex III lists, {hr_annex_i} for medical devices alone / 附件三所列者{hr_annex_iii}，仅属医疗器械者{hr_annex_i}",
    "eu.disputed_from(eu.high_risk_from)": "{hr_annex_iii} for what Annex III lists, {hr_annex_i} for medical devices alone; read literally from {general}, then only a warning until that day / 附件三所列者{hr_annex_iii}，仅属医疗器械者{hr_annex_i}；按字面自{general}起，此前仅提醒",
    "eu.disputed_from(eu.dates.hr_annex_iii)": "{hr_annex_iii}; read literally from {general}, then only a warning until that day / 按字面自{general}起，此前仅提醒",
    "eu.marking_from": "{general}; {art50_2_legacy} for systems placed on the market before {general} / {general}前投放市场的系统为{art50_2_legacy}",
    "eu/art2_3/roles_resolved": "{ch1_ch2}; who became provider by Art. 25 from {hr_annex_iii} or, by a medical device alone, {hr_annex_i} / 依第25条成为提供者的自{hr_annex_iii}起，仅属医疗器械者自{hr_annex_i}起",
    "eu/art6/classification_recorded": "{hr_annex_iii}; {hr_annex_i} where it is stated that no point of Annex III applies / 载明不属附件三任何一点的为{hr_annex_i}",
    "eu/art53/upstream_docs": "{gpai}; {gpai_legacy} for models placed on the market before {gpai} / {gpai}前投放市场的模型为{gpai_legacy}",
    "cn/retention/emr_deletion": "2014-01-01; 2022-02-08 for internet diagnosis / 互联网诊疗为2022-02-08",
}
"""By the expression that says it, or by the rule."""


def _held(holding: _Holding | None) -> str:
    if holding is None:
        return "- | off / 停用"
    if holding.not_applicable is not None:
        return f"{holding.day} | does not apply as it stands / 现状下不适用: {_cell(' '.join(holding.not_applicable))}"
    return f"{holding.day} | {holding.means}"


def _case(rule: RuleInfo, case: Mapping[str, Any]) -> str:
    want = case["want"]
    held = f"; at most / 至多: {_LEVEL[want['at_most']]}" if "at_most" in want else ""
    reason, reason_zh = rule.reasons.get(want["why"], ("", ""))
    return f"| {_cell(case['note'])} | {_STATUS[want['status']]}{held} | {_cell(f'{reason} {reason_zh}'.strip())} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# ── one profile ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _profile_page(profile: Profile, catalogue: Catalogue, holding: Mapping[str, _Holding]) -> str:
    off = [rule for rule in catalogue.rules.values() if rule.id not in holding]
    in_union = "EU" in profile.deployment.jurisdictions
    early = ", ".join(f"`{rule}`" for rule in profile.readings.enforce_early)
    applying = {name: held for name, held in holding.items() if held.not_applicable is None}
    noted = {name: held for name, held in applying.items() if held.level is Level.WARN}
    asked = {name: held for name, held in applying.items() if catalogue.rules[name].stage is Stage.RETENTION}
    waiting = {name: held for name, held in applying.items() if held.waits}
    enforced = {
        name: held for name, held in applying.items() if not (name in noted or name in waiting or name in asked)
    }
    idle = {name: held for name, held in holding.items() if name not in applying}
    lines = [
        _MADE,
        f"# Profile {profile.name}: {profile.title}",
        f"**{profile.title_zh}**",
        "",
        profile.description.strip(),
        "",
        profile.description_zh.strip(),
        "",
        f"Where / 适用地: {', '.join(profile.deployment.jurisdictions)}.",
        "",
        *([f"Disputed dates / 争议日期: {_READING[profile.readings.disputed_dates]}.", ""] if in_union else []),
        *([f"Kept before their day / 提前执行: {early}.", ""] if early else []),
        "This page shows the profile as it is shipped. What your copy states decides what applies to you and from when; `medguard rules list --profile mine.yaml` lists its levels.",
        "",
        "本页所示为随附配置的原状。适用与否及起始日取决于贵机构副本中的声明；`medguard rules list --profile mine.yaml` 可列出其级别。",
        "",
        "## Today, and what comes / 现在与将来",
        "",
        "A rule counts from its day on. Until a day that is still to come it only warns. / 规则自所列之日起执行；日期未到者，此前仅提醒。",
        "",
        "| from / 自 | enforced / 执行 | waits for you / 待贵机构填写 | only noted / 仅提醒 | if you ask / 经询问 |",
        "|---|---|---|---|---|",
        *_days(enforced, waiting, noted, asked),
        "",
        "## What is enforced / 执行的规则",
        "",
        *_table(enforced, catalogue),
        "",
        "## What waits for you / 有待贵机构填写的规则",
        "",
        "What they need to know stands neither in the profile nor in the registry as shipped, and medguard cannot measure it. Until somebody says it (or marks are switched on) the record says that it is not known, and nothing is stopped, whatever the day; a breach that is known is blocked. / 所需事实在随附配置与登记库中均未载明，medguard 亦无从测定。载明（或者启用标记）之前，无论是否已到生效日，仅在记录中注明未知，不予拦截；一旦确知违反即予拦截。",
        "",
        *_table(waiting, catalogue),
        "",
        "## What is only noted / 仅作提醒的规则",
        "",
        "Nothing is stopped: the record says that it was not kept, or not known. / 不予拦截，仅在记录中注明违反或未知。",
        "",
        *_table(noted, catalogue),
        "",
        "## What you must ask before you delete / 删除前须询问的规则",
        "",
        "medguard deletes none of these records and stops nobody who does. Ask first, with the record's kind and days: `medguard rules decide FACTS.json`. / medguard 不删除此类记录，也不阻止他人删除。删除之前请以记录种类与日期询问：`medguard rules decide FACTS.json`。",
        "",
        *_table(asked, catalogue),
        "",
        "## What does not apply as the profile stands / 现状下不适用的规则",
        "",
        "Switched on, but what the profile states leaves nothing to keep. It counts as soon as that changes. / 已启用，但按配置所述无须执行；所述情况一旦改变即予执行。",
        "",
        *_table(idle, catalogue),
        "",
        "## What stays manual / 须人工落实",
        "",
        "No program keeps these; name somebody who answers for each. / 非程序所能履行，请逐项指定责任人。",
        "",
        "| duty / 义务 | article / 条款 |",
        "|---|---|",
        *(f"| {_cell(each.what)}<br>{_cell(each.what_zh)} | {_cell(each.article)} |" for each in profile.manual),
        "",
        "## What readers are shown / 向读者显示的文字",
        "",
        "If a rule asks for it, in the language of the reply. / 规则要求时，按回复语言显示。",
        "",
        "| notice / 告知 | English | 中文 |",
        "|---|---|---|",
        *(
            f"| {_NOTICE[kind]} | {_cell(text['en'])} | {_cell(text['zh'])} |"
            for kind, text in profile.notices.texts.items()
        ),
        "",
        "## What this profile leaves out / 未启用的规则",
        "",
        *([f"- {_linked(rule)}" for rule in off] or ["None / 无"]),
    ]
    return "\n".join(lines) + "\n"


def _days(*kinds: Mapping[str, _Holding]) -> Iterator[str]:
    """By day how many rules of each kind begin."""
    counts = [Counter(held.day for held in some.values()) for some in kinds]
    for day in sorted({day for some in counts for day in some}, key=lambda day: (day != _ALWAYS, day)):
        yield f"| {day} | {' | '.join(str(some[day] or '-') for some in counts)} |"


def _table(held: Mapping[str, _Holding], catalogue: Catalogue) -> list[str]:
    if not held:
        return ["None / 无"]
    names = sorted(held, key=lambda name: (held[name].since or date.min, name))
    lines = ["| from / 自 | rule / 规则 | article / 条款 | if not kept / 违反时 |", "|---|---|---|---|"]
    for name in names:
        rule, one = catalogue.rules[name], held[name]
        lines.append(f"| {one.day} | {_linked(rule)} | {_cell(rule.article)} | {one.means} |")
    return (
        [lines[0].replace("if not kept / 违反时", "why / 原因"), *lines[1:]] if held[names[0]].not_applicable else lines
    )


def _linked(rule: RuleInfo, up: str = "../") -> str:
    return f"[{_cell(rule.title)}]({up}{_name(rule)}.md)<br>{_cell(rule.title_zh)}"


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _index(catalogue: Catalogue, profiles: Sequence[Profile]) -> str:
    lines = [
        _MADE,
        "# The law as rules / 法律规则",
        "",
        "What medguard decides, under which article, since when. Each rule has a page with our reading, what is checked and what is not, and its test cases. The rules are",
        "engineers' reading of the law and no legal advice; where no person has compared a rule with the gazette, its page says so.",
        "",
        "medguard 依据哪些条款、自何时起作出判断。每条规则一页，载明我们的理解、检查与不检查的内容及测试用例。规则系工程师对法律的理解，不构成法律意见；未经人工与官方文本核对的，页面均予注明。",
        "",
        "What holds in your kind of house, today and from which day, and what stays for people to do / 贵类机构现在及将来适用的规则，以及须人工落实的事项:",
        "",
        *(
            f"- [{profile.name}](profiles/{profile.name}.md): {profile.title} / {profile.title_zh}"
            for profile in profiles
        ),
        "",
        "What a word of a fact means stands in [facts.md](facts.md). Try it: `medguard rules decide FACTS.json --every --at 2027-12-02 --lang zh`.",
        "",
        "各事实的含义见 [facts.md](facts.md)；可用上述命令试行判断。",
        "",
        "**G10.** 人工智能辅助治疗技术 (G10) in the Chinese catalogue of restricted technologies means robot-assisted surgery. A language model that drives or plans no surgical robot is not this technology; what binds it in a Chinese",
        "clinic are the rules on internet diagnosis (监管细则 第十三、二十一条), on physicians (医师法), labels (标识办法), personal information (个人信息保护法), cross-border transfer and devices.",
        "",
        "国家限制类技术目录中的“人工智能辅助治疗技术”（G10）仅指手术机器人。不驱动、不规划手术机器人的语言模型不属于该技术；约束它的是互联网诊疗（监管细则第十三、二十一条）、医师法、标识办法、个人信息保护法、数据出境及医疗器械等规则。",
        "",
        *_calendar(catalogue),
    ]
    for area, title in _AREAS.items():
        rules = [rule for rule in catalogue.rules.values() if rule.id.split("/")[0] == area]
        if rules:
            lines += [
                "",
                f"## {title}",
                "",
                "| rule / 规则 | article / 条款 | in force / 生效 | strength / 效力 | if not kept / 违反时 |",
                "|---|---|---|---|---|",
            ]
            lines += [_row(rule, catalogue) for rule in rules]
    return "\n".join(lines) + "\n"


def _calendar(catalogue: Catalogue) -> Iterator[str]:
    """On which day what begins, so that an officer can tell today from later."""
    in_china = [rule for rule in catalogue.rules.values() if rule.id.startswith("cn/")]
    last = max(rule.effective_from for rule in in_china if rule.effective_from)
    yield from (
        "## The days / 日历",
        "",
        f"China: the last of the {len(in_china)} rules began on {last}. European Union: compare today with this table; before its day a rule only warns. / 中国：{len(in_china)}条规则中最后一条自{last}起生效。欧盟：请将今日与下表对照；日期未到的规则仅提醒。",
        "",
        "| from / 自 | what begins in the Union / 欧盟何者开始适用 |",
        "|---|---|",
    )
    for key, day in sorted(catalogue.law["eu"]["dates"].items(), key=lambda item: item[1]):
        yield f"| {day} | {_BEGINS[key]} |"


_BEGINS = {
    "ch1_ch2": "Roles and prohibited practices (Art. 5), AI literacy (Art. 4) / 角色与禁止行为（第5条）、人工智能素养（第4条）",
    "gpai": "Documentation of new general-purpose models (Art. 53) / 新通用模型的文件（第53条）",
    "omnibus": "The six safeguards of bias work (Art. 4a); Art. 4 in its present words / 纠偏的六项保障（第4a条）；第4条现行文本",
    "general": "Talking to an AI, marks of new systems, emotion recognition, deep fakes, published texts (Art. 50); read literally also Arts 49, 72, 73 and 86 / 人机交互告知、新系统的标记、情绪识别、深度伪造、公开文本（第50条）；按字面还有第49、72、73、86条",
    "art5_new": "No intimate content without consent, no child abuse material (Art. 5(1)(ba), (bb)) / 禁止未经同意的私密内容及儿童性虐待材料（第5条第1款(ba)(bb)）",
    "art50_2_legacy": "Marks of systems placed on the market before 2026-08-02 (Art. 50(2), 111(4)) / 2026年8月2日前投放市场的系统的标记（第50条第2款、第111条第4款）",
    "cop_interop": "Interoperable detection, for signatories of the Code of Practice / 《行为准则》签署方的可互通检测",
    "gpai_legacy": "Documentation of models placed on the market before 2025-08-02 (Art. 111(3)) / 2025年8月2日前投放市场的模型的文件（第111条第3款）",
    "hr_annex_iii": "High-risk duties of what Annex III lists (Arts 6 to 27, 49, 72, 73, 86) / 附件三所列系统的高风险义务（第6至27、49、72、73、86条）",
    "hr_annex_i": "High-risk duties of medical devices that need a notified body (Art. 6(1)) / 须经公告机构评定的医疗器械的高风险义务（第6条第1款）",
    "public_authority_legacy": "The same for old unchanged systems meant for public authorities; other old unchanged systems stay free (Art. 111(2)) / 供公共机构使用的未变更既有系统亦适用；其他未变更既有系统仍不适用（第111条第2款）",
}
"""By the names of the law's data; a day without words stops the making."""

_AREAS = {
    "eu": "European Union: AI Act / 欧盟《人工智能法》",
    "cn": "China / 中国",
    "us": "United States / 美国",
    "phi": "House: identifiers / 内部：身份标识",
    "content": "House: content / 内部：内容",
    "checks": "House: checks / 内部：检查",
}


def _row(rule: RuleInfo, catalogue: Catalogue) -> str:
    means = f"{_since(rule, catalogue)} | {_STRENGTH[rule.strength]} | {_LEVEL[rule.default_level]}"
    return f"| {_linked(rule, up='')} | {_cell(rule.article)} | {means} |"


# ── the facts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _facts_page(told: Mapping[str, str]) -> str:
    lines = [
        _MADE,
        "# Facts / 事实",
        "",
        "What rules may know. `null` is unknown, never no. Days are `2026-08-02`. A fact comes from what the institution states in its profile, from imported licences and consents (the registry), or from medguard's own measuring.",
        "",
        "规则可用的事实。`null` 表示未知，绝非“否”；日期写作 `2026-08-02`。事实来自机构在配置中的声明、导入的资质与同意（登记库），或 medguard 的实测。",
        "",
        "| fact / 事实 | type / 类型 | comes from / 来源 | meaning / 含义 |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{path}` | {_cell(kind)} | {_comes_from(path)} | {_cell(told.get(path, ''))} |"
        for path, kind in _leaves(Facts)
    ]
    return "\n".join(lines) + "\n"


def _leaves(section: type, place: str = "") -> Iterator[tuple[str, str]]:
    hints = get_type_hints(section, include_extras=True)
    for each in fields(section):
        path = f"{place}.{each.name}" if place else each.name
        inner, one_of_many = _inner(hints[each.name])
        if inner is None or one_of_many:
            yield path, _words(hints[each.name])
        if inner is not None:
            yield from _leaves(inner, f"{path}[]" if one_of_many else path)


def _inner(hint: Any) -> tuple[type | None, bool]:
    """The section that a field holds, if it does, and whether it holds a list of them."""
    parts = [hint, *get_args(hint)]
    listed = [one for part in parts if get_origin(part) is tuple for one in get_args(part)]
    for found, one_of_many in ((listed, True), (parts, False)):
        for one in found:
            if isinstance(one, type) and is_dataclass(one):
                return one, one_of_many
    return None, False


_PLAIN = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    Mapping[str, Level]: "level, by rule",
    Mapping[str, int]: "whole number, by kind",
}


def _words(hint: Any) -> str:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(hint))
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(_words(part) for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        return f"list of {_words(get_args(hint)[0])}"
    if hasattr(hint, "__name__") and not get_args(hint):
        return str(hint.__name__)
    return str(hint).replace("typing.", "").replace("medguard.facts.", "").replace("medguard.types.", "").replace("<class '", "").replace("'>", "")  # fmt: skip


def _docstrings() -> dict[str, str]:
    """What the sources say of each fact, by its path in the document."""
    by_class: dict[str, dict[str, str]] = {}
    for module in (vocabulary, types):
        for node in ast.parse(Path(str(module.__file__)).read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                by_class[node.name] = _of_class(node)
    return dict(_told(Facts, by_class, ""))


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    told = {}
    for one, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            says = following.value if isinstance(following, ast.Expr) else None
            told[one.target.id] = str(says.value) if isinstance(says, ast.Constant) else ""
    return told


def _told(section: type, by_class: Mapping[str, Mapping[str, str]], place: str) -> Iterator[tuple[str, str]]:
    hints = get_type_hints(section)
    for each in fields(section):
        path = f"{place}.{each.name}" if place else each.name
        yield path, by_class.get(section.__name__, {}).get(each.name, "")
        inner, one_of_many = _inner(hints[each.name])
        if inner is not None:
            yield from _told(inner, by_class, f"{path}[]" if one_of_many else path)


def write(folder: Path, opa: str) -> None:
    """Write every page, and remove those of rules that are gone."""
    catalogue = read_catalogue()
    made = pages(catalogue, read_cases(catalogue, opa))
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*.md"):
        if old.relative_to(folder).as_posix() not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> int:
    """Write docs/law."""
    opa = find_opa()
    if opa is None:
        sys.stderr.write("no opa program found: go install github.com/open-policy-agent/opa@v1.22.2\n")
        return 1
    write(bundled("rego").parent / "docs/law", opa)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
