"""Dates of a life in Chinese records, solar and lunar, and ages of ninety and more.

"3月" is a month in "去年3月" and three months in "术后3月", "5/3" a day in a hand-over and a muscle grade elsewhere: where form
does not tell, the words beside it have to. Bare years, weekdays, durations and clock times are not dates.
"""

from __future__ import annotations

import re

from medguard.phi.checksums import real_date
from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, Table, row

_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
# The same where a pattern begins: a set first lets ``re`` skip to the next digit, so what must not stand before it is asked after.
_M = r"(?:(?<=1)[0-2]|(?<=0)[1-9]|(?<=[1-9]))"
_D = r"(?:(?<=3)[01]|(?<=[12])\d|(?<=0)[1-9]|(?<=[1-9]))"
_ALONE = r"(?<![\dA-Za-z./:_-].)"
_HAN_MONTH = "(?:闰?(?:十[一二]?|[正冬腊臘元一二三四五六七八九])月)"
_HAN_DAY = "(?:初[一二三四五六七八九十]|(?:二十|三十|十|廿|卅)[一二三四五六七八九]?|[一二三四五六七八九])"
_CLOCK = r"(?= {0,2}(?:[01]?\d|2[0-3]):[0-5]\d)"
_FESTIVAL = (
    "藏历新年|藏历(?:正月|[二三四五六七八九十]月)(?:初?[一二三四五六七八九十]+)|七月半|春[节節]|元宵[节節]?|清明(?<![志神头目心智]清明)[节節]?(?!度)|端午[节節]?|七夕[节節]?|中元节|中秋[节節]?|重[阳陽][节節]|国庆[节]?|國慶[節]?|除夕|元旦|大年(?:初[一二三四五六七]|三十)|"
    "年三十|大年夜|劳动节|儿童节|妇女节|教师节|护士节|医师节|母亲节|父亲节|情人节|万圣节|感恩节|复活节|復活節|平安夜|圣诞[节]?|聖誕[節]?|古尔邦节?|开斋节|肉孜节|火把节|泼水节|那达慕|三月三(?=节|歌)|"
    "五一(?=节|假|期间|前|后|放|长假|当天|当日|那天)|十一(?=假|期间|长假|黄金周|放假)|六一(?=节|儿童|期间|前|后)|八一(?=节|建军)|腊八(?:节)?(?!粥|蒜|豆)|臘八|冬至|小年(?:夜)?(?![龄轻])"
)
# What happens on a day: after "5-7" or "12号" it tells a date from a count.
_EVENT = (
    "入院|出院|住院|手术|手術|复诊|复查|回诊|回診|就诊|来院|转院|转入|转科|上午|下午|早上|晚上|中午|凌晨|早晨|晨|晚|那天|当天|开始|拔|拆线|换药|化疗|抽血|体检|"
    "确诊|发病|起病|到期|截止|随访|签|停药|分娩|顺产|剖|去世|死亡|做|拍|打的|来的|找|查的|之前|以前|之后|以后|回家|出生"
)
_NOT_DAY_NUMBER = (
    "(?![线床楼室台箱抽柜机病染孔针导管门栏窗院位桌房诊厅屋店仓探样标切片缝镜刀瓶袋杯球囊]|手术[室间台]|公寓)"
)
_WHEN_LABEL = "(?:日期|时间|時間|采集|接收|采样|送检|报告|入院|出院|手术|签署|签字|回诊|回診|复诊|复查|下次|预约|随访|取药日|出院日|入院日|就诊|截至|截止|请于|定于|定在|生于|于|自|从)"


