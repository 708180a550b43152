"""What no program can check and a person vouches for: training given, an impact assessment made, a committee's consent.

    given = attest(ledger, "eu/art27/fria", by="dpo-1", evidence="DMS-2026-0114", evidence_sha256=digest, until="2027-11-01")
    withdraw(ledger, given, by="dpo-1", reason="superseded")

Every act is a record of the ledger, kept in one transaction with the table that says what holds now. The evidence is not kept here: its SHA-256 is,
and where it is to be found. Who vouches is a reference, and never a name, because a record is for ever.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

import orjson
from sqlalchemy import Connection, Engine, insert, select, update

from medguard.audit.database import reading
from medguard.audit.migrate import require_latest
from medguard.audit.registry.kinds import is_pseudonym
from medguard.audit.tables import attestations, records
from medguard.errors import AuditError
from medguard.types import Attestation

if TYPE_CHECKING:
    from medguard.audit.ledger import SqlLedger

State = Literal["valid", "expired", "future", "withdrawn"]

_WORD = re.compile(r"[A-Za-z0-9_.:/=-]{1,64}")
_REFERENCE = re.compile(r"[A-Za-z0-9_.:/=-]{1,200}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """An attestation as the log tells of it."""

    id: str
    control: str
    given_by: str
    given_at: str
    evidence: str
    evidence_sha256: str
    valid_from: str
    valid_until: str
    withdrawn_by: str | None = None
    withdrawn_at: str | None = None
    withdrawn_for: str | None = None

    def state(self, day: str) -> State:
        """What it is worth on a day that has passed."""
        if self.withdrawn_at is not None and self.withdrawn_at[:10] <= day:
            return "withdrawn"
        if day < self.valid_from:
            return "future"
        return "valid" if day <= self.valid_until else "expired"

    def state_now(self, day: str) -> State:
        """What it is worth today: what was withdrawn is, also if a clock that had gone wrong dated that later than today."""
        return "withdrawn" if self.withdrawn_at is not None else self.state(day)


def attest(
    ledger: SqlLedger,
    control: str,
    *,
    by: str,
    evidence: str,
    evidence_sha256: str,
    until: str,
    since: str | None = None,
) -> str:
    """Keep that somebody vouches for a control from a day to a day, and give the attestation's id. Raises AuditError."""
    now = datetime.now(UTC)
    first = since or now.date().isoformat()
    if not _is_reference(by) or not _WORD.fullmatch(control) or not _REFERENCE.fullmatch(evidence):
        raise _no_words()
    if not _HASH.fullmatch(evidence_sha256):
        raise AuditError(
            "Evidence is named by the SHA-256 of its file: 64 hexadecimal digits.",
            remedy="Give the file with --evidence, or its digest with --sha256.",
            remedy_zh="证据以其文件的 SHA-256（64 位十六进制）标识。请用 --evidence 指定文件，或用 --sha256 给出摘要。",
        )
    if not _day(first) or not _day(until) or until < first:
        raise AuditError(
            "An attestation has an end, and it lies after its beginning. Days are written 2026-11-01.",
            remedy="Give the last day with --until, like 2027-11-01.",
            remedy_zh="证明须有截止日，且不早于起始日。日期按 2026-11-01 书写，请用 --until 给出。",
        )
    one = uuid.uuid4().hex
    entry = Attestation(
        id=one,
        started_at=_written(now),
        by=by,
        control=control,
        act="given",
        of=one,
        evidence=evidence,
        evidence_sha256=evidence_sha256,
        valid_from=first,
        valid_until=until,
        reason="",
    )
    ledger.append_with(entry, lambda connection: _give(connection, entry))
    return one


