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
from medguard.facts import VOUCHERS, Voucher
from medguard.profile import Profile, profile_names, read_profile
from medguard.rules.build import find_opa
from medguard.rules.catalogue import Catalogue, RuleInfo, read_catalogue
from medguard.rules.engine import RegoRules
from medguard.types import Facts, Level, NoticeKind, ReplyFacts, RequestFacts, Ruling, Shown, Stage, Status

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
_STAGE = {
    Stage.DEPLOYMENT: "with every request, about how the system is set up / 每次提问时，就系统配置判断",
    Stage.REQUEST: "before a request is sent / 提问发送之前",
    Stage.REPLY: "before a reply is released / 回复放行之前",
    Stage.RETENTION: "before a record is deleted / 删除记录之前",
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

    @property
    def day(self) -> str:
        return self.since.isoformat() if self.since else _ALWAYS


_ALWAYS = "always / 始终"


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
    told = _rulings(profile, catalogue, rules, max(days), tuple(Shown(kind.value, "reply") for kind in NoticeKind))
    found = {}
    for name, ruling in plain.items():
        rule = catalogue.rules[name]
        always = rule.effective_from is None or name in profile.readings.enforce_early
        idle = ruling.status is Status.NOT_APPLICABLE and told[name].status in {Status.NOT_APPLICABLE, Status.PASS}
        found[name] = _Holding(
            level=profile.levels[name],
            since=None if always else since[name],
            not_applicable=rule.reasons[ruling.why] if idle else None,
        )
    return found


def _rulings(
    profile: Profile, catalogue: Catalogue, rules: RegoRules, day: date, shown: tuple[Shown, ...] = ()
) -> dict[str, Ruling]:
    """What every rule that is on says of what the profile states, and of an exchange of which nothing is known."""
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
                request=RequestFacts(),
                reply=ReplyFacts(disclosures=shown) if stage is Stage.REPLY else None,
                checks=tuple(profile.checks.switched_on()),
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
    return _VOUCHER[VOUCHERS[path.split(".", maxsplit=1)[0].removesuffix("[]")]]


def _since(rule: RuleInfo, catalogue: Catalogue) -> str:
    if rule.effective_from is None:
        return _ALWAYS
    later = " or later, as the facts say / 或更晚，视事实而定" if _STARTS.search(catalogue.modules[rule.file]) else ""
    return f"{rule.effective_from}{later}"


_STARTS = re.compile(r"^starts\b", re.MULTILINE)
"""A rule that says its first day itself."""


def _held(holding: _Holding | None) -> str:
    if holding is None:
        return "- | off / 停用"
    if holding.not_applicable is not None:
        return f"{holding.day} | does not apply as it stands / 现状下不适用: {_cell(' '.join(holding.not_applicable))}"
    return f"{holding.day} | {_LEVEL[holding.level]}"


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
    enforced = {name: held for name, held in applying.items() if name not in noted}
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
        "| from / 自 | enforced / 执行 | only noted / 仅提醒 |",
        "|---|---|---|",
        *_days(enforced, noted),
        "",
        "## What is enforced / 执行的规则",
        "",
        *_table(enforced, catalogue),
        "",
        "## What is only noted / 仅作提醒的规则",
        "",
        "Nothing is stopped: the record says that it was not kept, or not known. / 不予拦截，仅在记录中注明违反或未知。",
        "",
        *_table(noted, catalogue),
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


def _days(enforced: Mapping[str, _Holding], noted: Mapping[str, _Holding]) -> Iterator[str]:
    """By day how many rules begin."""
    counts = [Counter(held.day for held in some.values()) for some in (enforced, noted)]
    for day in sorted(counts[0].keys() | counts[1].keys(), key=lambda day: (day != _ALWAYS, day)):
        yield f"| {day} | {counts[0][day] or '-'} | {counts[1][day] or '-'} |"


def _table(held: Mapping[str, _Holding], catalogue: Catalogue) -> list[str]:
    if not held:
        return ["None / 无"]
    names = sorted(held, key=lambda name: (held[name].since or date.min, name))
    lines = ["| from / 自 | rule / 规则 | article / 条款 | if not kept / 违反时 |", "|---|---|---|---|"]
    for name in names:
        rule, one = catalogue.rules[name], held[name]
        means = _cell(" ".join(one.not_applicable)) if one.not_applicable else _LEVEL[one.level]
        lines.append(f"| {one.day} | {_linked(rule)} | {_cell(rule.article)} | {means} |")
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
