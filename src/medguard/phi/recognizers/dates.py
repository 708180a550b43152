"""Dates of a life in English, and ages over 89. Bare years, weekdays, durations and clock times are not dates here.

45 CFR 164.514(b)(2)(i)(C): all elements of dates (except year), and all ages over 89.
"""

from __future__ import annotations

import re

from medguard.phi.checksums import real_date
from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, Table, row

_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_FULL_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SURE_MONTHS = "January|February|April|June|July|August|September|October|November|December"
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TIME = r"(?:T(?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ORDINAL = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    "seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    "thirtieth|thirty[- ]first"
)
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS = rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]{_ONES})?"
_NUMBER_WORD = rf"(?:{_TENS}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|oh[- ]{_ONES}|{_ONES})"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
# What stands before a short date. "visit 7/12" is the seventh of twelve, "pain 4/10" a score.
_WHEN = (
    rf"(?:on|since|dated?|until|till?|thru|through|from|by|before|after|starting|started|due|seen|admit(?:ted)?|adm|"
    rf"discharged?|d/c|dc'?d|dc|surgery|exam|dob|dos|scheduled|appointment|appt|f/u|follow[- ]?up|as of|effective|lmp|edd|edc|given|filed|sent|received|rec'?d|"
    rf"reprinted|printed|collected|coll|drawn|signed|tomorrow|tmrw|today|yesterday|tonight|clinic|updated|reviewed|placed|removed|born|b\.|dictated|typed|transcribed|presented(?: here)?|TEE|TTE|echo|MRI|CXR|KUB|DEXA|colonoscopy|EGD|mammo(?:gram)?|{_WEEKDAY})"
)
NOT_DAY = (
    r"(?![\w/-]|\.\d|,\d| ?(?:mg|mL|ml|mcg|%|pain|strength|murmur|SEM|HSM|ESM|PSM|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|tabs?|doses?|points?|units?|of\b|bottles?|polyps?|nodes?|cultures?|power|motor|"
    r"bid|tid|qid|qhs|pulses?|positive|pos\b|neg|criteria|scale|systolic|diastolic|in(?:ch)?\b|dilute|strips?|cores?\b|lobes?\b))"
)
_OCR_DIGITS = str.maketrans("OoIl", "0011")
_HOLIDAY = (
    r"christmas(?: (?:eve|day))?(?![ -](?:disease|factor|tree|cake|pudding|cracker|card|jumper|cactus))|x-?mas(?: (?:eve|day))?|thanksgiving(?: (?:day|eve))?|new year'?s?(?: (?:eve|day))?(?! old)|halloween|independence day|(?:4th|fourth) of july|"
    r"july 4th|labou?r day(?: weekend)?|memorial day(?: weekend)?|mother'?s'? day|father'?s'? day|veterans'? day|martin luther king(?:,? jr\.?)?(?: day)?|mlk day|presidents'? day|columbus day|indigenous peoples'? day|"
    r"juneteenth|valentine'?s(?: day)?|st\.? patrick'?s (?:day|night)|boxing day|good friday|maundy thursday|palm sunday|ash wednesday|holy (?:week|saturday)|easter(?: (?:sunday|monday|weekend))?|ramadan|"
    r"eid(?:[ -][aue]l[- ](?:fitr|adha|kabir|maulud))?|sallah|ashura|mawlid|diwali|deepavali|navratri|dussehra|raksha bandhan|onam|pongal|hanukkah|chanukah|passover|pesach|purim|sukkot|shavuot|"
    r"rosh hashanah|yom kippur|kwanzaa|leap day|cinco de mayo|d[ií]a de (?:los muertos|reyes)|day of the dead|three kings(?:'? day)?|mardi gras|carnival tuesday|groundhog day|april fools'?(?: day)?|"
    r"earth day|patriots'? day|flag day|election day|super bowl sunday|black friday|cyber monday|canada day|victoria day|remembrance day|armistice day|anzac day|australia day|waitangi day|"
    r"bastille day|bonfire night|guy fawkes(?: night| day)?|burns night|hogmanay|st\.? (?:george|andrew|david|nicholas)'?s day|all (?:saints'?|souls'?)(?: day)?|whit (?:sunday|monday)|pentecost|"
    r"corpus christi day|midsummer(?:'?s)? (?:eve|day)|(?:lunar|chinese) new year|t[eế]t holiday|tết|chuseok|seollal|ganesh chaturthi|shrove tuesday|michaelmas|martinmas|human rights day|heritage day|nowruz|norooz|vesak|songkran|obon|golden week|mid-autumn festival|dragon boat festival|qingming|"
    r"timket|timkat|meskel|enkutatash|orthodox (?:easter|christmas)"
)


