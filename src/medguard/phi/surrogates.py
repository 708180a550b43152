"""Realistic things that stand for real ones: another name of the same culture and gender, the same day a fixed time earlier.

One ``Surrogates`` serves one conversation. It gives nothing that the caller wrote, that it gave before, or that a reader could take for
something else: where that cannot be had it gives ``None``, and the table uses a stand-in. ``5/5`` is somebody's day and somebody's
muscle strength, ``95`` an age and an oxygen saturation; a wrong restoration would be worse than a bracket.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from medguard.phi import dates, places
from medguard.phi.checksums import identity_card
from medguard.phi.kinds import NUMBERED, Kind
from medguard.phi.mangles import look_alikes
from medguard.phi.name_lists import (
    HAN_AFTER,
    HAN_BEFORE,
    HAN_FAMILIES,
    HAN_KNOWN_FAMILIES,
    HAN_KNOWN_LONG_FAMILIES,
    HAN_LONG_FAMILIES,
    HAN_MEN,
    HAN_MEN_IN_PARTS,
    HAN_MEN_SHORT,
    HAN_MENS_LETTERS,
    HAN_WOMEN,
    HAN_WOMEN_IN_PARTS,
    HAN_WOMEN_SHORT,
    HAN_WOMENS_LETTERS,
    LATIN,
    MENS_TITLES,
    PARTICLES,
    WOMENS_TITLES,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A surrogate, and what its parts stand for if a model uses them alone; ``None``: for nothing that could be restored."""

    words: str
    parts: tuple[tuple[str, str | None], ...] = ()
    dates: tuple[tuple[dt.date, dt.date], ...] = ()
    """Days that it means, and the days that they stand for."""

    def __repr__(self) -> str:
        return f"<Made, {len(self.words)} characters>"


