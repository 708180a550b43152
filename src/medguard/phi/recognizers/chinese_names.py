"""Chinese names by what stands around them: labels, titles, relations, beds, speakers, and by how they are made.

A name in the middle of a sentence without any of these is the statistical model's to find.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.reading import LANGUAGE
from medguard.phi.recognizers.chinese_words import (
    ALSO_WORDS,
    COMPOUND,
    ELEMENTS,
    MEDICAL_PEOPLE,
    NOBODYS_NAMES,
    NOT_LITTLE,
    NOT_NAMES,
    NOT_PINYIN,
    PINYIN_SURNAMES,
    ROLES,
    SINGLE,
    SURE_COMPOUND,
    TAIL_WORDS,
    TRANSCRIBED,
)
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, Table, found, row
from medguard.phi.view import BORDER

__all__ = ["CHINESE_NAMES", "COMPOUND", "SINGLE", "TITLE", "ChineseNames", "is_chinese_name"]

_HAN = "[\u4e00-\u9fff]"
_NOT_HAN = f"(?!{_HAN})"
_ALL = "".join(sorted(set(SINGLE)))
_CLEAR = "".join(letter for letter in _ALL if letter not in ALSO_WORDS)
# "由医生决定", "应家属要求": grammar in front of a title.
_TITLED = "".join(
    letter
    for letter in _ALL
    if letter not in "由来从自向和都能后有应是经相但因干居计信权区文包车路游管利公国原满封谈查连海花师太那班阿在未祝时"
)
_SURNAME = f"(?:{COMPOUND}|[{_ALL}])"
_CLEAR_SURNAME = f"(?:{COMPOUND}|[{_CLEAR}])"
_T = f"[{TRANSCRIBED}]"
_FOREIGN = rf"{_T}{{1,8}}(?:[·•・]{_T}{{1,8}}){{1,3}}"
_MASK = "[某xX*×○〇]"
_MASKED = rf"{_SURNAME}(?:{_MASK}{{1,2}}{_HAN}?{_NOT_HAN}|{_MASK}{{1,2}})"

_STRONG_TITLE = (
    "(?:副主任|主任|主治|住院医|医生|医师|大夫|護理師|醫生|醫師|護士|护士|护师|护理|教授|副教授|副院长|院长|药师|技师|博士|专家|先生|女士|小姐|阿姨|阿婆|阿公|叔叔|大爷|大妈|大娘|大姐|大哥|大嫂|大伯|奶奶(?!粉)|爷爷|伯伯|"
    "师傅|经理|老师|老師|太太|夫人|同学|同志|警官|律师|法官|校长|书记|科长|处长|局长|所长|队长|组长|站长|主席|老太|老先生|老爷子|老人家|學長|某某|某)"
)
TITLE = f"(?:{_STRONG_TITLE[3:-1]}|主任医师|主治医师|住院医师|副主任|护士长|主管|总|老)"
"""What stands behind a name; the name ends before it."""
_AFTER = rf"(?={_NOT_HAN}|男|女|因|于|主诉|自诉|代[诉述]|诉|今|昨|的|来院|来电|入院|住院|出院|就诊|在|已|曾|及|和|与|陪|电话|手机|签|等|之[子女父母妻夫妹弟]|说|叫|送|口服|{_STRONG_TITLE})"
# Fields of forms: behind them stands a name and nothing else.
_FIELD = (
    "(?:患者|病人|患儿|产妇|家属|联系人|监护人|真实|受试者|母亲|父亲|医生|医师|护士)?(?:姓名|名字)|(?:紧急)?联系人|監護人|监护人|委托人|代理人|法定代理人|代办人|(?:医师|医生|患者|家属|护士|本人|接诊|交班|接班|患方)?(?:签名|签字|簽名)|"
    "(?:主治|经治|住院|主管|管床|接诊|值班|主任|首诊|报告|审核|送检|申请|开单|检验|检查|诊断|总检|会诊|上级|麻醉|责任|手术|记录|复核|转诊|主刀|签发|责任|主診|主治)(?:医师|医生|醫師|醫生|者|人|护士)|"
    "术者|主刀|助手|第?[一二三]助|麻醉师?|器械护士|巡回护士|器械|巡回|洗手|记录[者人员]|书写者|操作[者人]|检验[者人]|审核[者人]?|复核[者人]?|核对(?:发药|者|人)?|调配|审方|发药[者人]?|采样[者人]|阅片|经手人?|随访[人者员]|报告人|接听人?|"
    "接收人?|送检者|受检者|查勘员|调查员|经办人?|承办人?|驾驶员|急救员|担架员?|担架|翻译|陪护人?|陪同人?|陪诊人?|推荐人|介绍人|申请人|投保人|被保险人|受益人|收件人|寄件人|户主|持卡人|就诊人|参保人|借片人|来电人|报案人|穿刺|值班|二线|主持人?|"
    "研究者|监查员|[Cc][Rr][CcAa]|中心CRC|调剂|曾用名|别名|署名|护送|参加人员|参加者|出席者?|在场|交|接|主管|学生|教师|责任人|负责人"
)
_PERSON = "患者|病人|病员|病患|患儿|产妇|孕妇|家属|家长|受试者|医师|医生|护士|药师|大夫|父亲|母亲|丈夫|妻子|儿子|女儿|配偶|老伴|爱人|先证者"
_PERSON_WORD = (
    "(?:患者|病人|病员|患儿|产妇|孕妇|家属|受试者|联系人|监护人|其父|其母|其夫|其妻|其子|其女|其姐|其兄|其弟|其妹|前夫|前妻|父亲|母亲|丈夫|妻子|爱人|老伴|老公|老婆|太太|儿子|女儿|长子|次子|长女|次女|儿媳|女婿|哥哥|弟弟|姐姐|妹妹|大舅|"
    "孙子|孙女|外甥|侄子|侄女|表[哥姐弟妹]|堂[哥姐弟妹]|我叫|我是|名叫|叫做|同事|朋友|邻居|同学|护士|医生|医师|大夫|主任|教授|专家|院长|术者|主刀|翻译|保安|参保人|业主)"
)
_GIVEN_END = "伟强军勇刚辉玲芳娟敏丽霞艳燕英珍兰萍莉梅娜婷琳倩颖佳怡欣悦涵轩宇浩杰鹏飞涛斌磊鑫柱栓娃妞妮儿豪琴凤莲香翠秀桂麗瓊蘭鳳蓮嬌華偉強"
_COMPOUNDS = frozenset(COMPOUND.split("|"))
_TITLED_SET, _CLEAR_SET = frozenset(_TITLED), frozenset(_CLEAR) - {"祝", "未"}
_FUNCTION = frozenset(
    "并的了是在有和与及或因于被把将着过也都就还又很不没吗呢吧么谢说您你我他她们这那去来吃病症炎痛癌瘤药剂囊术后岁者体检验"
)
_DRUG_END = re.compile(
    r"(?:平|片|汤|散|丸|颗粒|胶囊|注射液|霉素|西林|沙星|单抗|他汀|洛尔|普利|沙坦|替尼|拉唑|司特|索尔|沙班|哌酮|噻嗪|洛韦)$"
)


def is_chinese_name(words: str) -> bool:
    """Whether Chinese characters can be a name: no word of medicine, no grammar in it."""
    if (
        words in NOT_NAMES
        or words in NOBODYS_NAMES
        or words in ROLES
        or words in MEDICAL_PEOPLE
        or words[:2] in NOT_NAMES
        or words[:3] in NOT_NAMES
    ):
        return False
    if len(words) > 2 and (words[:3] in MEDICAL_PEOPLE or _DRUG_END.search(words, 2)):  # noqa: PLR2004 - 李平 is a name
        return False
    return words[-1] not in "科室院部" and not any(letter in _FUNCTION for letter in words[1:])


def _surnamed(words: str) -> bool:
    """Whether the characters are a surname and a given name of one or two."""
    return (len(words) < 4 and words[0] in _ALL) or (len(words) > 2 and words[:2] in _COMPOUNDS)  # noqa: PLR2004


def _full_name(words: str) -> bool:
    return _surnamed(words) and is_chinese_name(words)


def _in_a_list(words: str) -> bool:
    """A name where a list of people has one, whatever else it means."""
    transcribed = len(words) > 2 and all(letter in TRANSCRIBED for letter in words)  # noqa: PLR2004
    return (_surnamed(words) or transcribed or "·" in words) and _not_a_role(words)


def _not_a_role(words: str) -> bool:
    """Whether what stands in a field may be a name: 高兴 and 安静 may, 女儿 and 同上 may not."""
    return (
        words not in ROLES
        and words[:2] not in ROLES
        and words[-2:] not in ROLES
        and not set(words) & set("的了是请已未无不见")
    )


def _account(words: str) -> bool:
    """zhaoxl, wuyanan2: no manager and no test."""
    letters = words.rstrip("0123456789")
    return not letters.endswith("er") and any(
        letters[:end] in PINYIN_SURNAMES
        and (_FIRST_LETTERS.fullmatch(letters, end) or _SYLLABLES.fullmatch(letters, end))
        for end in range(2, min(len(letters), 7))
    )


def _little(words: str) -> bool:
    return words[1] not in NOT_LITTLE


# What a field holds, most certain first; every form ends where the name must end.
_VALUE = rf"(?:{_FOREIGN}|{_MASKED}|[老小][{_CLEAR}何易武]{_AFTER}|(?:{COMPOUND})(?!{_STRONG_TITLE}){_HAN}{{1,2}}?{_AFTER}|[{_ALL}](?!{_STRONG_TITLE})(?:{_HAN}{{1,2}}?{_AFTER}| {_HAN}(?![\u4e00-\u9fff]))|{_SURNAME}(?={_NOT_HAN}|{_STRONG_TITLE}))"
_START = "".join(sorted({*_ALL, *(each[0] for each in COMPOUND.split("|"))}))
# A name that nothing Chinese stands before; a set first, so that ``re`` skips to it.
_FREE = rf"[{_START}](?<!{_HAN}.){_HAN}{{1,3}}?"
_VALUE_HERE = re.compile(_VALUE)
_LATIN_VALUE = re.compile(
    rf"[A-Z][A-Za-z'-]{{1,20}}(?:[ ,^]{{1,2}}[A-Z][A-Za-z'-]{{0,20}}){{1,3}}|[A-Z][a-z]{{1,12}} ?[{_CLEAR}]{_NOT_HAN}"
)
_ROMAN_BEHIND = re.compile(r"\b[IVX]{1,4}$")  # 麻醉: ASA III
_ANY_VALUE = re.compile(rf"{_HAN}{{2,4}}{_NOT_HAN}")
# One scan for what stands between a field and its value; the field is then read backwards from there.
_LINK = re.compile(r"[:= 为](?:(?<=[:=]) {0,4}[\"']?|(?<= ) {0,3}|(?<=为))")
_FIELD_BEFORE = re.compile(rf"(?:{_FIELD}|(?P<person>{_PERSON}|拼音))[\"']?(?:\([^)\n]{{0,10}}\))?[\"']? ?$")
_FORM_BEFORE = re.compile(
    r"(?:姓名|名字|签名|签字|联系人|署名|監護人|收件人|曾用名|研究者|术者|[一二]助|[交接])[\"']?(?:\([^)\n]{0,10}\))?[\"']? ?$"
)
_LONGEST_FIELD = 22
_FIRST = frozenset(_ALL + TRANSCRIBED + "老小" + "".join(each[0] for each in COMPOUND.split("|")))
_DIRECT = re.compile(
    "(?:报告[人者]|接听人|经手人|随访[人者员]|送检者|受检者|查勘员|调查员|经办人|承办人|驾驶员|急救员|担架员?|翻译|陪护人|陪同人?|陪诊人|推荐人|申请人|投保人|被保险人|受益人|收件人|寄件人|户主|持卡人|就诊人|参保人|借片人|来电人|报案人|穿刺|"
    "术者|主刀|一助|二助|麻醉师|器械护士|巡回护士|记录[者人]|书写者|操作[者人]|检验[者人]|审核[者人]|复核[者人]|联系人|监护人|委托人|代理人|代办人|研究者|监查员|CRC|CRA|曾用名|诊断医师|报告医师|审核医师|检验医师|主治医师|经治医师|管床医生|责任护士|签名|签字|发药|复核|核对|调配)"
    rf"(?P<v>{_VALUE})"
)
_NEXT = re.compile(rf"(?:[/、] ?| / |和|与)(?:护士长?|医[生师])?(?P<v>{_VALUE})")
_VERBS = frozenset("交接")

_SEX = r"(?: (?:列兵|[上中下]士|士官|[少中上大]尉|[少中上大]校|战士))?[, (/|\t]{1,3}(?:性别[: ]?)?(?:[男女](?=[, ;)。/|\t\d性约士]|$)|[MF](?=[ ,/\d]))"

_ROWS = Table(
    "chinese name forms",
    [
        row(
            Kind.NAME,
            rf"{_PERSON_WORD}(?P<v>{_FOREIGN}|{_MASKED}|{_CLEAR_SURNAME}{_HAN}{{1,2}}?){_AFTER}",
            GOOD,
            is_chinese_name,
        ),
        row(Kind.NAME, rf"{_PERSON_WORD}(?P<v>[{_TITLED}]{_HAN}{{1,2}})(?=[,。;、\s:()/]|$)", GOOD, is_chinese_name),
        row(
            Kind.NAME,
            rf"(?:{_PERSON})[\"']? ?[:=] ?[\"']?(?P<v>{_FOREIGN}|{_MASKED}|(?:{COMPOUND}){_HAN}{{1,2}}?{_AFTER}|[{_ALL}](?!{_STRONG_TITLE}){_HAN}{{1,2}}?(?={_NOT_HAN}|性别|年龄|男|女))",
            STRONG,
            is_chinese_name,
        ),
        # 患者 张伟 男, 医师 申(: a role, a space, a name, and then something else.
        row(Kind.NAME, rf"(?:{_PERSON}) (?P<v>{_SURNAME}{_HAN}{{1,2}}?)(?=[ ,。;(/]|$)", GOOD, is_chinese_name),
        row(Kind.NAME, rf"(?:医师|医生|护士|药师|大夫)(?:[:] ?|)(?P<v>[{_TITLED}])(?=[ ,。;(/\n]|$)", GOOD),
        # 患者许多,男: what stands before the sex is a name, whatever else it may mean.
        row(
            Kind.NAME,
            rf"(?:患者|病人|患儿|产妇|受检者|参保人|受试者|病患)(?P<v>{_SURNAME}{_HAN}{{1,2}}){_SEX}",
            STRONG,
            _not_a_role,
        ),
        row(
            Kind.NAME,
            rf"(?:父亲|母亲|丈夫|妻子|儿子|女儿|家属|姐姐|哥哥|弟弟|妹妹|爷爷|奶奶)(?P<v>[{_TITLED}]{_HAN}{{1,2}}?)(?=代[诉述]|签[字名])",
            STRONG,
            _not_a_role,
        ),
        # A scanner's spaces: 姓 名 万 俟 兰.
        row(
            Kind.NAME,
            rf"(?:姓 {{1,3}}名|患 {{1,3}}者|医 {{1,3}}[师生]|护 {{1,3}}士|术 {{1,3}}者|签 {{1,3}}[名字]) {{0,3}}:? {{1,3}}(?P<v>{_HAN}(?: {_HAN}){{1,3}})(?=\s{{2,}}|\n|$| [性男女])",
            STRONG,
        ),
        row(Kind.NAME, rf"[小阿](?<!{_HAN}.){_HAN}(?=之[子女])", GOOD),
        row(Kind.NAME, rf"{_PERSON_WORD}(?P<v>{ELEMENTS})(?={_NOT_HAN}|{_STRONG_TITLE})", GOOD),
        row(Kind.NAME, rf"(?:医师|医生|护士|药师|護理師|主任) {{1,3}}(?P<v>[{_ALL}])(?=[ ,。;(/\n]|$)", GOOD),
        row(
            Kind.NAME,
            r"(?:患者|病人|家属|医生|护士|我叫|名叫|叫做?)(?P<v>[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){1,3})",
            STRONG,
        ),
        # A relative's given name alone, by the characters that given names end in.
        row(
            Kind.NAME,
            rf"(?:家属|儿子|女儿|孙子|孙女|弟|妹|表哥|表姐|堂哥|堂姐|老公|老伴|太太|丈夫|妻子|侄女|外甥|儿媳|闺女)(?P<v>{_HAN}[{_GIVEN_END}])(?=[,。;、 (]|\d|$|陪|代[诉述]|那)",
            GOOD,
            is_chinese_name,
        ),
        row(
            Kind.NAME,
            rf"{_FREE}(?=之[子女父母妻夫妹弟]|妈妈|爸爸)",
            GOOD,
            _full_name,
        ),
        row(Kind.NAME, rf"(?:我是|上的|叫)(?P<v>({_HAN})\2)(?=妈|爸|的?家[长属]|奶奶|爷爷|姥)", GOOD),
        row(
            Kind.NAME,
            rf"(?!韦伯|蒙哥马利)[{_CLEAR}](?<!{_HAN}.)(?=[哥姐叔姨婶嫂伯](?![哥姐姨嫂伯\d])|总(?=[,。:的说 ]|$)|工(?=[,。: ]))",
            GOOD,
        ),
        row(Kind.NAME, rf"(?<=\n|[,。 :@])(?P<v>[{_CLEAR}])老(?=[,。:的说 ])", FAIR),
        row(
            Kind.NAME,
            rf"[老小阿](?:(?<!{_HAN}.)|(?<=[请由找让与和跟给是叫姓问士师晚夜早架C].))[{_CLEAR}何易武](?={_NOT_HAN}|[说来去在看给昨今的那值已没把跟夜早晚])",
            GOOD,
            _little,
        ),
        row(
            Kind.NAME,
            rf"[小阿](?:(?<!{_HAN}.)|(?<=[请由找让属].))(?:[{_GIVEN_END}])(?=[,。;:)\n]|$|陪|值)",
            GOOD,
            _little,
        ),
        # 张建国,男,68岁 and 冷冰 女 27: what stands there is a name, whatever else it may mean.
        row(
            Kind.NAME,
            rf"(?P<v>[{_START}{TRANSCRIBED}](?<!{_HAN}.)(?:{_T}{{0,7}}[·•・]{_T}{{1,8}}|{_HAN}{{1,3}}?|{_T}{{2,6}}))(?:\([^)\n]{{1,8}}\))?{_SEX}",
            STRONG,
            _in_a_list,
        ),
        row(Kind.NAME, rf"(?P<v>{_FREE})(?:女|男)\d", STRONG, _in_a_list),
        row(Kind.NAME, rf"(?<=[\d+]床) ?(?P<v>{_SURNAME}{_HAN}{{1,2}})(?=[ ,。;:]|$)", GOOD, is_chinese_name),
        # Who acts: (张磊签字), 刘向前汇报.
        row(
            Kind.NAME,
            rf"[{_START}](?<!{_HAN}.)(?!{_STRONG_TITLE}){_HAN}{{1,3}}?(?=签[字名]|代[诉述]|陪[同护诊]|总结|汇报|查房|补记|阅片|主刀|发言)",
            GOOD,
            lambda v: (v[0] in _CLEAR_SET and _full_name(v)) or v in _COMPOUNDS,
        ),
        row(
            Kind.NAME,
            rf"(?<=[介請请由找转轉工\n ,。:、])(?P<v>[{_CLEAR}溫羅鍾])(?=太(?=[,。;:、(])|Sir\b|家[医醫])",
            GOOD,
        ),
        # Told by name.
        row(
            Kind.NAME,
            rf"(?<![贵免族同改百])姓(?P<v>(?:{COMPOUND})|[{_ALL}])(?![名氏者])(?=[,。;的 他她是叫]|$)",
            STRONG,
        ),
        row(
            Kind.NAME,
            rf"(?:我叫|名叫|名字叫|姓名为|真名|本名|打成|写成)[\"']?(?P<v>{_FOREIGN}|{_SURNAME}{_HAN}{{1,3}}?|{_HAN}{{2,3}})[\"']?(?=[,。;!? \"\n]|$)",
            GOOD,
            _not_a_role,
        ),
        row(
            Kind.NAME,
            rf"(?:本人|现有患者|现有病人|父亲|母亲|爸|妈|爹|老公|老婆)(?P<v>[{_TITLED}]{_HAN}{{1,2}})(?=[ ,。;(]|$)",
            GOOD,
            is_chinese_name,
        ),
        row(
            Kind.NAME,
            rf"(?:小名|乳名|外号|绰号|花名|网名|昵称|微信名)[:叫是为 ]?[\"']?(?P<v>{_HAN}{{2,6}})(?=[,。;) \"]|$)",
            GOOD,
            _not_a_role,
        ),
        row(Kind.NAME, r"(?:网友|网名|昵称|用户名?|微信名)[:是为 ]?[\"'](?P<v>[^\"'\n]{2,14})[\"']", GOOD),
        row(Kind.NAME, r"(?<=\n)\d{1,4}楼 (?P<v>[^\s:_]{2,12})(?:_[^\s:]{0,12})?:", GOOD),
        # A name of which somebody says how it is written: 写了阿水两个字.
        row(
            Kind.NAME,
            rf"(?:写|注|签|念|刻|绣|印)(?:了|着|的是|成|上)?[\"']?(?P<v>[阿小老]{_HAN}|{_CLEAR_SURNAME}{_HAN}{{1,2}})[\"']?(?=[两三二2-3]个字)",
            GOOD,
            lambda v: is_chinese_name(v) and _not_a_role(v),
        ),
        # 村医阿木隔天来: who is called 阿 behind what they are.
        row(
            Kind.NAME,
            rf"(?:[村乡校队军船厂社][医工]|护工|看护|司机|师傅|保姆|邻居|工友|室友|战友|队友|同事|上铺|下铺)(?P<v>阿(?![姨婆公伯叔嬷爷妈爸哥姐嫂司莫卡托奇是的]){_HAN})",
            GOOD,
        ),
        row(
            Kind.NAME,
            r"(?:护工|看护|司机|室友|工友|战友|队友|上铺|下铺)(?P<v>[大小老][壮虎牛龙山勇强军兵伟亮辉刚春宝毛])(?=[,。;、 的说他她也]|$)",
            GOOD,
            _little,
        ),
        # 邻居覃叔, 隔壁童姨.
        row(
            Kind.NAME,
            rf"(?:邻居|鄰居|隔壁|房东|房東|工友|看护|護工|护工)(?P<v>(?![阿小大老])[{_ALL}])(?=[哥姐叔姨婶嬸嫂伯婆公](?![哥姐叔姨婶嬸嫂伯婆公]))",
            GOOD,
        ),
        # What somebody is called: 喊她老艾, 叫他阿栗.
        row(
            Kind.NAME,
            rf"[叫喊][他她佢][\"'「]?(?P<v>[阿小老]{_HAN}仔?)(?=[,。;、」\"'])",
            FAIR,
            lambda v: _not_a_role(v) and _little(v) and is_chinese_name(v) and v[1] not in "实是点声跑步远",
        ),
        # An account that is a surname and a given name or its first letters: 账号luoyh.
        row(
            Kind.NAME,
            r"(?:账[号户]|帐号|用户名?|登录名?|登陆名?|工作站)(?:[:是为= ]|登录){0,2}(?P<v>[a-z]{4,16}\d{0,4})(?![A-Za-z0-9@._-])",
            GOOD,
            _account,
        ),
        # A compound surname and what follows behind a space: 尉迟 嘉.
        row(
            Kind.NAME,
            rf"(?:{SURE_COMPOUND}) (?!{_STRONG_TITLE}){_HAN}{{1,2}}(?!{_HAN})",
            GOOD,
            lambda v: is_chinese_name(v.split()[1]) and _not_a_role(v.split()[1]),
        ),
        # Whose grandmother writes: 石榴她奶:.
        row(
            Kind.NAME,
            r"(?:^|(?<=\n))(?P<v>(?!孩子|宝宝|患儿|患者|病人|家长|我们|你们)[\u4e00-\u9fff]{2,4}[他她][奶妈爸爷娘爹姥哥姐嫂婶])(?=:)",
            GOOD,
        ),
        # Initials of who took or gave the call: 通知 K.LM 07:10.
        row(
            Kind.NAME,
            r"(?:通知|采集人?|采样人?|接[收听]?[者人]?|记录[者人]?|核对[者人]?|签名?|签字)[: ]{1,2}(?P<v>[A-Z]\.[A-Z]{1,2}(?:\.[A-Z])?)(?![A-Za-z.\d型级类期法])",
            GOOD,
        ),
        # Initials: 姓名缩写LXL, 患者Z.W, W.J. 58F, Z-J-G 22床.
        row(Kind.NAME, r"(?:缩写|首字母|简拼)[:是为 ]{0,2}(?P<v>[A-Z](?:[.-]?[A-Z]){1,4})(?![A-Za-z])", STRONG),
        row(Kind.NAME, r"(?:患者|病人|受试者|产妇)[: ]?(?P<v>[A-Z](?:[.-][A-Z]){1,3})(?![A-Za-z])", STRONG),
        row(
            Kind.NAME,
            r"[A-Z](?<![A-Za-z0-9./-].)(?:[.-][A-Z]){1,3}(?=[., ]{0,2}(?:\d{1,3} ?(?:床|岁|[FMyY男女])|[男女](?![\u4e00-\u9fff])))",
            GOOD,
        ),
        # The signature at the end: a line of its own, or the last character of a note.
        row(
            Kind.NAME,
            rf"(?<=\n)[ \t]{{4,}}+(?P<v>{_SURNAME}(?:{_HAN}{{0,2}}))(?=[ \t]*(?:\n|$|\d))",
            GOOD,
            is_chinese_name,
        ),
        row(Kind.NAME, rf"(?<=[\u4e00-\u9fff。)\d] )(?P<v>[{_CLEAR}])(?=\s*(?:{BORDER}|$))", FAIR),
        row(
            Kind.NAME, rf"(?<=[\n ])(?P<v>[{_ALL}]{_HAN}{{1,2}}) ?/ ?(?:[{_ALL}])(?=\s*(?:\n|$))", FAIR, is_chinese_name
        ),
        row(
            Kind.NAME,
            rf"(?<=[\n ])[{_ALL}]{_HAN}{{1,2}} ?/ ?(?P<v>[{_ALL}]{_HAN}{{0,2}})(?=\s*(?:\n|$))",
            FAIR,
            is_chinese_name,
        ),
    ],
)

_TITLE = re.compile(_STRONG_TITLE)
_FULL_BEFORE = re.compile(
    rf"(?:(?<!{_HAN})(?:{COMPOUND}|[{_TITLED}])|(?<=[请由找经让与和跟给是在的对向予被约嘱示叫]){_CLEAR_SURNAME}){_HAN}{{1,2}}$"
)
_MASK_HERE = re.compile(
    rf"[某xX*×○](?:(?<=某)(?:某{_HAN}?|{_HAN}?)(?=[,。;、\s:()男女因于]|$)|(?<=某)某?(?=[先女老医护])|(?<=[xX*×○])(?:[xX*×○](?![A-Za-z0-9*])(?:{_HAN}{_NOT_HAN})?|{_HAN}{_NOT_HAN}|(?=妈|爸|{_STRONG_TITLE})))"
)
_WEEKDAY = re.compile("(?:周|礼拜|星期)[一二三四五六日天末]$")
_WEEK = re.compile(r"(?:第 ?[\d一二三四五六七八九十]{1,3} ?|[上下本每])周$")  # **第1周**
_LEAD = frozenset("请由找经让与和及跟给是在的对向予被约嘱示叫外科班")
_IS_HAN = re.compile(_HAN)
_SURE_NAME = re.compile(rf"(?:{SURE_COMPOUND})(?:(?={_STRONG_TITLE})|{_HAN}{{1,2}}?{_AFTER}|)")
_DOTTED = re.compile(rf"{_FOREIGN}")
_ELEMENT = re.compile(rf"(?:{ELEMENTS}){_T}{{0,6}}")
_BEFORE_ELEMENT = re.compile(rf"{_T}{{0,4}}$")
_PLACE_AFTER = re.compile(r"[市县州盟旗区镇乡村路特省河湖山]|麻|花|综合征|病|征|试验")
_FOREIGN_NAME = re.compile(rf"(?<!{_HAN}){_HAN}{{1,7}}[·•・]{_HAN}{{1,9}}(?:[·•・]{_HAN}{{1,9}})?(?!{_HAN})")
_EPONYM_END = re.compile(r"(?:病|征|综合征|试验|评分|量表|分级|手术|反射|机器人|法|线|菌|现象|氏|变异型|变异|型|症)$")
_IN_A_SENTENCE = re.compile("^[由请与和叫让给是其]|陪[同护诊]|代[诉述]|[的在了于]|患者|入院|来院|签[字名]")
_SPEAKER = re.compile(
    rf"(?:^|(?<=[\n\]〕】 ])) {{0,2}}(?:(?P<role>护士|医生|医师|主任|家属|护工|营养师|康复师)-)?(?P<v>{_HAN}{{2,4}}):(?!//)"
)
_FAMOUS = tuple(words for words in MEDICAL_PEOPLE if len(words) > 2)  # noqa: PLR2004 - two may begin any name
_NICK = re.compile(rf"[老小阿大]{_HAN}|({_HAN})\1")
_LATIN_NAME = re.compile(
    r"(?P<first>[A-Z](?<![A-Za-z0-9.@_/^-].)(?:[A-Z]{1,6}|[a-z]{1,6}))(?:, ?| )(?P<second>[A-Z][a-z]{1,10}|[A-Z]{2,10})(?P<third>[ -][A-Z]?[a-z]{1,6})?(?![A-Za-z0-9@_/^-])"
)
_FIRST_LETTERS = re.compile("[bcdfghjklmnpqrstwxyz]{1,3}")
_SYLLABLES = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|a|o|e|i|u|v)){1,3}"
)


class ChineseNames(LocalRecognizer):
    """姓名：高兴, 王主任, 老李, 阿依古丽·买买提, 5床 闻人美玲, WANG Xiaoming."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[Kind.NAME.value], name="chinese names", supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every name that its surroundings or its form give away."""
        results: list[Any] = []
        if _IS_HAN.search(text):
            results += _ROWS.analyze(text, entities, nlp_artifacts)
            results += (found(Kind.NAME, *place) for place in _in_fields(text))
            results += (found(Kind.NAME, *place) for place in _titled(text))
            results += (found(Kind.NAME, *place) for place in _by_sound(text))
            results += (found(Kind.NAME, *place) for place in _masked(text))
            results += (found(Kind.NAME, *place) for place in _speakers(text))
            results += (found(Kind.NAME, *place) for place in _pinyin(text))
        return results


