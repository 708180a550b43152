"""Texts written by hand with their identifiers marked, and how one of them becomes many.

    %% nurse chat
    mr [[NAME|Oyelaran]] still NPO, his dtr is [[PHONE|0161 555 3390]]

A line ``%% genre`` begins each text. A text is read as parts, (words, kind); kind is "" for words that identify nobody.
"""

from __future__ import annotations

import random
import re
import string
from pathlib import Path

Part = tuple[str, str]
_MARK = re.compile(r"\[\[([A-Z_0-9]+)\|(.*?)\]\]", re.DOTALL)


def read(folder: Path, kinds: frozenset[str], instead: dict[str, str] | None = None) -> list[list[Part]]:
    """Every text of a folder's ``*.txt``; a mark of no known kind or a broken one is an error that names its place.

    ``instead``: what a kind is called here that a model has no name for.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("%% chat\\nask [[NAME|jo]]\\n")
    >>> read(folder, frozenset({"NAME"}))
    [[('ask ', ''), ('jo', 'NAME')]]
    """
    texts = []
    for path in sorted(folder.glob("*.txt")):
        for number, text in enumerate(re.split(r"^%%.*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]):
            parts: list[Part] = []
            last = 0
            for mark in _MARK.finditer(text := text.rstrip("\n")):
                kind = (instead or {}).get(mark[1], mark[1])
                if kind not in kinds:
                    raise ValueError(f"{path.name}, text {number + 1}: no kind {kind}")
                parts += [(text[last : mark.start()], ""), (mark[2], kind)]
                last = mark.end()
            parts.append((text[last:], ""))
            if any("[[" in words and "|" in words for words, _ in parts):
                raise ValueError(f"{path.name}, text {number + 1}: a mark is broken")
            texts.append([part for part in parts if part[0]])
    return texts


def other_digits(words: str, r: random.Random) -> str:
    """The same form with other digits and, where letters stand beside digits, other letters.

    >>> other_digits("MRN-00417 B", random.Random(1))
    'WJX-41173 P'
    """
    if not any(map(str.isdigit, words)):
        return words

    def one(letter: str) -> str:
        if letter in string.digits:
            return r.choice(string.digits)
        return r.choice(string.ascii_uppercase) if letter in string.ascii_uppercase else letter

    return "".join(map(one, words))


def other_date(words: str, r: random.Random) -> str:
    """The same form with other numbers, each within what it can be.

    >>> other_date("2024-03-09", random.Random(1))
    '1948-09-02'
    """

    def one(number: re.Match[str]) -> str:
        n, wide = int(number[0]), len(number[0])
        if wide == 4:
            new = r.randrange(1930, 2027)
        elif wide > 4:
            return number[0]
        else:
            new = r.randrange(1, 13) if n <= 12 else r.randrange(13, 29) if n <= 31 else r.randrange(32, 100)
        return f"{new:0{wide}d}" if number[0].startswith("0") or wide == 4 else str(new)

    return re.sub(r"[0-9]+", one, words)