class Surrogates:
    """One conversation's surrogates. ``avoid`` is every string that the caller wrote."""

    def __init__(self, avoid: Iterable[str], rng: random.Random | None = None) -> None:
        self._written = "\n".join(avoid)
        self._folded = self._written.casefold()
        self._rng = rng or secrets.SystemRandom()
        self._given: set[str] = set()
        self._parts: dict[tuple[str, str], str] = {}
        self._used: set[str] = set()
        self._looked_up: dict[str, bool] = {}
        self._makers: dict[str, Callable[[str], Made | None]] = {
            Kind.NAME: self._name,
            Kind.DATE: self._date,
            Kind.LOCATION: self._place,
            Kind.ORG: self._organisation,
            Kind.EMAIL: self._email,
            Kind.URL: self._url,
            Kind.IP: self._address,
            Kind.ID_CARD: self._id_card,
            **dict.fromkeys((*NUMBERED, Kind.PASSPORT, Kind.WECHAT), self._number),
        }
        self._shift: int | None = None
        self.day_first: bool | None = None
        """What 3/4/2024 means to this conversation; known when the first date was moved."""
        self._year = 0

    def __repr__(self) -> str:
        return f"<Surrogates, {len(self._given)} given>"

    def make(self, kind: str, value: str) -> Made | None:
        """Make one, or ``None``. Asked once for each value."""
        maker = self._makers.get(kind)
        if maker is None:
            return None
        for _ in range(_TRIES):
            made = maker(value)
            if made is None:
                return None
            if self._is_free(made.words, kind):
                self._given.add(made.words.casefold())
                return made
            if kind in {Kind.NAME, Kind.DATE}:  # the same parts and the same offset would make the same again
                return None
        return None

    def _is_free(self, words: str, kind: str) -> bool:
        """Whether nobody wrote or was given this, nor anything that reads like a stand-in."""
        folded = words.casefold()
        # Of a name the words were chosen so that nobody wrote them.
        written = kind != Kind.NAME and folded in self._folded
        return not written and folded not in self._given and not any(look_alikes(words))

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _name(self, value: str) -> Made | None:
        if _HAN.search(value):
            return self._han_name(value)
        if _LATIN_NAME.fullmatch(value):
            return self._latin_name(value)
        return None

    def _latin_name(self, value: str) -> Made | None:
        """Another word for each word; the same word always becomes the same, so that relatives stay relatives."""
        units = list(_UNIT.finditer(value))
        # In "Dr Ann Lee MD" Ann and Lee are the name; particles stay, and so do initials' stops.
        titles = {unit[0].casefold() for unit in units}
        names = [unit for unit in units if unit[0].casefold() not in PARTICLES and not unit[0].isdigit()]
        long = [unit for unit in names if len(unit[0]) > 1]
        if not long:
            return None
        culture = _culture([unit[0] for unit in long])
        gender = _gender([unit[0] for unit in long], titles)
        roles = _roles(
            [unit[0] for unit in long], culture, family_first=bool(re.search("[,^]", value[long[0].end() :]))
        )
        edits: list[tuple[int, int, str]] = []
        parts: list[tuple[str, str | None]] = []
        for unit in names:
            if len(unit[0]) == 1:
                edits.append((*unit.span(), self._initial(unit[0], culture, gender)))
                continue
            new = self._part(unit[0], roles[unit[0]], culture, gender)
            if new is None:
                return None
            new = _cased(new, unit[0])
            edits.append((*unit.span(), new))
            parts.append((new, unit[0]))
        return Made(_edited(value, edits), tuple(parts))

    def _part(self, old: str, role: str, culture: str, gender: str) -> str | None:
        """Choose a word for a word: of the other list only when the right one is used up."""
        key = ("part", old.casefold())
        if key not in self._parts:
            lists = LATIN[culture]
            given = {"f": [lists.women], "m": [lists.men], "": [lists.women, lists.men]}[gender]
            names = [lists.families] if role == "family" else [self._pick(given), *given]
            others = [other.families for other in LATIN.values()] if role == "family" else []
            new = self._unused([*names, *others])
            if new is None:
                return None
            self._parts[key] = new
        return self._parts[key]

    def _initial(self, old: str, culture: str, gender: str) -> str:
        key = ("initial", old.casefold())
        if key not in self._parts:
            names = LATIN[culture].women if gender == "f" else LATIN[culture].men
            self._parts[key] = self._pick([name[0] for name in names if name[0].casefold() != old.casefold()])
        return _cased(self._parts[key], old) if old.islower() else self._parts[key]

    def _han_name(self, value: str) -> Made | None:
        """邱文博 for 张伟, 邱主任 for 张主任, 老邱 for 老张: the same family name wherever the real one was the same."""
        if "·" in value:
            return self._han_name_in_parts(value)
        before = next((word for word in HAN_BEFORE if value.startswith(word) and len(value) == len(word) + 1), "")
        after = next((word for word in HAN_AFTER if value.endswith(word) and len(value) > len(word)), "")
        bare = value[len(before) : len(value) - len(after) if after else None]
        if not _ALL_HAN.fullmatch(bare):
            return None
        long = bare[:2] in HAN_KNOWN_LONG_FAMILIES
        family, given = (bare[:2], bare[2:]) if long else (bare[:1], bare[1:])
        if not (long or family in HAN_KNOWN_FAMILIES) or len(given) > 2:  # noqa: PLR2004 - no given name is longer
            return None
        new_family = self._han_part(family, [HAN_LONG_FAMILIES if long else HAN_FAMILIES])
        new_given = self._han_part(given, self._han_given(given)) if given else ""
        if new_family is None or new_given is None:
            return None
        parts: list[tuple[str, str | None]] = []
        if given:
            parts += [
                (new_family + word, family + word)
                for word in ("女士", "先生", "小姐", "太太", "医生", "大夫", "主任", "教授", "某")
            ] + [(before + new_family, before + family) for before in ("老", "小")]
            if len(new_given) > 1 and len(given) > 1:
                parts.append((new_given, given))
        return Made(f"{before}{new_family}{new_given}{after}", tuple(parts))

    def _han_name_in_parts(self, value: str) -> Made | None:
        """库尔班·亚森 for 买买提·吐尔逊: one's own name and the father's."""
        own, *others = value.split("·")
        if not all(map(_ALL_HAN.fullmatch, [own, *others])) or len(value) < _SHORTEST_IN_PARTS:
            return None
        lists = [
            HAN_WOMEN_IN_PARTS if _WOMENS_ENDING.search(own) else HAN_MEN_IN_PARTS,
            *[HAN_MEN_IN_PARTS] * len(others),
        ]
        new = [self._han_part(part, [names]) for part, names in zip([own, *others], lists, strict=True)]
        known = [part for part in new if part]
        if len(known) < len(new):
            return None
        return Made("·".join(known), tuple(zip(known, [own, *others], strict=True)))

    def _han_given(self, given: str) -> list[Sequence[str]]:
        # The last letter tells most. 建国 is a man, 月明 as well; who cannot be told is one or the other.
        told = [
            letter in HAN_WOMENS_LETTERS
            for letter in reversed(given)
            if (letter in HAN_WOMENS_LETTERS) != (letter in HAN_MENS_LETTERS)
        ]
        women = told[0] if told else self._pick([True, False])
        long, short = (HAN_WOMEN, HAN_WOMEN_SHORT) if women else (HAN_MEN, HAN_MEN_SHORT)
        return [long] if len(given) > 1 else [short, long]

    def _han_part(self, old: str, lists: Sequence[Sequence[str]]) -> str | None:
        key = ("han", old)
        if key not in self._parts:
            new = self._unused([name for name in names if not set(name) & set(old)] for names in lists)
            if new is None:
                return None
            self._parts[key] = new
        return self._parts[key]

    def _unused(self, lists: Iterable[Sequence[str]]) -> str | None:
        """One that neither the caller nor this conversation has used, from the first list that has any."""
        for names in lists:
            free = [name for name in names if name not in self._used and not self._wrote(name)]
            if free:
                new = self._pick(free)
                self._used.add(new)
                return new
        return None

    def _wrote(self, name: str) -> bool:
        if name not in self._looked_up:
            self._looked_up[name] = name.casefold() in self._folded
        return self._looked_up[name]

    # ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _date(self, value: str) -> Made | None:
        """The same day a secret number of whole weeks earlier, so that intervals and weekdays survive."""
        shift = self._offset()
        if shift is None:
            return None
        found = list(dates.read(value, day_first=self.day_first))
        rest = _edited(value, [(one.start, one.end, " ") for one in found])
        if not found or not all(_is_distinct(one, value) for one in found) or re.search(r"\d", _CLOCK.sub(" ", rest)):
            return None
        try:
            moved = [self._moved(one, shift) for one in found]
        except (ValueError, OverflowError):
            return None
        words = _edited(value, [(one.start, one.end, one.written(day)) for one, day in zip(found, moved, strict=True)])
        days = tuple((day, one.day) for one, day in zip(found, moved, strict=True) if one.has_year and one.has_day)
        return Made(words, (), days)

    def _moved(self, one: dates.Written, shift: int) -> dt.date:
        if not one.has_day:  # in whole months: 31 days from one middle of a month may end in the same month
            months = one.day.year * 12 + one.day.month - 1 - max(1, round(shift / 30.44))
            return dt.date(months // 12, months % 12 + 1, 1)
        day = one.day
        if not one.has_year:  # the year that the conversation is about, so that short and long dates move alike
            year = self._year if (day.month, day.day) != (2, 29) or _is_leap(self._year) else 2024
            day = day.replace(year=year)
        return day - dt.timedelta(days=shift)

    def _offset(self) -> int | None:
        """Choose the offset: one that moves no date of the caller's to another date of the caller's."""
        if self._shift is None:
            self.day_first = dates.says_day_first(self._written)
            all_dates = [
                one
                for one, _ in zip(dates.read(self._written, day_first=self.day_first), range(_MOST_DATES), strict=False)
            ]
            years = Counter(one.day.year for one in all_dates if one.has_year)
            self._year = years.most_common(1)[0][0] if years else 2023
            days = {self._ordinal(one) for one in all_dates}
            shifts = [7 * weeks for weeks in range(8, 157)]
            self._rng.shuffle(shifts)
            free = (shift for shift in shifts if not any(day - shift in days for day in days))
            self._shift = next(free, 0)
        return self._shift or None

    def _ordinal(self, one: dates.Written) -> int:
        if one.has_year:
            return one.day.toordinal()
        leap = _is_leap(self._year)
        return one.day.replace(year=self._year if leap or (one.day.month, one.day.day) != (2, 29) else 2024).toordinal()

    def unmoved(self, words: str) -> Iterator[dates.Written]:
        """Read the dates of a reply as this conversation reads them."""
        return dates.read(words, day_first=self.day_first)

    # ── places and addresses ─────────────────────────────────────────────────────────────────────────────────────────

    def _place(self, value: str) -> Made | None:
        if _HAN.search(value):
            town = self._unused([places.HAN_TOWNS])
            if town is None or not _ALL_HAN_PLACE.fullmatch(value):
                return None
            parts = [f"{town}市"]
            if re.search(r"[区县區縣旗镇乡鎮鄉]", value):
                parts.append(self._pick(places.HAN_DISTRICTS) + "区")
            if re.search(r"[路街道巷弄号號]", value):
                parts.append(f"{self._pick(places.HAN_STREETS)}路{self._rng.randint(100, 999)}号")
            return Made("".join(parts), _alone(parts))
        town = self._unused([places.TOWNS]) if _LATIN_PLACE.fullmatch(value) else None
        if town is None:
            return None
        if not re.search(r"\d", value):
            return Made(_cased(town, value))
        street = f"{self._rng.randint(100, 999)} {self._pick(places.STREETS)}"
        return Made(_cased(f"{street}, {town}", value), _alone((street, town)))

    def _organisation(self, value: str) -> Made | None:
        han = bool(_HAN.search(value))
        sorts = _HAN_ORGANISATIONS if han else _ORGANISATIONS
        sort = next((word for word in sorts if word.casefold() in value.casefold()), "")
        town = self._unused([places.HAN_TOWNS if han else places.TOWNS]) if sort else None
        if town is None:
            return None
        return Made(f"{town}{sort}") if han else Made(_cased(f"{town} {sort}", value))

    def _email(self, value: str) -> Made | None:
        del value
        english = LATIN["english"]
        local = (
            f"{self._pick([*english.women, *english.men])}.{self._pick(english.families)}{self._rng.randint(10, 99)}"
        )
        return Made(f"{local}@{self._pick(['example.org', 'example.net'])}".lower())  # RFC 2606: nobody's

    def _url(self, value: str) -> Made | None:
        del value
        return Made(f"https://example.org/{self._shaped('aaa00000')}")

    def _address(self, value: str) -> Made | None:
        if ":" in value:
            return Made(
                f"2001:db8::{self._rng.randrange(0x1000, 0x10000):x}:{self._rng.randrange(0x1000, 0x10000):x}"
            )  # RFC 3849
        network = self._pick(["192.0.2", "198.51.100", "203.0.113"])  # RFC 5737
        return Made(f"{network}.{self._rng.randint(1, 254)}")

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _number(self, value: str) -> Made | None:
        """Other digits and letters in the same places; too few of them would be somebody's dose."""
        plate = value[0] in _PLATES
        signs = re.findall("[0-9A-Za-z]", value)
        if not plate and len(signs) < _ENOUGH_SIGNS and sum(map(str.isdigit, signs)) < _ENOUGH_DIGITS:
            return None
        words = re.findall("[A-Za-z]+", value)
        if not value[plate:].isascii() or any(len(word) > _LONGEST_PREFIX for word in words):
            return None  # spelled out, or with words between: what is a digit there, nobody knows
        new = self._shaped(value)
        if mobile := re.match(r"(?:\(?\+?86\)?[- ]?)?1(?=[3-9][\d -]{9,12}$)", value):
            new = mobile[0] + self._pick("3578") + new[mobile.end() + 1 :]
        elif country := re.match(r"(?:\+|00)\d{1,3}(?=\D)", value):
            new = country[0] + new[country.end() :]
        if plate:
            new = self._pick(_PLATES) + new[1:]
        return Made(new)

    def _id_card(self, value: str) -> Made | None:
        """Another card with a right checksum: born as much earlier as every date moves, and a man stays a man."""
        if not re.fullmatch(r"\d{17}[\dXx]", value) or not value.isascii():
            return self._number(value)
        shift = self._offset() or 364
        try:
            born = dt.datetime.strptime(value[6:14], "%Y%m%d").date() - dt.timedelta(days=shift)  # noqa: DTZ007
        except (ValueError, OverflowError):
            return self._number(value)
        region = self._pick("110101 310104 420106 440305 510107 610113".split())
        order = self._rng.randrange(10, 490) * 2 + int(value[16]) % 2
        front = f"{region}{born:%Y%m%d}{order:03d}"
        return Made(next(card for check in "0123456789X" if identity_card(card := front + check)))

    def _shaped(self, value: str) -> str:
        def other(sign: str) -> str:
            if sign.isdigit():
                return self._pick("123456789".replace(sign, ""))
            if sign.isalpha() and sign.isascii():
                letters = "ABCDEFGHJKLMNPQRSTUVWXYZ".replace(sign.upper(), "")
                return self._pick(letters if sign.isupper() else letters.lower())
            return sign

        return re.sub(
            r"(?i)(?<![a-z])ext\b\.?|[a-z0-9]", lambda sign: other(sign[0]) if len(sign[0]) == 1 else sign[0], value
        )

    def _pick(self, choices: Sequence[T]) -> T:
        return self._rng.choice(choices)


_TRIES = 30
_MOST_DATES = 2_000
_ENOUGH_DIGITS, _ENOUGH_SIGNS, _LONGEST_PREFIX = 6, 7, 6
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_ALL_HAN = re.compile(f"{_HAN.pattern}+")
_ALL_HAN_PLACE = re.compile(rf"(?:{_HAN.pattern}|[0-9０-９A-Za-z#\-—()（） ])+")
_UNIT = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN_LETTER = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_LATIN_NAME = re.compile(rf"[{_LATIN_LETTER}'’\"“”()\-.,^\s]+")
_WOMENS_ENDING = re.compile("(?:古丽|古麗|夏木|娜|汗|娅|努尔|丽)")
_SHORTEST_IN_PARTS = 5
_LATIN_PLACE = re.compile(rf"[{_LATIN_LETTER}0-9'’\-.,#/&\s]+")
_CLOCK = re.compile(
    r"(?:T|\b)?\d{1,2}(?::\d\d){1,2}(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d{1,2}[时點点]\d{0,2}分?|(?<=^ )(?:\d{4}|\d{6})(?:[+-]\d{4})?$"
)
_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_HAN_ORGANISATIONS = "医院 醫院 诊所 大学 公司 中心 学校 药房 银行".split()
_ORGANISATIONS = "Hospital Clinic University College School Pharmacy Laboratory Laboratories Foundation Church Insurance Bank Center Centre Inc Ltd".split()


def _alone(parts: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
    return tuple((part, None) for part in parts) if len(parts) > 1 else ()


def _edited(words: str, edits: Iterable[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        words = words[:start] + new + words[end:]
    return words


def _cased(new: str, old: str) -> str:
    letters = [letter for letter in old if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return new.upper()
    return new.lower() if letters and all(letter.islower() for letter in letters) else new


def _is_distinct(one: dates.Written, value: str) -> bool:
    """Whether nobody would write it for anything else. 3/4 does not come here; a month by name with a day, or a year and a month, does."""
    written = value[one.start : one.end]
    named = "月" in written or bool(re.search(r"[A-Za-z]", written))
    return (one.has_year and one.has_day) or (named and (one.has_year or one.has_day))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _culture(names: Sequence[str]) -> str:
    """The culture that knows most of these words; a family name says more than a given one."""
    votes: Counter[str] = Counter()
    for name in names:
        word = name.casefold()
        for culture, lists in LATIN.items():
            votes[culture] += 2 * (word in lists.known_families) + (word in lists.known_women | lists.known_men)
        for culture, form in _FORMS.items():
            votes[culture] += bool(form.search(word))
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] else "english"


_FORMS = {
    "slavic": re.compile(r"(?:sk[iya]|sky|ska|ova|ov|ev|eva|enko|chuk|wicz|ić|ič|ová)$|[łśżźęąčřžů]"),
    "spanish": re.compile(r"ñ|(?:ez|illa|illo)$|[áíóú]"),
    "german": re.compile(r"ß|[äöü]|(?:mann|berg|stein|bauer|meier|meyer)$"),
    "french": re.compile(r"[çèêëîïôûœ]|(?:eau|eux|ault|ier)$"),
    "vietnamese": re.compile(r"[ăâđêơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]"),
    "indian": re.compile(r"(?:swamy|murthy|appan|nathan|wala|pillai)$"),
}


def _gender(names: Sequence[str], titles: set[str]) -> str:
    """``f``, ``m`` or unknown, by a title, a known given name, or its ending."""
    if titles & WOMENS_TITLES or titles & MENS_TITLES:
        return "f" if titles & WOMENS_TITLES else "m"
    for name in names:
        word = name.casefold()
        woman = any(word in culture.known_women for culture in LATIN.values())
        man = any(word in culture.known_men for culture in LATIN.values())
        if woman != man:
            return "f" if woman else "m"
    first = names[0].casefold()
    return "f" if len(names) > 1 and re.search(r"(?:a|ette|elle|ine|lyn)$", first) else ""


def _roles(names: Sequence[str], culture: str, *, family_first: bool) -> dict[str, str]:
    """Which words of a name are the family's, and which somebody's own: by the lists, else by where they stand."""
    roles = {}
    for name in names:
        word = name.casefold()
        given = any(word in lists.known_women | lists.known_men for lists in LATIN.values())
        family = any(word in lists.known_families for lists in LATIN.values())
        if given != family:
            roles[name] = "given" if given else "family"
    open_ones = [name for name in names if name not in roles]
    if open_ones and "family" not in roles.values():
        first = family_first or (culture in _FAMILY_FIRST and len(open_ones) == len(names))
        roles[open_ones.pop(0 if first else -1)] = "family"
    return roles | dict.fromkeys(open_ones, "given")


_FAMILY_FIRST = frozenset({"pinyin", "korean", "vietnamese"})