_Place = tuple[int, int, float]


def _in_fields(text: str) -> Iterator[_Place]:
    """术者：罗/冯晓; and the next of a list."""
    for link in _LINK.finditer(text):
        value = _value_after(text, link)
        if value:
            yield value.start(), value.end(), STRONG
            yield from _listed(text, value.end())
    for match in _DIRECT.finditer(text):
        value_words = match["v"]
        free = not _IS_HAN.match(text, match.end()) or _TITLE.match(text, match.end())
        if (
            free
            and is_chinese_name(value_words)
            and (len(value_words) > 1 or value_words in (_TITLED if match[0][-2] in "人者员" else _CLEAR))
            and (value_words[0] not in ALSO_WORDS or match[0][-len(value_words) - 1] not in "对核配药")
        ):
            yield match.start("v"), match.end("v"), STRONG
            yield from _listed(text, match.end("v"))


def _value_after(text: str, link: re.Match[str]) -> re.Match[str] | None:
    """The name behind a colon or a space, if a field stands before; the less there is between, the more it has to look like one."""
    start, end = link.span()
    first = text[end : end + 1]
    colon = link[0][0] in ":=为"
    if first not in _FIRST and not first.isupper() and not (colon and _IS_HAN.match(first)):
        return None
    before = max(0, start - _LONGEST_FIELD)
    field = _FIELD_BEFORE.search(text, before, start)
    if not field:
        return None
    if not _IS_HAN.match(first):
        value = _LATIN_VALUE.match(text, end)
        return value if value and not _ROMAN_BEHIND.search(value[0]) else None
    value = _VALUE_HERE.match(text, end)
    if value and _not_a_role(value[0]) and _fits(value, field, colon=colon):
        return value
    # A form's own field holds a name, whatever else it may mean.
    if colon and link[0][0] != "为" and _FORM_BEFORE.search(text, before, start):
        value = _ANY_VALUE.match(text, end)
        return value if value and _not_a_role(value[0]) else None
    return None


