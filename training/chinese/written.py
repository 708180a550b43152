"""Hand-written texts filled with other people: the words around an identifier stay, the identifier seldom does."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
import marked_texts as marked  # noqa: E402

if TYPE_CHECKING:
    from generate import Writer

_HAN = re.compile("[\u4e00-\u9fff]+")
_DIGITS = ("PHONE FAX MRN HEALTH_PLAN ACCOUNT LICENSE VEHICLE DEVICE OTHER_ID ID_CARD PASSPORT WECHAT").split()


@cache
def texts(kinds: frozenset[str]) -> list[list[marked.Part]]:
    return marked.read(HERE / "texts", kinds)


def other(writer: Writer, parts: list[marked.Part], surnames: frozenset[str]) -> list[marked.Part]:
    """One text with other identifiers, now and then with stand-ins."""
    r = writer.r
    seen: dict[str, str] = {}
    if r.random() < 0.06:
        # What a guarded model reads and writes back: a stand-in is nobody.
        return [(seen.setdefault(w, f"[{k}_{len(seen) + 1}]") if k else w, "") for w, k in parts]
    share = r.choice([0.0, 0.5, 0.8, 0.95])
    out = []
    for words, kind in parts:
        if not kind:
            out.append((words, ""))
            continue
        if words not in seen:
            seen[words] = _other(writer, words, kind, seen, surnames) if r.random() < share else words
        out.append((seen[words], kind))
    return out


def _other(writer: Writer, words: str, kind: str, seen: dict[str, str], surnames: frozenset[str]) -> str:
    r = writer.r
    if kind in _DIGITS:
        return marked.other_digits(words, r)
    if kind == "DATE":
        return marked.other_date(words, r)
    if kind == "LOCATION":
        return marked.other_digits(words, r)
    if kind == "ORG" and re.search("[医醫]院$", words) and len(words) > 4:
        return writer.hospital()
    if kind != "NAME" or not _HAN.fullmatch(words):
        return words
    # 1. A surname alone stays the surname of who was named before.
    if len(words) == 1:
        for before, after in seen.items():
            if before.startswith(words) and len(before) > 1 and _HAN.fullmatch(after):
                return after[0]
        return writer.surname() if words in surnames else words
    # 2. 老王, 小李, 阿强.
    if words[0] in "老小阿大" and len(words) == 2:
        return words[0] + (writer.surname()[0] if words[1] in surnames else writer.given()[-1])
    # 3. Whole names; what looks like none (pet names, nicknames) stays.
    if (words[:1] in surnames and len(words) in {2, 3}) or (words[:2] in surnames and len(words) in {3, 4}):
        return writer.han_name()
    return words
