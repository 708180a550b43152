"""How much of a drug, how often and for how long, in one unit each, so that 0.5 g tid and 500 mg every eight hours are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from medguard.checks.consistency.drugs import Drug
from medguard.plain import pattern

_WORDS = {
    "half": 0.5, "half a": 0.5, "half an": 0.5, "one half": 0.5, "a half": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14, "twenty": 20, "thirty": 30, "半": 0.5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "十": 10, "十二": 12, "十四": 14, "once": 1, "twice": 2, "thrice": 3, "二十": 20, "三十": 30,
}  # fmt: skip
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,4})?"
_WORD = "|".join(sorted((re.escape(word) for word in _WORDS), key=len, reverse=True))
_NUMBER = rf"(?:{_DIGITS}|(?<![a-z])(?:{_WORD})(?![a-z]))"
_RANGE = rf"(?P<low>{_NUMBER})(?: ?(?:-|to|or|至|到|或) ?(?P<high>{_NUMBER}))?"

_MASS = {
    "mg": 1, "milligram": 1, "毫克": 1, "g": 1000, "gm": 1000, "gram": 1000, "克": 1000, "mcg": 0.001, "ug": 0.001, "microgram": 0.001, "微克": 0.001,
}  # fmt: skip
_OTHER = {
    "ml": "ml", "milliliter": "ml", "millilitre": "ml", "毫升": "ml", "iu": "iu", "unit": "iu", "u": "iu", "单位": "iu", "国际单位": "iu", "meq": "meq", "mmol": "mmol",
    "tablet": "piece", "tab": "piece", "capsule": "piece", "cap": "piece", "pill": "piece", "片": "piece", "粒": "piece", "颗": "piece", "丸": "piece", "puff": "puff", "喷": "puff",
    "揿": "puff", "吸": "puff", "inhalation": "puff", "spray": "puff", "drop": "drop", "滴": "drop", "sachet": "bag", "袋": "bag", "包": "bag", "支": "ampoule", "ampoule": "ampoule", "贴": "patch", "patch": "patch",
}  # fmt: skip
_UNIT = "|".join(sorted((*_MASS, *_OTHER), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\d./a-z]){_RANGE}(?: |-)?(?:small |full |whole |single )?(?P<unit>{_UNIT})(?:e?s)?(?![a-z])(?P<kg> ?/ ?kg| per kg|/公斤|/千克)?(?! ?/ ?(?:d?l|min|ml|h\b|kg|m2|小时|分)| per (?:min|litre|liter|dl))"
)
_CEILING = re.compile(
    r"(?:more than|exceed\w*|up to|maximum(?: of)?|at most|max\.?|below|under|over|above|less than|limit|不超过|不得超过|不要超过|别超过|最多|最大|上限|低于|少于|高于|超过)[^,.;。]{0,16}$"
)

# How often in a day.
_TIMES_A_DAY = pattern(
    rf"""
      (?P<times>(?:{_NUMBER})|once|twice|thrice)(?: ?- ?(?P<upto>{_NUMBER}))? ?(?:times|x)? ?(?:a|per|each|every|/|in a)? ?(?P<span>day|daily|week|weekly|month)\b
    | (?P<hours>q ?\d{{1,2}}(?:-\d{{1,2}})? ?h|every (?:{_NUMBER})(?: ?(?:-|to) ?(?:{_NUMBER}))?[ -]hours?)
    | \b(?P<latin>b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|o\.?d|q\.?h\.?s|q\.?n|q\.?o\.?d|q\.?w)\b
    | (?P<every>every other day|on alternate days|every day|daily|once weekly|weekly|every week|a day|per day|/ ?day|/ ?d\b|in 24 hours|each day|nightly|monthly)
    | (?P<moment>(?:each|every|in the|at) (?:morning|evening|night|bedtime|noon)|(?:day one|first day|day 1\b)|before (?:breakfast|bed|dinner)|mornings?\b|evenings?\b|at bedtime)
    | (?P<zh_hours>(?:每|间隔)?(?P<zh_n>{_NUMBER})(?:-(?P<zh_m>{_NUMBER}))?个?小时(?:服|用|吃)?(?:(?:一|1)次)?)
    | (?P<zh_times>(?:每|一|1)?(?P<zh_span>日|天|周|星期)(?:服|用|吃|涂|口服|外涂)?(?P<zh_count>{_NUMBER})次)
    | (?P<zh_once>一次(?=.{{0,3}}(?:每日|每天))|每(?:日|天)(?:1|一)?次?|一[天日](?:1|一)次|[/](?:日|天)|每晚|每晨|睡前|早上|晚上|晨起|每早|首日|第一天|早餐前|隔日|隔天|每周(?:1|一)?次?|每周|每日|日)
    """
)
_LATIN = {"bid": 2.0, "tid": 3.0, "qid": 4.0, "qd": 1.0, "od": 1.0, "qhs": 1.0, "qn": 1.0, "qod": 0.5, "qw": 1 / 7}
_PER_DAY = {
    "day": 1.0,
    "daily": 1.0,
    "week": 1 / 7,
    "weekly": 1 / 7,
    "month": 1 / 30,
    "日": 1.0,
    "天": 1.0,
    "周": 1 / 7,
    "星期": 1 / 7,
}
_DIVIDED = re.compile(
    rf"(?:divided|split)(?: (?:in|into))? (?P<n>{_NUMBER})?|in (?P<m>{_NUMBER}) divided|分(?P<z>{_NUMBER})?次"
)

_DAYS = {
    "day": 1,
    "days": 1,
    "天": 1,
    "日": 1,
    "week": 7,
    "weeks": 7,
    "周": 7,
    "个星期": 7,
    "星期": 7,
    "month": 30,
    "months": 30,
    "个月": 30,
}
_COURSE = re.compile(
    rf"(?:\bfor|\bx|\bcourse of|\blasting|连[续用服]?[用服]?|共|疗程(?:为)?|治疗|用|服|,)[ ]?(?P<n>{_NUMBER})(?: ?- ?{_NUMBER})?[ -]?(?P<unit>days?|weeks?|months?|天|日|周|个?星期|个月)(?!后|内|前|一次|[\u3400-\u9fff]?次| ago)"
    rf"|\b(?P<m>{_NUMBER})-(?P<unit2>day|week|month) course"
)


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount, and how much that makes in a day, both from a least to a most."""

    drug: str
    unit: str
    amount: tuple[float, float]
    a_day: tuple[float, float] | None


