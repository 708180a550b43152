"""From a database to a report, and from a report back to the database: making one, and telling years later whether it is still true.

report = make(url, "eu-art50", since="2026-11-01", until="2026-12-01", keys=[Verifier(public_key)])
check(report.sealed(), keys=[Verifier(public_key)], source=url).ok
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from medguard.audit import NoteError, Verifier
from medguard.audit import verify as verify_log
from medguard.audit.attestations import Attested, State, attested
from medguard.audit.canonical import canonical
from medguard.audit.database import reading
from medguard.audit.merkle import ProofError, tree_root
from medguard.audit.migrate import require_latest
from medguard.audit.notes import Checkpoint, claimed_checkpoint, read_checkpoint
from medguard.audit.proofs import newest_note
from medguard.audit.tables import records
from medguard.audit.tree import StoredHashes
from medguard.errors import AuditError, ProfileError
from medguard.report import queries
from medguard.report.book import Book, Control
from medguard.report.copied import Copies
from medguard.report.document import (
    FORM,
    Cell,
    Figure,
    Grid,
    LogState,
    Paragraph,
    Report,
    Row,
    Section,
    Words,
    digest_of,
    numbers_of,
    rulings_of,
    section_json,
    without_people,
)
from medguard.report.kinds import KINDS, Kind
from medguard.report.naming import cited
from medguard.report.queries import Window
from medguard.rules.catalogue import Catalogue, read_catalogue

WHOLE_UP_TO = 100_000
"""Records: a log of up to so many is verified whole for every report, unless asked otherwise."""

_MOST_PROBLEMS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiled:
    """What a report needs to know of a profile."""

    name: str
    sha256: str
    controls: tuple[Control, ...] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)


def make(
    source: str | Engine,
    name: str,
    *,
    since: str,
    until: str,
    application: str | None = None,
    profile: Profiled | None = None,
    keys: Sequence[Verifier] | None = None,
    whole: bool | None = None,
    catalogue: Catalogue | None = None,
    medguard: str = "",
    as_of: str | None = None,
    zone: str | None = None,
    now: datetime | None = None,
) -> Report:
    """Write a report from one unchanging view of the log. Raises AuditError or ProfileError.

    ``keys``: the log's public key; without one its signature is said not to be checked. ``whole``: verify every record of the log, or only its
    checkpoint; by itself it does the first for logs that are not large. ``as_of``: the day of which registry and attestations tell; today.
    ``zone``: in whose days the window was asked for; it is printed so, too.
    """
    kind = kind_of(name)
    span = queries.window(since, until, application=_written(application))
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    day = _day(as_of) if as_of else moment.date().isoformat()
    laws = catalogue or read_catalogue()
    with reading(source) as connection:
        require_latest(connection)
        note = newest_note(connection)
        checkpoint = _claimed(note)
        tree_fits = _tree_fits(connection, checkpoint)
        counted = replace(span, size=checkpoint.size)
        book = Book(
            connection=connection,
            copies=Copies(connection, counted),
            span=counted,
            catalogue=laws,
            as_of=day,
            now=_is_now(day, moment.date()),
            registry_end=queries.registry_end(connection),
            records=_records(connection, counted),
            controls=profile.controls if profile else (),
            stated=profile.stated if profile else {},
        )
        sections = _sections(kind, book)
        complete = _complete(connection, checkpoint.size)
    return Report(
        name=kind.name,
        title=kind.title,
        law=kind.law,
        since=span.since,
        until=span.until,
        application=application,
        made_at=moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
        as_of=book.as_of,
        registry_end=book.registry_end,
        medguard=medguard,
        profile={"name": profile.name, "sha256": profile.sha256} if profile else None,
        rules=laws.digest,
        records=book.records,
        log=_state(source, note, checkpoint, keys, whole=whole, tree_fits=tree_fits, complete=complete),
        sections=sections,
        zone=zone,
    )


def kind_of(name: str) -> Kind:
    """Find a kind of report by its name. Raises ProfileError."""
    if name not in KINDS:
        raise ProfileError(
            "There is no such report.",
            remedy="List them with: medguard report list",
            remedy_zh="没有该报告。请运行：medguard report list",
        )
    return KINDS[name]


def _sections(kind: Kind, book: Book) -> tuple[Section, ...]:
    with book.copies:
        return (*kind.sections(book), _attested(book))


def _written(application: str | None) -> str | None:
    """An application as it can stand in a record."""
    if application is None or _is_text(application):
        return application
    raise AuditError(
        "The application's name holds something that no record can hold.",
        remedy="Write it in UTF-8, as medguard audit list shows it.",
        remedy_zh="应用名称含有记录中不可能出现的字符。请以 UTF-8 书写，与 medguard audit list 所示一致。",
    )


def _is_text(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in words


def _is_now(day: str, made_on: date) -> bool:
    """Whether a report tells of the day on which it was made: west of Greenwich that may still be the day before."""
    return day >= (made_on - timedelta(days=1)).isoformat()


def _complete(connection: Connection, size: int) -> bool:
    """Whether there are as many records as were signed; which, and whether they are as they were written, is verified apart."""
    query = select(func.count()).select_from(records).where(records.c.position.between(1, size))
    return connection.scalar(query) == size


def _records(connection: Connection, span: Window) -> int:
    """How many records of any kind the window has: whether anything is known of it."""
    query = select(func.count()).where(
        records.c.recorded_at >= span.since, records.c.recorded_at < span.until, records.c.position <= (span.size or 0)
    )
    if span.application is not None:
        query = query.where(func.coalesce(records.c.application, "") == span.application)
    else:
        query = query.where(records.c.kind.in_(("exchange", "opened")))
    return connection.scalar(query) or 0


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise AuditError(
            "A day is written 2026-11-25.",
            remedy="Write year-month-day.",
            remedy_zh="请按 2026-11-25 书写日期。",
        ) from None


# ── what people vouch for ────────────────────────────────────────────────────────────────────────────────────────────

_STATE: Mapping[str, Words] = {
    "valid": ("valid", "有效"),
    "expired": ("EXPIRED", "已过期"),
    "future": ("not yet valid", "尚未生效"),
    "withdrawn": ("withdrawn", "已撤回"),
}


def _attested(book: Book) -> Section:
    """What no program can check: of every duty that the profile names who vouches for it, and that nobody does."""
    found: dict[str, list[Attested]] = {}
    for one in attested(book.connection, size=book.span.size):
        if one.given_at[:10] <= book.as_of:
            found.setdefault(one.control, []).append(one)
    named = {control.id: control for control in book.controls}
    rows = [
        Row(cells=(_what(book, control, named), *_said(book, one)))
        for control in [*named, *sorted(found.keys() - named.keys())]
        for one in found.get(control, [None])
    ]
    missing = sum(1 for control in named if not any(_worth(book, one) == "valid" for one in found.get(control, ())))
    said = [
        Paragraph(
            text=(
                f"No program checks these. A named officer vouches for each, with evidence and an end; what it says of them is of {book.as_of}.",
                f"下列事项无法由程序检查，由具名人员（登记编号）证明，附证据并注明期限；所列状态截至 {book.as_of}。",
            )
        )
    ]
    if missing:
        said.append(
            Paragraph(
                text=(
                    f"{missing} of {len(named)} controls of the profile have no valid attestation.",
                    f"配置所列 {len(named)} 项人工事项中有 {missing} 项没有有效证明。",
                ),
                style="warning",
            )
        )
    if not book.controls:
        said.append(Paragraph(text=("The profile names no manual controls.", "配置未列出人工事项。")))
    return Section(
        title=("Manual controls", "人工事项"),
        parts=(
            *said,
            Grid(
                key="attestations",
                title=("Attestations", "人工证明"),
                columns=(
                    ("control", "事项"),
                    ("state", "状态"),
                    ("by", "证明人"),
                    ("from", "起"),
                    ("until", "止"),
                    ("evidence", "证据"),
                ),
                widths=(46, 13, 13, 11, 11, 20),
                of="profile",
                rows=tuple(rows),
                empty=("Nobody vouches for anything.", "没有任何人工证明。"),
            ),
        ),
    )


def _what(book: Book, control: str, named: Mapping[str, Control]) -> Words:
    if control in named:
        one = named[control]
        english, chinese = cited(one.article)
        return f"{one.what[0]} [{english}] ({control})", f"{one.what[1]}【{chinese}】（{control}）"
    if control in book.catalogue.rules:
        rule = book.catalogue.rules[control]
        return f"{rule.title} ({control})", f"{rule.title_zh}（{control}）"
    return control, control


def _worth(book: Book, one: Attested) -> State:
    return one.state_now(book.as_of) if book.now else one.state(book.as_of)


def _said(book: Book, one: Attested | None) -> tuple[Cell, ...]:
    if one is None:
        return (("no attestation", "无证明"), "", "", "", "")
    state = _STATE[_worth(book, one)]
    if one.withdrawn_at is not None and _worth(book, one) == "withdrawn":
        by = f"{one.withdrawn_by}, {one.withdrawn_at[:10]}, {one.withdrawn_for}"
        state = (f"{state[0]} ({by})", f"{state[1]}（{by}）")
    # Somebody may have left since: what counts is who they were then.
    known = queries.registered(book.connection, ("actor",), day=one.given_at[:10], end=book.registry_end)
    given_by: Cell = one.given_by
    if one.given_by not in {entry.subject for entry in known}:
        given_by = (f"{one.given_by} (not in the registry then)", f"{one.given_by}（当时不在登记库中）")
    return (state, given_by, one.valid_from, one.valid_until, f"{one.evidence}\nSHA-256 {one.evidence_sha256}")


# ── what is known of the log ─────────────────────────────────────────────────────────────────────────────────────────


def _claimed(note: str) -> Checkpoint:
    try:
        return claimed_checkpoint(note)
    except NoteError:
        raise AuditError(
            "The log's checkpoint is damaged, so no report can be made. Run: medguard audit verify",
            remedy="Run: medguard audit verify",
            remedy_zh="账本检查点已损坏，无法生成报告。请运行：medguard audit verify",
        ) from None


def _tree_fits(connection: Connection, checkpoint: Checkpoint) -> bool:
    try:
        return not checkpoint.size or tree_root(StoredHashes(connection), checkpoint.size) == checkpoint.root
    except ProofError:
        return False


def _state(
    source: str | Engine,
    note: str,
    checkpoint: Checkpoint,
    keys: Sequence[Verifier] | None,
    *,
    whole: bool | None,
    tree_fits: bool,
    complete: bool,
) -> LogState:
    every = checkpoint.size <= WHOLE_UP_TO if whole is None else whole
    problems = [] if tree_fits else ["tree_differs"]
    if not complete:
        problems.append("records_missing")
    signed = None
    if keys:
        try:
            read_checkpoint(note, keys)
            signed = True
        except NoteError:
            signed = False
            problems.append("not_signed_by_key")
    if every:
        found = verify_log(source, keys=keys or None, most=_MOST_PROBLEMS)
        problems += [f"{one.code}:{one.position}" if one.position else one.code for one in found.problems]
        if found.omitted:
            problems.append(f"+{found.omitted}")
    return LogState(
        origin=checkpoint.origin,
        size=checkpoint.size,
        checkpoint=note,
        scope="whole" if every else "checkpoint",
        ok=not problems,
        signed=signed,
        problems=tuple(problems),
    )


# ── years later ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of a report's promises. ``None``: that was not looked at."""

    digest: bool
    """The digest is that of the body."""
    signed: bool | None
    """The checkpoint in it was signed by a key that the caller gave."""
    log_goes_on: bool | None
    """The database's log begins with that of the checkpoint."""
    same: bool | None
    """Asked again, as the log was then, every figure is the same."""
    differing: tuple[str, ...] = ()
    """Figures that are not."""
    worded: bool | None = None
    """Asked again, every word is the same. ``None``: also if another release, other rules or another profile had made it, which may put it otherwise."""
    verified_then: bool = True
    """What the report said of the log when it was made."""

    @property
    def ok(self) -> bool:
        """Nothing that was looked at is wrong. A log that did not verify then is wrong, however truly the report says so."""
        return (
            self.digest and self.verified_then and False not in (self.signed, self.log_goes_on, self.same, self.worded)
        )


