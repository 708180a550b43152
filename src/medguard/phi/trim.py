"""What of a span identifies somebody: the name without its title and degree, the number without its label, the date without its clock.

Recognizers and models each take along a little; it is taken off here, whoever it was.

>>> words = "Seen by Dr. Ann Lee, MD, RN"
>>> pared = pare(words, Span(8, 27, "NAME", 0.8))
>>> words[pared.start : pared.end]
'Ann Lee'
"""

from __future__ import annotations

import re

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.medical_words import NOT_NAMES
from medguard.phi.recognizers.table import GOOD
from medguard.types import Span

_EDGE = " \t\r\n\f\v.,;:!?'\"`(){}[]<>《》【】「」、。，；：！？（）“”‘’|/\\=~*^_&-"
_OPENING = frozenset("+(@")
# "Seen by Dr. Kim. She ...": an initial-like full stop lets the next sentence in.
_NEXT_SENTENCE = re.compile(r"[.,] +([A-Z][a-z]*)$")
_POSSESSIVE = re.compile(r"'s?$")

_DEGREE = (
    r"(?:M\.?D\.?|D\.?O\.?|RN|NP|PA(?:-C)?|Ph\.?D\.?|Pharm\.?D\.?|DDS|DVM|DPM|MBBS|MBBCh|MBChB|LPN|LVN|CRNA|CNM|APRN|ARNP|DNP|FNP(?:-BC)?|BSN|MSN|LCSW|LICSW|MSW|DPT|RPh|RD|RRT|CNA|CMA|EMT(?:-P)?|"
    r"PGY-?\d|OT|PT|CRC|CRA|FRACS|FRACP|FRCS|FRCP|FRCA|FRCR|MRCP|MRCS|FACS|FACC|FACP|MCh|BAMS|BHMS|BDS|DNB|Esq)"
)
_CREDENTIAL = re.compile(rf"(?:,? ?|\s{{1,3}}){_DEGREE}\.?$")
CREDENTIAL_OR_STATE = re.compile(r",\s{1,2}[A-Z]{2}\.?$")
"""What stands behind the town of an address, and behind a doctor: "Boise, ID", "A. Ozols, MD"."""

# Forms of address and callings of several languages, relatives, and labels without their colon.
_TITLES = (
    r"Drs?|Mrs?|Ms|Miss|Mx|Prof(?:essor)?|Doctor|Nurse|Sister|Rev(?:erend)?|Father|Fr|Rabbi|Pastor|Imam|Chaplain|Sir|Dame|Lady|Lord|Capt(?:ain)?|Sgt|Officer|Deputy|Mdm|Madam|Alhaj[ai]|Mst|Matron|Ustaz|Manang|Manong|Aling|Kuya|Koro|Lolo|Granda|Grandad|"
    r"Agent|Operator|Caller|Midwife|Attending|Resident|Intern|Surgeon|Assistant|Asst|Anes(?:th)?|Anaesth|Circulator|Scrub|Practitioner|Registrar|Consultant|Student|Patient|Pt|Client|"
    r"Se[ñn]or(?:a|ita)?|Do[ñn]a|Smt|Shri|Kumari|Mme|Madame|Mlle|Monsieur|Fr[èe]re|S[œo]eur|Herr|Frau|Signora?|Pani|"
    r"Gran|Grandma|Grandpa|Granny|Nonn[ao]|Abuel[ao]|Auntie|Aunt|Uncle|T[íi]a|T[íi]o|RN|RT|PA|NP|CNA|EMT"
)
_TITLE = re.compile(
    rf"(?:{_TITLES}|{_TITLES.upper()})\b\.? {{0,3}}(?=[^\W\d_a-z])|(?:dr|mr|mrs|ms|nurse)\.? (?=[^\W\d_])"
)
_NEXT_LINE = re.compile(
    rf"\s*\n\s*(?=(?:{_TITLES}|P\.?S)\b|[A-Z][\w -]{{0,20}}:|[^\n]{{0,24}}\b(?:MRN?|DOB|DO[AD])\b)", re.IGNORECASE
)
# 献血者塔吉古丽, 女方花蕾, 药师柏; 桑吉医师. A model also begins behind the first half of a role: 护士|长沈.
_ROLE_BEFORE = re.compile(
    r"(?:我叫|名叫|老伴|[\u3400-\u9fff]{1,4}科(?:护士|医[生师]) ?|患者|病人|患儿|产妇|献血者|供者|受者|受试者|就诊者|药师|医师|医生|护士长?|技师|科秘|经治|主管|家属|女方|男方|司机|保洁|联系人)(?=[\u3400-\u9fff])"
)
_ROLE_BEHIND = re.compile(
    r"(?<=[\u3400-\u9fff])(?:副?主任(?:医师)?|主治(?:医师)?|医师|医生|醫師|醫生|护士长?|護士|教授|老师|老師|大夫|先生|女士|小姐|老板|技师|药师|护师|院长|经理|警官|师傅|秘书|医|护|工)$"
)
# 卜总, 赖队, 邝伯伯: behind a surname alone what people are called is no part of it.
_CALLED_BEHIND = re.compile(
    r"(?<=^[\u3400-\u9fff])(?:总|队|律师|伯伯|阿[爷公婆姨]|爹爹|[爷奶婆]{2}|大[爷娘妈伯叔哥姐]|叔叔|婆婆|书记|村医|民警|助产士|Sir)$"
)
# 妻阿依, 父岩罕, in a list of contacts; 妹妹 and 夫人 are words of their own.
_RELATION_BEFORE = re.compile(r"(?!夫人)([妻夫父母媳兄弟姐妹])(?!\1)(?=[\u3400-\u9fff]{2,3}$)")
# 闫老|太太: the lady is old, not the name.
_HALF_AN_ADDRESS = re.compile(r"老(?=太太|先生|爷子|奶奶|爷爷|师傅)")
# Jason可陪诊: what goes on in Chinese behind a name in letters.
_GOES_ON = re.compile(r"(?<=[a-z])[可君的在也已会會来來说說]$")
# 霜霜满月, on a cake or a picture.
_FEAST_BEHIND = re.compile(r"(?<=[\u3400-\u9fff]{2})(?:满月|百天|周岁|生日|百日)$")
# 发了张新的: a sheet, and what it is like.
_A_SHEET = re.compile(r"(?<=[一二两三四五六七八九十几这那每半了])张[新旧大小白空](?=[的纸单照卡表床])")
_TWO = 2
_HALF_A_ROLE = frozenset({("护士", "长"), ("護士", "長"), ("女", "方"), ("男", "方")})
_COLUMNS = re.compile(r" {3,}|\t")

