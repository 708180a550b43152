"""The tree, the head and the checkpoints: what the records come to, beside what was signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, func, select

from medguard.audit.canonical import GENESIS
from medguard.audit.merkle import TILE_WIDTH, Frontier, fold
from medguard.audit.notes import Checkpoint, NoteError, Verifier, claimed_checkpoint, read_checkpoint
from medguard.audit.tables import checkpoints, head, records, tiles, timestamps
from medguard.audit.verify.found import PAGE, Found, gap
from medguard.audit.verify.rows import Part

_TILE_LEVELS = 8
_THEIRS = {
    "given": "a checkpoint that was given",
    "head": "the head's checkpoint",
    "stamped": "a time-stamped checkpoint",
}


class Tree:
    """The tree as the records say it is, beside the one that is stored and the ones that were signed."""

    def __init__(self, found: Found, keys: Sequence[Verifier] | None) -> None:
        self.found, self.keys = found, keys
        self.frontier = Frontier()
        self.count, self.position, self.digest, self.signed = 0, 0, GENESIS, False
        self.sets: dict[tuple[str, str], tuple[str, str]] = {}
        self.grown = 0
        """Of how many records the tree is, as the head says."""
        self._claimed: Any = GENESIS
        self._whole = True
        """No record was missing so far: from there on, every root is another."""
        self._tile: list[bytes] = []
        self._tiles: Iterator[Any] = iter(())
        self._signed: list[tuple[Checkpoint, str]] = []
        """Checkpoints to come, the smallest first."""
        self._good = 0
        """Size of the last checkpoint that fitted."""
        self._good_before = 0
        self._head: list[tuple[Any, ...]] = []
        self._head_note: Checkpoint | None = None
        self._head_fits = False
        self._edge: bytes | None = b""
        """Of the tree of so many records; None if there were not so many."""

    def begin(self, connection: Connection, given: Sequence[str], stamped: Sequence[str]) -> None:
        """Read what was signed. All checkpoints fit into memory: one a minute for ten years are five million of 100 bytes."""
        self._connection = connection
        self._head = [tuple(row) for row in connection.execute(select(head).limit(2))]
        self._begin_head()
        stored = connection.execute(select(checkpoints.c.size, checkpoints.c.note).order_by(checkpoints.c.size))
        for size, note in stored:
            read = self._read(note, size)
            if read is not None:
                self._signed.append((read, "stored"))
        for size, note in connection.execute(select(timestamps.c.size, timestamps.c.note)):
            self._stored_stamp(note, size)
        for note, whose in [*((one, "given") for one in given), *((one, "stamped") for one in stamped)]:
            try:
                self._signed.append((read_checkpoint(note, self.keys or ()), whose))
            except (NoteError, TypeError, AttributeError):
                self.found.note(
                    "checkpoint_foreign",
                    "A checkpoint that was given is none, or no key that was given has signed it.",
                    "所提供的检查点无效，或并非由所提供的密钥签名。",
                )
        self._signed.sort(key=lambda one: one[0].size, reverse=True)
        while self._signed and self._signed[-1][0].size == 0:
            self._compare(*self._signed.pop())

    def _begin_head(self) -> None:
        if [row[0] for row in self._head] != [1]:
            return
        _, _, _, size, _, note = self._head[0]
        if type(size) is int and size >= 0:
            self.grown, self._edge = size, b"" if size == 0 else None
        with suppress(NoteError, TypeError, AttributeError):
            self._head_note = claimed_checkpoint(note) if self.keys is None else read_checkpoint(note, self.keys)
        if self._head_note is not None:
            self._signed.append((self._head_note, "head"))

    def _read(self, note: Any, size: Any) -> Checkpoint | None:
        read = self._of_size(note, size)
        if read is None:
            self._damaged(size)
        return read

    def _of_size(self, note: Any, size: Any) -> Checkpoint | None:
        try:
            read = claimed_checkpoint(note) if self.keys is None else read_checkpoint(note, self.keys)
        except (NoteError, TypeError, AttributeError):
            return None
        return read if read.size == size else None

    def _stored_stamp(self, note: Any, size: Any) -> None:
        read = self._of_size(note, size)
        if read is not None:
            self._signed.append((read, "stamped"))
            return
        place = size if isinstance(size, int) else None
        self.found.note(
            "stamp_damaged",
            f"The stored time-stamped checkpoint of {place} records is damaged, or not signed with the log's key.",
            f"已存的第 {place} 条记录处带时间戳的检查点已损坏，或并非由账本密钥签名。",
            position=place,
        )

    def _stamped_beyond(self) -> None:
        for size in {one.size for one, whose in self._signed if whose == "stamped" and one.size > self.position}:
            self._contradicted(size)

    def _contradicted(self, size: int) -> None:
        self.found.note(
            "stamp_contradicted",
            f"The log does not go on from its time-stamped checkpoint of {size} records: it was put back to an older state, or written anew.",
            f"账本并非由其第 {size} 条记录处带时间戳的检查点延续而来：账本曾被回退或重写。",
            position=size,
        )

    def _damaged(self, size: Any) -> None:
        place = size if isinstance(size, int) else None
        self.found.note(
            "checkpoint_damaged",
            f"The stored checkpoint of {place} records is damaged, or not signed with the log's key.",
            f"已存的第 {place} 条记录处检查点已损坏，或并非由账本密钥签名。",
            position=place,
        )

    def follow(self, part: Part) -> None:
        """Append a stretch of records, and compare whatever is due on the way."""
        for leaf in part.leaves:
            if not leaf:
                self._whole = False
                break
            if not self._whole:
                break
            self.frontier.add(leaf)
            self._compare_tile(leaf)
            if self.frontier.size == self.grown:
                self._edge = self.frontier.encoded()
            while self._signed and self._signed[-1][0].size == self.frontier.size:
                self._compare(*self._signed.pop())
        self.count += part.count
        if part.count:
            self.position, self.digest, self._claimed = part.position, part.digest, part.claimed
        for key, exchange_id in part.sets.items():
            self.sets.setdefault(key, exchange_id)

    def _compare(self, checkpoint: Checkpoint, whose: str) -> None:
        if checkpoint.root == self.frontier.root():
            if checkpoint.size > self._good:
                self._good_before, self._good = self._good, checkpoint.size
            self._head_fits = self._head_fits or (whose == "head" and checkpoint.size == self.grown)
            return
        if whose == "stamped":
            self._contradicted(checkpoint.size)
        good = self._good if checkpoint.size > self._good else self._good_before  # else two were signed for one size
        first, last = good + 1, checkpoint.size
        theirs = _THEIRS.get(whose, "the checkpoint")
        self.found.note(
            "root_differs",
            f"Records {first} to {last}: {theirs} of {last} records was signed for others; at least one was changed with all that follows.",
            f"第 {first} 至 {last} 条记录：{last} 条记录处的签名检查点与之不符，其中至少一条连同其后的全部哈希被改动。",
            position=first,
        )

    def _compare_tile(self, leaf: bytes) -> None:
        self._tile.append(leaf)
        if len(self._tile) < TILE_WIDTH:
            return
        hashes, self._tile = self._tile, []
        if self.frontier.size > self.grown:
            return  # of an earlier release, and not in the tree yet
        number, level = self.frontier.size // TILE_WIDTH - 1, 0
        while True:
            query = select(tiles.c.root, tiles.c.hashes).where(tiles.c.level == level, tiles.c.number == number)
            stored = self._connection.execute(query).first()
            root = fold(hashes)
            if stored is None or (stored.root, stored.hashes) != (root, b"".join(hashes)):
                self._tile_differs(level, number)
            if (number + 1) % TILE_WIDTH:
                return
            # 256 full tiles are one tile of the level above
            level, first, number = level + 1, number + 1 - TILE_WIDTH, number // TILE_WIDTH
            query = select(tiles.c.root).where(
                tiles.c.level == level - 1, tiles.c.number.between(first, first + TILE_WIDTH - 1)
            )
            hashes = list(self._connection.scalars(query.order_by(tiles.c.number)))
            if len(hashes) != TILE_WIDTH or not all(isinstance(one, bytes) for one in hashes):
                return  # said already

    def _tile_differs(self, level: int, number: int) -> None:
        width = TILE_WIDTH ** (level + 1)
        self.found.note(
            "tile_differs",
            f"The stored hashes of records {number * width + 1} to {(number + 1) * width} (level {level}) are missing or changed.",
            f"第 {number * width + 1} 至 {(number + 1) * width} 条记录的已存哈希（第 {level} 层）缺失或被改动。",
            position=number * width + 1,
        )

    def finish(self, connection: Connection) -> None:
        """Ask whether the head says that the ledger ends here, and whether more was signed than is there."""
        beyond = [checkpoint.size for checkpoint, _ in self._signed if checkpoint.size > self.position]
        if beyond:
            self.found.add([gap("end_missing", self.position + 1, max(beyond))])
        self._stamped_beyond()
        self._tiles_of_nobody(connection)
        self._moments(connection)
        if [row[0] for row in self._head] != [1]:
            self.found.note(
                "head_missing",
                "The row that says where the chain ends is missing, or is not alone: records may be missing from the end.",
                "缺少标明链尾的行，或该行不唯一：末尾的记录可能缺失。",
            )
            return
        _, position, digest, size, edge, note = self._head[0]
        if type(position) is not int or not isinstance(digest, str) or type(size) is not int or size < 0:
            self.found.note(
                "head_damaged", "The row that says where the chain ends is damaged.", "标明链尾的行已损坏。"
            )
            return
        if position > self.position:
            if not beyond:
                self.found.add([gap("end_missing", self.position + 1, position)])
        elif position < self.position:
            self.found.note(
                "head_behind",
                f"The head says that the chain ends at {position}, but rows follow: the head was changed, or rows were added.",
                f"链尾标记指向第 {position} 条，其后却仍有记录：链尾标记被改动，或有行被添加。",
                position=position + 1,
            )
        elif digest not in (self.digest, self._claimed):
            self.found.note(
                "head_differs",
                f"The head has another hash than record {position}: the head was changed, or the last record with its hash.",
                f"链尾标记的哈希与第 {position} 条记录不同：链尾标记被改动，或最后一条记录连同其哈希被改动。",
                position=position,
            )
        elif size < position:
            self.found.note(
                "end_unsigned",
                f"Records {size + 1} to {position} are not in the tree: an earlier release appended them, or somebody else. "
                "Start this release once, and it takes in what is an earlier release's.",
                f"第 {size + 1} 至 {position} 条记录尚未并入哈希树：由旧版本或他人追加。启动本版本一次，即可并入旧版本写入的记录。",
                position=size + 1,
            )
        if self._whole:  # else it is named already
            self._finish_tree(position, size, edge, note)

    def _finish_tree(self, position: int, size: int, edge: Any, note: Any) -> None:
        if self._edge is not None and (edge or b"") != self._edge:
            self.found.note(
                "edge_differs",
                "The stored edge of the tree does not fit the records.",
                "已存的哈希树边缘与记录不符。",
                position=size or None,
            )
        if note is None and size == 0:
            return
        if self._head_note is None:
            self.found.note(
                "head_not_signed",
                "The head's checkpoint is damaged, or not signed with the log's key: the ledger was written anew by somebody without it.",
                "链尾检查点已损坏，或并非由账本密钥签名：账本曾被无密钥者改写。",
                position=self._good + 1,
            )
        elif self._head_note.size != size:
            first, last = sorted((self._head_note.size, size))
            self.found.note(
                "root_differs",
                f"Records {first + 1} to {last}: the head's checkpoint was signed for another number of records than the tree has.",
                f"第 {first + 1} 至 {last} 条记录：链尾检查点签名时的记录数与哈希树不同。",
                position=first + 1,
            )
        else:
            self.signed = self.keys is not None and self._head_fits and size == position

    def _tiles_of_nobody(self, connection: Connection) -> None:
        """Tiles that are full in the table and not in the log."""
        if not self._whole:
            return
        query = select(tiles.c.level, func.min(tiles.c.number), func.max(tiles.c.number)).group_by(tiles.c.level)
        for level, low, high in connection.execute(query):
            known = type(level) is int and type(low) is int and type(high) is int and 0 <= level < _TILE_LEVELS
            full = min(self.frontier.size, self.grown) // TILE_WIDTH ** (level + 1) if known else 0
            if not known or low < 0 or high >= full:
                self.found.note(
                    "tile_differs",
                    "There are stored hashes of records that the log has not.",
                    "存有账本中并不存在的记录的哈希。",
                    position=full * TILE_WIDTH ** (level + 1) + 1 if known else None,
                )

    def _moments(self, connection: Connection) -> None:
        """A kept checkpoint is of the moment at which its last record was kept."""
        query = (
            select(checkpoints.c.size)
            .join(records, records.c.position == checkpoints.c.size)
            .where(checkpoints.c.made_at != records.c.recorded_at)
            .order_by(checkpoints.c.size)
        )
        named = {problem.position for problem in self.found.problems if problem.column == "recorded_at"}
        for size in connection.scalars(query.execution_options(yield_per=PAGE)):
            if size not in named:
                self._damaged(size)