def check(
    sealed: Any,
    *,
    keys: Sequence[Verifier] | None = None,
    source: str | Engine | None = None,
    profile: Profiled | None = None,
    catalogue: Catalogue | None = None,
    medguard: str = "",
) -> Checked:
    """Tell whether a report is as it was made, and still true. Raises AuditError if it is no report, or the database cannot be read.

    What the profile states is compared only if it is the very profile of the report, and the words only if this very release of ``medguard`` had
    written them by these very rules.
    """
    body = _body(sealed)
    note = body["log"]["checkpoint"]
    signed = None
    if keys:
        try:
            at = read_checkpoint(note, keys)
            signed = (at.size, at.origin) == (body["log"]["size"], body["log"]["origin"])
        except NoteError:
            signed = False
    goes_on, differing, worded = None, None, None
    if source is not None:
        with reading(source) as connection:
            require_latest(connection)
            goes_on, differing, worded = _compared(connection, body, profile, catalogue or read_catalogue(), medguard)
    return Checked(
        digest=digest_of(body) == sealed["sha256"],
        signed=signed,
        log_goes_on=goes_on,
        same=None if differing is None else not differing,
        differing=tuple(differing or ()),
        worded=worded,
        verified_then=body["log"]["ok"] is True,
    )


def _asked_again(
    connection: Connection, body: Mapping[str, Any], profile: Profiled | None, catalogue: Catalogue
) -> tuple[Book, tuple[Section, ...]]:
    """The same questions to the log as it was then."""
    kind = kind_of(body["report"])
    said = body["window"]
    try:
        day = date.fromisoformat(body["as_of"]).isoformat()
        made_on = date.fromisoformat(body["made_at"][:10])
    except (ValueError, TypeError, KeyError):
        raise _no_report() from None
    span = Window(since=said["since"], until=said["until"], application=said["application"], size=body["log"]["size"])
    book = Book(
        connection=connection,
        copies=Copies(connection, span),
        span=span,
        catalogue=catalogue,
        as_of=day,
        now=_is_now(day, made_on),
        registry_end=body["registry_end"],
        records=_records(connection, span),
        controls=profile.controls if profile else (),
        stated=profile.stated if profile else {},
    )
    return book, _sections(kind, book)