def _fits(value: re.Match[str], field: re.Match[str], *, colon: bool) -> bool:
    """Whether a value may be a name in its field."""
    words = value[0]
    # "患者:" begins what somebody says as often as a name; only staff sign with a surname.
    if field["person"] and (not is_chinese_name(words) or (len(words) == 1 and field[0][0] not in "医护药大")):
        return False
    # 接 and 交 are verbs unless a colon follows.
    return colon or (field[0] not in _VERBS and words not in NOT_NAMES and not _IS_HAN.match(value.string, value.end()))


def _listed(text: str, end: int) -> Iterator[_Place]:
    following = _NEXT.match(text, end)
    while following and _not_a_role(following["v"]):
        yield following.start("v"), following.end("v"), STRONG
        following = _NEXT.match(text, following.end())


def _titled(text: str) -> Iterator[_Place]:
    """王主任, 请陈静护士长; not 责任医生 nor 应医生要求."""
    for title in _TITLE.finditer(text):
        end = title.start()
        if _WEEKDAY.search(text, max(0, end - 3), end):
            continue
        full = _FULL_BEFORE.search(text, max(0, end - 4), end)
        if full and title[0][0] != "某" and is_chinese_name(full[0]) and full[0][-2:] not in TAIL_WORDS:
            yield full.start(), end, STRONG
            continue
        if text[max(0, end - 2) : end] in _COMPOUNDS:
            yield end - 2, end, STRONG
            continue
        surname, before = text[end - 1 : end], text[end - 2 : end - 1] if end > 1 else " "
        if not surname or before + surname in TAIL_WORDS or title[0] == "某":
            continue
        free = not _IS_HAN.match(before) or before in _LEAD
        if surname in (_TITLED_SET if free else _CLEAR_SET):
            yield end - 1, end, STRONG