_CLOCK = re.compile(r"(?<=\d),? (?:at )?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\.?)?$", re.IGNORECASE)
_PART_OF = re.compile(
    r"(?:the )?(?:end|start|beginning|middle|rest|month) of (?:the )?(?=\S)|(?!jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{2,5} (?=\d{1,2}[/-]\d)",
    re.IGNORECASE,
)
_RIGHT_BEHIND = re.compile(r"(?<=\d)\. \d{1,2}$")
_AGE = re.compile(r"(\d{2,3})[ -]{0,2}(?:y\.?/?o\.?\b|years?\b|yrs?\b|[MF]\b|(?<= )y\b)", re.IGNORECASE)
# 年逾七旬; 九個月大.
_YOUNGER = re.compile(r"(?:年?[逾过近约約])?[一二三四五六七八]旬|[九\d]{1,2}[个個]?[月周天日](?!岁)")
# 去年冬天; 1号楼.
_NO_DAY = re.compile(r"[今去前明]?年?[春夏秋冬][天季](?!\d)|\d{1,2}[号號](?=[楼樓床桌台柜窗机線线])")
_DANGLING = re.compile(r" and$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:on|at|is|to|of|by|for|ref|id|tel|ph|fax|phone|csn|mrn|rx|npi|dea|acct?|(?:[a-z]{2} )?dl)[ .:#]{1,3}(?=\S)|(?-i:[A-Z][a-z]{3,}(?:[A-Z][a-z]+){0,3})/(?=[\w.-]*\d)",
    re.IGNORECASE,
)

_SAID_DIGIT = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
_IN_PIECES = re.compile(r"(?<![^ ./-])[\dA-Za-z]{1,2}(?![^ ./-])(?<=\d)|(?<=[ ./-])\d{1,2}$")
_PIECES_BEFORE = re.compile(r"(?<![^\s(#:+])(?:\d{1,4}[ ./-]{1,3})+$")
_PIECES_BEHIND = re.compile(
    rf"(?:[ ./-]{{1,3}}(?:\d{{1,4}}|[oOlI]\d{{0,3}}|\d{{1,3}}[oOlI]|{_SAID_DIGIT})(?![^\W_]))+(?![%/:^]|[.,]\d| ?(?:m?[gl]|mcg|kg|cm|mm|days?|weeks?|wks?|months?|years?|yrs?|y\.?o|[MFmfxX]|hrs?|hours?|mins?|bpm|units?)\b)"
)
_LONGEST_PIECES = 40