def _compared(
    connection: Connection, body: Mapping[str, Any], profile: Profiled | None, catalogue: Catalogue, medguard: str
) -> tuple[bool, list[str], bool | None]:
    try:
        checkpoint = claimed_checkpoint(body["log"]["checkpoint"])
    except NoteError:
        raise _no_report() from None
    goes_on = checkpoint.size == body["log"]["size"] and _tree_fits(connection, checkpoint)
    book, sections = _asked_again(connection, body, profile, catalogue)
    again = {"sections": [section_json(one) for one in sections]}
    same_profile = (body["profile"] or {}).get("sha256") == (profile.sha256 if profile else None)
    of = ("log", "registry", "profile") if same_profile else ("log", "registry")
    then, now = numbers_of(body, of=of), numbers_of(again, of=of)
    names = [key for key in then.keys() | now.keys() if then.get(key, _NOT) != now.get(key, _NOT)]
    ruled = rulings_of(again)
    names += [key for key, cells in rulings_of(body).items() if ruled.get(key, _NOT) != cells]
    if body["records"] != book.records:
        names.append("records")
    worded = None
    if same_profile and (body["medguard"], body["rules"]) == (medguard, catalogue.digest):
        kind = KINDS[body["report"]]
        # As it was read from a file, where a tuple is a list.
        said = [
            {"en": kind.title[0], "zh": kind.title[1]},
            {"en": kind.law[0], "zh": kind.law[1]},
            without_people(again["sections"]),
        ]
        then_said = [body["title"], body["law"], without_people(body["sections"])]
        worded = canonical({"said": then_said}) == canonical({"said": said})
    return goes_on, sorted(names), worded


