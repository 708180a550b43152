"""What is found, and its words: every problem has a code that stays, a sentence in two languages, and quotes no value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

PAGE = 128
"""Rows in memory at once."""
_PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it was written. ``code`` is stable; ``what`` is a sentence; neither quotes a value."""

    code: str
    what: str
    what_zh: str
    position: int | None = None
    """The row's place in the table; None if it is about the whole."""
    exchange_id: str | None = None
    column: str | None = None


@dataclass(slots=True)
class Found:
    """Problems, as many as are wanted."""

    most: int
    problems: list[Problem] = field(default_factory=list)
    omitted: int = 0

    def note(self, code: str, what: str, what_zh: str, **where: Any) -> None:
        """One more problem."""
        self.add([Problem(code=code, what=what, what_zh=what_zh, **where)])

    def add(self, more: Sequence[Problem]) -> None:
        """More problems, as far as there is room."""
        room = max(self.most - len(self.problems), 0)
        self.problems += more[:room]
        self.omitted += max(len(more) - room, 0)


_SENTENCES = {
    "hash_differs": (
        "Record {}: the document does not have the hash that the row gives; one of them was changed.",
        "第 {} 条记录：文档与该行记载的哈希不符，其中之一被改动。",
    ),
    "leaf_differs": (
        "Record {}: the document does not have the leaf hash that the row gives; one of them was changed.",
        "第 {} 条记录：文档与该行记载的叶哈希不符，其中之一被改动。",
    ),
    "document_unreadable": (
        "Record {}: the document is not the JSON of a record.",
        "第 {} 条记录：文档不是 JSON 记录。",
    ),
    "column_differs": (
        "Record {}: the column {} does not say what the document says.",
        "第 {} 条记录：列 {} 与文档内容不一致。",
    ),
    "record_moved": (
        "Record {}: the document says that it belongs at another position; it was moved, swapped or copied here.",
        "第 {} 条记录：文档标明其属于另一位置，该行被移动、对调或复制至此。",
    ),
    "chain_broken": (
        "Record {} does not follow record {}: one of the two was changed or replaced, with its hash.",
        "第 {} 条记录与第 {} 条不衔接：其中之一连同其哈希被改动或替换。",
    ),
    "text_differs": (
        "Record {}: the text that is kept for it was changed.",
        "第 {} 条记录：为其保存的文本被改动。",
    ),
    "text_not_erased": (
        "Record {}: text that was erased is there again.",
        "第 {} 条记录：已删除的文本重新出现。",
    ),
    "text_missing": (
        "Record {}: the text that was kept for it is gone, and no record says that it was erased.",
        "第 {} 条记录：为其保存的文本已不存在，且无删除记录。",
    ),
}


def problem(code: str, *parts: object, **where: Any) -> Problem:
    """A problem by its code; ``parts`` fill its sentence."""
    what, what_zh = _SENTENCES[code]
    return Problem(code=code, what=what.format(*parts), what_zh=what_zh.format(*parts), **where)


def gap(code: str, first: int, last: int) -> Problem:
    """Records that are not there, from the first to the last."""
    several = first != last
    return Problem(
        code=code,
        what=f"Records {first} to {last} are missing." if several else f"Record {first} is missing.",
        what_zh=f"第 {first} 至 {last} 条记录缺失。" if several else f"第 {first} 条记录缺失。",
        position=first,
    )


def same(stored: Any, said: Any) -> bool:
    """Equal, and of one type."""
    return type(stored) is type(said) and bool(stored == said)  # True is not 1


def raw(value: Any) -> bytes:
    """The bytes, or none where something else was put."""
    return value if isinstance(value, bytes) else b""


def plain_id(exchange_id: Any) -> str | None:
    """Keep an id only if it looks like one: an edited id may be anything, and a problem is printed on a terminal."""
    return exchange_id if isinstance(exchange_id, str) and _PLAIN_ID.fullmatch(exchange_id) else None
