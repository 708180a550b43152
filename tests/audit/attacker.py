"""Somebody who has read our source, may write every table, and has every tool but the log's key."""

from __future__ import annotations

import json
from contextlib import contextmanager

from sqlalchemy import create_engine, delete, insert, select, update

from medguard.audit.canonical import GENESIS, canonical, parse, sha256
from medguard.audit.database import connect, insert_once
from medguard.audit.merkle import Frontier, leaf_hash
from medguard.audit.notes import Checkpoint
from medguard.audit.tables import checkpoints, copies, head, payloads, records, set_rows, tiles
from medguard.audit.tree import grow


@contextmanager
def opened(url):
    """A connection past every check of ours."""
    engine = connect(url) if url.startswith("sqlite") else create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def bodies(connection):
    """What every record says, in order."""
    return [parse(document) for document in connection.scalars(select(records.c.document).order_by(records.c.position))]


def written_anew(connection, said, *, signer=None, note=None):
    """The whole log made to say this: chain, columns, leaves, sets, tiles, edge and head. Signed with the attacker's own key, or with a
    note that was there before, or with none."""
    connection.execute(delete(records))
    connection.execute(delete(tiles))
    previous, leaves = GENESIS, []
    for position, body in enumerate(said, start=1):
        fitting = body | {"position": position, "previous": previous}
        raw = canonical(fitting)
        previous = sha256(raw)
        leaves.append(leaf_hash(raw))
        row = copies(json.loads(raw)) | {"document": raw.decode(), "sha256": previous, "leaf": leaves[-1]}
        connection.execute(insert(records), row)
        kind = next(iter(fitting.keys() - {"position", "previous", "recorded_at"}))
        for table, _key, rows in set_rows(fitting[kind]):
            insert_once(connection, table, rows)
    frontier = Frontier()
    grow(connection, frontier, leaves)
    if signer is not None:
        note = signer.sign(Checkpoint(signer.name, frontier.size, frontier.root()))
        connection.execute(delete(checkpoints))
        moment = said[-1]["recorded_at"]
        connection.execute(insert(checkpoints), {"size": frontier.size, "made_at": moment, "note": note})
    ends = {
        "position": len(said),
        "sha256": previous,
        "tree_size": len(said),
        "tree_edge": frontier.encoded(),
        "note": note,
    }
    connection.execute(update(head), ends)


def appended_as_before(connection, entry):
    """A row as the release before the tree wrote it, behind the end, with the head moved on."""
    last = connection.execute(select(head)).one()
    body = {
        "position": last.position + 1,
        "recorded_at": connection.scalar(select(records.c.recorded_at).where(records.c.position == last.position)),
        "previous": last.sha256,
        **entry,
    }
    raw = canonical(body)
    said = copies(json.loads(raw))
    for name in ("application", "actor", "patient", "reviewer", "decisions", "findings"):
        said[name] = None
    connection.execute(insert(records), said | {"document": raw.decode(), "sha256": sha256(raw), "leaf": None})
    connection.execute(update(head), {"position": body["position"], "sha256": sha256(raw)})


def erased_in_silence(connection, exchange_id, by):
    gone = {"wrapped_key": b"", "content": b"", "erased_by": by, "keep_until": payloads.c.stored_at}
    connection.execute(update(payloads).where(payloads.c.exchange_id == exchange_id).values(**gone))
