"""Whether the ledger is as it was written: every record read again, hashed again, compared with its neighbours and with what was signed.

    result = verify("sqlite:////var/lib/medguard/ledger.db", keys=[Verifier(public_key)], checkpoints=[note])
    result.ok, result.records, result.root

What it shows: a record edited, deleted, inserted, swapped or moved, a column that no longer says what the document says, a missing end or
beginning, kept text that was changed or removed without a record, a hash of the tree, a checkpoint or a head that does not fit, each by name.

What the key adds. Whoever may write every row can compute every hash, but cannot sign the root that comes out. So with the log's public key a
ledger that was written anew throughout is found out, and with a checkpoint that was kept elsewhere also one that was put back to an older state.
Without a key (``keys=None``) only the hashes are compared, and ``signed`` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from medguard.audit.database import reading
from medguard.audit.migrate import require_latest
from medguard.audit.notes import Verifier
from medguard.audit.tables import records
from medguard.audit.verify.beside import (
    check_attestations,
    check_erased,
    check_held_replies,
    check_holds,
    check_once,
    check_people,
    check_positions,
    check_texts,
)
from medguard.audit.verify.found import Found, Problem, plain_id
from medguard.audit.verify.rows import examined, stretches
from medguard.audit.verify.sets import check_sets
from medguard.audit.verify.tree import Tree
from medguard.errors import AuditError
from medguard.types import OPENED

__all__ = ["Problem", "Unfinished", "Verification", "verify"]

_MOST_UNFINISHED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """An exchange that was opened and never closed: it is still on its way, or medguard was killed in the middle of it."""

    exchange_id: str
    position: int
    started_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. An empty ledger is ok, so show ``records`` beside ``ok``."""

    records: int
    """How many rows there are."""
    position: int
    """Of the last row; 0 if there is none."""
    sha256: str
    """Of the last row's document, computed here."""
    root: str
    """Of the tree of all records, computed here, in hex."""
    signed: bool
    """The head's signature was checked with a key that the caller gave, and is right."""
    problems: tuple[Problem, ...] = ()
    omitted: int = 0
    """Problems beyond those that are listed."""
    unfinished: tuple[Unfinished, ...] = ()
    """No fault of the ledger's, and worth a look: whoever asked has had no reply."""

    @property
    def ok(self) -> bool:
        """Everything was read, and everything fits."""
        return not self.problems and not self.omitted


def verify(
    source: str | Engine,
    *,
    keys: Sequence[Verifier] | None = None,
    checkpoints: Sequence[str] = (),
    stamped: Sequence[str] = (),
    most: int = 1000,
) -> Verification:
    """Read the whole ledger in one unchanging view and flat memory, and list at most ``most`` problems. Never raises AuditError.

    ``checkpoints`` are signed notes that were kept elsewhere; each must be of this log, and the ledger must go on from it. ``stamped`` are those
    that were time-stamped, as are the ones in the database; whether their stamps are good is asked of ``timestamps.check_stamp``.
    """
    found = Found(most=max(most, 1))
    tree = Tree(found, keys)
    unfinished: tuple[Unfinished, ...] = ()
    try:
        with reading(source) as connection:
            require_latest(connection)
            tree.begin(connection, checkpoints, stamped)
            last = connection.scalar(select(func.max(records.c.position)))
            bounds = stretches(connection, last if isinstance(last, int) else 0)
            with examined(source, bounds, tree.grown) as parts:
                for part in parts:
                    found.add(part.problems)
                    tree.follow(part)
            check_positions(connection, tree.count, found)
            tree.finish(connection)
            check_sets(connection, tree.sets, found)
            people_erased = check_erased(connection, found)
            check_texts(connection, found)
            check_people(connection, people_erased, found)
            check_holds(connection, found)
            check_attestations(connection, found)
            check_held_replies(connection, found)
            check_once(connection, found)
            unfinished = _unfinished(connection)
    except AuditError as error:
        # Not knowing is not ok.
        found.note(
            "unreadable",
            f"The ledger could not be read to its end, after record {tree.position}. {error}",
            f"未能读完账本，止于第 {tree.position} 条记录之后。{error.remedy_zh}",
            position=tree.position or None,
        )
    except Exception as error:  # noqa: BLE001 -- whoever changed the tables chose what is in them, and stopping us is no proof
        found.note(
            "unreadable",
            f"The ledger could not be read to its end, after record {tree.position}: something stands in it that no ledger holds "
            f"({type(error).__name__}).",
            f"未能读完账本，止于第 {tree.position} 条记录之后：其中有账本不应有的内容（{type(error).__name__}）。",
            position=tree.position or None,
        )
    return Verification(
        records=tree.count,
        position=tree.position,
        sha256=tree.digest,
        root=tree.frontier.root().hex(),
        signed=tree.signed,
        problems=tuple(found.problems),
        omitted=found.omitted,
        unfinished=unfinished,
    )


def _unfinished(connection: Connection) -> tuple[Unfinished, ...]:
    closed = records.alias("closed")
    opened = func.replace(records.c.exchange_id, OPENED, "")
    query = (
        select(opened, records.c.position, records.c.started_at)
        .where(records.c.kind == "opened", ~select(closed.c.position).where(closed.c.exchange_id == opened).exists())
        .order_by(records.c.position)
        .limit(_MOST_UNFINISHED)
    )
    return tuple(
        Unfinished(exchange_id=str(plain_id(exchange_id)), position=position, started_at=str(started_at)[:40])
        for exchange_id, position, started_at in connection.execute(query)
    )
