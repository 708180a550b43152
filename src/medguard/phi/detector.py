"""The detector: Presidio's recognizers, ours and a house's own, run over a whole conversation at once.

Threads: recognizers and models hold nothing that changes but the view's table of characters, which only grows, so
a detector may be shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presidio_analyzer import EntityRecognizer, RecognizerResult

from medguard.phi.company import SHORT, Doubted, has_stand_in, in_company
from medguard.phi.kinds import Kind
from medguard.phi.known import Known
from medguard.phi.labels import is_name_label, kind_of
from medguard.phi.merge import merge
from medguard.phi.pages import Page, pages
from medguard.phi.reading import NONE_MARKED, Reading
from medguard.phi.recognizers import all_recognizers
from medguard.phi.recognizers.medical_words import is_medical
from medguard.phi.recognizers.table import DOUBT, FAIR, STRONG
from medguard.phi.trim import trim
from medguard.phi.view import View, view
from medguard.types import Form, Passage, Span


class PresidioDetector:
    """Finds identifiers in English and Chinese.

    >>> from medguard.types import ClearText
    >>> PresidioDetector().spans([Passage(ClearText("患者张伟，MRN: 0012345"))])[0][0].kind
    'NAME'
    """

    def __init__(
        self,
        *,
        threshold: float = 0.5,
        own: Sequence[EntityRecognizer] = (),
        reading: Reading | None = None,
    ) -> None:
        self._reading = reading or Reading()
        # Those that ask what the models marked come last: until then the models have had time.
        self._recognizers = [(each, each.score_thresholds) for each in (*own, *all_recognizers())]
        self._threshold = threshold

    def spans(self, passages: Sequence[Passage]) -> list[list[Span]]:
        """For each passage its identifiers. Raises ValueError for a text that is not valid Unicode."""
        # 1. Read every text in its clean view.
        views = [view(passage.text.words) for passage in passages]
        # 2. What a key says of a whole value.
        found = [_by_label(passage, seen) for passage, seen in zip(passages, views, strict=True)]
        # 3. Patterns everywhere, models where somebody writes to a reader. Words that stand in many places, such as the keys of a schema or
        # of every event of a stream, are read once.
        alike: dict[tuple[str, bool, frozenset[str] | None], list[int]] = {}
        for i, (seen, passage) in enumerate(zip(views, passages, strict=True)):
            alike.setdefault((seen.words, passage.form is Form.PROSE, passage.kinds), []).append(i)
        read: list[list[Span]] = [[] for _ in alike]
        doubts: list[list[Doubted]] = [[] for _ in alike]
        prose = ((i, words) for i, (words, is_prose, _) in enumerate(alike) if is_prose)
        self._analyze(pages(prose), read, doubts)
        for kinds in {kinds for _, is_prose, kinds in alike if not is_prose}:
            tokens = ((i, words) for i, (words, is_prose, asked) in enumerate(alike) if not is_prose and asked == kinds)
            self._analyze(pages(tokens), read, doubts, models=False, kinds=kinds)
        doubted: list[list[Doubted]] = [[] for _ in found]
        for places, spans, marks in zip(alike.values(), read, doubts, strict=True):
            for place in places:
                found[place] += spans
                doubted[place] += marks
        # 4. What a model doubts needs company.
        if any(has_stand_in(seen.words) for seen in views):
            found = [[*spans, *(each.span for each in marks)] for spans, marks in zip(found, doubted, strict=True)]
        else:
            found = in_company(found, doubted, short=sum(len(seen.words) for seen in views) <= SHORT)
        # 5. What one passage gave away is looked for in all.
        known = Known()
        for seen, spans in zip(views, found, strict=True):
            known.learn(seen.words, merge(seen.words, spans))
        return [
            _original(seen, merge(seen.words, [*spans, *known.find(seen.words)]))
            for seen, spans in zip(views, found, strict=True)
        ]

    def _analyze(
        self,
        to_read: Iterable[Page],
        found: list[list[Span]],
        doubted: list[list[Doubted]],
        *,
        models: bool = True,
        kinds: frozenset[str] | None = None,
    ) -> None:
        for page in to_read:
            for result in self._results(page.words, kinds, models=models):
                place = page.place(result.start, result.end)
                if place:
                    passage, start, end = place
                    span = Span(start, end, result.entity_type, result.score)
                    doubt = (result.recognition_metadata or {}).get(DOUBT)
                    if doubt is None:
                        found[passage].append(span)
                    else:
                        doubted[passage].append(Doubted(span, doubt, by_form=doubt == FAIR))

    def _results(self, words: str, kinds: frozenset[str] | None, *, models: bool) -> list[RecognizerResult]:
        """What Presidio's ``AnalyzerEngine`` would give, whose own work is about context that our patterns carry themselves."""
        marks = self._reading.begin(words) if models else NONE_MARKED
        results: list[RecognizerResult] = []
        for each, least in self._recognizers:
            wanted = [kind for kind in each.supported_entities if kinds is None or kind in kinds]
            if wanted:
                results += (
                    result
                    for result in each.analyze(words, wanted, marks)
                    if result.score >= least.get(result.entity_type, least.get("default", self._threshold))
                )
        return EntityRecognizer.remove_duplicates(results)


def _by_label(passage: Passage, seen: View) -> list[Span]:
    """The whole value as one span, if the protocol or its key says that it is an identifier."""
    kind = passage.whole or kind_of(passage.label.words, seen.words)
    if (
        not kind
        and passage.form is Form.PROSE
        and is_name_label(passage.label.words)
        and _looks_like_a_name(seen.words)
    ):
        kind = Kind.NAME
    span = trim(seen.words, Span(0, len(seen.words), kind, STRONG)) if kind else None
    return [span] if span else []


def _looks_like_a_name(words: str) -> bool:
    """A few capitalised words without digits, none of them medicine."""
    parts = words.split()
    return (
        2 <= len(parts) <= 4  # noqa: PLR2004 - one word may be anything, five are a sentence
        and not any(map(str.isdigit, words))
        and all(part[:1].isupper() for part in parts)
        and not any(is_medical(part) for part in parts)
    )


def _original(seen: View, spans: Iterable[Span]) -> list[Span]:
    """Back to the offsets of the text as it was given."""
    return [Span(*seen.original(s.start, s.end), str(s.kind), s.score) for s in spans]
