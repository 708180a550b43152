"""Lists of authors, in the ways in which they are written."""

from __future__ import annotations

import re

from medguard.checks.citations.chinese import SURNAMES
from medguard.checks.citations.records import Name

_PARTICLE = r"(?:de|del|della|der|den|van|von|da|dos|du|di|la|le|el|al|bin|ben|ter|ten|zu|zur|af|st\.?)"
_CAP = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’‘`\-À-ɏ]*"
_CAPS = r"(?:[dlDLO]['’]|O )?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’‘`\-À-ɏ]+"
_SURNAME = rf"(?:{_PARTICLE}\s+){{0,3}}{_CAPS}(?:[ -](?:{_PARTICLE}\s+){{0,2}}{_CAPS}){{0,4}}"
_INITIALS = r"(?:[A-ZÀ-ÖØ-Þ](?:\.?[ -]?(?![a-zà-ÿ]))){1,4}\.?"

_INVERTED = re.compile(rf"(?P<surname>{_SURNAME}),? (?P<initials>{_INITIALS})(?: (?:Jr|Sr|II|III|2nd|3rd)\.?)?$")
_FIRST = re.compile(rf"(?P<initials>(?:[A-Z]\.[ -]?){{1,4}}) ?(?P<surname>{_SURNAME})$")
_FULL = re.compile(
    rf"(?P<given>{_CAP}(?:[ -](?:{_CAP}|[A-Z]\.)){{0,3}}) (?P<surname>(?:{_PARTICLE} ){{0,2}}{_CAPS})(?: (?:Jr|Sr|II|III)\.?)?$"
)
_COMMA = re.compile(rf"(?P<surname>{_SURNAME}), (?P<given>{_CAP}(?:[ -](?:{_CAP}|[A-Z]\.?)){{0,3}}\.?)$")
_HAN = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fff·]{1,3})$")
_SURNAME_ALONE = re.compile(rf"{_SURNAME}$")
_ET_AL = re.compile(
    r"[,，;]?\s*(?:\bet\.? ?al\b\.?|\bothers\b|\band (?:others|colleagues|co-?workers)\b|等人?(?=$|[.．。，,]))\s*[.,]?\s*$",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:Group|Investigators?|Committee|Collaborat\w+|Consortium|Network|Association|Society|Organi[sz]ation|Institute|Task Force|Collaborators|Team|Panel|Force)\b|学会|协会|分会|委员会|专家组|协作组|编写组|工作组|学组|中心|研究院|卫健委|卫生部|总局|联盟"
)
_AND = re.compile(r",?\s+(?:and|&)\s+|\s*[；;]\s*|、", re.IGNORECASE)
_MOST = 200


def authors(words: str, *, alone: bool = False) -> tuple[tuple[Name, ...], bool] | None:
    """The names, and whether there are more ("et al."); ``None`` if this is no list of authors.

    ``alone``: a surname without initials will do, as in ``(Smith and Jones, 2019)``.

    >>> authors("Smith JA, van der Berg K, et al.")
    ((Name(surname='Smith', initials='JA', given=''), Name(surname='van der Berg', initials='K', given='')), True)
    >>> authors("Smith, J. A., & Jones, K.")[0][1].surname, authors("The effect of aspirin")
    ('Jones', None)
    """
    words = words.strip(" .,;:，。：*_")
    if not words or len(words) > 40 * _MOST:
        return None
    words = (
        re.sub(r",?\s*(?:\.\s?\.\s?\.|…)\s*(?:&|and)?", ", ", words)
        if (cut := "..." in words or ". . ." in words or "…" in words)
        else words
    )
    short = _ET_AL.sub("", words)
    more = short != words or cut
    names: list[Name] = []
    for part in _parts(short):
        name = _name(part, alone=alone or more)
        if name is None:
            return None
        names.append(name)
    return (tuple(names[:_MOST]), more or len(names) > _MOST) if names else None


def _parts(words: str) -> list[str]:
    """Each author; in "Smith, J. A., Jones, K." every other comma belongs to a name."""
    words = _AND.sub(" ; ", words)
    found: list[str] = []
    for group in words.split(" ; "):
        pieces = [piece.strip(" .") for piece in re.split(r"[,，]", group) if piece.strip(" .")]
        at = 0
        while at < len(pieces):
            behind = pieces[at + 1] if at + 1 < len(pieces) else ""
            if behind and re.fullmatch(_INITIALS, behind) and not _INVERTED.match(pieces[at]):
                found.append(f"{pieces[at]}, {behind}")
                at += 2
            elif (
                len(pieces) == 2  # noqa: PLR2004
                and len(pieces[at].split()) == 1
                and not at
                and _COMMA.match(f"{pieces[0]}, {pieces[1]}")
                and ";" in words
            ):
                found.append(f"{pieces[0]}, {pieces[1]}")
                at += 2
            else:
                found.append(pieces[at])
                at += 1
    return found


def _name(part: str, *, alone: bool) -> Name | None:  # noqa: PLR0911
    part = part.strip(" .*_")
    if _HAN.fullmatch(part):
        size = 2 if part[:2] in SURNAMES else 1
        return Name(part[:size], given=part[size:]) if part[:size] in SURNAMES or alone else None
    if _GROUP.search(part) and len(part) < 150:  # noqa: PLR2004
        return Name(part)
    if found := _INVERTED.match(part):
        return Name(found["surname"], initials=re.sub(r"[^A-ZÀ-Þ]", "", found["initials"]))
    if found := _FIRST.match(part):
        return Name(found["surname"], initials=re.sub(r"[^A-Z]", "", found["initials"]))
    if found := _COMMA.match(part) or _FULL.match(part):
        return Name(found["surname"], given=found["given"])
    if alone and _SURNAME_ALONE.match(part):
        return Name(part)
    return None
