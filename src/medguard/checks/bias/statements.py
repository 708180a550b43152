"""Finds statements in a text: claims about groups of people, and words that stigmatise.

>>> [said.pattern for said in statements("Black patients have thicker skin.")]
['en.race.myth']
>>> statements("It is a myth that Black patients have thicker skin.")
[]

A claim is no fixed phrase. It is a group, something that is said of groups, and what ties them, near one another in one sentence;
what denies, corrects, asks or tells of the past excuses it. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from medguard.checks.bias import learned
from medguard.checks.bias.lexicon import Claim, Lexicon, lexicons
from medguard.checks.bias.reading import fold, sentences

_FEWEST_BLANKS = 2
"""Blanks of an English sentence: a heading of one word ("Instructions") is no statement."""
_MOST = 12
"""Places of one class that are looked at in one sentence."""
_NEAR = 45
"""Characters before what is claimed in which a denial may stand."""
_QUOTE = re.compile(r'"[^"\n]{1,300}"')
_JSON_KEY = re.compile(r'[{,] ?"[^"]{0,60}" ?: ?$')
_ITEM = re.compile(r'\s*(?:[-•–+]|\d{1,2}[.)、]|["(])')
_MANY = re.compile(r"(?:s|men|people|children|folk|roma|\bthe \w+)$")
_HAN = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile(r"[a-z\u3400-\u9fff]")

RESEMBLING = "possible_bias"
LIKE = {"en": 0.6, "zh": 0.5}
"""How alike a sentence must be to the biased statements that the model learned from."""

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that was said, by whose pattern, and where."""

    kind: str
    pattern: str
    sources: tuple[str, ...]
    start: int
    end: int
    score: float = 1.0


def statements(text: str) -> list[Statement]:
    """Every statement, in order; offsets in the text as it was given."""
    read = fold(text)
    found: list[Statement] = []
    for sentence in _in_context(read.words):
        for said in sentence.said():
            start, end = sentence.start + said.start, sentence.start + said.end
            found.append(replace(said, start=read.place(start), end=read.place(end - 1) + 1))
    return found


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    words: str
    after: str
    """The beginning of the next one: "This is false."."""
    listed: bool
    """Stands in a list of what to avoid."""

    def said(self) -> Iterator[Statement]:
        if self.listed:
            return
        for lexicon in lexicons():
            look = _Look(self, lexicon)
            found = [*look.terms(), *look.claims()]
            yield from found or look.alike()


def _in_context(words: str) -> Iterator[_Sentence]:
    every = [(start, sentence) for start, sentence in sentences(words) if _LETTER.search(sentence)]
    listing = False
    for at, (start, sentence) in enumerate(every):
        if listing and not (_ITEM.match(sentence) or len(sentence) < 60):  # noqa: PLR2004  an item without its dash
            listing = False
        after = every[at + 1][1][:120].strip(' "') if at + 1 < len(every) else ""
        yield _Sentence(start, sentence, after, listing)
        listing = listing or any(_opens_list(sentence, lexicon) for lexicon in lexicons())


def _opens_list(sentence: str, lexicon: Lexicon) -> bool:
    return sentence.rstrip().endswith(":") and lexicon.classes["heading"].search(sentence.strip()) is not None


