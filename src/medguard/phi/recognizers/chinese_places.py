"""Chinese addresses and named institutions, by form."""

from __future__ import annotations

import re

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import GOOD, STRONG, Table, row

PROVINCES = "北京市|天津市|上海市|重庆市|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
_PROVINCE = rf"(?:(?:{PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?)"
_HAN = "[\u4e00-\u9fff]"
_PLACE = "[\u4e00-\u9fff]"
_CITY = rf"(?:{_PLACE}{{2,5}}?(?:市|地区|自治州|盟))"
_COUNTY = rf"(?:{_PLACE}{{1,6}}?(?:区|县|旗|市))"
_TOWN = rf"(?:{_PLACE}{{1,6}}?(?:街道|镇|乡|苏木))"
_ROAD = rf"(?:{_PLACE}{{1,8}}?(?:路|大道|大街|街|巷|弄|胡同|道|里|村|社区|小区|花园|新村|公寓|广场|大厦|家园|苑|庄|屯|组|队|坊|城))"
_NUMBER = r"(?:(?:第?[\dA-Za-z一二三四五六七八九十百甲乙丙-]{1,6})(?:弄|号楼|号院|号|栋|幢|座|单元|楼|层|室|户|房|组|队|排|巷|支路|村|社|门)(?:之\d)?)"
_END = rf"(?:{_NUMBER} ?){{1,6}}(?:\d{{2,5}}(?:室)?)?(?!\d)"
_LABEL = "(?:家庭住址|家庭地址|现住址|现居住地|居住地址?|居住于|居住在|户籍地址?|户籍所在地|户口所在地|户口地址|出生地|籍贯|联系地址|通讯地址|通信地址|邮寄地址|收货地址|单位地址|工作地址|详细地址|住址|地址|住所|家住|现住|租住于?|暂住于?|住在|住于)"
_GENERIC = re.compile(
    r"(?:本|我|我们|贵|该|此|这|那|这家|那家|一家|某|某家|各|各级|各大|其他|其它|别的|另一家|别家|多家|外|外地|外院|当地|本地|就近|附近|上级|下级|基层|社区|乡镇|村|县级?|市级?|省级?|区级?|国家级|大|小|好|正规|专业|专科|综合性?|综合|公立|私立|民营|三甲|三级|二级|"
    r"三级甲等|二甲|甲等|大型|知名|权威|教学|人民|中心|中医|西医|中西医结合|妇幼|妇幼保健|儿童|妇产|妇科|男科|肿瘤|口腔|眼科|骨科|胸科|传染病|精神病?|精神专科|康复|美容|整形|皮肤病?|皮肤|肛肠|心血管病?|互联网|定点|合作|方舱|宠物|动物|医学|有条件的?|附属|保健|护理|老年|军队|部队|军|警|医疗|急救|产科|神经内科|"
    r"心理|生殖|心脑血管|肝病|肾病|糖尿病|风湿病?|血液病?|结核病?|职业病|到|去|在|的|地|区|市|县|省|三|二|一|甲|等|级|上|下|高|更|最|较|或|和|与|及|至)+"
)
_LEAD = re.compile(
    r".*(?:就诊于?|入住|收住|收入|送至|送往|送到|送入|转至|转往|转入|转到|转诊至|前往|赴|来到|来自|转|位于|毕业于|工作于|任职于|曾在|现在|均在|已在|仍在|遂至|后至|前至|急诊至|遂来|再至|先至|推荐|建议|联系|选择|离开|当地的?|"
    r"不同的?|根据|患者|[入在于从到由往至去是为经被向让请给找的我您你她他它]|[,。;:、\s])"
)
_TYPE = r"(?:医院|卫生院|卫生服务中心|卫生服务站|卫生室|诊所|门诊部|疗养院|保健院|疾控中心|疾病预防控制中心|体检中心|急救中心|血液中心|护理院|养老院|敬老院|福利院)"
HOSPITAL_END = re.compile(rf"{_TYPE}(?:[\u4e00-\u9fff]{{1,4}}(?:院区|分院)|(?:东|西|南|北|本部|总)院区?)?")
"""How the name of an institution ends; where it begins, ``institution`` works out."""
_OWN_NAME = re.compile(
    rf"(?:{PROVINCES})|[省市县区州旗镇乡]|街道|大学|附属|第[一二三四五六七八九十]|解放军|武警|总医院|红十字|协和|同济|华西|湘雅|仁济|瑞金|天坛|友谊|同仁|华山|中山|齐鲁|西京|积水潭"
)