def number(words: str) -> float:
    """Read a number, in digits or in words."""
    return _WORDS[words] if words in _WORDS else float(words.replace(",", ""))


def doses(sentence: str, named: Sequence[Drug]) -> list[Dose]:
    """Give the doses of a plain sentence, each with the drug that stands nearest."""
    amounts = [
        found
        for found in _AMOUNT.finditer(sentence)
        if not _CEILING.search(sentence[max(0, found.start() - 30) : found.start()])
    ]
    often = list(_often(sentence))
    made: list[tuple[Dose, bool]] = []
    for at, found in enumerate(amounts):
        begins = amounts[at - 1].end() if at else 0
        ends = amounts[at + 1].start() if at + 1 < len(amounts) else len(sentence)
        after = [one for one in often if found.end() - 2 <= one[0] < ends]
        before = [one for one in often if begins <= one[0] < found.start()]
        here = after[:1] or before[-1:]
        divided = _DIVIDED.search(sentence, found.end(), ends)
        made.append(
            (_dose(found, _nearest(named, found), here[0] if here else None, divided), bool(here and here[0][3]))
        )
    return _together(made)


def _dose(
    found: re.Match[str], drug: str, often: tuple[int, float, float, bool] | None, divided: re.Match[str] | None
) -> Dose:
    low = number(found["low"])
    high = number(found["high"]) if found["high"] else low
    unit = found["unit"]
    scale = _MASS.get(unit, 1)
    name = ("mg" if unit in _MASS else _OTHER[unit]) + ("/kg" if found["kg"] else "")
    amount = (low * scale, max(low, high) * scale)
    if divided is not None:
        parts = next((number(each) for each in divided.groups() if each), 1.0)
        return Dose(drug, name, (amount[0] / parts, amount[1] / parts), amount)
    a_day = (amount[0] * often[1], amount[1] * often[2]) if often else None
    return Dose(drug, name, amount, a_day)


def _together(made: Sequence[tuple[Dose, bool]]) -> list[Dose]:
    """One in the morning and one in the evening are two a day."""
    whole: list[Dose] = []
    for dose, moment in made:
        last = whole[-1] if whole else None
        if (
            last
            and moment
            and (last.drug, last.unit, last.amount) == (dose.drug, dose.unit, dose.amount)
            and last.a_day
            and dose.a_day
        ):
            whole[-1] = Dose(
                dose.drug, dose.unit, dose.amount, (last.a_day[0] + dose.a_day[0], last.a_day[1] + dose.a_day[1])
            )
        else:
            whole.append(dose)
    return whole


def _nearest(named: Sequence[Drug], found: re.Match[str]) -> str:
    def away(drug: Drug) -> int:
        return found.start() - drug.end if drug.end <= found.start() else drug.start - found.end() + 5

    return min(named, key=away).name if named else ""


def _often(sentence: str) -> Iterator[tuple[int, float, float, bool]]:
    """Where it is said how often, the least and the most in a day, and whether only a time of day was named."""
    for found in _TIMES_A_DAY.finditer(sentence):
        least = most = 1.0
        if found["times"]:
            per = _PER_DAY[found["span"]]
            least, most = number(found["times"]) * per, number(found["upto"] or found["times"]) * per
        elif found["hours"]:
            hours = [number(one) for one in re.findall(_NUMBER, found["hours"].removeprefix("every "))]
            least, most = 24 / max(hours), 24 / min(hours)
        elif found["latin"]:
            least = most = _LATIN[found["latin"].replace(".", "")]
        elif found["every"]:
            least = most = (
                0.5
                if "other" in found["every"] or "alternate" in found["every"]
                else 1 / 7
                if "week" in found["every"]
                else 1 / 30
                if "month" in found["every"]
                else 1.0
            )
        elif found["zh_hours"]:
            hours = [number(found["zh_n"]), number(found["zh_m"] or found["zh_n"])]
            least, most = 24 / max(hours), 24 / min(hours)
        elif found["zh_times"]:
            least = most = number(found["zh_count"]) * _PER_DAY[found["zh_span"]]
        elif found["zh_once"]:
            least = most = 0.5 if "隔" in found["zh_once"] else 1 / 7 if "周" in found["zh_once"] else 1.0
        yield found.start(), least, most, bool(found["moment"])


def courses(sentence: str) -> set[float]:
    """Give for how many days something is to be taken."""
    return {
        number(found["n"] or found["m"]) * _DAYS[found["unit"] or found["unit2"]]
        for found in _COURSE.finditer(sentence)
    }


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] > other[1] * 1.01 or other[0] > one[1] * 1.01


def same(one: Dose, other: Dose) -> bool | None:
    """Tell whether two doses agree; ``None``: they cannot be compared."""
    if one.unit != other.unit or (one.drug and other.drug and one.drug != other.drug):
        return None
    if one.a_day and other.a_day:
        return not _apart(one.a_day, other.a_day)
    return not _apart(one.amount, other.amount)
