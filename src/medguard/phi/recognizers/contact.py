"""Ways to reach somebody: e-mail, web, network addresses, telephone, fax, WeChat."""

from __future__ import annotations

import ipaddress
import re

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STANDARD, STRONG, SURE, Table, row

_TOP = (
    "com|org|net|edu|gov|mil|int|info|biz|io|co|ai|app|dev|me|health|care|clinic|hospital|test|example|local|"
    "cn|hk|tw|us|uk|ca|au|nz|ie|de|fr|es|it|nl|be|ch|at|se|no|dk|fi|pl|pt|jp|kr|in|sg|br|mx|ru|eu|is|za|mn|cz|hu|gr|tr|il|ng|ke|ph|th|vn|id|my|ar|cl"
)
A_VALUE_BEFORE = r"\d ?(?:[A-Za-zµμ%][\w/%^.]{0,9})? ?[↑↓HL*]? ?$"
"""What stands before the limits of a value in brackets: 121 g/L (130-175)."""
_TERMINOLOGY = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:loinc\.org|hl7\.org|snomed\.info|snomed\.org|unitsofmeasure\.org|dicom\w*\.org|w3\.org|"
    r"ihe\.net|nucc\.org|ama-assn\.org|whocc\.no|who\.int|schema\.org|json-schema\.org|doi\.org|nih\.gov|cdc\.gov|fda\.gov|"
    r"cms\.gov|hhs\.gov|clinicaltrials\.gov|openehr\.org|omop\.org|ohdsi\.org|iso\.org|nice\.org\.uk|cochrane\.org|"
    r"nejm\.org|thelancet\.com|bmj\.com|jamanetwork\.com|nature\.com|springer\.com|wiley\.com|elsevier\.com)"
    r"(?![\w-]|\.\w|:\w*@)",
    re.IGNORECASE,
)


def person_url(value: str) -> bool:
    """Whether a web address may lead to somebody: terminologies, agencies and journals do not."""
    return not _TERMINOLOGY.match(value)


def _service_number(value: str) -> bool:
    """A Chinese 400 or 800 number has ten digits."""
    return value[1:3] == "00" and sum(map(str.isdigit, value)) == len("4008201234")


def _ip4(value: str) -> bool:
    """Four numbers below 256; an OID such as 2.16.840.1 or a version with zeros in front is none."""
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return True


def _small(value: str) -> bool:
    """Whether four numbers are small, as those of releases are."""
    return all(int(part) < 32 for part in value.partition("/")[0].split("."))  # noqa: PLR2004


def _ip6(value: str) -> bool:
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return value.count(":") > 1 and any(c.isalnum() for c in value)


_FOUR_NUMBERS = r"(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?"
_FOUR_SMALL = r"(?:(?:[12]?\d|3[01])\.){3}(?:[12]?\d|3[01])"
_VERSION = r"(?:\d ?(?:->|→)|固件|版本|软件|\b(?:template|release|version|ver|build|firmware|fw|software|revision|rev|v|openssl|kernel|driver|api|sdk))[ .:：=\"']{0,4}"
# Any letter but Chinese ones, which stand before an address without a space.
_LETTER = r"[^\W\u3040-\u9fff]"
_EXT = r"(?: {0,2},? ?(?:x|ext\.?|extension|转|分机) {0,2}:? ?\d{1,6})?"
# NANP: an area code and a seven-digit number; typists lose a bracket or the space, and write slashes.
_US = r"(?:(?:00|\+)?1[-. ]{0,2})?(?:\(?\d{3}\)[-. /]{0,2}|\d{3}[-. ]{1,3}|\d{3}/)\d{3}[-. /]{1,3}\d{4}"
_DOT = r"(?: dot |[(\[{<]dot[)\]}>])"
_CALL = (
    r"(?:tele(?:phone)?|phone|ph|tel|cell(?:ular)?|mobile|mob|pager?|beeper|call(?:ed|back)?|contact|reach(?:ed|able)?|text|"
    r"dial|whatsapp|signal|viber|telegram|home|work|office|line|hotline|landline|sms|ring|rang|bleep|pgr|voicemail|vm|ext(?:ension)?|[mcohpt](?= ?[:(+]))"
)
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
_DIGITS = re.compile(rf"\d|{_DIGIT_WORD}", re.IGNORECASE)
_SPOKEN_TENS = re.compile(rf"\b{_TENS}\b", re.IGNORECASE)
# Between the digits of somebody who reads them out; a full stop and a number is another sentence.
_PAUSE = r"(?:[- ,]{1,3}|(?: ?\.){2,3} ?|\.(?=[a-z])|\. (?=[a-z]))"
_TELEPHONE = range(7, 16)