def _masked(text: str) -> Iterator[_Place]:
    """张某, 李**, 牟*芳, 王XX."""
    for mask in _MASK_HERE.finditer(text):
        start = mask.start()
        two = text[max(0, start - 2) : start] in _COMPOUNDS
        if _WEEK.search(text, max(0, start - 5), start):
            continue
        if two or text[start - 1 : start] in _TITLED_SET:
            yield start - 1 - two, mask.end(), STRONG


def _by_sound(text: str) -> Iterator[_Place]:
    """Compound surnames that are nothing else, and names that transcribe another language."""
    for match in _SURE_NAME.finditer(text):
        if match[0] not in MEDICAL_PEOPLE and match[0][:3] not in MEDICAL_PEOPLE:
            given = match[0][2:]
            # 鲜于|父母, 万俟|的.
            end = match.end() if not given or _not_a_role(given) else match.start() + 2
            yield match.start(), end, GOOD
    for match in _ELEMENT.finditer(text):
        lead = _BEFORE_ELEMENT.search(text, max(0, match.start() - 4), match.start())
        start, end = lead.start() if lead else match.start(), match.end()
        ends = not _IS_HAN.match(text, end) or _TITLE.match(text, end)
        alone = ends and not (start and _IS_HAN.match(text, start - 1))
        # Two characters have to stand alone.
        if (end - start > 2 or alone) and not _PLACE_AFTER.match(text, end):  # noqa: PLR2004
            yield start, end, GOOD
    if "·" in text or "•" in text or "・" in text:
        for match in _DOTTED.finditer(text):
            if _of_history(match[0]):
                continue
            yield match.start(), match.end(), GOOD
        for match in _FOREIGN_NAME.finditer(text):
            if not _EPONYM_END.search(match[0]) and not _IN_A_SENTENCE.search(match[0]) and not _of_history(match[0]):
                yield match.start(), match.end(), GOOD


