"""The check ``citations``: every reference of a reply, looked up and judged, one finding each.

The reply's words are read here and go no further: a finding holds the verdict, the place, and the public numbers of the nearest
real work. Time is shared out by the check itself. What it had no time for is ``unjudged``, and what it found before is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from medguard.checks.citations import registries
from medguard.checks.citations.find import loose_markers, references
from medguard.checks.citations.index import Index, IndexTrouble
from medguard.checks.citations.judge import Judgement, Verdict, judge
from medguard.checks.citations.records import Id, Library, Reference
from medguard.checks.citations.registries import Registries
from medguard.checks.citations.shipped import shipped
from medguard.checks.citations.uncited import uncited
from medguard.errors import ProfileError
from medguard.types import Finding, Reply, Said

MOST_FINDINGS = 300
"""Findings that name their reference. Of the rest each verdict is counted, so that a record stays small and loses nothing."""

LONGEST = 1_000_000
"""Characters of one string that are read."""

_SHARE = 0.85
"""Of the time that the check has: the rest is for what is under way."""

_GRAVEST = (
    Verdict.FABRICATED,
    Verdict.MISMATCHED,
    Verdict.RETRACTED,
    Verdict.CONCERN,
    Verdict.UNRESOLVED,
    Verdict.CORRECTED,
    Verdict.VERIFIED,
)
_FROM_RECORD = (Id.PMID, Id.DOI, Id.PMCID, Id.ARXIV, Id.ISBN, Id.TRIAL, Id.GUIDELINE)


class Citations:
    """Judges the references of a reply against the local index, and against live registries where a profile names them."""

    name = "citations"

    def __init__(
        self,
        index: Path | None = None,
        *,
        live: Sequence[str] = (),
        contact: str | None = None,
        uncited: bool = False,
        seconds: float = 10.0,
        opened: Callable[..., Sequence[Library]] = Registries.open,
    ) -> None:
        """Raises IndexTrouble if the index cannot be read, ProfileError if registries are asked without a contact."""
        self._index = Index(index) if index is not None else shipped()
        self._index.check_readable()
        self._libraries: list[Library] = [self._index, *(opened(live, contact) if live else ())]
        self._uncited, self._seconds = uncited, seconds

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """One finding for each reference, the gravest first; all clear if there is none."""
        until = time.monotonic() + self._seconds * _SHARE
        registries.until(until)
        found: list[Finding] = []
        late = 0
        for said in reply.said:
            if len(said.text.words) > LONGEST:
                late += 1
                continue
            judged, left = self._judged(said, until)
            found += judged
            late += left
        found = _shortened(found)
        if late:
            found.append(
                Finding(check=self.name, status=Finding.unjudged("", "").status, detail="out_of_time", count=late)
            )
        return found or [Finding.clear(self.name)]

    def _judged(self, said: Said, until: float) -> tuple[list[Finding], int]:
        words = said.text.words
        cited = references(words)
        found: list[Finding] = []
        known: dict[tuple[object, ...], Judgement] = {}
        year = datetime.now(UTC).year
        for at, reference in enumerate(cited):
            if time.monotonic() > until:
                return found, len(cited) - at
            key = _key(reference)
            judgement = known.get(key)
            if judgement is None:
                judgement = known[key] = judge(reference, self._libraries, self._index.rarity, this_year=year)
            found += self._findings(said.place, reference, judgement)
        if loose := loose_markers(words):
            found.append(
                Finding(
                    check=self.name,
                    kind=Verdict.UNRESOLVED.value,
                    detail="no_such_entry",
                    place=said.place,
                    count=len(loose),
                    evidence={"start": str(loose[0])},
                )
            )
        if self._uncited:
            found += [
                Finding(
                    check=self.name,
                    kind="uncited",
                    detail=kind,
                    place=said.place,
                    count=1,
                    evidence={"start": str(start), "end": str(end)},
                )
                for start, end, kind in uncited(words, cited)
            ]
        return found, 0

    def _findings(self, place: str, reference: Reference, judged: Judgement) -> list[Finding]:
        evidence = _evidence(reference, judged)
        found = [
            Finding(
                check=self.name,
                kind=judged.verdict.value,
                detail=judged.why,
                place=place,
                count=1,
                score=_score(judged),
                evidence=evidence,
            )
        ]
        if judged.support == "differs":
            found.append(
                Finding(
                    check=self.name,
                    kind="unsupported",
                    detail=",".join(judged.against),
                    place=place,
                    count=1,
                    score=0.5,
                    evidence=evidence,
                )
            )
        return found


def _key(reference: Reference) -> tuple[object, ...]:
    """Two references that say the same are looked up once."""
    ids = tuple(sorted(reference.ids.items()))
    return (
        ids,
        reference.impossible,
        reference.title,
        reference.authors,
        reference.journal,
        reference.year,
        reference.volume,
        reference.page,
        reference.kind,
        reference.claims,
        reference.words,
    )


def _score(judged: Judgement) -> float:
    if judged.verdict is Verdict.UNRESOLVED:
        return 0.0
    if judged.verdict is Verdict.MISMATCHED:
        return 0.9 if len(judged.differs) > 1 else 0.8
    return 0.9 if judged.verdict is not Verdict.FABRICATED else 0.85


def _evidence(reference: Reference, judged: Judgement) -> Mapping[str, str]:
    """Places, kinds of identifiers, and the public numbers of the nearest real work. No word of the reply."""
    evidence = {"start": str(reference.start), "end": str(reference.end), "kind": reference.kind}
    if reference.number.isdigit():
        evidence["entry"] = reference.number
    if reference.ids:
        evidence["said"] = ",".join(sorted(kind.value for kind in reference.ids))
    if judged.differs:
        evidence["differs"] = ",".join(judged.differs)
    if judged.slips:
        evidence["slips"] = ",".join(judged.slips)
    if judged.library:
        evidence["library"] = judged.library
    evidence["support"] = judged.support
    if judged.record is not None:
        evidence |= {
            f"nearest_{kind}": judged.record.ids[kind][:100] for kind in _FROM_RECORD if kind in judged.record.ids
        }
        if judged.record.years:
            evidence["nearest_year"] = str(judged.record.years[0])
        evidence["nearest_source"] = judged.record.source
        if judged.record.standing:
            evidence["standing"] = judged.record.standing.value
    return evidence


def _shortened(found: list[Finding]) -> list[Finding]:
    """The gravest first; beyond the most, one finding for each verdict with how many there were."""
    rank = {str(verdict): at for at, verdict in enumerate(_GRAVEST)}
    found.sort(key=lambda one: rank.get(one.kind, len(rank)))
    rest: dict[tuple[str, str], int] = {}
    for one in found[MOST_FINDINGS:]:
        key = one.kind, one.detail
        rest[key] = rest.get(key, 0) + one.count
    return found[:MOST_FINDINGS] + [
        Finding(check=Citations.name, kind=kind, detail=detail, count=count, evidence={"more": str(count)})
        for (kind, detail), count in rest.items()
    ]


def open_citations(
    index: str | None,
    *,
    live: Sequence[str] = (),
    contact: str | None = None,
    uncited: bool = False,
    seconds: float = 10.0,
) -> Citations:
    """The check as a profile asks for it. Raises ProfileError where the index or the contact is missing."""
    try:
        return Citations(
            Path(index).expanduser() if index else None, live=live, contact=contact, uncited=uncited, seconds=seconds
        )
    except IndexTrouble as trouble:
        raise ProfileError(
            f"checks.citations.index: {trouble}", remedy=trouble.remedy, remedy_zh=trouble.remedy_zh
        ) from None


__all__ = ["Citations", "open_citations"]
