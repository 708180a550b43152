"""Writes docs/law: a page a rule, a page a profile, the facts, and an index. For officers; nothing of it is written by hand.

python -m medguard.pages          needs the opa program, which reads the rules' cases
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from medguard import facts as vocabulary
from medguard import types
from medguard.bundled import bundled
from medguard.facts import VOUCHERS
from medguard.profile import Profile, profile_names, read_profile
from medguard.rules.build import find_opa
from medguard.rules.catalogue import Catalogue, RuleInfo, read_catalogue
from medguard.types import Facts, Level

_STRENGTH = {
    "binding": "binding law / 有约束力",
    "guideline": "guideline / 指南",
    "code": "code or standard / 守则或标准",
    "house": "house rule / 内部规则",
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
    made = {f"{_name(rule)}.md": _rule_page(rule, cases[rule.id], told) for rule in catalogue.rules.values()}
    profiles = {f"profiles/{name}.md": _profile_page(read_profile(name), catalogue) for name in profile_names()}
    return {**made, **profiles, "facts.md": _facts_page(told), "README.md": _index(catalogue)}


def read_cases(catalogue: Catalogue, opa: str) -> dict[str, list[dict[str, Any]]]:
    """The cases of every rule's test, as OPA reads them."""
    wanted = ", ".join(f'"{rule.id}": data.{rule.package}_test.cases' for rule in catalogue.rules.values())
    command = [opa, "eval", "--format=json", "--data", str(bundled("rego")), f"{{{wanted}}}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  our own arguments
    found: dict[str, list[dict[str, Any]]] = json.loads(run.stdout)["result"][0]["expressions"][0]["value"]
    return found


# ── one rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _name(rule: RuleInfo) -> str:
    return rule.id.replace("/", ".")


def _rule_page(rule: RuleInfo, cases: Sequence[Mapping[str, Any]], told: Mapping[str, str]) -> str:
    since = rule.effective_from.isoformat() if rule.effective_from else "always / 始终"
    own_day = any(fact == "system.annex_iii_points" for fact in rule.facts) and rule.effective_from
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
        f"| In force since / 生效 | {since}{' (first possible day; depends on the route / 最早日期，视路径而定)' if own_day else ''} |",
        f"| If not kept / 违反时 | {_LEVEL[rule.default_level]} (a profile may choose another level / 配置可另选) |",
        f"| Asked / 判断时点 | {rule.stage} |",
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
        "## Facts that it reads / 所用事实",
        "",
        "| fact | vouched for by | meaning |",
        "|---|---|---|",
        *(f"| `{path}` | {VOUCHERS[path.split('.')[0]]} | {_cell(told.get(path, ''))} |" for path in rule.facts),
        "",
        "## Its test cases / 测试用例",
        "",
        "| case | verdict | reason |",
        "|---|---|---|",
        *(_case(rule, case) for case in cases),
        "",
        f"The rule itself: [`rego/{rule.file}`](../../rego/{rule.file}).",
    ]
    return "\n".join(lines) + "\n"


def _case(rule: RuleInfo, case: Mapping[str, Any]) -> str:
    want = case["want"]
    held = f", at most {want['at_most']}" if "at_most" in want else ""
    reason, reason_zh = rule.reasons.get(want["why"], ("", ""))
    return f"| {_cell(case['note'])} | {want['status']}{held} | {_cell(f'{reason} {reason_zh}'.strip())} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# ── one profile ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _profile_page(profile: Profile, catalogue: Catalogue) -> str:
    on = [catalogue.rules[rule] for rule, level in profile.levels.items() if level is not Level.OFF]
    off = [rule for rule in catalogue.rules.values() if profile.levels.get(rule.id, Level.OFF) is Level.OFF]
    lines = [
        _MADE,
        f"# Profile {profile.name}: {profile.title}",
        f"**{profile.title_zh}**",
        "",
        profile.description.strip(),
        "",
        profile.description_zh.strip(),
        "",
        f"Jurisdictions / 适用地: {', '.join(profile.deployment.jurisdictions)}. Disputed dates / 争议日期: {profile.readings.disputed_dates}.",
        "",
        "## What is enforced / 执行的规则",
        "",
        "By its first day; before it a rule only warns. / 按生效日排列；生效前仅提醒。",
        "",
        "| since / 生效 | rule / 规则 | article / 条款 | if not kept / 违反时 |",
        "|---|---|---|---|",
    ]
    for rule in sorted(
        on, key=lambda rule: (rule.effective_from is not None, rule.effective_from or date.min, rule.id)
    ):
        since = rule.effective_from.isoformat() if rule.effective_from else "always / 始终"
        name = f"[{_cell(rule.title)}](../{_name(rule)}.md)<br>{_cell(rule.title_zh)}"
        lines.append(f"| {since} | {name} | {_cell(rule.article)} | {_LEVEL[profile.levels[rule.id]]} |")
    lines += ["", "## What stays manual / 须人工落实", ""]
    lines += [f"- {_cell(each.what)} ({_cell(each.article)}) / {_cell(each.what_zh)}" for each in profile.manual]
    lines += [
        "",
        "## What this profile leaves out / 未启用的规则",
        "",
        ", ".join(f"`{rule.id}`" for rule in off) or "None / 无",
    ]
    return "\n".join(lines) + "\n"


