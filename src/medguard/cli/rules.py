"""``medguard rules``: which rules there are, what stands behind each, and what they decide on facts."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import difflib
import json
import re
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer
from rich.text import Text

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    FromProfile,
    InLanguage,
    Mistake,
    fill,
    out,
    pairs,
    plain,
    print_json,
    read_bytes,
    say,
    table,
)
from medguard.words import Effect, Level

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from medguard import types
    from medguard.rules import Catalogue, RuleInfo
    from medguard.types import Decision

NO = 1
"""Exit code: the rules were asked, and they do not simply allow it."""

app = typer.Typer(
    name="rules", no_args_is_help=True, help="The rules, and what they decide.", epilog="Example: medguard rules list"
)


@app.command("list", epilog="Example: medguard rules list --profile internet-hospital --lang zh")
def list_rules(*, profile: FromProfile = DEFAULT_PROFILE, as_json: AsJson = False, _lang: InLanguage = None) -> None:
    """List the rules, with their law and their level in a profile."""
    from medguard.profile import read_profile
    from medguard.rules import read_catalogue

    levels = read_profile(profile).levels
    rules = list(read_catalogue().rules.values())
    if as_json:
        print_json([_listed(rule, levels.get(rule.id, Level.OFF)) for rule in rules])
        return
    columns = say("rule title article since strength level", "规则 名称 条款 生效 性质 级别").split()
    rows = (
        (
            rule.id,
            say(rule.title, rule.title_zh),
            rule.article,
            rule.effective_from or say("always", "始终"),
            rule.strength,
            plain(level := levels.get(rule.id, Level.OFF), "dim" if level is Level.OFF else ""),
        )
        for rule in rules
    )
    out().print(fill(table(*columns), rows))


@app.command(epilog="Example: medguard rules show phi/identifiers_replaced")
def show(
    *,
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="As rules list prints it.")],
    profile: FromProfile = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Show everything that a rule says of itself, its level in a profile, and where its Rego is."""
    from medguard.bundled import bundled
    from medguard.profile import read_profile
    from medguard.rules import read_catalogue

    catalogue = read_catalogue()
    rule = _known(rule_id, catalogue)
    level = read_profile(profile).levels.get(rule.id, Level.OFF)
    whole = _metadata(rule) | {"level": level, "rego": str(bundled("rego") / rule.file)}
    if as_json:
        print_json(whole)
        return
    unsaid = {"effective_from": say("always", "始终"), "notice": say("none", "无")}
    own = {code: says for code, says in rule.reasons.items() if f'"{code}"' in catalogue.modules[rule.file]}
    whole["reasons"] = "\n".join(f"{code}: {say(english, chinese)}" for code, (english, chinese) in own.items())
    whole["facts"] = "\n".join(rule.facts)
    out().print(pairs((name, unsaid[name] if value is None else value) for name, value in whole.items()))


