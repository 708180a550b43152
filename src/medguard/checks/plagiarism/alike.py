"""How much of a text is in another, and where: verbatim runs, sentences that say the same, and how freely they were reworded.

Sentence by sentence, because a reply may hold two copied sentences among twenty honest ones. Whether a sentence says the same is asked of the
pairs of words that it shares with one page of the source; how freely it was reworded, of its words in their order:

- ``near_copy``: most triples of words (fours of characters) stand in the source as they are,
- ``light_revision``: the order of the source is kept, and most words or their synonyms,
- ``heavy_revision``: neither, but pairs and phrases are those of the source.

The borders were set half-way between the levels on texts written for it (tests/checks/plagiarism/sets, ``look``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from medguard.checks.plagiarism.fingerprints import Unit, units
from medguard.checks.plagiarism.words import Words, is_han, read, weight

Level = Literal["near_copy", "light_revision", "heavy_revision"]
LEVELS: tuple[Level, ...] = ("near_copy", "light_revision", "heavy_revision")

LEAST_RUN = 8.0
"""Words of a verbatim run that mean something; sixteen Han characters."""

_SAME_WORDS, _SAME_HAN = 0.21, 0.30
"""Of the units of a sentence and half of its neighbours', how many one page must have. Honest answers to the same question had up to 0.14
and 0.20, revisions at least 0.30 and 0.42. Three Han characters say less than two words, so more are asked for."""
_CERTAIN = 0.5
"""Of the units of a sentence alone."""
_NEAR_COPY, _LIGHT_WORDS, _LIGHT_HAN = 0.60, 0.65, 0.71
_GRAM, _HAN_GRAM = 3, 4
_SEED = 4
"""Words with which a verbatim run is looked for."""
_MOST_PLACES = 20
"""At which it may begin: a page of one word over and over has thousands."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """From one word of a text to before another, and the paragraph that it stands in."""

    first: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """A text, read once and compared with many."""

    text: str
    words: Words
    sentences: tuple[Sentence, ...]
    units: tuple[Unit, ...]
    unit_sentence: tuple[int, ...]
    """In which sentence each unit begins."""


@dataclass(frozen=True, slots=True)
class Run:
    """So many words that stand in both texts one after the other: from ``first`` here; there from one character to another."""

    first: int
    many: int
    there: int
    there_end: int


@dataclass(frozen=True, slots=True)
class Alike:
    """What a text has of one source."""

    runs: list[Run]
    sentences: list[int]
    """Those that say the same as the source, or stand there."""
    pages: list[Words]
    """The pages of the source that they are from."""


class _Shared(NamedTuple):
    """Of the units of a sentence, those that a page has."""

    asked: int
    found: int
    page: int


_SENTENCE_ENDS = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=\S)|(?<=[。！？；])[\"”’）]*(?=\S)|\s*\n\s*")
_SHORTEST = 3.0


def prepared(text: str) -> Read:
    """Read a text that is to be compared."""
    words = read(text)
    sentences = _sentences(text, words)
    sentence_of = [at for at, each in enumerate(sentences) for _ in range(each.end - each.first)]
    found = tuple(units(words.content))
    where = tuple(sentence_of[words.at[unit.first]] for unit in found)
    return Read(text, words, sentences, found, where)


def _sentences(text: str, words: Words) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    first, at, paragraph, many = 0, 0, 0, len(words)
    for end in [*_SENTENCE_ENDS.finditer(text), None]:
        limit = end.end() if end else len(text) + 1
        while at < many and words.starts[at] < limit:
            at += 1
        line = end is not None and "\n" in end[0]
        if at > first and (line or end is None or weight(words.surface[first : first + 8]) >= _SHORTEST):
            sentences.append(Sentence(first, at, paragraph))
            first = at
        paragraph += line
    return tuple(sentences)


class Source:
    """The pages of one source that may have been used, each with where it begins."""

    def __init__(self, pages: Iterable[tuple[int, str]]) -> None:
        self._pages = [(begins, read(text)) for begins, text in pages]
        self._units: defaultdict[str, list[int]] = defaultdict(list)
        self._seeds: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, (_, words) in enumerate(self._pages):
            for key in {unit.key for unit in units(words.content)}:
                if len(pages_with := self._units[key]) < _MOST_PLACES:
                    pages_with.append(number)
            for at in range(len(words) - _SEED + 1):
                if len(places := self._seeds[words.surface[at : at + _SEED]]) < _MOST_PLACES:
                    places.append((number, at))

    def alike(self, one: Read) -> Alike:
        """Find what a text has of this source."""
        runs = self._runs(one.words)
        verbatim = {word for _, run in runs for word in range(run.first, run.first + run.many)}
        page_of = {word: page for page, run in runs for word in range(run.first, run.first + run.many)}
        shared = self._shared(one)
        sentences: list[int] = []
        used: set[int] = set()
        for at, sentence in enumerate(one.sentences):
            words = range(sentence.first, sentence.end)
            within = verbatim.intersection(words)
            around = [(1, each) for each in shared[max(0, at - 1) : at]] + [(2, shared[at])]
            around += [(1, each) for each in shared[at + 1 : at + 2]]
            asked = sum(by * each.asked for by, each in around)
            share = sum(by * each.found for by, each in around) / max(1, asked)
            alone = shared[at].found / max(1, shared[at].asked)
            least = _SAME_HAN if _is_chinese(one.words.surface[sentence.first : sentence.end]) else _SAME_WORDS
            if 2 * len(within) >= len(words) or alone >= _CERTAIN or (share >= least and 2 * alone >= least):
                sentences.append(at)
                used.add(shared[at].page)
                used.update(page_of[word] for word in within)
        pages = [words for number, (_, words) in enumerate(self._pages) if number in used]
        return Alike([run for _, run in runs], sentences, pages)

    def _shared(self, one: Read) -> list[_Shared]:
        """For every sentence the units that it has, and those that the page has that has most of them."""
        asked = [0] * len(one.sentences)
        found: list[Counter[int]] = [Counter() for _ in one.sentences]
        for unit, at in zip(one.units, one.unit_sentence, strict=True):
            asked[at] += 1
            found[at].update(self._units.get(unit.key, ()))
        best = [next(iter(pages.most_common(1)), (0, 0)) for pages in found]
        return [_Shared(many, most, page) for many, (page, most) in zip(asked, best, strict=True)]

    def _runs(self, words: Words) -> list[tuple[int, Run]]:
        """Verbatim runs with their pages: from left to right, at every word the longest that begins there."""
        runs: list[tuple[int, Run]] = []
        here, ours = 0, words.surface
        while here <= len(ours) - _SEED:
            longest, page, where = 0, 0, 0
            for candidate, at in self._seeds.get(ours[here : here + _SEED], ()):
                length = _common(ours, here, self._pages[candidate][1].surface, at)
                if length > longest:
                    longest, page, where = length, candidate, at
            if longest and weight(ours[here : here + longest]) >= LEAST_RUN:
                begins, there = self._pages[page]
                ends = begins + there.ends[where + longest - 1]
                runs.append((page, Run(here, longest, begins + there.starts[where], ends)))
                here += longest
            else:
                here += 1
        return runs


def _common(ours: Sequence[str], here: int, theirs: Sequence[str], there: int) -> int:
    """How many words are the same from these two places on."""
    length, most = 0, min(len(ours) - here, len(theirs) - there)
    while length < most and ours[here + length] == theirs[there + length]:
        length += 1
    return length


def level(one: Read, sentences: Sequence[int], pages: Sequence[Words]) -> tuple[Level, float, float]:
    """Tell how freely these sentences were reworded, with the share of their n-grams that stand in the source, and of their words that stand there in order."""
    surface: list[str] = []
    first_last = [(one.sentences[at].first, one.sentences[at].end) for at in sentences]
    wanted: set[int] = set()
    for first, end in first_last:
        surface += one.words.surface[first:end]
        wanted.update(range(first, end))
    content = [word for word, at in zip(one.words.content, one.words.at, strict=True) if at in wanted]
    length = _HAN_GRAM if _is_chinese(surface) else _GRAM
    theirs = {page.surface[at : at + length] for page in pages for at in range(len(page) - length + 1)}
    grams = [
        one.words.surface[at : at + length]
        for first, end in first_last
        for at in range(first, max(first, end - length + 1))
    ]
    contained = sum(gram in theirs for gram in grams) / max(1, len(grams))
    ordered = (
        in_order(surface, [word for page in pages for word in page.surface]) / max(1, len(surface))
        + in_order(content, [word for page in pages for word in page.content]) / max(1, len(content))
    ) / 2
    if contained >= _NEAR_COPY:
        return "near_copy", contained, ordered
    light = _LIGHT_HAN if length == _HAN_GRAM else _LIGHT_WORDS
    return ("light_revision" if ordered >= light else "heavy_revision"), contained, ordered


def in_order(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words the two have in common in the same order: the longest common subsequence, by bits (Hyyrö 2004).

    >>> in_order("the heart cannot pump".split(), "the weak heart does not pump".split())
    3
    """
    places: dict[str, int] = {}
    for at, word in enumerate(theirs):
        places[word] = places.get(word, 0) | 1 << at
    whole = (1 << len(theirs)) - 1
    row = whole
    for word in ours:
        if match := row & places.get(word, 0):
            row = ((row + match) | (row - match)) & whole
    return len(theirs) - row.bit_count()


def _is_chinese(surface: Sequence[str]) -> bool:
    return sum(map(is_han, surface)) * 2 > len(surface)
