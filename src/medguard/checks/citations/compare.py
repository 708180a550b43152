"""A reference beside a record, field by field: what agrees, what differs, what nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from medguard.checks.citations.records import Id, Name, Record, Reference
from medguard.checks.citations.words import Likeness, fold, journals_agree, misspelt, names_agree, titles_agree, tokens


class Agreement(IntEnum):
    """Whether a field says the same."""

    DIFFERS = -1
    UNKNOWN = 0
    AGREES = 1


_SAYS, _UNKNOWN, _DIFFERS = Agreement.AGREES, Agreement.UNKNOWN, Agreement.DIFFERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a reference and a record have in common."""

    title: Likeness | None
    authors: Agreement
    journal: Agreement
    year: Agreement
    volume: Agreement
    page: Agreement
    ids: tuple[Id, ...]
    """Identifiers that both have and that are not the same."""
    word_for_word: bool

    @property
    def score(self) -> float:
        """How likely the record is what was meant; for choosing between records, not for judging."""
        title = {None: 0.0, Likeness.NO: -3.0, Likeness.NEAR: 1.0, Likeness.PART: 2.5, Likeness.SAME: 3.5}[self.title]
        rest = 1.5 * self.authors + self.journal + 0.75 * self.year + 0.5 * (self.volume + self.page)
        return title + rest + 0.5 * self.word_for_word - 0.5 * len(self.ids)

    @property
    def placed(self) -> bool:
        """Volume and page agree: the place in the journal is this one."""
        return self.volume is _SAYS and self.page is _SAYS


def compare(reference: Reference, record: Record, *, whole: bool = True) -> Comparison:
    """Each field of the two; unless ``whole``, people and journal only where title or place could be the same."""
    title = _title(reference, record)
    volume, page = _number(reference.volume, record.volume), _number(reference.page, record.page)
    whole = whole or title is not Likeness.NO or (volume is _SAYS and page is _SAYS)
    return Comparison(
        title=title,
        authors=_authors(reference, record) if whole else _UNKNOWN,
        journal=_journal(reference, record) if whole else _UNKNOWN,
        year=_year(reference, record),
        volume=volume,
        page=page,
        ids=tuple(
            kind
            for kind, value in reference.ids.items()
            if kind in record.ids and not same_id(kind, value, record.ids[kind])
        ),
        word_for_word=bool(reference.title) and tokens(reference.title) == tokens(record.title),
    )


def same_id(kind: Id, one: str, other: str) -> bool:
    """Whether two identifiers of a kind are the same."""
    if kind is Id.ISBN:
        return one[-10:-1] == other[-10:-1]  # 978 and a new check digit
    return one.casefold() == other.casefold()


def _title(reference: Reference, record: Record) -> Likeness | None:
    if not reference.title or not record.title:
        return None
    real = [title for title in (record.title, record.other_title) if title]
    # "… of the lung. AJR. American journal of roentgenology": the short name was taken for the title's end.
    real += [f"{record.title} {name.split('. ')[0]}" for name in record.journals[:1] if ". " in name]
    best = max(titles_agree(reference.title, title) for title in real)
    said_han = reference.title[0] >= "\u3400" or any("\u3400" <= letter <= "\u9fff" for letter in reference.title[:8])
    if (
        best is Likeness.NO
        and said_han
        and not any("\u3400" <= letter <= "\u9fff" for title in real for letter in title)
    ):
        return None  # the record knows its title in another language alone
    return best


# ── authors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _authors(reference: Reference, record: Record) -> Agreement:  # noqa: PLR0911
    said = [name for name in reference.authors if not _is_body(name)]
    real = record.authors
    if not said or not real or all(_is_body(name) for name in real):
        return _bodies(reference, real)
    at = [next((place for place, name in enumerate(real) if names_agree(one, name)), None) for one in said]
    found = [place for place in at if place is not None]
    strangers = len(said) - len(found)
    if not found:
        return _UNKNOWN if _other_script(said, real) else _DIFFERS
    if strangers and record.all_authors:
        return _DIFFERS
    first = next((place for place, name in enumerate(real) if not _is_body(name)), 0)
    if reference.kind != "mention" and at[0] is not None and at[0] > first and len(said) > 1:
        return _DIFFERS  # in another order: another paper of the same people, or nobody looked
    if at[0] is None:
        return _DIFFERS
    if not reference.more_authors and record.all_authors and not strangers and _gaps(found, len(real)):
        return _DIFFERS
    return _SAYS


