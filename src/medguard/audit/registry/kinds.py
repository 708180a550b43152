"""What can stand in the registry: ten kinds of entries, whose fields are those of the dataclasses in ``medguard.facts``.

    KINDS["training"].columns     # subject, code, base_filed, exam_passed, valid_from, valid_until
    facts_of("training", '{"code":"G10","exam_passed":true}')

An entry is about a subject: this institution (``HERE``), or a person's pseudonymous identifier. Where one subject has several
entries of a kind, such as trainings, ``code`` tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from types import MappingProxyType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from medguard.audit.canonical import canonical
from medguard.errors import AuditError
from medguard.facts import Actor, Consent, Filing, Incident, Institution, Patient, StopTrigger, Training

HERE: Final = "here"
"""The subject of entries about the institution: a database belongs to one."""

NEVER: Final = "never"
"""Stands for a day on which something has not happened, and is known not to have."""

LONGEST: Final = 200
"""Characters of a text. Longer is prose, and prose does not belong here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTriggered:
    """One reason to stop a restricted technology, 令第1号 第三章."""

    code: StopTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """One technology that a person may apply here."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """To which group a patient belongs: the institution says so, for comparing how groups are treated, and no rule asks it."""

    code: str
    """Among which groups: a word of the house, such as ``sex`` or ``insurance``."""
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a file. ``shape`` is what may stand in it, without None."""

    name: str
    shape: Any
    field: str | None
    """Its name in the dataclass; None for what is said of every entry."""
    needed: bool = False
    own_kind: str | None = None
    """The kind whose entries fill this field. The column can say only that there are none."""

    @property
    def words(self) -> tuple[str, ...]:
        """The only words that may stand here; empty if others may."""
        shape = get_args(self.shape)[0] if get_origin(self.shape) is tuple else self.shape
        return get_args(shape) if get_origin(shape) is Literal and not self.own_kind else ()

    @property
    def several(self) -> bool:
        """A list stands here."""
        return get_origin(self.shape) is tuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of entry."""

    name: str
    facts: type
    about: str | None
    """Whose identifier the subject is, ``actor`` or ``patient``; None: the institution."""
    code: str | None = None
    """The field that tells several entries of one subject apart."""
    columns: tuple[Column, ...] = ()

    def column(self, name: str) -> Column | None:
        """Find a column by its name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody vouches for: facts about a subject, from a day to a day."""

    kind: str
    subject: str
    facts: str
    """Canonical JSON of what is known; what is not known is left out."""
    code: str = ""
    valid_from: str | None = None
    """First day, like ``2026-08-02``; None: always was."""
    valid_until: str | None = None
    """Last day; None: no end is known."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What a newer entry must share to supersede this one."""
        return self.kind, self.subject, self.code


SUBJECT = Column(name="subject", shape=str, field=None)
VALID = (Column(name="valid_from", shape=date, field=None), Column(name="valid_until", shape=date, field=None))

_COLLECTED: Mapping[tuple[type, str], str] = {
    (Institution, "restricted_filings"): "filing",
    (Institution, "stop_triggers"): "stop_trigger",
    (Actor, "training"): "training",
    (Actor, "authorised_technologies"): "authorisation",
}
_ELSEWHERE: Collection[tuple[type, str]] = {(Actor, "ref"), (Patient, "ref"), (Patient, "consent")}
"""``ref`` is the subject; a consent is an entry of its own."""

_RENAMED: Mapping[tuple[type, str], str] = {(Incident, "kind"): "incident_kind"}
"""A file has one column for each name, and ``kind`` is that of the entry."""


def _shape(hint: Any) -> Any:
    if get_origin(hint) in {Union, UnionType}:
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    return hint


def _kind(name: str, facts: type, *, about: str | None = None, code: str | None = None) -> Kind:
    if not is_dataclass(facts):
        raise TypeError
    hints = get_type_hints(facts)
    named = [field.name for field in fields(facts) if (facts, field.name) not in _ELSEWHERE]
    columns = (
        Column(
            name=_RENAMED.get((facts, field), field),
            shape=date if field.endswith("_on") else _shape(hints[field]),
            field=field,
            needed=field == code,
            own_kind=_COLLECTED.get((facts, field)),
        )
        for field in named
    )
    subject = (Column(name="subject", shape=str, field=None, needed=True),) if about else ()
    return Kind(name=name, facts=facts, about=about, code=code, columns=(*subject, *columns, *VALID))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _kind("institution", Institution),
            _kind("filing", Filing, code="code"),
            _kind("stop_trigger", StopTriggered, code="code"),
            _kind("actor", Actor, about="actor"),
            _kind("training", Training, about="actor", code="code"),
            _kind("authorisation", Authorisation, about="actor", code="code"),
            _kind("patient", Patient, about="patient"),
            _kind("consent", Consent, about="patient"),
            _kind("group", Grouped, about="patient", code="code"),
            _kind("incident", Incident, code="ref"),
        )
    }
)