_NOT = object()


def _body(sealed: Any) -> dict[str, Any]:
    try:
        body = sealed["body"]
        if body["form"] != FORM or not isinstance(sealed["sha256"], str):
            raise _no_report()
        numbers_of(body)
        rulings_of(body)
        canonical(body)
        log, said, profile = body["log"], body["window"], body["profile"] or {}
        words = [log["checkpoint"], log["origin"], said["since"], said["until"], said["application"] or ""]
        words += [body["report"], body["medguard"], body["rules"], profile.get("sha256", "")]
        numbers = (log["size"], body["registry_end"], body["records"])
        if not all(isinstance(one, str) and _is_text(one) for one in words) or not {"title", "law"} <= body.keys():
            raise _no_report()
        if not all(type(one) is int and one >= 0 for one in numbers):
            raise _no_report()
    except (KeyError, TypeError, AttributeError, IndexError, AuditError):
        raise _no_report() from None
    return dict(body)


def _no_report() -> AuditError:
    return AuditError(
        "This is no report of medguard, or it is damaged.",
        remedy="Give the .json, .html or .pdf file that medguard report wrote.",
        remedy_zh="这不是 medguard 报告，或已损坏。请给出 medguard report 生成的 .json、.html 或 .pdf 文件。",
    )


def behind_it(
    connection: Connection,
    sealed: Any,
    key: str,
    *,
    profile: Profiled | None = None,
    catalogue: Catalogue | None = None,
) -> list[tuple[str, int]]:
    """The exchanges behind a figure (``exchanges``), a table's row (``rules/3``) or its one number (``rules/3/4``), as the log was then.

    No SQL of the file is run: the report is asked again, and its own figure says which records it counts. Raises AuditError.
    """
    book, sections = _asked_again(connection, _body(sealed), profile, catalogue or read_catalogue())
    view, where = _behind(sections, key)
    return [(str(row[0]), int(row[1])) for row in connection.execute(queries.listing(view, book.span, where))]


