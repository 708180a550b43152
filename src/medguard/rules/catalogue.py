"""What the rules say about themselves: the ``# METADATA`` of every rule, read as data and read strictly; and what the law's data say.

    >>> catalogue = read_catalogue()
    >>> catalogue.rules["eu/art50_1/interaction_disclosure"].effective_from
    datetime.date(2026, 8, 2)

A rule is a folder, ``rego/medguard/rules/<area>/…/<name>/``, with ``<name>.rego`` and ``<name>_test.rego``; its id is the
path of that folder. The block is the one that ``opa inspect --annotations`` reads, but no OPA is needed here.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from medguard.bundled import bundled
from medguard.errors import ProfileError
from medguard.types import Level, NoticeKind, Stage

ROUTER = PurePosixPath("medguard/main/main.rego")
LIST = PurePosixPath("medguard/main/rules.rego")
"""The router's list of rules, made by ``build``."""
WASM = PurePosixPath("policy.wasm")
STAMP = PurePosixPath("policy.json")
"""The rules as WebAssembly, and what it was made from; made by ``build``."""
_RULES = PurePosixPath("medguard/rules")
_LAW = PurePosixPath("law")
# libyaml, where PyYAML has it, halves what every start pays for the rules' metadata.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REASONS = PurePosixPath("law/reasons.yaml")
_TEST = "_test.rego"

_TOP = {"title", "description", "scope", "custom"}
_TEXTS = (
    *("title_zh", "description_zh", "law", "law_en", "article", "not_checked", "not_checked_zh"),
    *("remedy", "remedy_zh", "source"),
)
_CUSTOM = {"id", "stage", "strength", "verified", "effective_from", "default_level", "reasons", *_TEXTS}
_DUTIES = {Level.REQUIRE_DISCLOSURE, Level.REQUIRE_LABEL}

E = TypeVar("E", bound=StrEnum)


class Strength(StrEnum):
    """What stands behind a rule."""

    BINDING = "binding"
    """Law."""
    GUIDELINE = "guideline"
    """How an authority reads the law."""
    CODE = "code"
    """A code of practice or a standard that one joins or adopts."""
    HOUSE = "house"
    """Our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """What an officer wants to know of a rule."""

    id: str
    stage: Stage
    title: str
    title_zh: str
    description: str
    """Our reading of the law, and what is checked."""
    description_zh: str
    law: str
    """Official title, in its original language."""
    law_en: str
    article: str
    strength: Strength
    verified: bool
    """Whether a person has compared the rule with the official publication."""
    effective_from: date | None
    """First day in force; ``None``: always."""
    """For a rule whose day depends on the facts, the first possible one."""
    default_level: Level
    notice: NoticeKind | None
    """What shows readers what the rule asks for; ``None``: it asks for no notice, or for something that no notice mends."""
    not_checked: str
    """What stays for a person to see to."""
    not_checked_zh: str
    remedy: str
    remedy_zh: str
    source: str
    reasons: Mapping[str, tuple[str, str]]
    """What its reason codes say, in English and Chinese; the shared ones included."""
    facts: tuple[str, ...]
    """Paths of the facts that it reads, those that its libraries read for it included."""
    file: str
    """Path inside the ``rego`` folder."""

    @property
    def package(self) -> str:
        """The Rego package."""
        return ".".join(PurePosixPath(self.file).parent.parts)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules that there are, and the Rego that they are written in."""

    rules: Mapping[str, RuleInfo]
    """By id, in alphabetical order."""
    modules: Mapping[str, str]
    """Path to Rego source, tests left out: an engine loads these and no others."""
    law: Mapping[str, Any]
    """``data.law``: dates, thresholds, tables, calendars."""
    wasm: bytes | None
    """The modules as WebAssembly; ``None``: they were not compiled."""
    digest: str
    """SHA-256 over the names and contents of the modules and of the law's data; names the bundle in every decision."""

    def data(self) -> dict[str, Any]:
        """The data document beside the modules: ``data.catalogue[id]`` holds the stage and the date that the router needs."""
        return {
            "catalogue": {
                rule.id: {
                    "stage": rule.stage.value,
                    "effective_from": rule.effective_from.isoformat() if rule.effective_from else None,
                }
                for rule in self.rules.values()
            },
            "law": dict(self.law),
        }


