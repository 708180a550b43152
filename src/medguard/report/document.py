"""What a report is made of: sections of paragraphs, figures and tables, every word in English and Chinese, every number with the records behind it.

A report is one JSON value (``Report.body()``), and whatever is printed is printed from it. Its digest is the SHA-256 of its canonical JSON
(RFC 8785): so anybody can compute it again, in any language, from the JSON that travels with the document.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from medguard.audit.canonical import canonical, sha256

FORM = "medguard report v1"

Words = tuple[str, str]
"""English and Chinese."""

Cell = str | int | float | bool | Words | None
"""Of a table: data as it stands in the ledger, a number, or our own words. ``None`` is not known."""

Language = Literal["en", "zh"]

UNKNOWN: Words = ("not known", "未知")
YES: Words = ("yes", "是")
NO: Words = ("no", "否")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Where a number comes from: which rows of which view, and, where that can say it, what to ask ``medguard audit list``."""

    view: str
    where: str = ""
    audit: tuple[str, ...] | None = None
    """Arguments beside the window's. ``None``: the command line cannot say it, SQL can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number."""

    key: str
    """Stable, such as ``replies.unlabelled``: under this name a figure is found again years later."""
    label: Words
    value: int | float | str | bool | None
    """``None``: not known."""
    behind: Behind | None = None
    """``None``: it is computed from the figures around it, as its label says, or stands in the registry."""
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table."""

    cells: tuple[Cell, ...]
    where: str = ""
    """Which rows of the table's view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table."""

    key: str
    title: Words
    columns: tuple[Words, ...]
    rows: tuple[Row, ...]
    view: str | None = None
    """From which the numbers come; ``None``: they are from the registry, or words."""
    empty: Words = ("Nothing to show.", "无。")
    widths: tuple[int, ...] = ()
    """How wide columns are beside each other; empty: alike."""
    narrow: tuple[str, ...] = ()
    """What a row of the view must be besides to count in a column; empty: every number is of the whole row."""
    of: Literal["log", "registry", "profile", "law", "people"] = "log"
    """What it tells of: what a profile states, or the law's words, may be other when the report is checked, and the log still the same. Of ``people``
    nothing can be asked again once one of them is erased."""

    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers, some of which may not be known."""
        cells = [row.cells for row in self.rows]
        return tuple(any(is_number(row[at]) for row in cells) for at in range(len(self.columns)))


def is_number(cell: Cell) -> bool:
    """Whether a cell is counted with, and not read."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Words for a reader."""

    text: Words
    style: Literal["plain", "warning", "quote"] = "plain"


Part = Paragraph | Figure | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it."""

    title: Words
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """What was known of the log when the report was made."""

    origin: str
    size: int
    """How many records it had: nothing behind them is in the report."""
    checkpoint: str
    """The signed note."""
    scope: Literal["whole", "checkpoint"]
    """What was verified: every record, or that the tree of hashes is what was signed."""
    ok: bool
    signed: bool | None
    """The signature was checked with a key that the maker had. ``None``: they had none."""
    problems: tuple[str, ...] = ()
    """What did not fit: code and record, the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report, whole."""

    name: str
    title: Words
    law: Words
    since: str
    until: str
    application: str | None
    made_at: str
    as_of: str
    """The day of which the registry and attestations tell."""
    registry_end: int
    """Entries of the registry up to this one count."""
    medguard: str
    profile: Mapping[str, str] | None
    """Name and SHA-256."""
    rules: str
    """SHA-256 of the rules that explain what is printed; which rules decided, the report says itself."""
    records: int
    """In the window; 0: there were none."""
    log: LogState
    sections: tuple[Section, ...]
    zone: str | None = None
    """In whose days the window was asked for; ``None``: in UTC's."""

    def body(self) -> dict[str, Any]:
        """Everything, as JSON-ready values."""
        return {
            "form": FORM,
            "report": self.name,
            "title": _words(self.title),
            "law": _words(self.law),
            "window": {"since": self.since, "until": self.until, "application": self.application, "zone": self.zone},
            "made_at": self.made_at,
            "as_of": self.as_of,
            "registry_end": self.registry_end,
            "medguard": self.medguard,
            "profile": dict(self.profile) if self.profile else None,
            "rules": self.rules,
            "records": self.records,
            "log": {
                "origin": self.log.origin,
                "size": self.log.size,
                "checkpoint": self.log.checkpoint,
                "scope": self.log.scope,
                "ok": self.log.ok,
                "signed": self.log.signed,
                "problems": list(self.log.problems),
            },
            "sections": [section_json(section) for section in self.sections],
        }

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the body."""
        return digest_of(self.body())

    def sealed(self) -> dict[str, Any]:
        """What travels with a document: the body and its digest."""
        return {"body": self.body(), "sha256": self.digest()}

    def figures(self) -> Iterator[Figure]:
        """Every single figure."""
        return (part for section in self.sections for part in section.parts if isinstance(part, Figure))

    def grids(self) -> Iterator[Grid]:
        """Every table."""
        return (part for section in self.sections for part in section.parts if isinstance(part, Grid))


def section_json(section: Section) -> dict[str, Any]:
    """A section as JSON-ready values."""
    return {"title": _words(section.title), "parts": [_part(part) for part in section.parts]}


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of canonical JSON."""
    return sha256(canonical(dict(body)))


def numbers_of(body: Mapping[str, Any], *, of: Collection[str] = ("log", "registry")) -> dict[str, Any]:
    """Every figure and every table's rows by key: what must be the same when the same is asked again. Without our own words, which may be put better."""
    found: dict[str, Any] = {}
    for section in body["sections"]:
        for part in section["parts"]:
            if part["kind"] == "figure":
                found[part["key"]] = part["value"]
            elif part["kind"] == "table" and part["of"] in of:
                found[part["key"]] = [[_bare(cell) for cell in row["cells"]] for row in part["rows"]]
    return found