@app.command(epilog="Example: medguard rules decide facts.json --json")
def decide(
    *,
    facts_file: Annotated[str, typer.Argument(metavar="FACTS.json", help="As in rego/schemas/input.json; - is stdin.")],
    profile: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Decide at this profile's levels and not at those of the facts."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--every", help="Decide with every rule there is, each at the level it comes with.")
    ] = False,
    at: Annotated[
        str | None, typer.Option(metavar="DAY", help="Decide as of another day, like 2027-12-02, at midnight UTC.")
    ] = None,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Ask the rules what they make of facts. Exits with 0 if they allow it or only warn, else with 1.

    Facts that are left out are unknown. Without --profile and --every, the facts say the levels themselves.
    """
    from medguard.profile import read_profile
    from medguard.rules import RegoRules, read_catalogue

    catalogue = read_catalogue()
    facts = _facts(read_bytes(facts_file, "The file of facts", "事实文件"), at)
    if profile:
        settings = read_profile(profile)
        facts = replace(facts, profile=settings.name, levels=dict(settings.levels))
    if every:
        facts = replace(facts, levels={rule.id: rule.default_level for rule in catalogue.rules.values()})
    decision = RegoRules(catalogue, facts.levels).decide(facts)

    if as_json:
        print_json(_decided(decision, catalogue, facts))
    else:
        _print_decision(decision, catalogue, facts)
    raise typer.Exit(0 if decision.effect in {Effect.ALLOW, Effect.WARN} else NO)


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_LISTED = "id stage title title_zh law law_en article strength verified effective_from default_level".split()
_OF_A_RULING = "title title_zh law law_en article remedy remedy_zh".split()


def _metadata(rule: RuleInfo) -> dict[str, Any]:
    day = rule.effective_from
    return asdict(rule) | {"effective_from": day.isoformat() if day else None}


def _listed(rule: RuleInfo, level: Level) -> dict[str, Any]:
    whole = _metadata(rule)
    return {name: whole[name] for name in _LISTED} | {"level": level}


def _decided(decision: Decision, catalogue: Catalogue, facts: types.Facts) -> dict[str, Any]:
    rulings = []
    for ruling in decision.rulings:
        rule = catalogue.rules[ruling.rule]
        said, said_zh = rule.reasons.get(ruling.why, ("", ""))
        told = {name: getattr(rule, name) for name in _OF_A_RULING}
        used = _used(rule, facts)
        rulings.append(asdict(ruling) | {"reason": said, "reason_zh": said_zh} | told | {"facts_used": used})
    return asdict(decision) | {"rulings": rulings}


def _print_decision(decision: Decision, catalogue: Catalogue, facts: types.Facts) -> None:
    to = out()
    columns = say("rule status effect article reason", "规则 状态 效果 条款 原因").split()
    rows = []
    for ruling in decision.rulings:
        rule = catalogue.rules[ruling.rule]
        reason, reason_zh = rule.reasons.get(ruling.why, ("", ""))
        rows.append((rule.id, ruling.status, _styled(ruling.effect), rule.article, say(reason, reason_zh)))
    to.print(fill(table(*columns), rows))
    for ruling in decision.rulings:
        if ruling.effect is not Effect.ALLOW:
            rule = catalogue.rules[ruling.rule]
            to.print(Text(f"\n{rule.id}: {say(rule.title, rule.title_zh)}", style="bold"))
            to.print(pairs((name, json.dumps(value, ensure_ascii=False)) for name, value in _used(rule, facts).items()))
            to.print(Text(say(f"What to do: {rule.remedy}", f"处理：{rule.remedy_zh}")))
    to.print(Text.assemble(say("Decision: ", "裁定："), _styled(decision.effect)))


def _used(rule: RuleInfo, facts: types.Facts) -> dict[str, Any]:
    """The facts that the rule reads, as they stand; null is unknown."""
    from medguard.rules.schema import facts_document

    document = facts_document(facts)
    found = {}
    for path in rule.facts:
        value: Any = document
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        found[path] = value
    return found


def _styled(effect: Effect) -> Text:
    return plain(effect, {Effect.ALLOW: "green", Effect.WARN: "yellow"}.get(effect, "bold red"))


# ── what was asked for ───────────────────────────────────────────────────────────────────────────────────────────────


def _known(rule_id: str, catalogue: Catalogue) -> RuleInfo:
    if rule_id in catalogue.rules:
        return catalogue.rules[rule_id]
    [nearest] = difflib.get_close_matches(rule_id, catalogue.rules, n=1, cutoff=0.0)
    raise Mistake(
        f"There is no such rule; did you mean {nearest}?",
        f"没有该规则，您是否想写 {nearest}？",
        remedy="List them with: medguard rules list",
        remedy_zh="可用以下命令列出全部规则：medguard rules list",
    )


_Fault: TypeAlias = tuple[str, str, str]
"""A field, and what is wrong with it in English and Chinese."""

_MOST = 5
"""Faults that are named at once."""


def _facts(content: bytes, at: str | None) -> types.Facts:
    """Read facts strictly: a field that is misspelt would be a fact that nobody looks at."""
    from pydantic import TypeAdapter, ValidationError

    from medguard.rules.schema import facts_document, not_days
    from medguard.types import Facts

    faults: list[_Fault] = []
    try:
        content = content.removeprefix(b"\xef\xbb\xbf")
        document = json.loads(content.decode("utf-8"))  # says where
        faults = [
            (_part(place), "is not a day, like 2026-08-02", "不是日期，如 2026-08-02") for place in not_days(document)
        ]
        if isinstance(document, dict):
            document = {"profile": "", "levels": {}, "deployment": {}, **document}
            if at:
                document["now"] = f"{at}T00:00:00Z"
            content = json.dumps(document).encode()
        facts = TypeAdapter(Facts).validate_json(content, strict=True, extra="forbid")
        if faults:
            faults = faults[:_MOST]
        elif _is_utc(facts.now):
            facts_document(facts)
        else:
            faults = [
                ("now", "is not RFC 3339 in UTC, like 2026-11-23T09:30:00Z", "须为 UTC 时间，如 2026-11-23T09:30:00Z")
            ]
    except json.JSONDecodeError as error:
        faults = [(f"line {error.lineno}, column {error.colno}", "is not JSON", "不是 JSON")]
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        faults = [_fault(one) for one in found[:_MOST]]
    except (ValueError, TypeError, RecursionError):  # what JSON can say and nobody can be asked about
        faults = [
            (
                "the file",
                "holds bytes that are not UTF-8, a null character, a number beyond 64 bits or endless brackets",
                "含有非 UTF-8 字节、空字符、超出 64 位的数字或过深的嵌套",
            )
        ]
    if not faults:
        return facts
    raise Mistake(
        f"The facts cannot be read: {'; '.join(f'{place} {what}' for place, what, _ in faults)}.",
        f"无法读取事实：{'；'.join(f'{place} {what}' for place, _, what in faults)}。",
        remedy="Compare them with rego/schemas/input.json.",
        remedy_zh="请与 rego/schemas/input.json 对照。",
    )


def _fault(error: ErrorDetails) -> _Fault:
    """Name the field, and never the value that stands there."""
    place = ".".join(_part(part) for part in error["loc"] if part != "[key]") or "the file"
    what, what_zh = _MISFITS.get(error["type"], ("does not fit", "不符合要求"))
    return place, what, what_zh


_MISFITS: Final = {
    "literal_error": ("is not one of the known words", "不是已知的词"),
    "missing": ("is missing", "缺少该字段"),
    "unexpected_keyword_argument": ("is no field of the facts", "不是事实的字段"),
    "enum": ("is not one of the known words", "不是已知的词"),
    "json_invalid": (
        "holds half of a character, or a number that JSON has not",
        "含有不完整的字符或 JSON 不支持的数字",
    ),
    "bool_type": ("is neither true nor false", "须为 true 或 false"),
    "int_type": ("is not a whole number", "须为整数"),
    "int_from_float": ("is not a whole number", "须为整数"),
    "float_type": ("is not a number", "须为数字"),
    "string_type": ("is not a string", "须为字符串"),
    "tuple_type": ("is not a list", "须为列表"),
    "dataclass_type": ("is not an object", "须为对象"),
    "mapping_type": ("is not an object", "须为对象"),
    "dict_type": ("is not an object", "须为对象"),
}


def _part(part: str | int) -> str:
    """A key of a mapping could be anything; names of ours are short words."""
    words = str(part)
    ours = words.isascii() and re.fullmatch(r"[A-Za-z0-9/_.]+", words) is not None and len(words) <= _LONGEST
    return words if ours else "…"


_LONGEST = 64


_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|\+00:00)")


def _is_utc(now: str) -> bool:
    try:
        return bool(_UTC.fullmatch(now) and datetime.fromisoformat(now))
    except ValueError:  # the 31st of February
        return False