def _by_first_letter(pattern: str) -> str:
    """The alternatives of a flat pattern, grouped so that most words are refused after one comparison each."""
    groups: dict[str, list[str]] = {}
    for part in re.split(r"\|(?![^(]*\))", pattern):
        groups.setdefault(part[0], []).append(part)
    return "|".join(
        f"{first}(?:{'|'.join(part[1:] for part in parts)})" if first.isalpha() else "|".join(parts)
        for first, parts in groups.items()
    )


def _numeric(value: str) -> bool:
    """Whether three numbers can be a date, year first or last, either order of day and month."""
    first, second, third = (int(part) for part in re.findall(r"\d+", value)[:3])
    if first > 31:  # noqa: PLR2004 - a year
        return real_date(first, second, third)
    year = third if third > 99 else 2000  # noqa: PLR2004 - a short year; its century does not matter here
    return real_date(year, first, second) or real_date(year, second, first)


def _compact(value: str) -> bool:
    """Whether eight digits or more begin with a date."""
    return real_date(int(value[:4]), int(value[4:6]), int(value[6:8]))


def _month_day(value: str) -> bool:
    first, second = (int(part) for part in re.findall(r"\d+", value)[:2])
    return real_date(2000, first, second) or real_date(2000, second, first)


def _likely_day(value: str) -> bool:
    """Whether two numbers in brackets are a day: "(6/2)" is, "(3/3)", "(4/5)" and "(7/10)" are scores."""
    first, second = (int(part) for part in value.split("/"))
    return first > second and first <= 12 and real_date(2000, first, second)  # noqa: PLR2004 - twelve months


def _no_score(value: str) -> bool:
    """Whether two numbers can be a day and hardly a score or a murmur: "2/27" and "9/2", not "2/6"."""
    first, second = (int(part) for part in value.split("/"))
    return _month_day(value) and (first > second or second > 12)  # noqa: PLR2004 - months


def _day_number(value: str) -> bool:
    """Refuses "at first" and "the second", which count."""
    return value[0].isdigit() or value.casefold() not in {"first", "second", "third"}


def _month_not_a_word(value: str) -> bool:
    """Refuses "may 5" and "march 10" in small letters, which are a verb and a number, unless an ordinal or a year follows."""
    if not value.startswith(("may", "mar")):
        return True
    return bool(re.search(r"\d(?:st|nd|rd|th)|\d{4}|the ", value))


def _day_not_a_dose(value: str) -> bool:
    """Refuses "2 may be" and "4 mar": a number and a verb; "23 may" stands with two digits."""
    if not value.endswith(("may", "mar")):
        return True
    return bool(re.match(r"\d{2}|\d(?:st|nd|rd|th)", value))


def _sloppy(value: str) -> bool:
    """A date that a scanner read with letters for digits: O3/1l/1946."""
    return sum(map(str.isdigit, value)) > 3 and _numeric(value.translate(_OCR_DIGITS))  # noqa: PLR2004 - half of the digits


_NINETY = r"(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|a) hundred(?: and)?(?: (?:one|two|three|four|five|six|seven|eight|nine|ten))?)"
_OLD = r"(?:9\d|1[01]\d|12[0-2])"