def _behind(sections: Sequence[Section], key: str) -> tuple[str, str]:
    for part in (part for section in sections for part in section.parts):
        if isinstance(part, Figure) and part.key == key and part.behind is not None:
            return part.behind.view, part.behind.where
        if isinstance(part, Grid) and part.view is not None and (place := _place(key, part)) is not None:
            row, column = place
            more = part.narrow[column] if column is not None and part.narrow else ""
            return part.view, " AND ".join(f"({one})" for one in (part.rows[row].where, more) if one)
    raise AuditError(
        "The report has no such figure, or none that comes from the log. Of a table name a row, such as rules/3.",
        remedy="The appendix of the report lists the keys.",
        remedy_zh="报告中没有该数字，或其并非源自账本。表格请写明行号，如 rules/3；键名见报告附录。",
    )


def _place(key: str, grid: Grid) -> tuple[int, int | None] | None:
    """Which row of a table, and which column, ``rules/3`` or ``rules/3/4`` means; both are counted from 1."""
    name, *numbers = key.split("/")
    if name != grid.key or len(numbers) not in {1, 2} or not all(_NUMBER.fullmatch(one) for one in numbers):
        return None
    row, column = int(numbers[0]) - 1, int(numbers[1]) - 1 if len(numbers) == 2 else None  # noqa: PLR2004
    if row >= len(grid.rows) or (column is not None and column >= len(grid.columns)):
        return None
    return row, column


_NUMBER = re.compile("[1-9][0-9]{0,8}")
