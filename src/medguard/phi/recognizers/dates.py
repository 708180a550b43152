"""Dates of a life, and ages over 89. Bare years, weekdays, durations and clock times are not dates here.

45 CFR 164.514(b)(2)(i)(C): all elements of dates (except year), and all ages over 89.
"""

from __future__ import annotations

import re

from medguard.phi.checksums import real_date
from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, Table, row

_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_FULL_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SURE_MONTHS = "January|February|April|June|July|August|September|October|November|December"
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TIME = r"(?:T(?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ORDINAL = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    "seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    "thirtieth|thirty[- ]first"
)
_WHEN = (
    r"(?:on|since|dated?|until|till|thru|through|from|by|before|after|starting|started|due|seen|visit(?:ed)?|admit(?:ted)?|adm|"
    r"discharged?|d/c|dc'?d|surgery|exam|dob|scheduled|appointment|appt|f/u|follow[- ]?up|last|next|of|as of|effective|lmp|edd)"
)
_HAN_NUMBER = "[〇零一二三四五六七八九十廿卅]"


def _numeric(value: str) -> bool:
    """Whether three numbers can be a date, year first or last, either order of day and month."""
    first, second, third = (int(part) for part in re.findall(r"\d+", value)[:3])
    if first > 31:  # noqa: PLR2004 - a year
        return real_date(first, second, third)
    year = third if third > 99 else 2000 + third  # noqa: PLR2004 - a short year; its century does not matter here
    return real_date(year, first, second) or real_date(year, second, first)


def _compact(value: str) -> bool:
    """Whether eight digits or more begin with a date."""
    return real_date(int(value[:4]), int(value[4:6]), int(value[6:8]))


def _month_day(value: str) -> bool:
    first, second = (int(part) for part in re.findall(r"\d+", value)[:2])
    return real_date(2000, first, second) or real_date(2000, second, first)


def _month_not_a_word(value: str) -> bool:
    """Refuses "may 5" and "march 10" in small letters, which are a verb and a number, unless an ordinal or a year follows."""
    if not value.startswith(("may", "mar")):
        return True
    return bool(re.search(r"\d(?:st|nd|rd|th)|\d{4}", value))


ENGLISH_DATES = Table(
    "english dates",
    [
        row(Kind.DATE, rf"(?<![\w.-]){_YEAR}([-/.])(?:1[0-2]|0?[1-9])\1{_DAY}{_TIME}(?![\d]|[-/]\d)", STRONG, _numeric),
        row(Kind.DATE, r"(?<![\w./-])\d{1,2}([-/])\d{1,2}\1(?:\d{4}|\d{2})(?![\w/]|[-.]\d)", STRONG, _numeric),
        row(Kind.DATE, rf"(?<![\w./-])\d{{1,2}}\.\d{{1,2}}\.{_YEAR}(?![\w/]|[-.]\d)", STRONG, _numeric),
        row(Kind.DATE, r"(?<![\w./-])\d{2}\.\d{2}\.\d{2}(?![\w/]|[-.]\d)", FAIR, _numeric),
        row(
            Kind.DATE,
            rf"(?<![\w.-]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])(?:[0-5]\d){{1,2}}(?:\.\d{{1,6}})?(?:[+-]\d{{4}})?)?(?![\w.-])",
            FAIR,
            _compact,
        ),
        row(
            Kind.DATE,
            rf"\b(?:{_MONTHS})\.?[ -]{{1,2}}{_DAY}(?:st|nd|rd|th)?(?:(?:,? {{1,2}}|-|/){_YEAR}|,? '?\d{{2}}\b)?(?![\w]|\.\d|/\d| ?(?:mg|mL|ml|mcg|%))",
            STRONG,
            _month_not_a_word,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"(?<![\w.]){_DAY}(?:st|nd|rd|th)?(?: {{1,2}}| of |-|/)(?:{_MONTHS})\b\.?(?:(?:,? {{1,2}}|-|/)(?:{_YEAR}|'?\d{{2}}\b))?",
            STRONG,
            any_case=True,
        ),
        row(Kind.DATE, rf"\b(?:{_MONTHS})(?:\.? {{1,2}}|[-/]|, | of )(?:{_YEAR}|'\d{{2}})\b", STRONG, any_case=True),
        row(Kind.DATE, rf"\b{_YEAR}[ -](?:{_MONTHS})\b(?:[ -]{_DAY}\b)?", GOOD, any_case=True),
        row(
            Kind.DATE,
            rf"\b(?:{_FULL_MONTHS})(?: the)? (?:{_ORDINAL})\b(?:,? (?:{_YEAR}|(?:nineteen|twenty)[a-z -]{{3,20}}))?",
            STRONG,
            any_case=True,
        ),
        row(Kind.DATE, rf"\b(?:the )?(?P<v>(?:{_ORDINAL}) of (?:{_FULL_MONTHS}))\b", STRONG, any_case=True),
        row(Kind.DATE, rf"\b(?:{_SURE_MONTHS})\b", GOOD),
        row(
            Kind.DATE,
            r"\b(?:[Ii]n|[Ss]ince|[Ll]ast|[Nn]ext|[Ee]arly|[Ll]ate|[Mm]id-?|[Uu]ntil|[Bb]y|[Tt]his|[Dd]uring|[Bb]etween|[Ff]rom)[ ]?(?P<v>March|May|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?",
            GOOD,
        ),
        row(
            Kind.DATE,
            rf"\b{_WHEN}:? {{1,2}}(?P<v>\d{{1,2}}[/-]\d{{1,2}})(?![\w/-]|\.\d| ?(?:mg|mL|ml|%|pain|strength|murmur|hours?|days?|weeks?|months?|years?|tabs?|doses?|points?))",
            FAIR,
            _month_day,
            any_case=True,
        ),
        row(
            Kind.DATE,
            r"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|born(?: on)?)[\"']?(?: is)?[:=]? {0,3}[\"']?(?P<v>\d{1,4}(?:[-/. ]\d{1,4}){1,2}|\d{6,8})\b",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.DATE,
            r"\b(?:Christmas(?: (?:Eve|Day))?|Thanksgiving(?: Day)?|New Year'?s?(?: (?:Eve|Day))?|Halloween|Independence Day|(?:4th|Fourth) of July|Labor Day|Memorial Day|Mother's Day|Father's Day|Veterans Day|Martin Luther King(?:,? Jr\.?)? Day|Presidents'? Day|Columbus Day|Juneteenth|Valentine's(?: Day)?|St\.? Patrick's Day|Boxing Day|Good Friday|Easter(?: (?:Sunday|Monday))?|Ramadan|Diwali|Hanukkah|Passover|Rosh Hashanah|Yom Kippur)\b",
            GOOD,
        ),
        row(
            Kind.AGE90,
            r"(?<![\w.-])(?P<v>9\d|1[0-2]\d)(?=[- ]{0,2}(?:years?|yrs?)\.?[- ]{1,2}(?:old|of age)|[- ]?(?:y/?o|y\.o\.?)\b|[- ]?year[- ]old| ?[yY] ?/ ?[oO]| ?[MF]\b)",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.AGE90,
            r"\b(?:aged?|age is|age of|age group|turned|turning)[\"']?:? {0,3}[\"']?(?:is |of )?(?P<v>9\d|1[0-2]\d)\b(?![./-]\d|%| ?(?:mg|bpm|days|hours|weeks|months))",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.AGE90,
            r"\b(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|a) hundred(?: and)?(?: (?:one|two|three|four|five|six|seven|eight|nine|ten))?)(?=[- ]years?[- ]old)",
            STRONG,
            any_case=True,
        ),
    ],
)