def _not_a_row(value: str) -> bool:
    """Whether single digits are a telephone number and not a row of marks: ten or eleven, with a sign or a lead of 2-9."""
    return len(set(value)) > 4 and (any(c in value for c in ".-") or value[0] in "23456789")  # noqa: PLR2004


def _spoken(value: str) -> bool:
    """Seven digits or more in all, some as words: "763 five five five 01 44" (E.164 allows fifteen)."""
    # "sixty" has two digits.
    value = _SPOKEN_TENS.sub("one one", value)
    found = [digit.casefold() for digit in _DIGITS.findall(value)]
    count = len(found) + found.count("triple")
    words = sum(map(str.isalpha, found))
    return words > 0 and count in _TELEPHONE and (words > 2 or words < count - 3)  # noqa: PLR2004 - "two 500 mg" is a dose


# A number or a letter of a number that is read out; "a" and "I" only before another one.
_SAID = rf"(?:(?:{_DIGIT_WORD}|{_TENS}|[b-hj-z]|\d{{1,4}})(?![^\W_']|'\w)|(?-i:[AI])(?=[- ,]{{1,2}}(?:{_DIGIT_WORD}|(?-i:[A-Z]))(?![^\W_'])))"
_SAID_DIGITS = re.compile(rf"\b(?:{_DIGIT_WORD}|{_TENS}|\d+)\b", re.IGNORECASE)

_LINK = r"[\"']?\.? {0,2}(?:(?:number|no|num|#|at|on|is|to)\.? {0,2}){0,3}[\"']?[:=#]? {0,3}[\"']?(?:\([a-z]{1,8}\) ?)?"

