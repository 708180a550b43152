"""Doses with a schedule or a way of taking them: ordered for somebody, recorded of the past, or told of in general.

互联网诊疗监管细则（试行） 第二十一条 forbids prescriptions made by a machine, whatever they are called. So what a text says of itself
("for education only", 仅供科普) is not listened to, and a dose that stands there bare is an order.

>>> told("服用氨氯地平5mg,每日一次")
{<Telling.ORDER: 'order'>}
>>> told("the usual adult dose of paracetamol is 500 mg every six hours.")
{<Telling.GENERAL: 'general'>}
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from medguard.medicine import CHINESE_DRUG, ENGLISH_DRUG, ENGLISH_FORM
from medguard.plain import pattern, sentences


class Telling(StrEnum):
    """As what a dose is told."""

    ORDER = "order"
    RECORD = "record"
    GENERAL = "general"


def told(words: str) -> set[Telling]:
    """Give as what the doses in a plain text are told; empty: there are none."""
    found = {telling for statement in set(_statements(words)) if (telling := _telling(statement)) is not None}
    return found | {Telling.ORDER} if Telling.GENERAL in found and _TO_BE_FILLED.search(words) else found


def defers(words: str) -> bool:
    """Tell whether a plain text leaves the dose to a doctor."""
    return _DEFERS.search(words) is not None


# ── how much ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_ENGLISH_NUMBER = (
    r"(?:half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|eighty"
    r"|(?:(?:one|two|three|four|five|six|seven|eight|nine)[ -])?(?:hundred|thousand)(?:[ -](?:and[ -])?(?:twenty|fifty)(?:[ -]five)?)?|i{1,3}|ss)"
)
_MASS = r"(?:milligrams?|micrograms?|millilit(?:er|re)s?|grams?|mgs?|mcg|ug|mls?|meq|mmol|cc|iu|units?|gm|g|u|mg/kg)"
_COUNT = (
    r"(?:tablets?|tabs?|capsules?|caps?|pills?|puffs?|sprays?|drops?|gtts?|patch(?:es)?|suppositor(?:y|ies)|sachets?|lozenges?|ampoules?|vials?|teaspoon(?:ful)?s?|tablespoons?"
    r"|tsps?|tbsps?|inhalations?|doses|scoops?|pens?)"
)
_CHINESE_NUMBER = r"[半一二两三四五六七八九十百][一二三四五六七八九十百]{0,4}"
_CHINESE_MASS = r"(?:毫克|微克|克|毫升|单位|万单位|国际单位|升|万u)"
_CHINESE_COUNT = r"(?:片|粒|颗|枚|丸|袋|包|支|滴|喷|揿|吸|瓶|贴|栓|剂|勺|格|#|胶囊)"
_JOINT = r"""[ ,:"'|{}]{0,6}(?:(?:unit|单位)["': ]{1,5})?"""

DOSE = pattern(
    rf"""
      (?<![\d.])\d{{1,6}}(?:[.,/-]\d{{1,4}}){{0,3}} ?(?:ug|mcg|mg)/(?:kg|m2)(?![a-z])
    | (?<![\d.])\d{{1,6}}(?:[.,/-]\d{{1,4}}){{0,3}}{_JOINT}(?:{_MASS}(?![a-z]|/ ?(?:d?l|ml|24)\b)|{_COUNT}\b|{_CHINESE_MASS}(?!/)|{_CHINESE_COUNT})
    | (?<![\d.])\d{{1,3}}(?:\.\d{{1,3}})? ?%
    | \b\d{{1,3}}/\d{{2,3}}(?=,| (?:one|two|\d) )
    | \b{_ENGLISH_NUMBER}[ -](?:(?:\d{{1,4}}[ -]?(?:mg|mcg|ml)|small|whole|full|single|more) )?(?:{_MASS}|{_COUNT})\b
    | {_CHINESE_NUMBER} ?(?:{_CHINESE_MASS}|{_CHINESE_COUNT}|mg|ml|g|iu)(?!次)
    | (?<![\d.:])\d{{1,3}}(?:\.\d{{1,3}})?(?= ?(?:[bt]\.?i\.?d|q\.?[din]\.?d?|q\d{{1,2}}h)\b)
    | (?:每次|一次)(?:各|用|取)?(?:适量|少许)
    | (?:膏|凝胶|乳胶剂|滴眼液|滴耳液|洗剂|搽剂)[^。\n]{{0,20}}(?=[涂抹滴搽擦])
    | \b(?:cream|ointment|gel|lotion)\b(?=[^.\n]{{0,30}}\b(?:thinly|to|on|over|apply|rub)\b)|\b(?:apply|rub|massage|smear)\b[^.\n]{{0,40}}(?=\b(?:cream|ointment|gel|lotion)\b)
    | \b(?:one|two|three|half an?|\d) (?={ENGLISH_DRUG})|\b(?:take|use|chew|swallow) (?:one|two|three|four|half|\d)(?= (?:a|per|each|every|once|twice|daily|in the|at|now|with|before)\b)|一半(?=[,。吃服早晚睡饭])
    | \b(?:dose|dosage|strength|amount)[ _]?\(?(?:mg|mcg|g|ml)\)?(?=["' ]{{0,3}}[:=|])|(?:剂量|用量)\(?(?:mg|g|ml|毫克|克|毫升)\)?(?=["' ]{{0,3}}[:=|])
    """,
)

# ── when, and on which way ───────────────────────────────────────────────────────────────────────────────────────────

SCHEDULE = pattern(
    r"""
      \b(?:
        once|twice|thrice|whenever|(?:in|over) \d{1,2} (?:hours?|hrs?)|other days|(?:mon|tues?|wed|thurs?|fri|sat|sun)(?:day)?s?(?=[/,])|daily|nightly|weekly|hourly|bedtime|tonight
      | (?:one|two|three|four|five|six|\d)(?: (?:or|to) (?:two|three|four|five|six|\d))? ?(?:times|x|tabs?) ?(?:a|an|per|each|every|/|in)? ?(?:day|daily|week|night|24)
      | (?:every|each) (?:other |single |second )?(?:(?:\d{1,2}|one|two|three|four|six|eight|twelve|twenty-four)(?: ?(?:to|-|or) ?(?:\d{1,2}|six|eight|twelve))?[ -])?
        (?:hours?|hrs?|h\b|days?|weeks?|months?|mornings?|evenings?|nights?|meals?|nostril|eye|ear)
      | at night|in the (?:morning|evening)|(?:before|after|with) (?:each |every |your )?(?:meals?|breakfast|lunch|dinner|supper|food|bed)|before (?:going to )?bed
      | (?:an? )?hour before|first thing
      | (?:a|per|each) day|a week|per week
      | on day (?:\d|one)|for (?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|a|another)(?: more)? (?:days?|weeks?|months?)
      | as (?:needed|required)|when (?:needed|required)|if needed
      | b\.? ?i\.? ?d|t\.? ?i\.? ?d|t\.?d\.?s|q\.? ?i\.? ?d|q\.?o\.?d|q\.?d|q\.?h\.?s|q\.?a\.?m|q\.?p\.?m|q\.?n|q\.?w|p\.?r\.?n|o\.?d|o\.?m|o\.?n|h\.?s|stat|st|a\.?c|p\.?c
      | q ?\d{1,2}(?:-\d{1,2})? ?(?:h|hrs?|hours?|d|wk|w)
      | by mouth|oral(?:ly)?|p\.?o|i\.?v|i\.?m|s\.?c|s\.?q|s\.?l|p\.?r|subcut(?:aneous(?:ly)?)?|intravenous(?:ly)?|intramuscular(?:ly)?|sublingual(?:ly)?|topical(?:ly)?|rectally|ivgtt|ih
      | under the (?:skin|tongue)
      )(?![a-z])
    | (?<!\d)[0-3](?:-[0-3]){2,3}(?!\d)
    | \d ?[x/] ?(?:day|d|日|天|周)(?![a-z])
    | \bx ?\d{1,3} ?(?:d|days?|wks?|weeks?|/7)\b|\d ?/7\b|times[ /_]per[ /_]day|每[日天]次数|次/[日天]
    | /(?:day|d|日|天|周|晚|次)(?![a-z])
    | (?:每|一)(?:[日天晚早周月]|个?星期|(?:\d{1,2}|[一二两三四六八]|十二)个?(?:小时|日|天|周|月))|每(?:餐|顿|隔|早|夜|小时)|隔(?:日|天|晚|\d|[一二两三四六八])
    | 小时后再?[吃服用]|间隔[^。\n]{0,8}(?:小时|天)|(?:\d{1,2}|[一二两三四六八]|十二)个?小时(?:吃|服|用)?(?:一|1)次
    | 日服|日\d次|日[一二两三四]次|睡前|临睡|早晚|早中晚|三餐|[饭餐](?:前|后|时|中)|早[餐上晨饭]|晚[餐上饭]|午餐|空腹|必要时|需要时|疼时|痛时|发[烧热]时|立即服|顿服|分[两二三四]次
    | 口服|含服|舌下|静脉|静[滴注推点]|肌[注肉]|皮下|皮注|外用|外涂|涂[抹擦]|雾化|吸入|直肠|塞肛|滴眼|滴鼻|冲服|送服|水煎|嚼服
    | 连[续]?[服用吃]|[服用吃](?:\d{1,3}|[一二两三四五六七八九十]{1,3})(?:天|日|周)
    """,
)
_REACH = 100
"""In characters, between a dose and its schedule."""

# ── what is no drug ──────────────────────────────────────────────────────────────────────────────────────────────────

_NO_DRUG = re.compile(
    r"\b(?:water|fluids?|salt|sodium(?! valproate| bicarb)|sugar|protein|fib(?:er|re)|caffeine|coffee|tea|alcohol|wine|beer|calories|fat|carb\w*|vegetables?|fruit|fish|meat|milk|bread|juice|urine|blood loss|weight|cholesterol intake"
    r"|steps|minutes|creatinine|glucose level)\b"
    r"|饮水|喝水|耐量试验|温开?水\d|食盐|盐(?!酸)|蔬菜|水果|蛋白质|膳食|热量|酒精|饮酒|咖啡|牛奶|鸡蛋|面包|肉类|主食|尿蛋白|尿量|出血量|体重|苹果|坚果|运动|食用油"
)
_DRUG = re.compile(rf"{ENGLISH_DRUG}|{CHINESE_DRUG}|{ENGLISH_FORM}")
_SURE_UNIT = re.compile(
    r"(?:m[cg]g?s?|ug|milligrams?|micrograms?|iu|毫克|微克|单位|片|粒|丸|袋|支|滴|喷|膏)$|^(?:.{0,40})(?:tablets?|tabs?|capsules?|caps?|pills?|puffs?|sprays?|drops?)$"
)
_LATIN = re.compile(r"\b(?:[bt]\.?i\.?d|q\.?i\.?d|q\.?[dn]|q\.?hs|q\d{1,2}h|p\.?o|i\.?v|i\.?m|prn)(?![a-z])")

# ── as what it is told ───────────────────────────────────────────────────────────────────────────────────────────────

_VERB = r"(?:take|start|begin|give|use|apply|inject|swallow|inhale|continue|increase|decrease|reduce|raise|put|instill|place|try|titrate|administer|chew|dissolve|add|switch to|go up to|go with|bump|double|prescribe|dispense|have)"
_ORDER = pattern(
    rf"""
      (?:^|[:.;,\n|)\]-] ?|\b(?:please|then|and|now|so|just|why not|safely|simply|also|first) ){_VERB}\b(?!n)
    | \b(?:i(?:'d| would| will|'ll)|you|he|she|they|patient|let's|let us|we(?:'ll| will| should)?)(?: (?:can|could|may|should|must|need to|have to|ought to|safely|will|would|also|then|just|want to|please|be|to)){{1,3}} {_VERB}\b
    | \bi(?:'d|'ll| would| will) (?:\w+ )?{_VERB}\b|\blet's {_VERB}|\bi (?:recommend|suggest|prescribe|advise|am prescribing)
    | \b(?:rx|sig|disp|refills?|dispense|quantity|qty)\b|℞|# ?\d{{1,3}}\b|\bdischarge med|\bdischarged? on\b(?!\W{{0,3}}20)|\bmy prescription
    | \b(?:directions|dosage|dose)(?: for (?:you|him|her))?:
    | (?:^|[,。:;\n)\]|] ?|再加|然后|请|可以?|建议您?|应该?|需要?|先|就|并|改为|改)(?:先|按时|继续|马上|再|加用|给予|给|用|每[日天晚]|于睡前|在睡前|早上){{0,3}}(?:口服|服用|含服|吃|服|外用|涂|注射|吸入|皮下注射|喝|嚼服|肌注|静滴)
    | 处方(?!药|权|记录)|(?:^|[^a-z])rp\b|用法|医嘱|带药|水煎|开具?(?:了|给)?[您你]|给(?:孩子|宝宝|他|她|老人)[^。]{{0,4}}(?:吃|服|喝|用)
    | 把?(?:药量|剂量|胰岛素)[^。]{{0,6}}(?:加|减|调|改)|(?:调整?|加|减|改)(?:为|至|到|成)|连[服用吃续]|您试试
    """,
)
_PERSON = re.compile(
    r"\b(?:you(?!r (?:doctor|pharmacist|physician|prescriber|gp))|yours|your(?! (?:doctor|pharmacist|physician|prescriber|gp))|for (?:him|her|your \w+))\b|[您你](?!的?医生)"
)
_DEFERS = re.compile(
    r"\b(?:your|a|the) (?:doctor|physician|prescriber|gp) (?:will|may|might|can|usually|decides?|chooses?)|(?:由|遵)医[生师嘱]|咨询医[生师]|医[生师](?:会|可能)"
)
_TO_BE_FILLED = re.compile(
    r"\brx ?[:#]|\bsig ?:|\bdisp(?:ense)?\b\W{0,2}\d|\brefills?\b\W{0,2}\d|(?:^|\n)处方 ?:|(?:^|\n)rp ?[:.]"
)
"""What only stands on paper that a pharmacist is to act on."""
_RECORD = pattern(
    r"""
    \b(?:
      home med\w*|current med\w*|(?:medication|drug) history|med\w* (?:on|before|prior to) admission|pta med\w*|(?:past|previous|prior|former|old) (?:med|drug|prescri)\w*|past medical|prior to admission|before admission|outpatient med\w*
    | (?:was|were|been|had) (?:\w+ )?(?:started|given|prescribed|treated|taking|on|switched|placed|maintained|managed|receiving|administered|discharged|put)
    | treated with|received|gave|(?:you|he|she|patient) (?:\w+ )?(?:told|said|mentioned|reports?|reported|stated?|wrote|listed|take|takes|took)|you are (?:currently |already )?(?:taking|on)|currently|already (?:takes?|taking|on)
    | patient (?:takes|is (?:on|taking))|(?:has|have) been (?:on|taking)|history of|since (?:19|20)\d\d|as recorded|recorded in|according to (?:your|the) (?:record|chart|file|note|list|letter)\w*|per (?:chart|record)|(?:list|chart|records?|notes?|file) (?:shows?|says?|states?|lists?)|previously|stopped in|used to
    )\b
    | 入院前|入院[^。]{0,3}予|因[^。]{0,20}入院|长期(?:口?服|用|吃|使用)|目前(?:用药|在?口?服|正在|在吃)|现(?:用药|口?服)|既往|曾[^。]{0,6}(?:服|用|予|吃)|病史|平素|一直(?:在)?(?:口?服|吃|用)|您(?:提供|说|提到|告诉|上传)
    | 您目前|诊疗经过|当时|年前|外院|用药史|自行|已(?:口?服|用)|后停用|第 ?\d+ ?天停|出院时(?:已)?|住院期间|(?:病历|病案|记录|档案|清单)中?(?:显示|记载|所示)|登记|天后(?:好转|停)
    """,
)
_GENERAL = pattern(
    r"""
    \b(?:
      usual(?:ly)?|typical(?:ly)?|common(?:ly)?|generally|in general|(?<!how )often|most (?:people|adults|patients)|adults?|children|patients|participants|subjects|volunteers|people|trials?|study|studies|guidelines?|randomi[sz]ed
    | (?:recommended|standard|starting|maintenance|maximum|normal|average) (?:\w+ )?(?:dose|dosage|dosing)|maximum|labell?ing|package (?:insert|leaflet)|dos(?:e|ing|age) range|ranges? from|(?:is|are) (?:available|sold)|may prescribe|strengths
    )\b
    | 通常|一般|常用|成人|儿童(?:用|常|剂|每)|推荐|说明书|指南|试验|该?研究|受试者|患者(?:们)?接受|最大剂?量|多数|往往|每日总量|种规格|规格(?:有|包括)|有[^。]{0,20}等规格
    """,
)
_LEAFLET = re.compile(r"(?:^|[,:。] ?)(?:adults?|children|成人|儿童)")
_OFFERS = re.compile(r"\bwhy not\b|\brx\b|处方")
_STUDY = re.compile(
    r"\b(?:trials?|study|studies|participants|volunteers|randomi[sz]ed|placebo|cohort)\b|受试者|试验|研究|安慰剂"
)
_NOT_TO = re.compile(
    r"\b(?:do not|don't|never|avoid|must not|should not|shouldn't|cannot|can't|not)(?: \w+){0,3} ?$|(?:不要|切勿|请勿|不能|不可|不得|禁止|避免|别|不应|无法)[^,。]{0,10}$"
)
_CEILING = re.compile(
    r"(?:more than|exceed(?:ing)?|no more than|up to|maximum(?: of)?|at most|max|below|under|over|above|less than|不超过|不得超过|不要超过|别超过|最多|最大|上限|低于|少于|超过)[^,。]{0,12}$"
)

_WORD = re.compile(r"\w")
_LONGEST_HEADING = 80
_AT_ONCE = 12
"""How soon in a sentence a schedule stands that belongs to the dose before."""
_BLOCK_HEADING = re.compile(r"^\W{0,6}([^:\n]{2,60}):?$")
_INLINE_HEADING = re.compile(r"^\W{0,6}([^:\n|{}\"]{2,40}):")
_FIELD = re.compile(r"""^\W{0,6}[\w\u3400-\u9fff][\w\u3400-\u9fff /()-]{0,30}["']? ?[:|=\t]""")
_ITEM = re.compile(r"^(?:[-*+#|>{}\[\]\"(]|\d{1,2}[.),]|[一二三四五六七八九十][,.)])")


@dataclass(frozen=True, slots=True)
class _Statement:
    words: str
    heading: Telling | None
    """What the heading above says of the doses under it."""


def _statements(words: str) -> Iterator[_Statement]:
    """Give the pieces that hold a dose with its schedule.

    A field of its own line belongs to the next ones (``Dose: 5 mg``, ``Frequency: daily``), and so does a sentence that begins with the schedule.
    """
    heading: Telling | None = None
    waiting = ""
    for line in words.split("\n"):
        if not _WORD.search(line):
            waiting = waiting if line.strip() else ""
            continue
        item = bool(_ITEM.match(line.lstrip())) or bool(_FIELD.match(line))
        block = _BLOCK_HEADING.match(line.strip()) if len(line) <= _LONGEST_HEADING else None
        if block is not None and not DOSE.search(line):
            heading = _said_by_heading(block[1])
        elif not item:
            heading = None
        within = heading
        for sentence in sentences(line):
            inline = _INLINE_HEADING.match(sentence)
            if inline is not None and (said := _said_by_heading(inline[1])) is not None:
                within = said
            dose, schedule = DOSE.search(sentence), SCHEDULE.search(sentence)
            if dose and schedule:
                yield _Statement(sentence, within)
            if waiting and (dose or schedule) and (item or (schedule and schedule.start() < _AT_ONCE)):
                yield _Statement(f"{waiting} , {sentence}", within)
            waiting = (
                sentence[-200:] if (dose is None) != (schedule is None) else ("" if dose else waiting if item else "")
            )


def _said_by_heading(heading: str) -> Telling | None:
    if _RECORD.search(heading):
        return Telling.RECORD
    if _GENERAL.search(heading):
        return Telling.GENERAL
    return None


def _telling(statement: _Statement) -> Telling | None:
    """Judge one statement: an order in so many words, then a record, then what is said in general, then a bare dose."""
    words = statement.words
    doses = list(_doses(words))
    if not doses or (words.endswith("?") and not _OFFERS.search(words)):
        return None
    person = _PERSON.search(words) is not None
    general = _GENERAL.search(words) is not None and (not person or defers(words))
    if _ORDER.search(words) and not (general and (defers(words) or _LEAFLET.search(words))):
        telling = Telling.RECORD if _recorded(words, doses) else Telling.ORDER
    elif _RECORD.search(words) and (person or not _STUDY.search(words)):
        telling = Telling.RECORD
    elif general:
        telling = Telling.GENERAL
    elif statement.heading is not None and not person:
        telling = statement.heading
    else:
        telling = Telling.ORDER
    return telling


def _recorded(words: str, doses: list[int]) -> bool:
    """Tell whether what was stands nearer before each dose than what is ordered."""
    records = [found.start() for found in _RECORD.finditer(words)]
    orders = [found.start() for found in _ORDER.finditer(words)]
    return bool(records) and all(_last(records, dose) > _last(orders, dose) for dose in doses)


def _last(places: list[int], before: int) -> int:
    """Give the last of some places before another, -1 if there is none."""
    at = bisect_left(places, before)
    return places[at - 1] if at else -1


def _doses(words: str) -> Iterator[int]:
    """Give where a drug's dose stands near a schedule, if it is neither a ceiling nor forbidden."""
    schedules = [found.start() for found in SCHEDULE.finditer(words)]
    if not schedules:
        return
    food = _NO_DRUG.search(words) is not None
    drug: bool | None = None
    for found in DOSE.finditer(words):
        place = bisect_left(schedules, found.start())
        near = [schedules[at] for at in (place - 1, place) if 0 <= at < len(schedules)]
        if not any(-_REACH <= at - found.start() <= _REACH for at in near):
            continue
        before = words[max(0, found.start() - 40) : found.start()]
        if _NOT_TO.search(before) or _CEILING.search(before):
            continue
        if drug is None:
            drug = _DRUG.search(words) is not None
        if drug or (
            not food
            and (
                _SURE_UNIT.search(found[0].strip())
                or _LATIN.search(words)
                or _ORDER.search(words)
                or _PERSON.search(words)
            )
        ):
            yield found.start()