def _of_history(name: str) -> bool:
    """Whether one half of a name is somebody's whom a disease or a book is called after: 威廉·奥斯勒."""
    return any(part.startswith(famous) for part in re.split("[·•・]", name)[1:] for famous in _FAMOUS)


def _speakers(text: str) -> Iterator[_Place]:
    """Who speaks in a chat: a nickname, or a name that speaks more than once. A heading stands once."""
    matches = list(_SPEAKER.finditer(text))
    often = Counter(match["v"] for match in matches)
    chat = any(often[name] > 1 and _NICK.fullmatch(name) for name in often)
    for match in matches:
        name = match["v"]
        if not _not_a_role(name):
            continue
        surname = name[0] in _ALL and len(name) < 4 and is_chinese_name(name)  # noqa: PLR2004 - four are a heading
        nick = bool(_NICK.fullmatch(name))
        if match["role"] or (often[name] > 1 and (surname or nick)) or (chat and nick):
            yield match.start("v"), match.end("v"), GOOD


def _pinyin(text: str) -> Iterator[_Place]:
    """WANG Xiaoming, Zhang Wei, CHAN Tai Man: a surname and syllables."""
    for match in _LATIN_NAME.finditer(text):
        first, second = match["first"].lower(), match["second"].lower()
        if match["first"].isupper() and match["second"].isupper() and "," not in match[0]:
            continue
        surname = first in PINYIN_SURNAMES and _SYLLABLES.fullmatch(second)
        if surname and f"{first}_{second}" not in NOT_PINYIN:
            yield match.start(), match.end(), GOOD


CHINESE_NAMES = ChineseNames()