def _gaps(found: Sequence[int], size: int) -> bool:
    """Whether people in the middle were left out, as if they had not been there. The first few alone are only short."""
    return len(found) > 1 and len(found) < size and max(found) != len(found) - 1


def _is_body(name: Name) -> bool:
    return (
        not name.initials
        and not name.given
        and (" " in name.surname or (len(name.surname) > 4 and name.surname[0] >= "\u3400"))  # noqa: PLR2004
    )


def _bodies(reference: Reference, real: Sequence[Name]) -> Agreement:
    """``SPRINT Research Group``: agrees where the record names it; a record that lists its people instead says nothing."""
    said = [set(tokens(name.surname)) for name in reference.authors if _is_body(name)]
    for one in said:
        if any(len(one & set(tokens(name.surname))) > len(one) / 2 for name in real):
            return _SAYS
    return _UNKNOWN


def _other_script(said: Sequence[Name], real: Sequence[Name]) -> bool:
    from medguard.checks.citations.chinese import SURNAMES  # noqa: PLC0415

    han = [name for name in said if name.surname[:1] >= "\u3400"]
    return (
        bool(han)
        and not any(name.surname[:1] >= "\u3400" for name in real)
        and not all(name.surname in SURNAMES for name in han)
    )


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_PREPRINTS = ("arxiv", "medrxiv", "biorxiv", "ssrn", "preprint", "research square", "corr", "预印本")
_NO_JOURNAL = ("pubmed", "medline", "google scholar", "doi", "available", "epub", "accessed", "http")
_LONGEST_JOURNAL = 14
_CHINESE, _TRANSCRIBED = re.compile(r"\bchin"), re.compile(r"\b(?:za zhi|xue bao|zhongguo|zhonghua)\b")


def _journal(reference: Reference, record: Record) -> Agreement:
    said = (
        re.split(r" : | = |: official", re.sub(r"[(（][^)）]*[)）]?", " ", reference.journal))[0].strip()
        or reference.journal
    )
    folded = fold(said)
    if (
        not said
        or not record.journals
        or len(tokens(said)) > _LONGEST_JOURNAL
        or folded.startswith(_NO_JOURNAL)
        or not any(letter.isalpha() for letter in said)
    ):
        return _UNKNOWN
    if journals_agree(said, *record.journals) or (
        "," in said and journals_agree(said.rsplit(",", 1)[0], *record.journals)
    ):
        return _SAYS
    if any(word in folded for word in _PREPRINTS):
        return _UNKNOWN  # it was a preprint before it was a paper
    if _CHINESE.search(folded) and any(_TRANSCRIBED.search(fold(name)) for name in record.journals):
        return _UNKNOWN  # translated by one, transcribed by the other
    han = any("\u3400" <= letter <= "\u9fff" for letter in said)
    if han and not any("\u3400" <= letter <= "\u9fff" for name in record.journals for letter in name):
        from medguard.checks.citations.chinese import JOURNALS  # noqa: PLC0415

        return _DIFFERS if said.strip("《》 ") in JOURNALS else _UNKNOWN
    return _DIFFERS


def _year(reference: Reference, record: Record) -> Agreement:
    if reference.year is None or not record.years:
        return _UNKNOWN
    return _SAYS if any(abs(reference.year - year) <= 1 for year in record.years) else _DIFFERS


def _number(said: str, real: str) -> Agreement:
    said, real = (fold(each).strip(" .").removeprefix("vol ") for each in (said, real))
    if not said or not real:
        return _UNKNOWN
    return _SAYS if said == real or said.lstrip("es0") == real.lstrip("es0") or misspelt(said, real) else _DIFFERS