def without_people(sections: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sections as JSON, without the rows of tables that are other once somebody was erased."""
    return [
        {
            **section,
            "parts": [{**part, "rows": []} if part.get("of") == "people" else part for part in section["parts"]],
        }
        for section in sections
    ]


def rulings_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of tables of rules, by table and condition: a later release has more rules, and says the same of these."""
    return {
        f"{part['key']}: {row['where']}": [_bare(cell) for cell in row["cells"]]
        for section in body["sections"]
        for part in section["parts"]
        if part["kind"] == "table" and part["of"] == "law" and part["view"]
        for row in part["rows"]
    }


def _bare(cell: Any) -> Any:
    return "" if isinstance(cell, dict) else cell


def _words(words: Words) -> dict[str, str]:
    return {"en": words[0], "zh": words[1]}


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Paragraph():
            return {"kind": "paragraph", "text": _words(part.text), "style": part.style}
        case Figure():
            return {
                "kind": "figure",
                "key": part.key,
                "label": _words(part.label),
                "value": part.value,
                "behind": _behind(part.behind),
                "note": _words(part.note) if part.note else None,
            }
        case Grid():
            return {
                "kind": "table",
                "key": part.key,
                "title": _words(part.title),
                "columns": [_words(column) for column in part.columns],
                "view": part.view,
                "of": part.of,
                "narrow": list(part.narrow),
                "rows": [
                    {
                        "cells": [_words(cell) if isinstance(cell, tuple) else cell for cell in row.cells],
                        "where": row.where,
                    }
                    for row in part.rows
                ],
            }


def _behind(behind: Behind | None) -> dict[str, Any] | None:
    if behind is None:
        return None
    return {
        "view": behind.view,
        "where": behind.where,
        "audit": list(behind.audit) if behind.audit is not None else None,
    }


# ── what a reader is shown ───────────────────────────────────────────────────────────────────────────────────────────

LONGEST = 600
"""Letters of one value in print; the JSON has all of them."""
_LONGEST_LINE = 3000
"""Of our own words, into which a statement with somebody's words may have come."""
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Control characters, marks that turn the writing direction or hide, halves of letters: harmless once they are spelled out."""


def legible(value: str, most: int = LONGEST) -> str:
    r"""Words from anywhere, so that they can only be read: nothing hidden, nothing that reorders a line, and not endless.

    >>> legible("a\u202eb")
    'a[U+202E]b'
    """
    shown = value[:most]
    shown = _ODD.sub(lambda found: " " if found[0] in "\t\n\r" else f"[U+{ord(found[0]):04X}]", shown)
    return shown if len(value) <= most else f"{shown}… ({len(value)})"


def spoken(words: Words, lang: Language) -> str:
    """Choose the reader's language."""
    return words[0] if lang == "en" else words[1]


def shown(cell: Cell, lang: Language) -> str:
    """A value as it is printed."""
    match cell:
        case None:
            return spoken(UNKNOWN, lang)
        case bool():
            return spoken(YES if cell else NO, lang)
        case int():
            return f"{cell:,}"
        case float():
            # What is not nothing is not shown as nothing, nor what is not everything as everything.
            return f"{cell:,.1f}" if round(cell, 1) == cell else f"{cell:,.7f}".rstrip("0")
        case tuple():
            return "\n".join(legible(line, _LONGEST_LINE) for line in spoken(cell, lang).split("\n"))
        case _:
            return legible(cell)


# ── where a number comes from, as something that can be run ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What stands in the appendix about one figure or table."""

    key: str
    label: Words
    sql: str
    command: str = ""
    """Arguments of ``medguard audit list``, if it can say the same."""


def sources(report: Report) -> list[Source]:
    """How every number of a report is found again."""
    found = []
    for section in report.sections:
        for part in section.parts:
            if isinstance(part, Figure) and part.behind is not None:
                command = audit_list(report, part.behind.audit) if part.behind.audit is not None else ""
                sql = statement(report, part.behind.view, part.behind.where)
                found.append(Source(key=part.key, label=part.label, sql=sql, command=command))
            elif isinstance(part, Grid) and part.view is not None and part.rows:
                first = next((row.where for row in part.rows if row.where), "")
                found.append(Source(key=part.key, label=part.title, sql=statement(report, part.view, first)))
    return found


def statement(report: Report, view: str, where: str) -> str:
    """SQL that lists the exchanges behind a number, for SQLite and PostgreSQL."""
    said = [
        f"recorded_utc >= {quoted(report.since)}",
        f"recorded_utc < {quoted(report.until)}",
        f"position <= {report.log.size}",
    ]
    if report.application is not None and view not in {"v_erasures", "v_legal_holds"}:
        said.append(f"coalesce(application, '') = {quoted(report.application)}")
    if where:
        said.append(f"({where})")
    return f"SELECT DISTINCT exchange_id, position FROM {view} WHERE {' AND '.join(said)} ORDER BY position"  # noqa: S608  shown, not run


def audit_list(report: Report, more: tuple[str, ...]) -> str:
    """The command that lists the records behind a number."""
    window = f"medguard audit list --since {report.since} --until {report.until}"
    application = f" --application {_shell(report.application)}" if report.application is not None else ""
    return " ".join((window + application, *more, "--limit 1000000"))


def quoted(words: str) -> str:
    """Words as an SQL literal, for conditions that name an application or a model."""
    return "'" + words.replace("'", "''") + "'"


def _shell(words: str) -> str:
    return words if re.fullmatch(r"[\w./:-]+", words) else "'" + words.replace("'", "'\\''") + "'"