# ── the index ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _index(catalogue: Catalogue) -> str:
    lines = [
        _MADE,
        "# The law as rules / 法律规则",
        "",
        "What medguard decides, under which article, since when. Each rule has a page with our reading, what is checked and what is not, and its test cases. The rules are",
        "engineers' reading of the law and no legal advice; where no person has compared a rule with the gazette, its page says so.",
        "",
        "人工智能辅助治疗技术 (G10) in the Chinese catalogue of restricted technologies means robot-assisted surgery. A language model that drives or plans no surgical robot is not this technology; what binds it in a Chinese",
        "clinic are the rules on internet diagnosis (监管细则 第十三、二十一条), on physicians (医师法), labels (标识办法), personal information (个人信息保护法), cross-border transfer and devices.",
        "",
        "What a word of a fact means stands in [facts.md](facts.md); what holds in a profile, in [profiles/](profiles/). Try it: `medguard rules decide FACTS.json --every --at 2027-12-02 --lang zh`.",
    ]
    for area, title in _AREAS.items():
        rules = [rule for rule in catalogue.rules.values() if rule.id.split("/")[0] == area]
        if rules:
            lines += [
                "",
                f"## {title}",
                "",
                "| rule | article | since | strength | if not kept |",
                "|---|---|---|---|---|",
            ]
            lines += [_row(rule) for rule in rules]
    return "\n".join(lines) + "\n"


_AREAS = {
    "eu": "European Union: AI Act / 欧盟《人工智能法》",
    "cn": "China / 中国",
    "us": "United States / 美国",
    "phi": "House: identifiers / 内部：身份标识",
    "content": "House: content / 内部：内容",
    "checks": "House: checks / 内部：检查",
}


def _row(rule: RuleInfo) -> str:
    since = rule.effective_from.isoformat() if rule.effective_from else "always"
    title = f"[{_cell(rule.title)}]({_name(rule)}.md)<br>{_cell(rule.title_zh)}"
    return f"| {title} | {_cell(rule.article)} | {since} | {rule.strength} | {_LEVEL[rule.default_level]} |"


# ── the facts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _facts_page(told: Mapping[str, str]) -> str:
    lines = [
        _MADE,
        "# Facts",
        "",
        "What rules may know. `null` is unknown, never no. Days are `2026-08-02`. Who vouches: the institution in its profile (configuration), imported licences and consents (registry), medguard's own measuring (runtime).",
        "",
        "| fact | type | vouched for by | meaning |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{path}` | {_cell(kind)} | {VOUCHERS[path.split('.')[0]]} | {_cell(told.get(path, ''))} |"
        for path, kind in _leaves(Facts)
    ]
    return "\n".join(lines) + "\n"


def _leaves(section: type, place: str = "") -> Iterator[tuple[str, str]]:
    hints = get_type_hints(section, include_extras=True)
    for each in fields(section):
        path = f"{place}.{each.name}" if place else each.name
        inner = next((one for one in (hints[each.name], *get_args(hints[each.name])) if is_dataclass(one)), None)
        if isinstance(inner, type) and "tuple" not in str(hints[each.name]):
            yield from _leaves(inner, path)
        else:
            yield path, _words(hints[each.name])


def _words(hint: Any) -> str:
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
        inner = next((one for one in (hints[each.name], *get_args(hints[each.name])) if is_dataclass(one)), None)
        if isinstance(inner, type) and "tuple" not in str(hints[each.name]):
            yield from _told(inner, by_class, path)


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