_BEFORE_PLACE = re.compile(
    r"(?:deliver(?:ed)?|vendor|insurer|insurance|ins|payer|employer|pharmacy:|facility|please|call|ring|see|ship|send|mail|to|from|at|via|corner of)\b:? (?=(?-i:[^\W\d_a-z])|\d)",
    re.IGNORECASE,
)
_LIVES_IN = re.compile(
    r"(?:患者|患儿|病人|家属|其)?现?(?:家住|现?住址?|现居住?[在于]?|居住[在于]|住在|租住[在于]?|位于|坐落于)[:为]?(?=[\u4e00-\u9fff]{2})"
)
_TO = re.compile(
    r"(?:转?送至?|接收|转[至往入]|前往|調取|调取|現居|现居|工作单位|单位|(?:(?:家属|[爸妈]{1,2}|[爷奶]{2}|老[公婆]|丈夫|妻子|父亲|母亲|[儿女][子儿]|我们|[我他她])?(?:现|以前|之前|一直|曾|都|常年)?)在|[至到往赴]|原(?![平阳州])|由|致(?![远和诚胜仁康])|寄|还是|地点|们|了)(?=[\u4e00-\u9fff]{4})"
)
_BESIDE = re.compile(r"(?<=[\u4e00-\u9fff\d])(?:集合|旁边?|附近|对面|门口|顶楼|顶层|楼上|楼下)$")
# 锦绣澜湾,小区离医院五分钟; 走河堤两公里.
_FAR = re.compile(r"(?<=[\u4e00-\u9fff\d]{2})(?:[,。;](?:小区|这里|那里|家)?)?(?<![隔分远遠脱])[离離距](?![石岛島]).*$")
_OPENS_A_SHOP = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![南新])开(?:药[店房]|诊所|门诊部|饭[店馆]|超市|旅馆|店|厂)$")
# 洛阳涧西区|某轴承车间, 恒通轴承厂|(已注销, 掇刀区|退回, 协和|神内.
_NOT_OF_IT = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:某.*|\((?:已|现|原|曾).*|退回|签收|拒收|查无此人|神[内外]|心[内外]|普外|胸外|风湿免?|风免)$"
)
_HOW_FAR = re.compile(r"(?<=[\u4e00-\u9fff]{2})[\d一二三四五六七八九十两兩几]{1,3}(?:公里|里地|里路)$")
# A mark that cuts a word in two: 泗安岛摆|渡, 高中体|育馆, 国际小|二班.
_HALF_A_WORD = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:摆(?=渡)|擺(?=渡)|[体體](?=[育检檢])|病(?=理)|结(?=防)|[小中大](?=[一二三四五六]班)|[上下](?=班))"
)
# 镇卫生室, 超市, 皮鞋厂, 羽毛球: of which there are many.
_MANY = re.compile(
    r"(?:某.*|(?:[血胸卒体急疾入服康检影生][液痛中检救控院务复验像殖])?(?:准备)?中心|医院|诊所|药[店房]|学校|公司|单位|机构|国际|[东西南北中東][区區]|[一二三四五六七八九十]+[区區]|雪山|河[堤边]|海[边滩]|湖边|[村镇乡县城市鎮縣][上里头裡]|[行去逛]?街市|超市|幼儿园|幼兒園|托儿所|[小大中]?[学學][校]?|菜[市场]{1,2}|[菜夜]市|公园|公園|工地|面馆|饭[店馆]|餐厅|食堂|网吧|"
    r"(?:[镇村乡县区市鎮鄉縣區]|社区|社區)?(?:卫生[室院所]|衛生[室院所])|[\u4e00-\u9fff]{0,4}[贵貴][院科司校]|(?:羽毛|乒乓|[篮足排网台籃網])球|[\u4e00-\u9fff]{2}训练|"
    r"(?:[\u4e00-\u9fff]?鞋|服装|制衣|电子|玩具|食品|造?纸|砖瓦?|陶瓷|纺织|印[染刷]|家具|塑料|五金|电池|灯具|玻璃|水泥|化[肥工]|木[材器]|皮革|毛?衣|袜|罐头)厂)"
)
# "on Kuilei Street. CT head": the next sentence begins like a state.
_NEXT_WORDS = re.compile(
    r"(?:(?<=Street)|(?<=Avenue)|(?<=Road)|(?<=Lane)|(?<=Drive)|(?<=Court)|(?<=Place))\. [A-Z]{2}$"
)
_BEHIND_PLACE = re.compile(
    r"(?<=[^\W_]) (?:now|today|tonight|tomorrow|yesterday|again|office|playground|staff|records|team|as|so|too|then|already)$"
)
_SENTENCE_BEFORE = re.compile(r"^[A-Z]{2,5}\. +(?=[A-Z]{3})")


