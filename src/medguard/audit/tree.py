"""Where the Merkle tree's hashes are in the database, and how they get there.

Full tiles of 256 hashes are rows of ``tiles``, written once. The right edge needs none: its leaves' hashes stand in ``records``, its upper
hashes are the roots of the tiles below. So an append writes O(log n) hashes, and a proof reads a few rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from medguard.audit.merkle import HASH_BYTES, TILE_WIDTH, Frontier, ProofError, fold
from medguard.audit.tables import records, tiles


class StoredHashes:
    """The hashes of the first ``size`` records (``medguard.audit.merkle.Hashes``). Raises ProofError where one is missing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def hashes(self, tile_level: int, first: int, count: int) -> Sequence[bytes]:
        """Give hashes of one tile, full or at the right edge."""
        number, offset = divmod(first, TILE_WIDTH)
        found = self._tile(tile_level, number)[offset : offset + count]
        if len(found) != count:
            raise ProofError("hashes of the tree are missing from the database")
        return found

    def _tile(self, level: int, number: int) -> list[bytes]:
        # Read whole, and once: a proof asks for several stretches of the same tile.
        if (level, number) not in self._tiles:
            query = select(tiles.c.hashes).where(tiles.c.level == level, tiles.c.number == number)
            full = self._connection.scalar(query)
            self._tiles[level, number] = self._at_the_edge(level, number) if full is None else _parted(_bytes(full))
        return self._tiles[level, number]

    def _at_the_edge(self, level: int, number: int) -> list[bytes]:
        first, last = number * TILE_WIDTH, (number + 1) * TILE_WIDTH - 1
        if level == 0:
            # What an earlier release has appended behind the tree has no leaf yet.
            query = select(records.c.leaf).where(records.c.leaf.is_not(None))
            query = query.where(records.c.position.between(first + 1, last + 1)).order_by(records.c.position)
        else:
            query = select(tiles.c.root).where(tiles.c.level == level - 1, tiles.c.number.between(first, last))
            query = query.order_by(tiles.c.number)
        return [_bytes(one) for one in self._connection.scalars(query)]


def _parted(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def leaves(connection: Connection, first: int, last: int) -> list[bytes]:
    """Leaf hashes of the records from position ``first`` to ``last``. Raises ProofError where one is missing."""
    query = select(records.c.leaf).where(records.c.position.between(first, last)).order_by(records.c.position)
    return [_bytes(leaf) for (leaf,) in connection.execute(query)]


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):  # somebody changed it: SQLite keeps whatever it is given
        raise ProofError("a hash of the tree is damaged in the database")
    return value


def grow(connection: Connection, frontier: Frontier, new: Sequence[bytes]) -> None:
    """Append leaves to the tree, and keep each tile that is full now. The records' rows are there already."""
    pending: list[bytes] = []  # the last leaves before ``new`` are read only if a tile fills up
    began = frontier.size
    for count, leaf in enumerate(new, start=1):
        frontier.add(leaf)
        if frontier.size % TILE_WIDTH == 0:
            before = TILE_WIDTH - count if count < TILE_WIDTH else 0
            pending = leaves(connection, began - before + 1, began) if before else []
            _keep_tile(connection, 0, frontier.size // TILE_WIDTH - 1, [*pending, *new[:count]][-TILE_WIDTH:])


def _keep_tile(connection: Connection, level: int, number: int, hashes: Sequence[bytes]) -> None:
    if len(hashes) != TILE_WIDTH:
        raise ProofError("hashes of the tree are missing from the database")
    row = {"level": level, "number": number, "root": fold(hashes), "hashes": b"".join(hashes)}
    connection.execute(insert(tiles), row)
    above, place = divmod(number + 1, TILE_WIDTH)
    if place == 0:
        first = (above - 1) * TILE_WIDTH
        _keep_tile(connection, level + 1, above - 1, StoredHashes(connection).hashes(level + 1, first, TILE_WIDTH))
