"""Hand-written texts filled with other people: the words around an identifier stay, the identifier seldom does."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import generate
from generate import LABELS, Maker, Segment, roughen

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from marked_texts import Part, other_date, other_digits, read  # noqa: E402

_KEPT = frozenset(
    "van von der den de del della di da dos du la le el al bin ibn bint mac mc st ben abu ould ap y e jr sr ii iii iv mr mrs ms dr and & "
    "nee née baby boy girl sister father".split()
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)([a-z]*)\b", re.IGNORECASE)
_TAIL = frozenset(
    "st street rd road ave avenue lane ln drive dr court ct place pl way close crescent terrace blvd boulevard hwy highway apt unit flat suite ste floor box po p.o. the of and on upon north "
    "south east west n s e w ne nw se sw house lodge farm cottage hospital clinic center centre medical health school university college care home group practice surgery general memorial "
    "county city infirmary hospice pharmacy insurance nursing primary high elementary academy regional community rehab dental".split()
)


def texts() -> list[list[Part]]:
    return read(HERE / "texts", frozenset(LABELS), {"PASSPORT": "LICENSE", "ID_CARD": "OTHER_ID", "WECHAT": "OTHER_ID"})


def _like(new: str, old: str) -> str:
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new.lower() if old.islower() else new[:1].upper() + new[1:]


class _Other:
    """Other words for the words of one text, the same one each time."""

    def __init__(self, r: random.Random, share: float) -> None:
        self.maker, self.r, self.share = Maker(r), r, share
        self._names: dict[str, str] = {}

    def part(self, words: str, kind: str) -> str:
        r = self.r
        if not kind or (r.random() > self.share and kind != "NAME"):
            return words
        if kind == "NAME":
            return self.name(words)
        if kind == "DATE":
            other = _MONTH.sub(self._month, words)
            return other_date(other, r)
        if kind in ("EMAIL", "URL", "IP", "AGE90"):
            return words
        if kind in ("LOCATION", "ORG"):
            return self._place(other_digits(words, r) if kind == "LOCATION" else words)
        return other_digits(words, r)

    def _month(self, found: re.Match[str]) -> str:
        if found[0] == "may":
            return found[0]
        new = self.r.choice(_MONTHS)
        whole = found[0].lower() in _MONTHS and len(found[0]) > 3
        return _like(new if whole else new[:3], found[0])

    def _place(self, words: str) -> str:
        """The first telling word becomes another."""
        for word in _WORD.finditer(words):
            if word[0].casefold() in _TAIL or len(word[0]) < 4:
                continue
            who = self.maker.NL() if self.r.random() < 0.5 else self.maker.spelled("city")
            return words[: word.start()] + _like(who.split()[0], word[0]) + words[word.end() :]
        return words

    def name(self, words: str) -> str:
        if any(c.isdigit() or c in "_@*" for c in words) or (
            "-" in words and len(words) > 2 and re.fullmatch(r"(?:\w-)+\w", words)
        ):
            return words
        found = list(_WORD.finditer(words))
        out, last = [], 0
        for n, word in enumerate(found):
            out += [words[last : word.start()], self._word(word[0], family=n == len(found) - 1 and n > 0)]
            last = word.end()
        return "".join([*out, words[last:]])

    def _word(self, word: str, *, family: bool) -> str:
        key = word.casefold()
        if key in _KEPT or len(word) < 3:
            # Initials stay initials, but not the same ones.
            return "".join(self.maker.letter() for _ in word) if word.isupper() and key not in _KEPT else word
        if key not in self._names:
            if self.r.random() > self.share:
                self._names[key] = word
            elif self.r.random() < 0.08:
                self._names[key] = self.maker.NW()
            else:
                who = self.maker.NL() if family or self.r.random() < 0.4 else self.maker.NF()
                self._names[key] = who.split()[0]
        return _like(self._names[key], word)


def written(r: random.Random, parts: list[Part]) -> list[Segment]:
    """One text with other identifiers, now and then with stand-ins, and with the wear of real text."""
    p = r.random()
    if p < 0.06:
        # What a guarded model reads and writes back: a stand-in is nobody.
        seen: dict[str, int] = {}
        number = lambda words: seen.setdefault(words, len(seen) + 1)
        return roughen([(f"[{k}_{number(w)}]" if k else w, "") for w, k in parts], r)
    other = _Other(r, r.choice([0.0, 0.6, 0.9, 1.0]))
    segments = [(other.part(w, k), k) for w, k in parts]
    return roughen(segments, r) if r.random() < 0.5 else segments


def examples(r: random.Random) -> list[dict[str, object]]:
    """Every text once, each anew."""
    return [generate.example(written(r, parts), f"written-{n}", "written") for n, parts in enumerate(texts())]