CONTACT = Table(
    "contact",
    [
        row(
            Kind.EMAIL,
            rf"(?<![.+%-])(?<!{_LETTER})(?:{_LETTER}|[.+%'#-]){{1,64}}+@(?:{_LETTER}|-){{1,63}}+(?:\.(?:{_LETTER}|-){{1,63}}+){{1,6}}",
            SURE,
            lambda v: v.rpartition(".")[2][:1].isalpha(),
        ),
        row(
            Kind.EMAIL,
            rf"(?<![.+%-])(?<!{_LETTER})(?:{_LETTER}|[.+%-]){{1,64}}+@(?:{_LETTER}|-){{3,63}}+",
            GOOD,
            lambda v: sum(map(str.isalpha, v.rpartition("@")[2])) > 2 and any(c.isalpha() for c in v[:1]),  # noqa: PLR2004
        ),
        row(
            Kind.EMAIL,
            rf"(?<![\w.])\w[\w.+-]{{0,40}}+(?: ?(?:{_DOT}|underscore|dash|hyphen|plus) ?\w{{1,30}}){{0,3}}(?: (?:{_DIGIT_WORD}|{_TENS})){{0,6}} ?(?:(?:[(\[{{<]at[)\]}}>]| at ) ?[\w-]{{1,40}}"
            rf"(?:(?: dot | ?[(\[{{<]dot[)\]}}>] ?|\.)[\w-]{{1,30}}){{0,3}}(?: dot | ?[(\[{{<]dot[)\]}}>] ?)(?:{_TOP})\b|[(\[{{<]at[)\]}}>] ?[\w-]{{1,40}}(?:\.[\w-]{{1,30}}){{1,3}})",
            GOOD,
            any_case=True,
        ),
        # A web address read out: "sandpiper peds dot com slash book".
        row(
            Kind.URL,
            r"(?<![\w.])(?:(?:go to|visit|see|at|www dot) )(?P<v>[a-z0-9-]{2,30}(?: [a-z0-9-]{2,20}){0,2} dot (?:com|org|net|edu|gov|health|care|io)(?: slash [\w-]{1,30}){0,3})\b",
            GOOD,
            any_case=True,
        ),
        row(
            Kind.URL,
            r"\b(?:https?|ftp|sftp|wss?)://[^\s<>\"'`\u3000-\u9fff|{}\\^\[\]]{3,2000}+",
            SURE,
            person_url,
            any_case=True,
        ),
        row(
            Kind.URL,
            r"(?<![\w@./-])www\.[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}(?:/[^\s<>\"'\u3000-\u9fff]{0,2000}+)?",
            SURE,
            person_url,
            any_case=True,
        ),
        row(
            Kind.URL,
            rf"(?<![\w@./-])[A-Za-z0-9-]{{1,63}}+(?:\.[A-Za-z0-9-]{{1,63}})*?\.(?:{_TOP})(?::\d{{1,5}})?/[^\s<>\"'\u3000-\u9fff]{{1,2000}}+",
            GOOD,
            person_url,
        ),
        row(
            Kind.IP,
            rf"(?<![\w.]){_FOUR_NUMBERS}(?![\w]|\.\d)",
            STRONG,
            lambda v: _ip4(v.partition("/")[0]) and not _small(v),
            unless=_VERSION,
        ),
        # Small numbers are a version as often as not ("Rhapsody 6.6.1.2"), unless a private network's addresses begin so; and
        # those, too, where one gives way to another: "10.4.22.1 -> 10.4.23.0".
        row(
            Kind.IP,
            rf"(?<![\w.])(?=10\.|127\.){_FOUR_NUMBERS}(?![\w]|\.\d| ?(?:->|→) ?{_FOUR_SMALL}(?![\d.:]))",
            STRONG,
            lambda v: _ip4(v.partition("/")[0]) and _small(v),
            unless=rf"(?:(?<![\d.]){_FOUR_SMALL} ?(?:->|→) ?|{_VERSION})",
        ),
        row(
            Kind.IP,
            rf"(?<![\w.]){_FOUR_NUMBERS}(?![\w]|\.\d)",
            STRONG,
            lambda v: _ip4(v.partition("/")[0]) and _small(v),
            any_case=True,
            after=r"(?:\b(?:ip(?:v4)?|addr(?:ess)?|host|server|client|gateway|dns|peer|src|dst|ping|ssh|from|at)|地址|主机|服务器|网关)(?: (?:is|address|addr))?[ :=：\"']{0,4}",
        ),
        row(
            Kind.IP,
            rf"(?<![\w.]){_FOUR_NUMBERS}(?![\w]|\.\d)",
            FAIR,
            lambda v: _ip4(v.partition("/")[0]) and _small(v),
            unless=_VERSION,
            weak=True,
        ),
        row(Kind.IP, r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])", STRONG, _ip6),
        row(Kind.DEVICE, r"(?<![\w:-])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])", STRONG),
        row(
            Kind.FAX,
            rf"(?<![\w.])[+(]?\d[\d() .-]{{5,18}}\d{_EXT}",
            SURE,
            any_case=True,
            after=rf"\b(?:fax|facsimile|传真|f)(?: for \w{{1,12}})?{_LINK}",
        ),
        row(Kind.FAX, rf"传真(?:号码?)?[:是为]? ?(?P<v>[+(]?\d[\d() .-]{{5,18}}\d{_EXT})", SURE),
        row(Kind.PHONE, rf"(?<![\w.+-]){_US}{_EXT}(?![\w-]|\.\d)", STRONG, any_case=True),
        row(Kind.PHONE, rf"(?<!\d)\(\d{{3}}\) ?\d{{3}}[-. ]?\d{{4}}{_EXT}(?!\d)", STRONG, any_case=True),
        row(
            Kind.PHONE,
            rf"(?<![\w.+-])\+(?=\d{{1,3}}[-. ]?\(?(?:\d[-. ()]{{0,2}}){{6}})\d{{1,3}}[-. ]?(?:\(\d{{1,4}}\)[-. ]?)?\d{{1,5}}(?:[-. ]?\d{{2,5}}){{1,4}}{_EXT}(?!\d)",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.PHONE,
            rf"(?<![\w.])[+(]?\d(?:[-() .]{{0,2}}\d){{6,14}}{_EXT}(?![\w/]|[.,]\d| ?(?:mg|mL|ml|mcg|units?|%))",
            STRONG,
            any_case=True,
            after=rf"\b{_CALL}{_LINK}",
        ),
        row(
            Kind.PHONE,
            rf"(?<![\w.+-])(?:(?:\d{{1,4}}[- ,.]{{1,3}}){{0,3}}){_DIGIT_WORD}(?![^\W\d_])(?:{_PAUSE}(?:(?:{_DIGIT_WORD}|{_TENS})(?![^\W\d_])|\d{{1,4}}(?![\w/%]))){{1,14}}"
            rf"(?:,? (?:extension|ext\.?|x) (?:{_DIGIT_WORD}|{_TENS}|\d{{1,5}})(?![^\W_])(?:[- ,]{{1,2}}(?:{_DIGIT_WORD}|{_TENS})(?![^\W_])){{0,5}})?",
            GOOD,
            _spoken,
            any_case=True,
        ),
        row(
            Kind.PHONE,
            rf"(?<![\w.+-])\d{{3}}[- .]{{1,3}}(?:{_DIGIT_WORD}|\d){{3,6}}[- .]{{1,3}}(?:{_DIGIT_WORD}|\d){{2,6}}(?:[- .]{{1,3}}(?:{_DIGIT_WORD}|\d){{2,6}})?(?![\w])",
            GOOD,
            _spoken,
            any_case=True,
        ),
        # A number one digit at a time: "9 1 9 . 5 5 5 . 0 1 3 3".
        row(
            Kind.PHONE,
            r"(?<![\w.-])(?<!\d )(?<!\d\t)\d(?: [.-] | |[.-]){1}(?:\d(?: [.-] | |[.-])){8,9}\d(?![\w]|[ .-]{1,3}\d)",
            GOOD,
            _not_a_row,
        ),
        # A record number or an account read out: "record number seven seven zero nine one two".
        row(
            Kind.MRN,
            rf"\b(?:number|no\.?|record|mrn|account|member|policy|id|badge|code|zip|social|medicare|medicaid)(?: (?:is|was|number))?[ :,]{{1,2}}(?P<v>{_SAID}(?:[- ,]{{1,2}}{_SAID}){{3,19}})",
            GOOD,
            lambda v: len(_SAID_DIGITS.findall(v)) > 2,  # noqa: PLR2004 - "number is a b c d" is none
            any_case=True,
        ),
        row(
            Kind.PHONE,
            rf"\b(?:ext(?:ension)?\.?|pager|beeper|bleep|vocera)(?: (?:is|number|no\.?))?,? (?P<v>{_DIGIT_WORD}(?:[- ]{_DIGIT_WORD}){{2,6}})(?![^\W_])",
            GOOD,
            any_case=True,
        ),
        row(
            Kind.PHONE,
            r"\b(?:ext(?:ension|n)?\.?|pager|pgr|pg|beeper|bleep|bp#|vocera|voalte|ascom|spectralink|dect)(?: (?:is|no\.?|number|at))?:? {0,2}#? ?x?(?P<v>(?:\d{3,7}(?:-\d{4})?|\d-\d{4}|\d(?: \d){3,6}|\d{2,3}-\d{2,4}))(?![\w%]|\.\d|/\d| ?(?:mg|ml|days|hours|mcg|times|if))",
            STRONG,
            any_case=True,
        ),
        row(Kind.PHONE, rf"(?<![\w.+-])[2-9]\d{{2}}[2-9]\d{{6}}{_EXT}(?![\w-]|\.\d)", FAIR, any_case=True),
        row(Kind.PHONE, r"(?<![\w.-])x(?:\d{4,6}|\d-\d{4})(?![\w-]|\.\d)", FAIR),
        row(Kind.PHONE, r"(?<![\w.-])\d{3}-\d{4}(?![\w-]|\.\d)", FAIR, unless=STANDARD),
        # United Kingdom (Ofcom), Australia and New Zealand: a trunk 0, in groups; mobiles also without.
        row(Kind.PHONE, r"(?<![\w.-])(?:0\d{2,4}|\(0\d{1,4}\))[ -]\d{3,4}[ -]?\d{3,4}(?![\w-]|\.\d)", FAIR),
        row(Kind.PHONE, r"(?<![\w.-])\(?0\d\)? \d{4} \d{4}(?![\w-]|\.\d)", FAIR),
        row(Kind.PHONE, r"(?<![\w.-])07[1-9]\d{8}(?![\w-]|\.\d)", FAIR),
        row(Kind.PHONE, r"(?<![\w.-])[2-9]\d{2}[-. ][2-9]\d{6}(?![\w-]|\.\d)", FAIR),
        row(Kind.PHONE, r"\((?P<v>\d{2,3}-\d{3,4})\)", FAIR, lambda v: not v.startswith("0"), unless=A_VALUE_BEFORE),
        row(Kind.PHONE, rf"(?<![\dA-Za-z.])(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}{_EXT}(?!\d)", STRONG),
        row(Kind.PHONE, r"(?<![\dA-Za-z.])(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{3}[- ]?\d{5}(?!\d)", STRONG),
        row(Kind.PHONE, r"(?<![\dA-Za-z])1[3-9]\d[- ]?[*xX●]{3,5}[- ]?\d{2,4}(?!\d)", STRONG),
        row(
            Kind.PHONE,
            rf"(?<![\dA-Za-z.-])(?:\(?(?:010|02[0-57-9]|0[3-9]\d{{2}})\)?[- ]{{0,2}})[2-8]\d{{2,3}}[- ]?\d{{4}}(?:{_EXT}|-\d{{1,6}})(?![\d-])",
            STRONG,
        ),
        row(
            Kind.PHONE,
            r"(?<![\dA-Za-z.-])[48]00[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)",
            FAIR,
            _service_number,
        ),
        row(
            Kind.PHONE,
            rf"(?:电话|手机|联系方式|联系电话|固话|座机|热线|来电|拨打|致电|短号|分机)(?:号码?|是|为|:|\"|'| ){{0,6}}(?P<v>[+(]?\d[\d() *-]{{4,18}}\d{_EXT})",
            STRONG,
        ),
        row(
            Kind.PHONE,
            r"(?<![一二三四五六七八九零〇幺])[一幺][三四五六七八九][一二三四五六七八九零〇幺洞拐两](?:[ ,、-]?[一二三四五六七八九零〇幺洞拐两]){8}(?![一二三四五六七八九零〇幺])",
            STRONG,
        ),
        row(
            Kind.PHONE,
            r"(?:电话|手机|号码|联系方式)[^\n\d一二三四五六七八九零〇幺]{0,6}(?P<v>[零一二三四五六七八九幺](?:[ ,、-]?[零〇一二三四五六七八九幺]){6,11})",
            STRONG,
        ),
        row(
            Kind.WECHAT,
            r"(?:微信|vx|VX|Wechat|WeChat|wechat|WECHAT|薇信|威信)(?:号码?|ID|id|账号|昵称|同号| ?ID)?(?:[:是为=\"' ]|加我?){0,5}(?P<v>[A-Za-z][\w-]{5,19}|\d{5,12}|1[3-9]\d{9})(?![\w-])",
            STRONG,
        ),
        row(Kind.WECHAT, r"(?:QQ|qq|Qq|扣扣)(?:群|号码?|账号)?(?:[:是为=\"' ]){0,4}(?P<v>[1-9]\d{4,11})(?!\d)", STRONG),
        row(Kind.WECHAT, r"\bwxid_[a-z0-9]{6,24}\b", SURE),
    ],
)