ENGLISH_DATES = Table(
    "english dates",
    [
        row(Kind.DATE, rf"(?<![\w.-]){_YEAR}([-/.])(?:1[0-2]|0?[1-9])\1{_DAY}{_TIME}(?![\d]|[-/]\d)", STRONG, _numeric),
        row(Kind.DATE, rf"(?<![\w./-]){_YEAR}-(?:0[1-9]|1[0-2])(?![\w/-]|\.\d)", GOOD),
        row(
            Kind.DATE,
            r"(?<![\w./-])\d{1,2}([-/])\d{1,2}\1(?:\d{4}|\d{2})(?![\w/]|[-.]\d)",
            STRONG,
            _numeric,
            unless=r"apgars?[ :]{0,2}|(?:评分|阿普加|阿氏)[ :]{0,2}",
        ),
        row(
            Kind.DATE,
            r"(?<![\w./-])(?=[\dOlI]{0,2}/?[\dOlI]{0,2}/?[0-9]?[OlI])[\dOlI]{1,2}/[\dOlI]{1,2}/[\dOlI]{2,4}(?![\w/-])",
            GOOD,
            _sloppy,
        ),
        row(Kind.DATE, rf"(?<![\w./-])(?:1[0-2]|0?[1-9])/{_YEAR}(?![\w/-]|\.\d)", STRONG),
        row(Kind.DATE, rf"(?<![\w./-])\d{{1,2}}\.\d{{1,2}}\.{_YEAR}(?![\w/]|[-.]\d)", STRONG, _numeric),
        # Day, month and short year with full stops, unless it is a version or a paragraph.
        row(
            Kind.DATE,
            r"(?<![\w./:-])\d{1,2}\.\d{1,2}\.\d{2}(?![\w/]|[-.]\d)",
            FAIR,
            _numeric,
            unless=r"\b(?:v(?:er(?:sion)?)?|firmware|fw|software|sw|build|rev(?:ision)?|section|sect|policy|chapter|table|fig(?:ure)?|release|cfr|hl7|mllp|dicom|ip|api|icd|part|item|para)\.?[ :]{0,2}",
        ),
        row(
            Kind.DATE,
            r"(?<![\w./:-])\d{1,2}\.\d{1,2}\.\d{1,2}(?![\w/]|[-.]\d)",
            GOOD,
            after=rf"\b{_WHEN}:? {{1,2}}",
        ),
        row(
            Kind.DATE,
            rf"(?<![\w./-]){_DAY}\.(?:i{{1,3}}|iv|vi{{0,3}}|ix|xi{{0,2}})\.(?:{_YEAR}|\d{{2}})(?![\w/-])",
            GOOD,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"(?<![\w.-]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])(?:[0-5]\d){{1,2}}(?:\.\d{{1,6}})?(?:[+-]\d{{4}})?)?(?![\w.-])",
            FAIR,
            _compact,
            unless=r"(?:lot|batch|version|build|rev|批号|批次|版本)(?: ?(?:no\.?|number))?[ :#]{0,3}",
        ),
        # Month and day, either first; ranges of days; ordinals in digits and words.
        row(
            Kind.DATE,
            rf"\b(?:{_MONTHS})\.?(?:[ -]{{1,2}}|(?: the)? )(?:{_DAY}(?:st|nd|rd|th)?(?:(?: ?- ?| to | and | & )(?:{_DAY}(?:st|nd|rd|th)?\b(?! ?(?:mg|mL|weeks|days))|(?:{_MONTHS})\.? {_DAY}\b))?|(?:the )?(?:{_ORDINAL})\b)"
            rf"(?:(?:,? {{1,2}}|-|/){_YEAR}|,? '?\d{{2}}\b(?![:.]\d|[-/]\d| ?(?:mg|ml|y/?o|years?|days?|[ap]m\b))|,? (?:nineteen|twenty)[ -][a-z]{{3,9}}(?:[ -][a-z]{{3,5}})?|,? {_TENS}\b(?! (?:mg|milli|percent|years|patients|minutes|hours|days)))?(?![\w]|\.\d|/\d|:\d| ?(?:mg|mL|ml|mcg|%))",
            STRONG,
            _month_not_a_word,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"(?<![\w.])(?:{_DAY}(?:st|nd|rd|th)?(?: ?- ?| to | and | & )){{0,1}}{_DAY}(?:st|nd|rd|th)?(?: {{1,2}}| of |-|/|)(?:{_MONTHS})(?![^\W\d_])\.?(?:(?:,? {{1,2}}|-|/|){_YEAR}\b|(?:,? |-|/|)'?\d{{2}}\b(?![:.]\d|[-/]\d| ?(?:mg|ml|y/?o|years?|[ap]m\b)))?",
            STRONG,
            _day_not_a_dose,
            any_case=True,
        ),
        row(Kind.DATE, rf"\b(?:{_MONTHS})(?:\.? {{1,2}}|[-/]|, | of |)(?:{_YEAR}|'\d{{2}})\b", STRONG, any_case=True),
        row(Kind.DATE, rf"\b{_YEAR}[ -](?:{_MONTHS})\b(?:[ -]{_DAY}\b)?", GOOD, any_case=True),
        row(
            Kind.DATE,
            rf"\b(?:{_by_first_letter(_ORDINAL)}) (?:of|day of) (?:{_FULL_MONTHS})\b(?:,? (?:nineteen|twenty)[ -]{_NUMBER_WORD}\b)?",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"(?<![\w.])(?:{_DAY}(?:st|nd|rd|th)|{_by_first_letter(_ORDINAL)})(?=[.,;:)!?](?!\d)|\s*(?:\n|$)| (?:at|and|with|for|to|if|when|as)\b)",
            GOOD,
            _day_number,
            any_case=True,
            after=r"\b(?:on|by|until|till|from|since|back|before|after|arrives?|arriving|due|expected)(?: (?:on|by))? (?:the )?",
        ),
        row(Kind.DATE, rf"\b(?:{_SURE_MONTHS}|(?:january|february|july|september|october|november|december))\b", GOOD),
        row(
            Kind.DATE,
            r"\b(?:(?:March|May|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|APR|JUL|AUG|SEPT|NOV|DEC|april|june|august)\b|"
            r"(?-i:march|jan|feb|apr|aug|sept?|nov)(?= (?:already|alr|notes?|appt|visit|labs?|clinic|and|or|when|then|of)|[.,;?!]|\s*(?:\n|$)))\.?(?! of (?:dimes))",
            GOOD,
            after=r"\b(?:in|since|last|next|early|late|mid|until|by|this|during|between|from|due|its|it's|of|her|his|my|our|their|every|through|for|after|before|around)[ -]",
        ),
        # Read out: "date of birth is eleven eleven sixty", "the second Friday in October".
        row(
            Kind.DATE,
            rf"\b(?:dob|date of birth|birth ?da(?:te|y)|born)(?:,? (?:is|was|on))?[:,]? (?P<v>{_NUMBER_WORD}(?:[- ,]{{1,2}}{_NUMBER_WORD}){{2,4}})\b",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"\b{_NUMBER_WORD} (?:slash|dash|stroke) {_NUMBER_WORD} (?:slash|dash|stroke) (?:{_NUMBER_WORD}(?: {_NUMBER_WORD}){{0,2}}|\d{{2,4}})\b",
            GOOD,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"\b(?:{_by_first_letter(_ORDINAL)}) of the (?:{_by_first_letter(_ORDINAL)}),? (?:(?:nineteen|twenty)(?: hundred(?: and)?)? )?{_NUMBER_WORD}\b",
            GOOD,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"\b(?:first|second|third|fourth|last) (?:mon|tues|wednes|thurs|fri|satur|sun)day (?:in|of) (?:{_FULL_MONTHS})\b",
            STRONG,
            any_case=True,
        ),
        # Two short numbers after a word that dates, a second pair behind it, or a clock time after.
        row(
            Kind.DATE,
            rf"(?<![\w./-])\d{{1,2}}([/-])\d{{1,2}}(?:(?: ?- ?| or | to | and | & |, ?)\d{{1,2}}\1\d{{1,2}}){{0,2}}{NOT_DAY}",
            GOOD,
            _month_day,
            any_case=True,
            after=rf"\b{_WHEN}:? {{1,2}}",
        ),
        row(
            Kind.DATE,
            r"(?<![\w./-])(?P<v>\d{1,2}[/-]\d{1,2})(?= (?:at |@ ?)?(?:[01]?\d|2[0-3]):[0-5]\d|,? (?:at )?\d{1,2} ?[ap]\.?m\b)",
            GOOD,
            _month_day,
            any_case=True,
        ),
        row(
            Kind.DATE,
            rf"(?<![\w./-])(?:0[1-9]/(?:0[1-9]|[12]\d|3[01])|(?:[12]\d|3[01])/0[1-9]|1[0-2]/0[1-9])(?:-\d{{2}}/\d{{2}})?{NOT_DAY}",
            FAIR,
        ),
        row(
            Kind.DATE,
            r"\b(?:[Yy]our|[Tt]he|[Hh]is|[Hh]er) (?P<v>\d{1,2}/\d{1,2})(?= (?:[a-z]+ )?(?:panel|labs?|visit|appt|appointment|note|scan|CT|MRI|x-?ray|echo|clinic|results?|biopsy)\b)",
            GOOD,
            _no_score,
        ),
        # No score has more points than there are: "PSA 4/1", "meds 12/1" are days. Pressures of a ventilator are not.
        row(
            Kind.DATE,
            rf"(?<![\w./-])\d{{1,2}}/\d{{1,2}}{NOT_DAY}",
            FAIR,
            _likely_day,
            unless=r"(?:bi-?pap|cpap|asb|psv|pc|ac|simv|prvc|pip|ipap|epap|niv|ps|peep|vent|settings?|pressures?|cmh2o|at|a:v|ratio|cycle|neb|hr|rr|p|g|ffp|plt|heights?|strength|power|acuity|steroids?|hctz|then|block|mapping|q|x|vision|va|o[dsu]|neut|percocet|norco|vicodin|lortab|[a-z][a-z](?:et|co|in|ol|il|ide|xone)) ?:? ?",
        ),
        row(Kind.DATE, r"(?<=\()(?P<v>\d{1,2}/\d{1,2})(?=\))", FAIR, _likely_day),
        row(
            Kind.DATE,
            r"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|born(?: on)?|b\.)[\"']?(?: is)?[:=]? {0,3}[\"']?(?P<v>\d{1,4}(?:[-/. ]\d{1,4}){1,2}|\d{6,8})\b",
            STRONG,
            lambda v: not re.fullmatch(r"\d{1,3}\.\d{1,2}", v),  # a breath test: delta over baseline
            any_case=True,
        ),
        row(Kind.DATE, rf"\b(?:{_by_first_letter(_HOLIDAY)})(?![^\W\d_])", GOOD, any_case=True),
        row(
            Kind.AGE90,
            rf"(?<![\w.,/-])(?P<v>{_OLD})(?=[- ]{{0,2}}(?:years?|yrs?)\.?[- ]{{1,2}}(?:old|of age|young)|[- ]?(?:y/?o|y\.o\.?)(?:[mf]?\b)|[- ]?year[- ]old| ?[yY] ?/ ?[oO])",
            STRONG,
            any_case=True,
        ),
        # Sex behind the number: "95F adm", "91 F."; not a temperature.
        row(
            Kind.AGE90,
            rf"(?<![\w.,/:-]){_OLD}(?:(?=[MF]\b)|(?= ?/ ?[MF]\b)|(?= (?:M|F|male|female|man|woman|lady|gentleman)\b(?! ?at\b)(?=[.,;\s]|$)))",
            STRONG,
            any_case=True,
            unless=r"\b(?:temp(?:erature)?|t|tm|tmax|tc|tympanic|oral|rectal|axillary|fever|to|of|was|is|at)[ :=]{1,3}(?:\w{1,8} )?",
        ),
        row(
            Kind.AGE90,
            rf"(?<![\w.,/-]){_OLD}\b(?![./-]\d|%| ?(?:mg|bpm|days|hours|weeks|months|lb|kg))",
            STRONG,
            any_case=True,
            after=r"\b(?:aged?|ages|age is|age of|age group|age ?/ ?sex|turned|turning|turns|correction)[\"']?:? {0,6}[\"']?(?:is |of )?",
        ),
        row(
            Kind.AGE90,
            rf"(?<![\w.,/-])(?:{_OLD}|{_NINETY})(?=[.,;!)|\"]| and\b| now\b| next\b| this\b|\n|$| \|)",
            STRONG,
            any_case=True,
            after=r"\b(?:s?he|they|who|mother|father|mom|mum|dad|pt|patient|sister|brother|aunt|uncle|husband|wife|grand(?:ma|pa|mother|father)|sister [\"']?[A-Z][a-z]{{1,14}}[\"']?|nan|nana)(?: is| was|'s|s| will be)(?: now| almost| nearly| over)? ",
        ),
        row(Kind.AGE90, rf"(?<=[a-z], )(?P<v>{_OLD})(?=, (?:[a-z]|[MF]\b))", GOOD),
        row(Kind.AGE90, rf"\b(?P<v>{_OLD})(?= next (?:week|month|birthday|year))", GOOD),
        row(
            Kind.AGE90,
            rf"\b{_NINETY}(?=[- ](?:years?|yrs?)[- ](?:old|young)| ?[,;.]? (?:and )?(?:lives alone|still lives))",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.AGE90,
            rf"\b(?:is|was|age[?.,:]?|[a-z]+,)(?:\n?\s?[A-Z]\w{{1,14}}:)? (?P<v>{_NINETY})(?=[.,;)]? (?-i:Born|born|B\.|DOB|dob)|\.?\n)",
            GOOD,
            any_case=True,
        ),
        row(
            Kind.AGE90,
            r"\b(?:is|aged?|turned|turning) (?P<v>ninety(?:-| )?(?:one|two|three|four|five|six|seven|eight|nine)?)(?=[.,;)])",
            GOOD,
            any_case=True,
        ),
    ],
)