def keep(catalogue: Catalogue, folder: Path) -> None:
    """Writes what decides into ``folder/<digest>``, unless it is there: for whoever decides by these rules again when they are gone.

    ``read_catalogue(folder / digest, kept=True)`` reads it. Raises OSError.
    """
    home = folder / catalogue.digest
    if home.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        root = Path(scratch) / "rego"
        reasons = {code: list(says) for rule in catalogue.rules.values() for code, says in rule.reasons.items()}
        laws = {f"law/{name}/data.yaml": part for name, part in catalogue.law.items()} | {str(_REASONS): reasons}
        files = {name: source.encode() for name, source in catalogue.modules.items()}
        files |= {name: json.dumps(part, ensure_ascii=False).encode() for name, part in laws.items()}  # JSON is YAML
        if catalogue.wasm is not None:
            about = {
                "modules_sha256": digest(catalogue.modules.items()),
                "wasm_sha256": hashlib.sha256(catalogue.wasm).hexdigest(),
            }
            files |= {str(WASM): catalogue.wasm, str(STAMP): json.dumps(about).encode()}
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        try:
            root.rename(home)
        except OSError:  # another process was faster
            if not home.is_dir():
                raise


def read_catalogue(folder: Path | None = None, *, kept: bool = False) -> Catalogue:
    """Reads the rules in ``folder`` (the bundled ``rego`` unless told). Raises ProfileError, naming the file and what to do.

    ``kept``: what ``keep`` wrote, which has no tests.
    """
    root = folder or bundled("rego")
    sources = read_sources(root)

    # 1. Everything but tests is what decides.
    modules = {str(path): source for path, source in sorted(sources.items()) if not path.name.endswith(_TEST)}
    if str(ROUTER) not in modules:
        raise ProfileError(
            f"{root}: no rules here; {ROUTER} is missing", remedy="Point to medguard's rego folder, or install again."
        )
    law = _yaml_files(root)
    shared = _reasons(_REASONS, law.pop(str(_REASONS), {}))
    reads = facts_read(modules)

    # 2. Every file under medguard/rules is a rule, and every rule has its test.
    rules: dict[str, RuleInfo] = {}
    for name, source in modules.items():
        path = PurePosixPath(name)
        if not path.is_relative_to(_RULES):
            continue
        rule = _rule(path, source, shared, reads)
        if rule.id in rules:
            raise _fault(path, f"the id {rule.id!r} is taken by {rules[rule.id].file}", "Give each rule its own id.")
        if not kept and path.with_name(path.stem + _TEST) not in sources:
            raise _fault(path, "has no test", f"Write {path.stem + _TEST} beside it.")
        _placed(path, rule, source)
        rules[rule.id] = rule

    return Catalogue(
        rules=MappingProxyType(dict(sorted(rules.items()))),
        modules=MappingProxyType(modules),
        law=MappingProxyType({PurePosixPath(name).parent.name: content for name, content in law.items()}),
        wasm=_wasm(root, modules),
        digest=digest([*modules.items(), *((name, json.dumps(part, sort_keys=True)) for name, part in law.items())]),
    )


def read_sources(root: Path) -> dict[PurePosixPath, str]:
    """Every Rego file of a folder, tests too."""
    return {path: _text(root, path) for path in _rego_files(root)}