_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {name: TypeAdapter(kind.facts) for name, kind in KINDS.items()}


def facts_of(kind: str, document: Any) -> Any:
    """Read the facts of an entry as their dataclass. Raises ValueError for anything that is not in the vocabulary."""
    return _ADAPTERS[kind].validate_json(document, strict=True, extra="forbid")


def entry(
    kind: str,
    facts: Mapping[str, Any],
    *,
    subject: str = HERE,
    valid_from: str | None = None,
    valid_until: str | None = None,
) -> Entry:
    """Make an entry of facts as plain JSON values; None is unknown. Raises ValueError if it could not stand in the registry."""
    known = {name: value for name, value in facts.items() if value is not None}
    code = KINDS[kind].code if kind in KINDS else None
    try:
        document = canonical(known).decode()
    except AuditError:
        document = ""
    made = Entry(
        kind=kind,
        subject=subject,
        code=str(known.get(code, "")) if code else "",
        facts=document,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    if not fits(made):
        raise ValueError("not in the vocabulary of the registry")
    return made


def fits(made: Entry) -> bool:
    """Tell whether an entry says only what the vocabulary can say, about a subject that is nobody's name."""
    kind = KINDS.get(made.kind)
    if kind is None:
        return False
    try:
        facts = facts_of(made.kind, made.facts)
    except ValueError:
        return False
    days = [day for day in (made.valid_from, made.valid_until) if day is not None]
    written = {column.field: getattr(facts, column.field) for column in kind.columns if column.field}
    return (
        (is_pseudonym(made.subject) if kind.about else made.subject == HERE)
        and made.code == (written[kind.code] if kind.code else "")
        and (not kind.code or is_code(made.code))
        and all(map(is_day, days))
        and days == sorted(days)
        and all(_says(column, written[column.field]) for column in kind.columns if column.field)
        and made.facts == canonical(_stated(kind, written)).decode()
    )


def _stated(kind: Kind, written: Mapping[str, Any]) -> dict[str, Any]:
    """The facts again as plain JSON: what else stood in the document, such as a patient's consent in another's place, is missed."""
    return {
        column.field: list(value) if isinstance(value := written[column.field], tuple) else value
        for column in kind.columns
        if column.field and written[column.field] is not None
    }


def _says(column: Column, value: Any) -> bool:
    if column.own_kind:
        return not value
    if column.shape is date:
        return value is None or value == NEVER or is_day(value)
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return 0 <= value <= MOST
    return all(is_text(words) for words in (value if isinstance(value, tuple) else (value,)) if words is not None)


# ── what a value must be ─────────────────────────────────────────────────────────────────────────────────────────────

MOST: Final = 2_000_000_000
"""The largest number; there are no more people to count."""

_PSEUDONYM = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}", re.ASCII)
_CITIZEN = re.compile(r"[1-9][0-9]{16}[0-9Xx]", re.ASCII)
_ROUNDED = re.compile(r"[0-9]+(\.[0-9]+)?E\+[0-9]+", re.ASCII | re.IGNORECASE)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_pseudonym(words: str) -> bool:
    """Tell whether this can stand for a person: no name (it has a digit, and neither blanks nor Chinese) and no citizen's number.

    >>> is_pseudonym("dr-0042"), is_pseudonym("张伟"), is_pseudonym("Ann Lee"), is_pseudonym("11010519491231002X")
    (True, False, False, False)
    """
    return _PSEUDONYM.fullmatch(words) is not None and not is_citizen_number(words)


def is_code(words: str) -> bool:
    """Tell whether this can be the code of a technology or training, or an incident's reference.

    >>> is_code("G10"), is_code("g10"), is_code("Ｇ10"), is_code("人工智能")
    (True, False, False, False)
    """
    # G01 to G12 are written with a capital in the catalogue, and rules compare letter by letter.
    return _CODE.fullmatch(words) is not None and re.fullmatch(r"g[0-9]{2}", words) is None


def is_day(words: str) -> bool:
    """Tell whether this is a day of the calendar, written like 2026-08-02."""
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def is_text(words: str) -> bool:
    """Tell whether this is a short text that can be printed and kept, and no citizen's number."""
    return 0 < len(words) <= LONGEST and words.isprintable() and words == words.strip() and not is_citizen_number(words)


def is_rounded(words: str) -> bool:
    """Tell whether a spreadsheet has rounded a long number, such as a licence's, to 1.1E+14.

    >>> is_rounded("1.10105E+14"), is_rounded("110105000000123")
    (True, False)
    """
    return _ROUNDED.fullmatch(words) is not None


def is_citizen_number(words: str) -> bool:
    """公民身份号码, GB 11643: a day of birth within, and a check digit that is right.

    >>> is_citizen_number("11010519491231002X"), is_citizen_number("110105194912310021")
    (True, False)
    """
    if _CITIZEN.fullmatch(words) is None or not is_day(f"{words[6:10]}-{words[10:12]}-{words[12:14]}"):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(words, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == words[-1].upper()