def institution(words: str, *, marked: bool) -> int:
    """Where an institution's own name begins in these words; -1 if it has none ("当地医院", "三甲医院").

    A model that marked it is believed; otherwise the name has to say where or whose the institution is.
    """
    lead = _LEAD.match(words)
    start = lead.end() if lead and lead.end() < len(words) - 2 else 0
    stem = re.sub(rf"{_TYPE}.*$", "", words[start:]).lstrip("和与及或")
    start = words.index(stem, start) if stem else start
    if not stem or _GENERIC.fullmatch(stem) or not (marked or _OWN_NAME.search(stem)):
        return -1
    return start


ADDRESS_END = re.compile(
    rf"(?<![病诊院疫灶])(?:路|街|大道|道|巷|弄|胡同|里|村|社区|小区|区|苑|园|新村|庄|坊|屯|城|楼|厦|寓|广场|镇|乡) ?{_END}(?![床线药检级期度型个次])"
)
"""A road, village or estate with a number; where the address begins, ``address_start`` works out."""
_ADDRESS_LEAD = re.compile(
    r".*(?:住址|地址|家住|现住|居住|住在|位于|户籍|来自|寄[到至往]|[住在于到是的去往址,。;:、\s])"
)


def address_start(words: str) -> int:
    """Where an address begins that ends these words."""
    lead = _ADDRESS_LEAD.match(words)
    return lead.end() if lead and lead.end() < len(words) - 1 else 0


def _says_where(words: str) -> bool:
    """Whether what follows 住在 names a place: "一个安全的社区" does not."""
    return bool(re.search(r"[省市县镇乡村路街号楼室苑旗州]|(?<![社地小])区", words)) and "病房" not in words


CHINESE_PLACES = Table(
    "chinese places",
    [
        row(
            Kind.LOCATION,
            rf"{_PROVINCE}{_CITY}?{_COUNTY}{_TOWN}?(?:{_ROAD})?(?:{_END})?(?!{_HAN}{{0,8}}(?:医院|大学|学院|公司|中心|诊所))",
            STRONG,
        ),
        row(
            Kind.LOCATION,
            rf"{_LABEL}[\"']?(?:[:是为]|\"|'| ){{0,4}}(?P<v>[\u4e00-\u9fff\dA-Za-z#()·-]{{2,50}}(?: ?\d{{1,4}}(?:号|室))?)",
            GOOD,
            _says_where,
        ),
        row(Kind.LOCATION, rf"(?:籍贯|出生地|户籍|户口)[\"']?[:是为 \"']{{1,3}}(?P<v>{_HAN}{{2,12}})", GOOD),
        row(Kind.ORG, r"(?<![\dA-Za-z])\d{3}医院|解放军(?:第)?[\d一二三四五六七八九〇零总]{1,5}医院", STRONG),
        row(
            Kind.ORG,
            r"(?:就读于|毕业于|工作于|任职于|供职于|就职于|(?:工作|所在)?单位[:是为]|学校[:是为]|公司[:是为])[\"' ]?(?P<v>[\u4e00-\u9fffA-Za-z()]{2,25}?)(?=[,。;、\s\"'<]|$)",
            GOOD,
        ),
        row(
            Kind.ORG,
            r"(?<=[,。;、\s:在于到从自由的])(?P<v>[\u4e00-\u9fff()A-Za-z]{2,20}?(?:有限责任公司|股份有限公司|有限公司|集团公司|集团))",
            GOOD,
        ),
        row(
            Kind.ORG,
            r"(?:在|于|到|从|,|。|:|;|、|\s|^)(?P<v>(?:(?![于在到从])[\u4e00-\u9fff]){2,10}?(?:大学|学院|中学|小学|幼儿园|高中|初中|一中|二中))(?=[,。;、\s读上教工任学就的)]|$)",
            GOOD,
            lambda v: (
                not re.fullmatch(
                    r".{0,3}(?:上|读|在|大|中|小|该|本|某|医|是|的|我|老年|电视|医科|重点|名牌)(?:大学|学院|中学|小学|幼儿园|高中|初中)|大学|学院",
                    v,
                )
            ),
        ),
    ],
)
