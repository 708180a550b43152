"""The check ``plagiarism``: what of a reply is from a text that must not be copied, or from a source of the request that it does not name.

For each string of the reply and each source at most one finding a kind:

- ``copied``, ``paraphrased``: from the library, nobody named. ``detail`` is the level (``alike.py``).
- ``context_not_named``: copied from a source that came with the request.
- ``quoted``, ``cited``, ``echoed`` (the user's own words), ``drug_label``, ``boilerplate``, ``standard_phrase``: told apart, and no fault.

Evidence: ``source``, its id; ``spans``, where in the reply, ``runs``, verbatim ones, and ``source_spans``, where these stand in the source
(characters, from-to); ``share`` and ``verbatim``, of the reply's words; ``longest_run`` in words (a Han character is one); ``contained`` and ``ordered``,
from which the level follows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from medguard.checks.plagiarism import apart
from medguard.checks.plagiarism.alike import Alike, Read, Run, Source, level, prepared
from medguard.checks.plagiarism.context import Block, blocks
from medguard.checks.plagiarism.fingerprints import fingerprints
from medguard.checks.plagiarism.library import Kept, Library, passages_of
from medguard.checks.plagiarism.words import read, weight
from medguard.types import Finding, Reply, Text

_STRETCH = 600
"""Words of content for which the library is asked at once: a long reply may have many sources."""
_LEAST_SHARED, _PAGES, _MOST_PAGES = 4, 12, 40
"""Fingerprints that a page must share to be read; pages that are read for one stretch, and for one reply."""
_LONG_RUN = 25.0
"""English words; two Han characters are one. A run of that length is a finding in however long a reply."""
_COPIED_RUN = 12.0
"""Shorter runs are left over from a revision."""
_LEAST, _LEAST_PARAPHRASED = 12.0, 25.0
"""Words under which nothing is said."""
_EVERYBODYS, _PHRASE = 5, 30.0
"""A sentence shorter than so many words that stands in so many sources is the trade's and nobody's own."""
_FEW = 2
"""A sentence that is shaped like a label's or like boilerplate is that if it comes alone or with another, and not within a copied page."""
_MOST_SPANS, _MOST_FINDINGS = 20, 20

