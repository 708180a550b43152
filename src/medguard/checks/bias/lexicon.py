"""The words that are looked for, read from ``english.toml`` and ``chinese.toml``; every pattern carries its sources."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

KINDS = ("race_based_medicine", "stigmatising_language", "stereotype", "unequal_care")
"""What a finding may be, gravest first."""

_WIDTHS = str.maketrans("，；：！？＞", ",;:!?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Classes of words that say something of a group when they stand together."""

    id: str
    kind: str
    sources: tuple[str, ...]
    classes: tuple[str, ...]
    """The last is what is claimed."""
    within: int
    unless: tuple[str, ...]
    between: tuple[str, ...]
    generic: bool
    """Said of everybody in the group: its name begins a clause, and what follows is no matter of medicine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that a text about a person should not hold."""

    id: str
    kind: str
    sources: tuple[str, ...]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything that is looked for in one language."""

    language: str
    classes: Mapping[str, re.Pattern[str]]
    unions: Mapping[str, tuple[str, ...]]
    claims: tuple[Claim, ...]
    terms: tuple[Term, ...]


@functools.cache
def lexicons() -> tuple[Lexicon, ...]:
    """The lexicons of every language."""
    return tuple(_lexicon(_read(name)) for name in ("english.toml", "chinese.toml"))


@functools.cache
def sources() -> Mapping[str, str]:
    """Id of a source to its citation."""
    return MappingProxyType(_read("sources.toml"))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _lexicon(document: Mapping[str, Any]) -> Lexicon:
    written: dict[str, str] = {}
    unions: dict[str, tuple[str, ...]] = {}
    for name, value in document["words"].items():
        if isinstance(value, list):
            unions[name] = tuple(value)
        else:
            written[name] = _filled(value, written)
    return Lexicon(
        language=document["language"],
        classes={name: re.compile(words) for name, words in written.items()},
        unions=unions,
        claims=tuple(_claim(row, {*written, *unions}) for row in document["claim"]),
        terms=tuple(
            Term(
                id=row["id"],
                kind=row.get("kind", "stigmatising_language"),
                sources=_known(row["source"].split(), sources()),
                words=re.compile(_filled(row["text"], written)),
            )
            for row in document["term"]
        ),
    )


def _filled(words: str, classes: Mapping[str, str]) -> str:
    one_line = words.translate(_WIDTHS).replace("\n", "")
    return re.sub(r"\{([a-z_]+)\}", lambda found: classes[found[1]], one_line)


def _claim(row: Mapping[str, Any], classes: set[str]) -> Claim:
    if row["kind"] not in KINDS:
        raise ValueError(f"{row['id']}: no such kind")
    return Claim(
        id=row["id"],
        kind=row["kind"],
        sources=_known(row["source"].split(), sources()),
        classes=_known(row["all"], classes),
        within=row["within"],
        unless=_known(row.get("unless", ()), classes),
        between=_known(row.get("between", ()), classes),
        generic=row.get("generic", False),
    )


def _known(names: Sequence[str], known: Mapping[str, str] | set[str]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise ValueError(f"{name}: not defined in the words of this check")
    return tuple(names)