def _numbers(value: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", value)]


def _year_month_day(value: str) -> bool:
    year, month, day = _numbers(value)[:3]
    return real_date(year if year > 999 else 2000 + year % 100, month, day)  # noqa: PLR2004 - 民国 or a short year


def _recent(value: str) -> bool:
    """A short year in front: 23.5.2 is a day, 10.2.1 a section of a document."""
    year, month, day = _numbers(value)[:3]
    return 14 < year < 36 and real_date(2000 + year, month, day)  # noqa: PLR2004 - years in which records were typed


def _month_day(value: str) -> bool:
    month, day = _numbers(value)[:2]
    return real_date(2000, month, day)


def _two_days(value: str) -> bool:
    """Whether four numbers are two days of one year, the later one behind: 6.11到6.25, not the range 3.9到6.1 of a value."""
    month, day, later_month, later_day = _numbers(value)
    two_digits = max(day, later_day) > 9  # noqa: PLR2004
    real = real_date(2000, month, day) and real_date(2000, later_month, later_day)
    return two_digits and real and (month, day) < (later_month, later_day)


def _compact(value: str) -> bool:
    return real_date(int(value[:4]), int(value[4:6]), int(value[6:8]))


CHINESE_DATES = Table(
    "chinese dates",
    [
        # Year first, in figures. \w would count a Chinese character in front as part of the number.
        row(
            Kind.DATE,
            rf"[12]{_ALONE}(?:(?<=1)9|(?<=2)0)\d{{2}}([-/.]){_MONTH}\1{_DAY}(?![\d/-]|\.\d|[A-SU-Za-z])",
            STRONG,
            _year_month_day,
        ),
        row(
            Kind.DATE,
            rf"[12]{_ALONE}(?:(?<=1)9|(?<=2)0)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\dA-Za-z./-])",
            FAIR,
            _compact,
            unless="(?:批号|批次|货号|版本|生产日期|有效期)[至到:为是 ]{0,3}.?",
        ),
        row(
            Kind.DATE,
            rf"[12]{_ALONE}\d([./-]){_MONTH}\1{_DAY}(?![\d/%~-]|\.\d|[A-Za-zμ个度元级分次])",
            FAIR,
            _recent,
        ),
        # 民國113年 in figures.
        row(Kind.DATE, rf"1{_ALONE}[01]\d([/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?![\d/.%]|[A-Za-z])", GOOD),
        row(
            Kind.DATE,
            rf"[0-9](?<!\d.)\d{{1,3}} ?年 ?{_MONTH} ?月(?: ?份| ?{_DAY} ?(?:日|号|號)?)?(?![个個]|\d)",
            STRONG,
        ),
        row(
            Kind.DATE,
            rf"[0-9](?<![\d.孕第].){_M} ?月 ?(?:{_DAY} ?[日号號](?!龄)|{_DAY}(?! ?[\d天个個月周岁次片粒支例年.~-]| ?[A-Za-z%]))",
            STRONG,
        ),
        # Half in figures: 9月初三, 4月廿八.
        row(
            Kind.DATE,
            rf"[0-9](?<![\d.孕第].){_M}月(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?|二十[一二三四五六七八九](?![天个個]))",
            STRONG,
        ),
        # One figure a space: 2 0 2 3 - 1 1 - 0 8.
        row(
            Kind.DATE,
            r"[12](?<![\dA-Za-z].)(?<!\d .) [09](?: \d){2} ?([-/.]) ?[01] \d ?\1 ?[0-3] \d(?! ?[\d-])",
            GOOD,
            lambda v: _compact("".join(filter(str.isdigit, v))),
        ),
        # With a year of the sixty: 癸卯年八月初二, 壬寅九月十三. With a day and a full stop: 2.3号.
        row(Kind.DATE, rf"[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年?{_HAN_MONTH}{_HAN_DAY}", STRONG),
        row(Kind.DATE, rf"元月{_DAY}[日号號]", STRONG),
        row(
            Kind.DATE,
            rf"[0-9]{_ALONE}{_M}\.{_DAY}[日号號](?=[评复拍做来到查]|门诊|入院|出院|手术|上午|下午|晚上|开始)",
            GOOD,
            _month_day,
        ),
        # Spaced by a form, or read by a scanner: 2024年 4 月 1 8 日, 2O24年2月l9曰.
        row(
            Kind.DATE,
            r"[12](?<![\dA-Za-z].)(?: ?[\dOolI]){3} ?年 ?(?:[\dOolI] ?){1,2}月 ?(?:[\dOolI] ?){1,2}[日曰号號]",
            GOOD,
            lambda v: sum(map(str.isdigit, v)) > 3,  # noqa: PLR2004
        ),
        # A month alone, where something says that it is one.
        row(
            Kind.DATE,
            rf"(?:去年|今年|明年|前年|同年|当年|本年|每年|于|自|从|截至|直到|年前的|记得|预计|计划)(?P<v>{_MONTH}月份?)(?![\d余内后前以个個龄半来])",
            GOOD,
        ),
        row(Kind.DATE, rf"[0-9](?<![\d.孕第~-].){_M}月(?:份|初|底|末|中旬|上旬|下旬)(?:[-~至到]{_MONTH}月份?)?", GOOD),
        row(Kind.DATE, rf"[0-9](?<![\d.孕第~-].){_M}月(?:[-~至到]){_MONTH}月份?(?![余内后前以个個龄])", GOOD),
        row(
            Kind.DATE,
            rf"[0-9](?:(?<=[她他我您你姐爹妈爸哥姨婆公 ,。;:、(\n\"].)|(?<!..)(?<!\n.)){_M}月(?=[做去来入出手住确体行曾就因查怀生装放打])",
            FAIR,
        ),
        # Chinese figures; 腊月廿三, 2023年冬月十九.
        row(
            Kind.DATE,
            rf"[0-9〇○零一二三四五六七八九](?<![0-9〇○零一二三四五六七八九].)[0-9〇○零一二三四五六七八九]{{1,3}}年(?:{_HAN_MONTH}(?:份|{_HAN_DAY}[日号號]?)?|{_FESTIVAL})",
            STRONG,
        ),
        row(
            Kind.DATE,
            rf"[闰十正冬腊臘元一二三四五六七八九](?<![〇零一二三四五六七八九十个個孕第].)(?:(?<=闰)[十一二三四五六七八九])?(?:(?<=十)[一二])?月(?:{_HAN_DAY}[日号號]|初[一二三四五六七八九十]|廿[一二三四五六七八九]?|(?:十|二十)[一二三四五六七八九](?![天个個余多次])|二十|三十)(?![天个個余])",
            STRONG,
        ),
        row(
            Kind.DATE,
            rf"(?:农历|阴历|旧历|農曆)[^\n,。]{{0,6}}?(?P<v>{_HAN_MONTH}{_HAN_DAY}?)",
            STRONG,
        ),
        row(Kind.DATE, rf"[农農阴旧](?:历|曆){_HAN_MONTH}{_HAN_DAY}", STRONG),
        row(Kind.DATE, r"(?:正月|腊月|臘月|冬月)(?<![\w个]..)(?![个余])", GOOD),
        row(
            Kind.DATE,
            r"(?:去年|今年|明年|前年|[于自从])(?P<v>(?:十[一二]?|[一二三四五六七八九])月份?)(?![余内后前以个個龄来])",
            GOOD,
        ),
        row(Kind.DATE, r"(?:十[一二]|[一二三四五六七八九十])月(?:份|初|底|中旬|上旬|下旬)", GOOD),
        row(
            Kind.DATE,
            r"(?<![年当最起月])初(?:[四五六七八九十](?![级年])|[一二三](?=早|晚|上午|下午|中午|凌晨|夜|那天|走亲|回娘家))",
            GOOD,
        ),
        row(Kind.DATE, r"(?<![月\u4e00-\u9fff])廿[一二三四五六七八九]", GOOD),
        # A day of a month that the sentence names or means.
        row(
            Kind.DATE,
            rf"(?:上个?月|下个?月|本月|这个?月|同月|当月|次月|前天|昨天|今天|明天|后天|周[一二三四五六日天]|星期[一二三四五六日天]|礼拜[一二三四五六日天]) ?[(,]? ?(?P<v>{_DAY}[日号號])(?!\d|龄){_NOT_DAY_NUMBER}",
            GOOD,
        ),
        row(Kind.DATE, rf"[上下本这同当次]个?月(?:底|初)?{_HAN_DAY}[日号號]{_NOT_DAY_NUMBER}", GOOD),
        # 民國59年8月30日: the era belongs to the year.
        row(
            Kind.DATE,
            rf"民[国國] ?(?:\d{{1,3}}|[一二三四五六七八九十百]{{1,5}}) ?年 ?(?:{_MONTH} ?月(?: ?{_DAY} ?[日号號])?|{_HAN_MONTH}(?:{_HAN_DAY}[日号號]?)?)",
            STRONG,
        ),
        # From one day to another: where both are days of a month and a word says so, 7/15—7/19缺勤, 6.11到6.25.
        row(
            Kind.DATE,
            rf"[0-9]{_ALONE}{_M}([/.]){_DAY}[—–~至到-]{{1,2}}{_MONTH}\1{_DAY}(?![\d/.%]|[A-Za-zμ]| ?(?:mg|ml|cm|mm))",
            FAIR,
            _two_days,
        ),
        row(
            Kind.DATE,
            rf"[0-9](?:(?<=[于自从到].)|(?<=[约定]在.)|(?<=每月.)){_D}[日号號](?![\d龄]|[内后前]){_NOT_DAY_NUMBER}",
            FAIR,
        ),
        row(Kind.DATE, rf"[0-9](?<![\d.第~/月-].){_D}[号號] ?(?={_EVENT}){_NOT_DAY_NUMBER}", FAIR),
        row(Kind.DATE, rf"[0-9](?<![\d.第~/月-].){_D}日(?=入院|出院|上午|下午|凌晨|晨|晚|行手术)", FAIR),
        # Month and day in figures only: a clock time, a label or an event beside them.
        row(Kind.DATE, rf"[0-9]{_ALONE}{_M}[-/.]{_DAY}{_CLOCK}", GOOD, _month_day),
        row(
            Kind.DATE,
            rf"{_WHEN_LABEL}[:是为 ]{{0,3}}(?P<v>{_MONTH}([-/]){_DAY})(?![\d/%~-]|、?地点|\.\d| ?[A-Za-zμ次天周月级分片粒岁]|[\u4e00-\u9fff]?期)",
            GOOD,
            _month_day,
        ),
        row(
            Kind.DATE,
            rf"(?:日期|日|于|自|从|预约|定在|截至|B超)[: ]?(?P<v>{_MONTH}\.{_DAY})(?=前|起|开始|入院|出院|复[查诊]|手术|日|号|[,。; )]+[A-Z\u4e00-\u9fff]|\s*$)(?!开始[降升]| ?[A-Za-zμ%]+/)",
            FAIR,
            _month_day,
        ),
        row(Kind.DATE, rf"\((?P<v>{_MONTH}\.{_DAY}) (?=\d{{1,4}}(?:\.\d{{1,3}})? ?[A-Za-zμ×%])", FAIR, _month_day),
        row(
            Kind.DATE,
            rf"[0-9](?<![\dA-Za-z./:_第肌力级-].){_M}[-/.]{_DAY}(?=入院|出院|手术|复[查诊]|上午|下午|拔管?|拆线|来院|转入|转科)",
            FAIR,
            _month_day,
        ),
        row(
            Kind.DATE,
            rf"[0-9](?<![\dA-Za-z./:_第肌力级满占约-].){_M}/{_DAY}(?=复评|签约|签字|签名|门诊|预约|退款|送检|停药|起低|随访|换药|抽血|术[前后])",
            FAIR,
            _month_day,
        ),
        row(
            Kind.DATE,
            rf"[0-9](?:(?<=[\n①②③④⑤].)|(?<=  .)){_M}/{_DAY}(?=\s*(?:\n|入院|出院|手术|早班|晚班|夜班|白班))",
            FAIR,
            _month_day,
        ),
        row(Kind.DATE, _FESTIVAL, GOOD),
        # 90 岁及以上.
        row(
            Kind.AGE90,
            r"[19](?<![\d.~-].)(?:(?<=9)\d|(?<=1)[0-2]\d) ?(?:周岁|虚岁|岁|歲|高龄|[yY](?![A-Za-z])(?:/?[oO])?)",
            STRONG,
        ),
        row(Kind.AGE90, r"年[龄齡][\"']?[:是为 ]{0,3}[\"']?(?P<v>9\d|1[0-2]\d)(?![\d.%])", STRONG),
        row(Kind.AGE90, r"[男女][,|\t](?P<v>9\d|1[0-2]\d)(?=[,|\t])", STRONG),
        row(
            Kind.AGE90,
            r"(?:九十有?[一二三四五六七八九]?[多余几]?|一百(?:零|〇|一十|二十)?[一二三四五六七八九]?[多余几]?|百)(?:周岁|虚岁|岁|歲|高龄)(?![酒山兰枣坊村])",
            STRONG,
        ),
        row(
            Kind.AGE90,
            r"(?:今年|现年|享年|高寿|虚岁|年纪|她|他|我)[都已快有]{0,2}(?P<v>九十(?:有[一二三四五六七八九]|[一二三四五六七八九](?![\u4e00-\u9fff])|整)?)(?=[了啦多整的 ,。;!?]|$)",
            STRONG,
        ),
        row(Kind.AGE90, r"(?<=[她他我是年岁 ,])九十(?:整|有[一二三四五六七八九])(?![\u4e00-\u9fff]?[元块斤克])", GOOD),
    ],
)