_FAULTS = frozenset(("copied", "paraphrased", "context_not_named"))


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where something may be from."""

    id: str
    title: str = ""
    kind: str = "request"
    """``protected``, ``label`` or ``boilerplate`` as the library says, or ``request``."""


class Plagiarism:
    """The check ``plagiarism``. Without a library only what came with the request is a source."""

    name = "plagiarism"

    def __init__(self, library: Library | None, *, copied_share: float, paraphrased_share: float) -> None:
        self._library = library
        self._copied, self._paraphrased = copied_share, paraphrased_share

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """Findings, faults first, or all clear. Raises LibraryError: not to have looked is not to have found nothing."""
        came = [(block, frozenset(fingerprints(read(block.text).content))) for block in blocks(reply.sent)]
        found = [finding for said in reply.said for finding in self._judged(said.place, said.text, came)]
        found.sort(key=lambda one: (one.kind not in _FAULTS, -one.score))
        return found[:_MOST_FINDINGS] or [Finding.clear(self.name)]

    def _judged(self, place: str, text: Text, came: Sequence[tuple[Block, frozenset[int]]]) -> Iterator[Finding]:
        # 1. Whatever has something in common with it, from the library and from the request.
        one = prepared(text.words)
        hashes = _stretches(one)
        origins = [*self._from_library(hashes), *_from_request(hashes, came)]
        alike = [(origin, pages, Source(pages).alike(one)) for origin, pages in origins]
        alike = [(origin, pages, found) for origin, pages, found in alike if found.sentences]
        if not alike:
            return

        # 2. What the user wrote, what everybody writes, and what stands in quotation marks.
        echoed = _echoed(one, hashes, came)
        many = Counter(at for origin, _, found in alike if origin.kind != "request" for at in found.sentences)
        phrases = {at for at, sources in many.items() if sources >= _EVERYBODYS and _long(one, at) < _PHRASE}
        quotes = apart.quoted(text.words)

        # 3. Every sentence is told apart or is a fault, source by source.
        for origin, pages, found in alike:
            named = apart.named(one, found.runs, [words for _, words in pages], origin.title)
            kinds: dict[str, list[int]] = defaultdict(list)
            for at in found.sentences:
                sentence = one.sentences[at]
                if apart.is_quoted(one, sentence, found.runs, quotes):
                    kind = "quoted"
                elif shaped := _shaped(one, at, origin, len(found.sentences)):
                    kind = shaped
                elif at in phrases and origin.kind != "request":
                    kind = "standard_phrase"
                elif at in echoed:
                    kind = "echoed"
                else:
                    kind = "cited" if at in named else ""
                kinds[kind].append(at)
            for kind, sentences in kinds.items():
                yield from self._findings(kind, sentences, place=place, one=one, origin=origin, found=found)

    def _from_library(self, hashes: Sequence[list[int]]) -> list[tuple[_Origin, list[tuple[int, str]]]]:
        if self._library is None:
            return []
        pages: dict[int, Kept] = {}
        for stretch in hashes:
            pages |= {kept.number: kept for kept in self._library.near(stretch, least=_LEAST_SHARED, most=_PAGES)}
        best = sorted(pages.values(), key=lambda kept: -kept.shared)[:_MOST_PAGES]
        together: dict[_Origin, list[tuple[int, str]]] = defaultdict(list)
        for kept in sorted(best, key=lambda kept: (kept.document, kept.begins)):
            together[_Origin(kept.document, kept.title, kept.kind)].append((kept.begins, kept.text))
        return list(together.items())

    def _findings(
        self, kind: str, sentences: list[int], *, place: str, one: Read, origin: _Origin, found: Alike
    ) -> Iterator[Finding]:
        inside = {word for at in sentences for word in range(one.sentences[at].first, one.sentences[at].end)}
        runs = [run for run in found.runs if inside.intersection(range(run.first, run.first + run.many))]
        words = weight([one.words.surface[at] for at in inside])
        whole = max(1.0, weight(one.words.surface))
        lengths = [_weight(one, run) for run in runs]
        how, contained, ordered = level(one, sentences, found.pages)
        share = words / whole

        # Faults are asked how much they are; what was told apart is only told.
        if not kind:
            copied = max(lengths, default=0.0) >= _LONG_RUN or (
                words >= _LEAST
                and max(
                    share if how == "near_copy" else 0.0, sum(each for each in lengths if each >= _COPIED_RUN) / whole
                )
                >= self._copied
            )
            # A run that was left standing is a second witness: then half of the share is enough.
            enough = self._paraphrased / 2 if runs else self._paraphrased
            paraphrased = words >= _LEAST_PARAPHRASED and share >= enough and how != "near_copy"
            if origin.kind == "request":
                kind = "context_not_named" if copied else ""
            else:
                kind = "copied" if copied else "paraphrased" if paraphrased else ""
        elif words < _LEAST:
            kind = ""
        if kind:
            yield Finding(
                check=Plagiarism.name,
                kind=kind,
                detail=how,
                place=place,
                count=len(sentences),
                score=round(max(contained, ordered), 3),
                evidence={
                    "source": origin.id,
                    "share": f"{share:.3f}",
                    "verbatim": f"{sum(lengths) / whole:.3f}",
                    "longest_run": str(max((run.many for run in runs), default=0)),
                    "contained": f"{contained:.3f}",
                    "ordered": f"{ordered:.3f}",
                    "spans": _spans(_sentence_spans(one, sentences)),
                    "runs": _spans([_place(one, run.first, run.first + run.many) for run in runs]),
                    "source_spans": _spans([(run.there, run.there_end) for run in runs]),
                },
            )


def open_plagiarism(library: str | None, *, copied_share: float, paraphrased_share: float) -> Plagiarism:
    """Make the check as a profile asks for it. Raises LibraryError if its library is not there."""
    kept = Library.open(library) if library is not None else None
    return Plagiarism(kept, copied_share=copied_share, paraphrased_share=paraphrased_share)


def _stretches(one: Read) -> list[list[int]]:
    content = one.words.content
    return [fingerprints(content[at : at + _STRETCH]) for at in range(0, len(content), _STRETCH)]


def _from_request(
    hashes: Sequence[list[int]], came: Sequence[tuple[Block, frozenset[int]]]
) -> list[tuple[_Origin, list[tuple[int, str]]]]:
    return [
        (_Origin(block.place), list(passages_of(block.text)))
        for block, theirs in came
        if block.place and _shares(hashes, theirs)
    ]


def _echoed(one: Read, hashes: Sequence[list[int]], came: Sequence[tuple[Block, frozenset[int]]]) -> set[int]:
    """Which sentences are from the user's own words."""
    return {
        at
        for block, theirs in came
        if not block.place and _shares(hashes, theirs)
        for at in Source(passages_of(block.text)).alike(one).sentences
    }


def _shares(hashes: Sequence[list[int]], theirs: frozenset[int]) -> bool:
    return any(len(theirs.intersection(stretch)) >= _LEAST_SHARED for stretch in hashes)


def _shaped(one: Read, at: int, origin: _Origin, many: int) -> str:
    """Tell whether a sentence is a label's or boilerplate, as the library says or by its shape."""
    if origin.kind == "label":
        return "drug_label"
    begin, end = _place(one, one.sentences[at].first, one.sentences[at].end)
    words = one.text[begin : end + 1]
    if origin.kind == "boilerplate" or (many <= _FEW and apart.is_boilerplate(words)):
        return "boilerplate"
    return "drug_label" if many <= _FEW and apart.is_label(words) else ""


def _long(one: Read, at: int) -> float:
    sentence = one.sentences[at]
    return weight(one.words.surface[sentence.first : sentence.end])


def _weight(one: Read, run: Run) -> float:
    return weight(one.words.surface[run.first : run.first + run.many])


def _place(one: Read, first: int, end: int) -> tuple[int, int]:
    return one.words.starts[first], one.words.ends[end - 1]


def _sentence_spans(one: Read, sentences: Sequence[int]) -> list[tuple[int, int]]:
    """Where sentences stand, those that follow each other as one."""
    spans: list[tuple[int, int]] = []
    last = -2
    for at in sentences:
        begin, end = _place(one, one.sentences[at].first, one.sentences[at].end)
        if at == last + 1:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((begin, end))
        last = at
    return spans


def _spans(spans: Sequence[tuple[int, int]]) -> str:
    """Write places down: ``0-120,300-412``, and a plus if there are more.

    >>> _spans([(0, 120), (300, 412)])
    '0-120,300-412'
    """
    more = "+" if len(spans) > _MOST_SPANS else ""
    return ",".join(f"{begin}-{end}" for begin, end in spans[:_MOST_SPANS]) + more