def digest(parts: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over names and contents, each with its length, so that nothing can move from one to the other unseen."""
    total = hashlib.sha256()
    for name, source in sorted(parts):
        for part in (name.encode(), source.encode()):
            total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def _wasm(root: Path, modules: Mapping[str, str]) -> bytes | None:
    """The WebAssembly, if it was made from these very modules."""
    if not (root / WASM).exists():
        return None
    content = (root / WASM).read_bytes()
    try:
        about = json.loads((root / STAMP).read_bytes())
        same = about["modules_sha256"], about["wasm_sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        same = "", ""
    if same != (digest(modules.items()), hashlib.sha256(content).hexdigest()):
        raise _fault(WASM, "was not made from these rules", "Run make rules; it needs the opa program.")
    return content


def _yaml_files(root: Path) -> dict[str, Any]:
    """The law's data by path, as OPA would place it: ``law/eu/data.yaml`` is ``data.law.eu``."""
    found = {}
    for file in sorted((root / _LAW).rglob("*.yaml")):
        path = PurePosixPath(file.relative_to(root).as_posix())
        try:
            found[str(path)] = yaml.load(_text(root, path), Loader=_LOADER)  # noqa: S506 - it is a safe one
        except yaml.YAMLError:
            raise _fault(path, "is not YAML", "Quote dates, and values that hold a colon.") from None
        if not isinstance(found[str(path)], dict):
            raise _fault(path, "is not a mapping", "Write it as name: value.")
    return found


# ── which facts a rule reads ─────────────────────────────────────────────────────────────────────────────────────────

_FACT = re.compile(r"\binput((?:\.[a-z_][a-z0-9_]*)+)")
_IMPORT = re.compile(r"^import data\.(medguard\.lib\.[a-z_.]+)$", re.MULTILINE)
_HEAD = re.compile(r"^(?:default )?([a-z_][a-z0-9_]*)\b", re.MULTILINE)


def facts_read(modules: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The facts that each module reads, by its path, and those that the library rules it names read for it."""
    packages = {".".join(PurePosixPath(path).parent.parts): source for path, source in modules.items()}
    libraries = {name: _definitions(source) for name, source in packages.items() if name.startswith("medguard.lib.")}

    def of(source: str, home: str, seen: set[tuple[str, str]]) -> set[str]:
        found = {path[1:] for path in _FACT.findall(source)}
        used = [
            (name, _words_of(name.rpartition(".")[2] + r"\.([a-z_][a-z0-9_]*)", source))
            for name in _IMPORT.findall(packages.get(home, ""))
        ]
        if home in libraries:
            used.append((home, _words_of(r"([a-z_][a-z0-9_]*)", source)))
        for library, words in used:
            for word in words & libraries.get(library, {}).keys():
                if (library, word) not in seen:
                    seen.add((library, word))
                    found |= of(libraries[library][word], library, seen)
        return found

    return {
        path: tuple(sorted(of(source, ".".join(PurePosixPath(path).parent.parts), set())))
        for path, source in modules.items()
    }


def _words_of(pattern: str, source: str) -> set[str]:
    return set(re.findall(rf"\b{pattern}", source))


def _definitions(source: str) -> dict[str, str]:
    """Every rule of a module by name, its alternatives together."""
    found: dict[str, str] = {}
    heads = list(_HEAD.finditer(source))
    for head, following in zip_longest(heads, heads[1:]):
        found[head[1]] = found.get(head[1], "") + source[head.start() : following.start() if following else None]
    return found


def _rego_files(root: Path) -> Iterator[PurePosixPath]:
    for path in sorted(root.rglob("*.rego")):
        yield PurePosixPath(path.relative_to(root).as_posix())


def _text(root: Path, path: PurePosixPath) -> str:
    try:
        return (root / path).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise _fault(path, "is not UTF-8", "Save it as UTF-8.") from None


# ── one rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rule(
    path: PurePosixPath, source: str, shared: Mapping[str, tuple[str, str]], reads: Mapping[str, tuple[str, ...]]
) -> RuleInfo:
    top = _metadata(path, source)
    custom = top.get("custom")
    if not isinstance(custom, dict):
        raise _fault(path, "METADATA has no custom block", "Add custom: with id, stage, law … as in the other rules.")
    _exactly(path, "METADATA", set(top), _TOP)
    level = _one_of(path, custom, "default_level", Level) if "default_level" in custom else None
    _exactly(path, "METADATA custom", set(custom), _CUSTOM | ({"notice"} if level in _DUTIES else set()))
    if top["scope"] != "package":
        raise _fault(
            path, "METADATA scope is not package", "Write scope: package, so that it describes the whole rule."
        )
    if not isinstance(custom["verified"], bool):
        raise _fault(path, "METADATA verified is neither true nor false", "Write one of the two, without quotes.")
    return RuleInfo(
        id=_words(path, custom, "id"),
        stage=_one_of(path, custom, "stage", Stage),
        title=_words(path, top, "title"),
        description=_words(path, top, "description"),
        strength=_one_of(path, custom, "strength", Strength),
        verified=custom["verified"],
        effective_from=_day(path, custom["effective_from"]),
        default_level=_one_of(path, custom, "default_level", Level),
        notice=_one_of(path, custom, "notice", NoticeKind) if custom.get("notice") is not None else None,
        reasons={**shared, **_reasons(path, custom["reasons"])},
        facts=reads[str(path)],
        file=str(path),
        **{field: _words(path, custom, field) for field in _TEXTS},
    )


def _reasons(path: PurePosixPath, block: object) -> dict[str, tuple[str, str]]:
    """Reason codes and what they say: ``code: [English, 中文]``."""
    if not isinstance(block, dict):
        raise _fault(path, "reasons is not a mapping", "Write code: [English, 中文]; {} if there are none of its own.")
    for code, says in block.items():
        match says:
            case [str(), str()] if isinstance(code, str):
                pass
            case _:
                raise _fault(
                    path, f"the reason {code} is not two texts", "Write code: [English, 中文], and quote colons."
                )
    return {code: (says[0], says[1]) for code, says in block.items()}


def _metadata(path: PurePosixPath, source: str) -> dict[str, Any]:
    lines = source.splitlines()
    if not lines or lines[0] != "# METADATA":
        raise _fault(path, "does not begin with # METADATA", "Begin the file with its METADATA block.")
    block: list[str] = []
    for line in lines[1:]:
        if not line.startswith("#"):
            break
        block.append(line.removeprefix("#").removeprefix(" "))
    try:
        document = yaml.load("\n".join(block), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise _fault(
            path, f"METADATA is not YAML{where}", "Quote values that hold a colon or a quotation mark."
        ) from None
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        raise _fault(path, "METADATA is not a mapping", "Write it as name: value, one a line.")
    return document


def _placed(path: PurePosixPath, rule: RuleInfo, source: str) -> None:
    folder = path.parent
    expected = folder.relative_to(_RULES)
    if path.stem != folder.name or rule.id != str(expected):
        raise _fault(
            path,
            f"the id {rule.id!r}, the folder and the file name do not agree",
            f"In the folder {folder}, the id is {expected} and the file {folder.name}.rego.",
        )
    # The package is the rule's own: from another one a rule could change the others, or the router.
    said = re.search(r"^[ \t]*package[ \t]+(\S+)", source, re.MULTILINE)
    if said is None or said[1] != rule.package:
        raise _fault(path, "its package is not the folder's", f"Write: package {rule.package}")


def _exactly(path: PurePosixPath, block: str, fields: set[Any], wanted: set[str]) -> None:
    if missing := wanted - fields:
        raise _fault(
            path, f"{block} lacks {', '.join(sorted(missing))}", "Add what is missing; a rule explains itself."
        )
    if unknown := fields - wanted:
        named = ", ".join(sorted(map(str, unknown)))
        raise _fault(path, f"{block} has unknown fields: {named}", f"Known are {', '.join(sorted(wanted))}.")


def _words(path: PurePosixPath, block: Mapping[str, Any], field: str) -> str:
    value = block[field]
    if not isinstance(value, str) or not value.strip():
        raise _fault(
            path, f"METADATA {field} is not a text", "Write words; quote them if YAML takes them for something else."
        )
    return value


def _one_of(path: PurePosixPath, block: Mapping[str, Any], field: str, kind: type[E]) -> E:
    try:
        return kind(block[field])
    except ValueError:
        raise _fault(path, f"METADATA {field} is unknown", f"Choose one of {', '.join(kind)}.") from None


def _day(path: PurePosixPath, value: object) -> date | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise _fault(
            path, "METADATA effective_from is not a day", 'Write it in quotes as "2026-08-02", or null for always.'
        )
    return day


def _fault(path: PurePosixPath, what: str, remedy: str) -> ProfileError:
    return ProfileError(f"rego/{path}: {what}. {remedy}", remedy=remedy)