def trim(words: str, span: Span) -> Span | None:
    """The span without spaces, punctuation and a possessive 's at its edges; ``None`` if nothing is left."""
    start, end = span.start, span.end
    while (
        start < end and words[start] in _EDGE and not (words[start] in _OPENING and span.kind in {Kind.PHONE, Kind.FAX})
    ):
        start += 1
    while end > start and words[end - 1] in _EDGE and not (words[end - 1] in "*/" and span.kind is not Kind.NAME):
        end -= 1
    if span.kind == Kind.NAME and (tail := _POSSESSIVE.search(words, max(start, end - 2), end)):
        end = tail.start()
    if span.kind == Kind.NAME and (tail := _CREDENTIAL.search(words[start:end])):
        end = start + tail.start()
    if span.kind == Kind.NAME and (tail := _NEXT_SENTENCE.search(words[start:end])) and tail[1].casefold() in NOT_NAMES:
        end = start + tail.start()
    if words[start:end].count(")") > words[start:end].count("("):
        end = end - 1 if words[end - 1 : end] == ")" else end
    return Span(start, end, span.kind, span.score) if start < end else None


def pare(words: str, span: Span) -> Span | None:
    """The span without what only goes with an identifier of its kind; ``None`` if nothing is left."""
    start, end = span.start, span.end
    match span.kind:
        case Kind.NAME:
            start, end = _name(words, start, end)
        case Kind.DATE:
            start, end = _date(words, start, end)
        case Kind.AGE90:
            end = _age(words, start, end)
        case Kind.LOCATION | Kind.ORG:
            start, end = _place(words, start, end)
            if span.score < GOOD and _MANY.fullmatch(words, start, end):
                end = start
        case Kind.EMAIL | Kind.URL | Kind.IP:
            pass
        case _:
            start = _without(_LABEL, words, start, end)
            start, end = _to_its_ends(words, start, end)
    return trim(words, Span(start, end, span.kind, span.score))


def _to_its_ends(words: str, start: int, end: int) -> tuple[int, int]:
    """A number that somebody wrote in pieces goes on as long as the pieces do: "807.8 77 78| o9", "64| 0 6339 |8"."""
    if _IN_PIECES.search(words, start, end):
        if before := _PIECES_BEFORE.search(words, max(0, start - _LONGEST_PIECES), start):
            start = before.start()
        if behind := _PIECES_BEHIND.match(words, end, end + _LONGEST_PIECES):
            end = behind.end()
    return start, end


def _name(words: str, start: int, end: int) -> tuple[int, int]:
    # 1. What stands in another line or column is another thing.
    if line := _NEXT_LINE.search(words, start, end):
        end = line.start()
    start += any(words.startswith(half, start) and words.endswith(role, 0, start) for role, half in _HALF_A_ROLE)
    if sheet := _A_SHEET.match(words, start):
        start = max(start, min(sheet.end(), end))
    for before in (_ROLE_BEFORE, _RELATION_BEFORE):
        start = _without(before, words, start, end)
    if end - start == _TWO and _HALF_AN_ADDRESS.match(words, end - 1):
        end -= 1
    for behind in (_ROLE_BEHIND, _CALLED_BEHIND, _FEAST_BEHIND, _GOES_ON):
        if role := behind.search(words[start:end]):
            end = start + role.start()
    # 2. Titles before it, degrees behind it, as many as there are.
    for _ in range(3):
        start = _without(_TITLE, words, start, end)
        if tail := _CREDENTIAL.search(words[start:end]):
            end = start + tail.start() if tail.start() else end
    return start, end


def _age(words: str, start: int, end: int) -> int:
    if _YOUNGER.match(words, start):
        return start
    if age := _AGE.fullmatch(words, start, end):
        return age.end(1)
    dangling = _DANGLING.search(words[start:end])
    return start + dangling.start() if dangling else end


def _date(words: str, start: int, end: int) -> tuple[int, int]:
    if _NO_DAY.match(words, start):
        return start, start
    if columns := _COLUMNS.search(words, start, end):
        left = columns.start() - start > end - columns.end()
        start, end = (start, columns.start()) if left else (columns.end(), end)
    start = _without(_PART_OF, words, start, end)
    for tail in (_CLOCK, _RIGHT_BEHIND):
        if found := tail.search(words[start:end]):
            end = start + found.start()
    return start, end


def _place(words: str, start: int, end: int) -> tuple[int, int]:
    for lead in (_SENTENCE_BEFORE, _BEFORE_PLACE, _BEFORE_PLACE, _LIVES_IN, _TO):
        start = _without(lead, words, start, end)
    if half := _HALF_A_WORD.match(words, end - 1):
        end = half.start()
    for behind in (_BEHIND_PLACE, _FAR, _NOT_OF_IT, _BESIDE, _HOW_FAR, _OPENS_A_SHOP, _NEXT_WORDS):
        if tail := behind.search(words[start:end]):
            end = start + tail.start()
    return start, end


def _without(lead: re.Pattern[str], words: str, start: int, end: int) -> int:
    """Where the span begins without its lead."""
    found = lead.match(words[start:end])
    return start + found.end() if found and found.end() < end - start else start
