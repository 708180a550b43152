"""What is to be thought of a reference: verified, mismatched, fabricated, retracted, or not known.

An identifier that exists proves nothing: what the reply says of the work must be true of the record behind it. And what no library
has is only called fabricated where one vouches that it would have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from medguard.checks.citations.beside import read_beside
from medguard.checks.citations.compare import Agreement, Comparison, compare, same_id
from medguard.checks.citations.records import Id, Library, Record, Reference, Standing
from medguard.checks.citations.registries import RegistryTrouble
from medguard.checks.citations.topic import Topic, support, topic
from medguard.checks.citations.words import Likeness, content, tokens


class Verdict(StrEnum):
    """What a reference is."""

    VERIFIED = "verified"
    MISMATCHED = "mismatched"
    """The identifier, or the title, is that of another work than the rest says."""
    FABRICATED = "fabricated"
    """Nothing like it is known where it would be."""
    RETRACTED = "retracted"
    CONCERN = "concern"
    CORRECTED = "corrected"
    UNRESOLVED = "unresolved"
    """Nobody here can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict and what it rests on."""

    verdict: Verdict
    record: Record | None = None
    """The work itself, or the nearest real one."""
    differs: tuple[str, ...] = ()
    why: str = ""
    slips: tuple[str, ...] = ()
    """Small faults of a reference that is right."""
    support: str = "not_judged"
    against: tuple[str, ...] = ()
    library: str = ""
    comparison: Comparison | None = None


_DOUBTFUL = {Verdict.FABRICATED, Verdict.MISMATCHED, Verdict.UNRESOLVED}
_STRONG = (Id.DOI, Id.PMID, Id.PMCID, Id.ARXIV, Id.ISBN, Id.TRIAL, Id.GUIDELINE)
_FEW = 3
_OF_STANDING = {
    Standing.RETRACTED: Verdict.RETRACTED,
    Standing.CONCERN: Verdict.CONCERN,
    Standing.CORRECTED: Verdict.CORRECTED,
}


def judge(
    reference: Reference,
    libraries: Sequence[Library],
    rarity: Callable[[Iterable[str]], Mapping[str, float]],
    *,
    this_year: int,
) -> Judgement:
    """Ask one library after another until one knows; the gravest of what is left otherwise."""
    unknown: Judgement | None = None
    for library in libraries:
        try:
            found = _judge_in(reference, library, rarity, this_year)
        except RegistryTrouble as trouble:
            # No answer proves nothing, not even what another has said of what it does not know.
            return (
                Judgement(verdict=Verdict.UNRESOLVED, why=trouble.code, library=library.name)
                if unknown is None or unknown.verdict is Verdict.FABRICATED
                else unknown
            )
        if found.verdict is not Verdict.UNRESOLVED:
            # What one library calls invented, another may have.
            if found.verdict is Verdict.FABRICATED and library is not libraries[-1]:
                unknown = found
                continue
            if found.verdict is Verdict.VERIFIED or unknown is None or found.record is not None:
                return found
        unknown = unknown or found
    return unknown or Judgement(verdict=Verdict.UNRESOLVED, why="nothing_to_ask")


def _judge_in(
    reference: Reference, library: Library, rarity: Callable[[Iterable[str]], Mapping[str, float]], this_year: int
) -> Judgement:
    found = _judge_read(reference, library, rarity, this_year)
    if found.verdict not in _DOUBTFUL or found.why in {"not_yet", "impossible_identifier"} or not reference.words:
        return found
    again = _judge_beside(reference, found, library)
    if again is None or again.verdict is found.verdict:
        return found  # what differs is told by the fields that were read first
    return again


def _judge_read(
    reference: Reference, library: Library, rarity: Callable[[Iterable[str]], Mapping[str, float]], this_year: int
) -> Judgement:
    # 1. What cannot be.
    if reference.year is not None and reference.year > this_year + 1 and reference.kind != "site":
        nearest = _best(reference, library)
        return Judgement(
            verdict=Verdict.MISMATCHED if nearest else Verdict.FABRICATED,
            record=nearest[0] if nearest else None,
            differs=("year",),
            why="not_yet",
            library=library.name,
        )

    # 2. The work that its identifiers name.
    named = {kind: library.by_id(kind, reference.ids[kind]) for kind in _STRONG if kind in reference.ids}
    records = [record for record in named.values() if record is not None]
    if records:
        found = _judge_named(reference, records, library, rarity)
        if reference.impossible and found.verdict is Verdict.VERIFIED:
            return replace(
                found, verdict=Verdict.MISMATCHED, differs=tuple(reference.impossible), why="impossible_identifier"
            )
        return found

    # 3. The work that its words name.
    if (best := _best(reference, library)) is not None:
        return _judge_described(reference, *best, library=library)

    # 4. No such work.
    return _judge_absent(reference, library, named)


# ── 2. named ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _judge_named(
    reference: Reference,
    records: Sequence[Record],
    library: Library,
    rarity: Callable[[Iterable[str]], Mapping[str, float]],
) -> Judgement:
    pairs = [(record, compare(reference, record)) for record in records]
    record, found = min(pairs, key=lambda pair: pair[1].score)  # of two identifiers the one that fits less
    differs = _differences(reference, record, found, named=True)
    if differs:
        real = _best(reference, library)
        nearest = real[0] if real is not None and real[1].title in {Likeness.SAME, Likeness.PART} else record
        wrong = [
            kind.value
            for kind, value in reference.ids.items()
            if nearest is not record and kind in nearest.ids and not same_id(kind, value, nearest.ids[kind])
        ]
        return Judgement(
            verdict=Verdict.MISMATCHED,
            record=nearest,
            differs=tuple(dict.fromkeys((*differs, *wrong))),
            why="another_work",
            library=library.name,
            comparison=found,
        )
    if found.title is None and found.authors is Agreement.UNKNOWN and found.journal is Agreement.UNKNOWN:
        return _judge_bare(reference, record, found, library, rarity)
    return _standing(reference, record, found, library)


def _judge_bare(
    reference: Reference,
    record: Record,
    found: Comparison,
    library: Library,
    rarity: Callable[[Iterable[str]], Mapping[str, float]],
) -> Judgement:
    """Nothing but an identifier: the sentence that it stands behind must be about the same."""
    told = [topic(claim, f"{record.title} {record.other_title}", record.about, rarity) for claim in reference.claims]
    if told and all(each is Topic.OTHER for each, _ in told):
        return Judgement(
            verdict=Verdict.MISMATCHED,
            record=record,
            differs=("topic",),
            why="another_topic",
            library=library.name,
            comparison=found,
        )
    sound = _standing(reference, record, found, library)
    if any(each is Topic.SAME for each, _ in told):
        return sound
    return replace(sound, why=sound.why or "exists_topic_not_judged", support="not_judged", against=())


# ── 3. described ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _best(reference: Reference, library: Library) -> tuple[Record, Comparison] | None:
    """The nearest work that could be meant, if one is near enough to say so."""
    pairs = [(record, compare(reference, record, whole=False)) for record in library.like(reference)]
    pairs = [pair for pair in pairs if _could_be(reference, pair[1])]
    if not pairs:
        return None
    return max(pairs, key=lambda pair: (pair[1].score, pair[0].kind != "notice"))


def _could_be(reference: Reference, found: Comparison) -> bool:
    if reference.title:
        if found.title in {Likeness.SAME, Likeness.PART}:
            return True
        bound = found.authors is Agreement.AGREES or (found.placed and found.journal is not Agreement.DIFFERS)
        if found.title is Likeness.NEAR:
            return bound or len(content(tokens(reference.title))) > _FEW
        # Another title at the same place by the same people.
        return (
            found.placed
            and found.year is Agreement.AGREES
            and (found.authors is Agreement.AGREES or found.journal is Agreement.AGREES)
        )
    if reference.kind == "mention":
        return found.authors is Agreement.AGREES and found.year is Agreement.AGREES
    placed = found.placed and found.year is Agreement.AGREES
    return (placed and found.journal is not Agreement.DIFFERS) or (
        found.authors is Agreement.AGREES and found.year is Agreement.AGREES and found.journal is Agreement.AGREES
    )


def _judge_described(reference: Reference, record: Record, found: Comparison, *, library: Library) -> Judgement:
    if reference.kind == "mention" and not reference.title:
        # So many people of one name write in a year: this says that it may be right, and no more.
        return Judgement(
            verdict=Verdict.UNRESOLVED,
            record=record,
            why="author_and_year_alone",
            library=library.name,
            comparison=found,
        )
    differs = _differences(reference, record, found, named=False)
    doi = reference.ids.get(Id.DOI)
    if doi and Id.DOI not in record.ids and library.no_such_registrant(doi):
        differs = (*differs, Id.DOI.value)
    if differs:
        return Judgement(
            verdict=Verdict.MISMATCHED,
            record=record,
            differs=differs,
            why="another_work",
            library=library.name,
            comparison=found,
        )
    if reference.impossible:
        return Judgement(
            verdict=Verdict.MISMATCHED,
            record=record,
            differs=tuple(kind.value for kind in reference.impossible),
            why="impossible_identifier",
            library=library.name,
            comparison=found,
        )
    return _standing(reference, record, found, library)


def _differences(reference: Reference, record: Record, found: Comparison, *, named: bool) -> tuple[str, ...]:
    """The fields in which this is another work than the record, and not a slip of the pen."""
    differs: list[str] = []
    same = found.title in {Likeness.SAME, Likeness.PART}
    if found.title is Likeness.NO or found.title is Likeness.NEAR:
        differs.append("title")
    if found.authors is Agreement.DIFFERS:
        differs.append("authors")
    if found.journal is Agreement.DIFFERS:
        differs.append("journal")
    if found.year is Agreement.DIFFERS and not (_nearly(reference, record) and same):
        differs.append("year")
    if not named or differs:
        differs += [kind.value for kind in found.ids if not _other_version(kind, reference, record)]
    elif found.ids:
        # Two identifiers of one reference that name two works.
        differs += [kind.value for kind in found.ids if not _other_version(kind, reference, record)]
    return tuple(dict.fromkeys(differs))


def _nearly(reference: Reference, record: Record) -> bool:
    """Two years too early or late may still be a slip, where the title is right."""
    return any(abs((reference.year or 0) - year) <= 2 for year in record.years)  # noqa: PLR2004


def _other_version(kind: Id, reference: Reference, record: Record) -> bool:
    """A preprint and the paper that became of it have two DOIs."""
    said = reference.ids.get(kind, "")
    return kind is Id.DOI and (
        "rxiv" in said
        or said.startswith(("10.1101/", "10.21203/", "10.2139/"))
        != record.ids.get(kind, "").startswith(("10.1101/", "10.21203/", "10.2139/"))
    )


def _standing(reference: Reference, record: Record, found: Comparison, library: Library) -> Judgement:
    slips = [
        name
        for name, each in (
            ("year", found.year),
            ("volume", found.volume),
            ("page", found.page),
            ("journal", found.journal),
        )
        if each is Agreement.DIFFERS
    ]
    if found.year is Agreement.AGREES and reference.year not in record.years:
        slips.append("year")
    if found.title is Likeness.PART:
        slips.append("title")
    told, against = support(reference.claims, record.title, record.about)
    return Judgement(
        verdict=_OF_STANDING.get(record.standing, Verdict.VERIFIED),
        record=record,
        slips=tuple(slips),
        why="notice" if record.kind == "notice" else "",
        support=told,
        against=against,
        library=library.name,
        comparison=found,
    )


# ── 4. absent ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _judge_absent(reference: Reference, library: Library, named: Mapping[Id, Record | None]) -> Judgement:
    if reference.impossible and not named and not reference.title:
        return Judgement(
            verdict=Verdict.FABRICATED,
            differs=tuple(kind.value for kind in reference.impossible),
            why="impossible_identifier",
            library=library.name,
        )
    if reference.kind in {"article", "mention"} and any(
        library.would_have_id(kind, reference.ids[kind]) for kind in named
    ):
        return Judgement(
            verdict=Verdict.FABRICATED,
            differs=tuple(kind.value for kind in named),
            why="no_such_identifier",
            library=library.name,
        )
    if _says_enough(reference) and library.would_have(reference):
        return Judgement(verdict=Verdict.FABRICATED, why="no_such_work", library=library.name)
    return Judgement(
        verdict=Verdict.UNRESOLVED,
        why="not_covered" if _says_enough(reference) or named else "says_too_little",
        library=library.name,
    )


def _says_enough(reference: Reference) -> bool:
    """Whether a work like this could be told from every other."""
    if len(content(tokens(reference.title))) >= _FEW:
        return True
    return bool(
        reference.authors
        and reference.year is not None
        and (
            reference.kind == "mention"
            or reference.title
            or (reference.journal and (reference.volume or reference.page))
        )
    )


# ── 5. read once more ────────────────────────────────────────────────────────────────────────────────────────────────


def _judge_beside(reference: Reference, first: Judgement, library: Library) -> Judgement | None:
    """What is to be thought if the words are read beside each work that they may name: whoever reads a style wrongly accuses the innocent."""
    named = {
        kind: record
        for kind in _STRONG
        if kind in reference.ids and (record := library.by_id(kind, reference.ids[kind]))
    }
    records = [*([first.record] if first.record else []), *named.values(), *library.said_in(reference.words)]
    pairs: list[tuple[Reference, Record, Comparison]] = []
    for record in {id(each): each for each in records}.values():
        read = read_beside(reference, record)
        if read is not None and (found := compare(read, record)).title in {Likeness.SAME, Likeness.PART}:
            pairs.append((read, record, found))
    if not pairs:
        return None
    read, record, found = max(pairs, key=lambda pair: (pair[2].score, pair[1].kind != "notice"))
    unseen = {
        name for name, each in (("journal", found.journal), ("authors", found.authors)) if each is Agreement.UNKNOWN
    }
    if first.comparison is not None and first.comparison.title is Likeness.SAME and unseen & set(first.differs):
        return None  # the first reading had the title too, and saw more
    judged = _judge_described(read, record, found, library=library)
    others = tuple(
        kind.value
        for kind, other in named.items()
        if other.ids != record.ids and kind not in record.ids and not _other_version(kind, reference, record)
    )
    if others and judged.verdict is not Verdict.MISMATCHED:
        return replace(
            judged, verdict=Verdict.MISMATCHED, differs=others, why="another_work", support="not_judged", against=()
        )
    return judged
