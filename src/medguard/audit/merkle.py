"""The Merkle tree over the ledger's records: RFC 9162 section 2.1, and the tiles of C2SP tlog-tiles in which its hashes are kept.

    >>> frontier = Frontier()
    >>> for record in (b"one", b"two", b"three"):
    ...     frontier.add(leaf_hash(record))
    >>> frontier.root() == node_hash(node_hash(leaf_hash(b"one"), leaf_hash(b"two")), leaf_hash(b"three"))
    True

Indices begin at 0 here, as in the RFC; the ledger's positions begin at 1. Nothing here knows a database: ``Hashes`` is asked for stored hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
"""Hashes in a full tile."""

EMPTY_ROOT = hashlib.sha256().digest()


class ProofError(Exception):
    """A proof does not show what it should, or is none. Its words quote nothing."""


def leaf_hash(record: bytes) -> bytes:
    """Hash a record as a leaf: SHA-256 of 0x00 and its bytes."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into their parent: SHA-256 of 0x01 and both."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Root of a whole subtree from its lowest hashes; their number is a power of two."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: the roots of its largest whole subtrees, O(log n) hashes, enough to append and to know the root."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)
    """From the largest subtree on the left to the smallest on the right."""

    def add(self, leaf: bytes) -> None:
        """Append one leaf's hash."""
        self.peaks.append(leaf)
        filled = self.size
        while filled & 1:
            right = self.peaks.pop()
            self.peaks[-1] = node_hash(self.peaks[-1], right)
            filled >>= 1
        self.size += 1

    def root(self) -> bytes:
        """Root hash of the tree so far."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def copy(self) -> Frontier:
        """A frontier that grows by itself."""
        return Frontier(self.size, list(self.peaks))

    def encoded(self) -> bytes:
        """The peaks, one after the other; with the size that is everything."""
        return b"".join(self.peaks)

    @classmethod
    def decoded(cls, size: int, peaks: bytes) -> Frontier:
        """Read back what ``encoded`` gave. Raises ProofError if it cannot be of a tree of this size."""
        if size < 0 or not isinstance(peaks, bytes) or len(peaks) != HASH_BYTES * size.bit_count():
            raise ProofError("the edge of the tree does not fit its size")
        return cls(size, [peaks[at : at + HASH_BYTES] for at in range(0, len(peaks), HASH_BYTES)])


# ── proofs from stored hashes ────────────────────────────────────────────────────────────────────────────────────────


class Hashes(Protocol):
    """Where hashes are kept: of leaves, and of every eighth level above."""

    def hashes(self, tile_level: int, first: int, count: int) -> Sequence[bytes]:
        """Give ``count`` hashes at tree level ``8 * tile_level`` from index ``first`` on, all within one tile."""
        ...


def inclusion_proof(
    stored: Hashes, index: int, size: int, *, known: dict[tuple[int, int], bytes] | None = None
) -> list[bytes]:
    """Path from leaf ``index`` to the root of the first ``size`` leaves, from the leaf's sibling up (RFC 9162 section 2.1.3.1).

    ``known`` remembers roots of subtrees from one proof of the same tree to the next.
    """
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    return _path(_Remembering(stored, {} if known is None else known), index, 0, size)


def consistency_proof(stored: Hashes, old: int, size: int) -> list[bytes]:
    """Proof that the tree of ``size`` leaves begins with that of ``old`` (RFC 9162 section 2.1.4.1); empty for 0 and for ``size`` itself."""
    if not 0 <= old <= size:
        raise ValueError("the older tree is larger")
    return [] if old in {0, size} else _subproof(stored, old, 0, size, whole=True)


def tree_root(stored: Hashes, size: int) -> bytes:
    """Root of the first ``size`` leaves."""
    return _range_root(stored, 0, size) if size else EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class _Remembering:
    stored: Hashes
    known: dict[tuple[int, int], bytes]

    def root(self, low: int, high: int) -> bytes:
        if high - low < TILE_WIDTH:  # within a tile, and quickly made again
            return _range_root(self.stored, low, high)
        if (low, high) not in self.known:
            self.known[low, high] = _range_root(self.stored, low, high)
        return self.known[low, high]


def _path(tree: _Remembering, index: int, low: int, high: int) -> list[bytes]:
    if high - low == 1:
        return []
    middle = low + _split(high - low)
    if index < middle:
        return [*_path(tree, index, low, middle), tree.root(middle, high)]
    return [*_path(tree, index, middle, high), tree.root(low, middle)]


def _subproof(stored: Hashes, old: int, low: int, high: int, *, whole: bool) -> list[bytes]:
    if old == high:
        return [] if whole else [_range_root(stored, low, high)]
    middle = low + _split(high - low)
    if old <= middle:
        return [*_subproof(stored, old, low, middle, whole=whole), _range_root(stored, middle, high)]
    return [*_subproof(stored, old, middle, high, whole=False), _range_root(stored, low, middle)]


def _range_root(stored: Hashes, low: int, high: int) -> bytes:
    count = high - low
    if count & (count - 1) == 0:  # a whole subtree, and always at its own place
        level = count.bit_length() - 1
        tile_level, above = divmod(level, TILE_HEIGHT)
        first = low >> (tile_level * TILE_HEIGHT)
        return fold(stored.hashes(tile_level, first, 1 << above))
    middle = low + _split(count)
    return node_hash(_range_root(stored, low, middle), _range_root(stored, middle, high))


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


# ── checking proofs ──────────────────────────────────────────────────────────────────────────────────────────────────


def check_inclusion(leaf: bytes, index: int, size: int, path: Iterable[bytes], root: bytes) -> None:
    """Raise ProofError unless the leaf is in the tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError("the record's index is not in the tree")
    node, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            found = node_hash(step, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, step)
        node, last = node >> 1, last >> 1
    if last != 0 or found != root:
        raise ProofError("the record is not in the tree of this checkpoint")


def check_consistency(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:  # noqa: C901 -- as the RFC has it
    """Raise ProofError unless the newer tree begins with the older one (RFC 9162 section 2.1.4.2)."""
    if not 0 <= old <= size:
        raise ProofError("the older tree is larger than the newer one")
    if old in {0, size}:
        if proof or (old == size and old_root != root) or (old == 0 and old_root != EMPTY_ROOT):
            raise ProofError("the newer tree does not begin with the older one")
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise ProofError("the proof is too short")
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, step)
        node, last = node >> 1, last >> 1
    if last != 0 or before != old_root or after != root:
        raise ProofError("the newer tree does not begin with the older one")