class _Look:
    """One sentence, read with one language's words."""

    def __init__(self, sentence: _Sentence, lexicon: Lexicon) -> None:
        self._words, self._after, self._lexicon = sentence.words, sentence.after, lexicon
        self._places: dict[str, list[_Place]] = {}
        self._excused = False
        """A pattern fits and is denied or quoted: then likeness is no reason either."""

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────

    def terms(self) -> Iterator[Statement]:
        for term in self._lexicon.terms:
            for found in islice(term.words.finditer(self._words), _MOST):
                place = found.span()
                if self._quoted(place) or self._denied(place[0]) or self._corrected():
                    self._excused = True
                    continue
                yield Statement(term.kind, term.id, term.sources, *place)
                break

    # ── claims ───────────────────────────────────────────────────────────────────────────────────────────────────

    def claims(self) -> Iterator[Statement]:
        if not self._of("anybody") or self._words.rstrip(' "').endswith("?"):
            return
        for claim in self._lexicon.claims:
            place = self._claimed(claim)
            if place is not None and not self._corrected() and not self._of_any(claim.unless):
                yield Statement(claim.kind, claim.id, claim.sources, *place)

    def _claimed(self, claim: Claim) -> _Place | None:
        """The first place where the claim's classes stand together and nobody denies it."""
        parts = []
        for name in claim.classes:
            if not (places := self._of(name)):
                return None
            parts.append(places)
        *ties, claimed = parts
        for said in claimed:
            if claim.generic and not self._of_everybody(said):
                continue
            for tied in _together(ties, [said]):
                start, end = min(place[0] for place in tied), max(place[1] for place in tied)
                if end - start > claim.within:
                    continue
                if self._denied(said[0]) or self._quoted((start, end)) or self._within(claim.between, start, end):
                    self._excused = True
                    continue
                return start, end
        return None

    def _within(self, names: Sequence[str], start: int, end: int) -> bool:
        return any(start <= at < end for name in names for at, _ in self._of(name))

    def _of_everybody(self, group: _Place) -> bool:
        before, after = self._lexicon.classes["generic_before"], self._lexicon.classes["generic_after"]
        start, end = group
        if self._words[start].isascii() and not _MANY.search(self._words[start:end]):
            return False
        return bool(
            before.search(self._words[max(0, start - _NEAR) : start]) and after.match(self._words[end : end + 60])
        )

    def _of(self, name: str) -> list[_Place]:
        if name not in self._places:
            if name in self._lexicon.unions:
                self._places[name] = [place for each in self._lexicon.unions[name] for place in self._of(each)]
            else:
                found = islice(self._lexicon.classes[name].finditer(self._words), _MOST)
                self._places[name] = [one.span() for one in found if one[0]]
        return self._places[name]

    def _of_any(self, names: Sequence[str]) -> bool:
        return any(self._of(name) for name in names)

    # ── likeness ─────────────────────────────────────────────────────────────────────────────────────────────────

    def alike(self) -> Iterator[Statement]:
        """What no pattern fits and what still reads like a biased statement."""
        words, language = self._words.strip(), self._lexicon.language
        if not learned.SHORTEST <= len(words) <= learned.LONGEST or _language(words) != language:
            return
        if language == "en" and words.count(" ") < _FEWEST_BLANKS:
            return
        if self._excused or words.endswith("?") or self._corrected() or _QUOTE.search(words):
            return
        alike = learned.likeness(language, words)
        if alike >= LIKE[language]:
            start = self._words.index(words)
            yield Statement(RESEMBLING, f"{language}.learned", ("medguard-look",), start, start + len(words), alike)

    # ── excuses ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _corrected(self) -> bool:
        return bool(self._of("corrected")) or self._lexicon.classes["corrected_after"].match(self._after) is not None

    def _denied(self, at: int) -> bool:
        return self._lexicon.classes["denied"].search(self._words[max(0, at - _NEAR) : at]) is not None

    def _quoted(self, place: _Place) -> bool:
        """Whether it is quoted by somebody who says something besides."""
        for quote in _QUOTE.finditer(self._words):
            if quote.start() < place[0] and place[1] < quote.end():
                around = self._words[: quote.start()] + self._words[quote.end() :]
                return len(_LETTER.findall(around)) > 1 and not _JSON_KEY.search(self._words[: quote.start()])
        return False


def _language(words: str) -> str:
    return "zh" if _HAN.search(words) else "en"


def _together(ties: Sequence[Sequence[_Place]], chosen: list[_Place]) -> Iterator[list[_Place]]:
    """Every choice of one place a class, none of which covers another."""
    if not ties:
        yield chosen
        return
    for place in ties[0]:
        if all(place[1] <= start or end <= place[0] for start, end in chosen):
            yield from _together(ties[1:], [*chosen, place])