def withdraw(ledger: SqlLedger, which: str, *, by: str, reason: str) -> None:
    """Take an attestation back; it stays in the log, and holds no longer. Raises AuditError if there is none, or it was withdrawn already."""
    if not _is_reference(by) or not _WORD.fullmatch(reason):
        raise _no_words()
    now = _written(datetime.now(UTC))

    def change(connection: Connection) -> None:
        this = (attestations.c.id == which) & attestations.c.withdrawn_at.is_(None)
        said = {"withdrawn_by": by, "withdrawn_at": now, "withdrawn_for": reason}
        if not connection.execute(update(attestations).where(this).values(said)).rowcount:
            raise AuditError(
                "There is no such attestation, or it was withdrawn already.",
                remedy="List them with: medguard attest list --all",
                remedy_zh="没有该证明，或已被撤回。请运行：medguard attest list --all",
            )

    with ledger.engine.connect() as connection:
        control = connection.scalar(select(attestations.c.control).where(attestations.c.id == which))
    entry = Attestation(
        id=uuid.uuid4().hex,
        started_at=now,
        by=by,
        control=control or "",
        act="withdrawn",
        of=which,
        evidence="",
        evidence_sha256="",
        valid_from="",
        valid_until="",
        reason=reason,
    )
    ledger.append_with(entry, change)


def list_attestations(source: str | Engine) -> tuple[Attested, ...]:
    """Every attestation there ever was, the newest first."""
    with reading(source) as connection:
        require_latest(connection)
        return tuple(sorted(_in_table(connection).values(), key=lambda one: (one.given_at, one.id), reverse=True))


def attested(connection: Connection, *, size: int | None = None) -> tuple[Attested, ...]:
    """What the first ``size`` records of the log say, by control: from the records themselves, so that it is what was signed."""
    return tuple(sorted(_in_records(connection, size).values(), key=lambda one: (one.control, one.given_at, one.id)))


def differing(connection: Connection) -> Sequence[str]:
    """Attestations of which table and records do not say the same."""
    table, said = _in_table(connection), _in_records(connection, None)
    return sorted(one for one in table.keys() | said.keys() if table.get(one) != said.get(one))


def _in_table(connection: Connection) -> dict[str, Attested]:
    return {row["id"]: Attested(**row) for row in connection.execute(select(attestations)).mappings()}


def _in_records(connection: Connection, size: int | None) -> dict[str, Attested]:
    query = select(records.c.document).where(records.c.kind == Attestation.KIND).order_by(records.c.position)
    if size is not None:
        query = query.where(records.c.position <= size)
    found: dict[str, Attested] = {}
    for (document,) in connection.execute(query):
        try:
            entry = Attestation(**orjson.loads(document)[Attestation.KIND])
        except (ValueError, TypeError, KeyError):
            continue  # what cannot be read, verify says of the record
        if entry.act == "given":
            found[entry.id] = _given(entry)
        elif entry.of in found:
            one = found[entry.of]
            found[entry.of] = Attested(
                **{name: getattr(one, name) for name in _GIVEN},
                withdrawn_by=entry.by,
                withdrawn_at=entry.started_at,
                withdrawn_for=entry.reason,
            )
    return found


_GIVEN = ("id", "control", "given_by", "given_at", "evidence", "evidence_sha256", "valid_from", "valid_until")


def _given(entry: Attestation) -> Attested:
    return Attested(
        id=entry.id,
        control=entry.control,
        given_by=entry.by,
        given_at=entry.started_at,
        evidence=entry.evidence,
        evidence_sha256=entry.evidence_sha256,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
    )


def _give(connection: Connection, entry: Attestation) -> None:
    said: Any = _given(entry)
    connection.execute(insert(attestations), {name: getattr(said, name) for name in _GIVEN})


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _is_reference(by: str) -> bool:
    """No name, and no citizen's number: as the registry wants it of whoever stands in it."""
    return is_pseudonym(by) and _WORD.fullmatch(by) is not None


def _no_words() -> AuditError:
    return AuditError(
        "Who vouches, for what, and where the evidence is stand in a record for ever, so they are references or words of the house, never names.",
        remedy="Write letters, digits, dots, colons, slashes, hyphens, underscores or equals signs, without blanks; of a person the registry's reference, such as dpo-1.",
        remedy_zh="证明人、事项与证据编号将永久留存于记录，须为编号或内部代码，不得为姓名：字母、数字或 . : / - _ =，不含空格；人员请用登记编号，如 dpo-1。",
    )


def manual_id(what: str) -> str:
    """The word for a manual control of a profile: of its English text, so that a changed duty wants a new attestation.

    >>> manual_id("Train the staff.")
    'm-b858255f'
    """
    return "m-" + hashlib.sha256(what.encode()).hexdigest()[:8]
