"""Ways to reach somebody as Chinese writes them: read out, spaced, with 艾特 and 点, and right behind a character.

``contact`` has the forms that every script shares.
"""

from __future__ import annotations

import re

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, SURE, Table, row

_SPOKEN = "[一二三四五六七八九零〇幺两洞拐]"
_GAP = "[ ,、.\n-]{0,2}"
_EXT = r"(?: ?,? ?(?:转|轉|分机|分機) ?:? ?\d{1,6})?"
_AT = r" ?(?:@|\(?(?:艾特|圈a|at|小老鼠)\)?) ?"
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9_+-]|\.(?=[A-Za-z0-9])){0,40}+"


def _in_pieces(value: str) -> bool:
    """Seven digits at least that are no day: 2024-05-11 回访."""
    return sum(map(str.isdigit, value)) > 6 and not _DAY.fullmatch(value)  # noqa: PLR2004


_DAY = re.compile(r"(?:19|20)\d{2}(?:-\d{1,2}-\d{1,2}| \d{1,2} \d{1,2}|[01]\d[0-3]\d)")

CHINESE_CONTACT = Table(
    "chinese contact",
    [
        # A mobile number in any grouping: 189.2288.0164, 1 5 8 5 5 7 1 4 0 3 9, broken across two lines.
        row(
            Kind.PHONE,
            rf"1(?<![\dA-Za-z.].)[3-9]\d(?:[ .·-]{{1,3}}|\n)?\d{{4}}(?:[ .·-]{{1,3}}|\n)?\d{{4}}{_EXT}(?![\d.])",
            STRONG,
        ),
        row(Kind.PHONE, r"86(?<!\d86)\)? ?-?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", STRONG),
        row(Kind.PHONE, r"1(?<![\dA-Za-z.].)([ ·.-])[3-9](?:\1\d){9}(?![\d.]| \d)", STRONG),
        row(Kind.PHONE, r"1(?<![\dA-Za-z].)[3-9]\d{1,2}[ -]?(?:[*xX●×]{2,5})[ -]?\d{2,4}(?!\d)", STRONG),
        row(Kind.PHONE, rf"0(?<![\dA-Za-z.-].)\d{{2,3}}[.-]\d{{4}}[.-]\d{{3,4}}{_EXT}(?![\d-])", STRONG),
        row(
            Kind.PHONE,
            rf"0(?<![\dA-Za-z.-].)(?:10|2\d|[3-9]\d{{2}})\)?[ -]{{0,2}}[2-9]\d{{2,3}}[ -]{{0,2}}\d{{4}}(?:{_EXT}|-\d{{1,6}})(?![\d-])",
            STRONG,
        ),
        # Taiwan (04-24611187, 0918-226-407), and Hong Kong's eight digits beside a word that says so.
        row(Kind.PHONE, r"0(?<![\dA-Za-z.-].)[2-8]-\d{3,4}-?\d{4}(?![\d-])", GOOD),
        row(Kind.PHONE, r"0(?<![\dA-Za-z.-].)9\d{2}[- ]\d{3}[- ]\d{3}(?![\d-])", STRONG),
        row(
            Kind.PHONE,
            r"(?:電話|手機|聯絡|致電|太太|先生|女士|家屬|丈夫|妻子|兒子|女兒|電郵|tel|Tel)[^\n\d,。]{0,6}(?P<v>[235-9]\d{3}[ -]?\d{4})(?!\d)",
            STRONG,
        ),
        # A part is hidden: 0755-26xx31, 0512-8860 xx14, 07 - 3x2 1180.
        row(
            Kind.PHONE,
            r"0(?<![\dA-Za-z.-].)(?:[2-8]|\d{2,3}) ?- ?(?=[\d -]{0,8}[xX*●×])(?:[\dxX*●×]{3,4}[ -]?[\dxX*●×]{4}|[\dxX*●×]{6,7})(?![\dA-Za-z*])",
            STRONG,
            lambda v: sum(map(str.isdigit, v)) > 5,  # noqa: PLR2004 - the rest is hidden
        ),
        # Behind a label in any pieces, as a scanner or a hand leaves them: 电话 62 9 9-转 3 0 7.
        row(
            Kind.PHONE,
            r"(?:电话|電話|手机|手機|座机|联系方式|☎|Tel|TEL|tel)[:是为 ]{0,3}(?P<v>\d(?:[ -]{0,2}\d){3,13}(?: ?-? ?转 ?\d(?: ?\d){0,5})?)(?![\d.:/%年月日天次]| ?[A-Za-z%年月日天次]|-\d)",
            GOOD,
            _in_pieces,
        ),
        # A hotline: 95500转6, 12345 is everybody's.
        row(Kind.PHONE, r"(?<!\d)(?:95\d{3}|9\d{4}|1\d{4})转\d{1,4}(?!\d)", STRONG),
        row(
            Kind.PHONE,
            r"(?:电话|手机|座机|固话|内线|短号|分机|转|小灵通|拨|咨询|服务|热线|总机|客服)[:是为 ]{0,3}(?P<v>[2-9]\d{2,3}[- ]?\d{3,4})(?![\d.年]|[A-Za-z%])",
            GOOD,
            lambda v: sum(map(str.isdigit, v)) in {7, 8},
        ),
        row(Kind.PHONE, r"[48](?<![\dA-Za-z.-].)00(?:[ -]?\d){7}(?: ?(?:转|ext\.?|x) ?\d{1,4})?(?![\d-])", GOOD),
        row(Kind.PHONE, r"(?:内线|短号|分机)[:是为 ]{0,3}(?P<v>\d{3,6})(?![\d.])", GOOD),
        # Read out: 幺三八零五七…, 一三七 七八二零 四四 六九一.
        row(
            Kind.PHONE,
            rf"(?<!{_SPOKEN})[一幺]{_GAP}[三四五六七八九]{_GAP}{_SPOKEN}(?:{_GAP}{_SPOKEN}){{8,9}}(?!{_SPOKEN})",
            STRONG,
        ),
        row(
            Kind.EMAIL,
            rf"(?<![A-Za-z0-9._-]){_PART}{_AT}{_PART}(?: ?(?:点|點) ?[A-Za-z0-9-]{{1,20}}){{1,4}}",
            STRONG,
        ),
        row(Kind.EMAIL, rf"(?<![A-Za-z0-9._-]){_PART} ?\(?艾特\)? ?{_PART}", GOOD),
        row(
            Kind.URL,
            r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9-]{1,30}(?:[.点點][A-Za-z0-9-]{1,30}){0,4}[点點](?:com|cn|net|org|edu|gov|hk|tw|top|vip)(?:[点點](?:cn|hk|tw))?(?![A-Za-z0-9])",
            GOOD,
        ),
        # \b sees no border between a Chinese character and "https".
        row(
            Kind.URL,
            r"(?<=[\u4e00-\u9fff])(?:https?|ftp)://(?![\w.-]{0,40}(?:gov\b|who\.int|nih\.|loinc|hl7\.org|doi\.org|w3\.org|snomed|nejm|lancet|bmj|nature\.com))[^\s<>\"'`\u3000-\u9fff|{}\\^\[\]]{3,2000}+",
            SURE,
        ),
        row(
            Kind.URL,
            r"(?<=[\u4e00-\u9fff])www\.[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,5}(?:/[^\s<>\"'\u3000-\u9fff]{0,2000}+)?",
            SURE,
        ),
        row(
            Kind.IP,
            r"[f2](?<![0-9A-Za-z:.].)(?:(?<=f)e80|(?<=f)d[0-9a-f]{2}|(?<=2)[0-9a-f]{3}):(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:])",
            STRONG,
        ),
        # WeChat and QQ.
        row(
            Kind.WECHAT,
            r"(?:微信|薇信|威信|wx(?<![A-Za-z]wx)|WX(?<![A-Za-z]WX)|vx(?<![A-Za-z]vx)|VX(?<![A-Za-z]VX)|V信|v信|加V|加v)(?:号码?|ID|id|账号|同号)?[:是为=\"' ]{0,4}(?P<v>[A-Za-z](?:[A-Za-z0-9_]|-(?=[A-Za-z0-9_])){4,19}+|\d{5,12}(?!\d))",
            STRONG,
            lambda v: not v.isalpha() or len(v) > 5,  # noqa: PLR2004 - shorter ones are words
        ),
        row(
            Kind.WECHAT,
            r"(?:QQ|qq|Qq|扣扣|企鹅)(?:群|号码?|账号)?[:是为=\"' ]{0,4}(?P<v>[1-9](?: ?\d){4,11})(?! ?\d)",
            STRONG,
        ),
        row(
            Kind.ACCOUNT,
            r"(?:抖音|小红书|快手|微博|支付宝|钉钉|好大夫)(?:号|账号|ID|id)[:是为=\"' ]{0,4}(?P<v>[A-Za-z0-9_.-]{5,30})",
            FAIR,
        ),
    ],
)