_LUNAR_DAY = (
    "(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
)
_NOT_SPAN = "(?![个余多来龄半大前后内])"

CHINESE_DATES = Table(
    "chinese dates",
    [
        row(
            Kind.DATE,
            r"(?<!\d)(?:(?:19|20)?\d{2} ?年 ?)(?:1[0-2]|0?[1-9]) ?月(?: ?份| ?(?:3[01]|[12]\d|0?[1-9]) ?(?:日|号)?)?",
            STRONG,
        ),
        row(
            Kind.DATE,
            r"(?<![\d.孕第])(?:1[0-2]|0?[1-9]) ?月 ?(?:3[01]|[12]\d|0?[1-9]) ?(?:日|号)?(?!\d|[天个月周岁])",
            STRONG,
        ),
        row(
            Kind.DATE,
            rf"(?<![\d.孕第~-])(?:1[0-2]|[1-9])月(?:份|初|底|中旬|上旬|下旬|末)?(?:至|-|~)?{_NOT_SPAN}(?!\d)",
            GOOD,
            lambda v: v[-1] != "-",
        ),
        row(
            Kind.DATE,
            rf"(?:(?:[一二]{_HAN_NUMBER}{{3}}|{_HAN_NUMBER}{{2}})年)(?:十[一二]?|[正冬腊元一二三四五六七八九])月(?:份|{_LUNAR_DAY}|{_HAN_NUMBER}{{1,3}}(?:日|号)?)?",
            STRONG,
        ),
        row(
            Kind.DATE,
            rf"(?<![〇零一二三四五六七八九十个孕第])(?:十[一二]?|[正冬腊元一二三四五六七八九])月(?:{_LUNAR_DAY}|{_HAN_NUMBER}{{1,3}}(?:日|号))",
            STRONG,
        ),
        row(
            Kind.DATE,
            r"(?:(?:农历|阴历|旧历)[^\n,。]{0,6}?)(?P<v>(?:正|冬|腊|闰?[一二三四五六七八九十]{1,2})月(?:初?[一二三四五六七八九十廿]{1,3})?)",
            STRONG,
        ),
        row(Kind.DATE, r"(?<![\w个])(?:正月|腊月|冬月)(?![个余])", GOOD),
        row(
            Kind.DATE,
            r"(?<!\d)(?:本月|上月|上个月|下月|下个月|当月|这个月|同月)(?P<v>(?:3[01]|[12]\d|[1-9])(?:日|号))",
            GOOD,
        ),
        row(Kind.DATE, r"(?:于|在|定于|约在|自)(?P<v>(?:3[01]|[12]\d|[1-9])(?:日|号))(?![线床楼室])", FAIR),
        row(
            Kind.DATE,
            r"春节|元宵节?|清明节?|端午节?|七夕节?|中秋节?|重阳节?|国庆节?|除夕|元旦|大年(?:初[一二三四五六七]|三十)|劳动节|儿童节|妇女节|圣诞节|五一(?=节|假|期间|前|后|放)|十一(?=假|期间|长假)|腊八节?|冬至|小年夜?",
            GOOD,
        ),
        row(Kind.AGE90, r"(?<![\d.])(?P<v>9\d|1[0-2]\d)(?= ?(?:周岁|岁|虚岁))", STRONG),
        row(Kind.AGE90, r"年龄[\"']?[:是为]? {0,2}[\"']?(?P<v>9\d|1[0-2]\d)(?![\d.%])", STRONG),
        row(
            Kind.AGE90,
            r"(?P<v>九十[一二三四五六七八九]?多?|一百(?:零[一二三四五六七八九]|一十|二十)?多?)(?=岁|周岁|高龄)",
            STRONG,
        ),
    ],
)
