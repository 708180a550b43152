"""Chinese addresses and named institutions, by form."""

from __future__ import annotations

import re

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, Table, row

PROVINCES = "北京市|天津市|上海市|重庆市|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|臺灣|台灣|澳門|廣東|廣西"
_PROVINCE = rf"(?:(?:{PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?)"
_HAN = "[\u4e00-\u9fff]"
_PLACE = "[\u4e00-\u9fff]"
_CITY = rf"(?:{_PLACE}{{2,5}}?(?:市|地区|自治州|盟))"
_COUNTY = rf"(?:{_PLACE}{{1,6}}?(?:区|县|旗|市))"
_TOWN = rf"(?:{_PLACE}{{1,6}}?(?:街道|镇|乡|苏木))"
_ROAD = rf"(?:{_PLACE}{{1,8}}?(?:路|大道|大街|街|巷|弄|胡同|道|里|村|社区|小区|花园|新村|公寓|广场|大厦|家园|苑|庄|屯|组|队|坊|城))"
_NUMBER = r"(?:(?:第?[\dA-Za-z一二三四五六七八九十百甲乙丙-]{1,6})(?:弄|号楼|号院|号|號|樓|栋|幢|座|单元|公寓|楼|层|室|[東东西南北中]户|户|房|组|队|排|巷|支路|村|社|门)(?:之\d)?)"
_END = rf"(?:{_NUMBER} ?){{1,6}}(?:\d{{2,5}}(?:室)?|[东西南北中東]户)?(?!\d)"
_SHORT = (
    r"(?:[\u4e00-\u9fff]{1,4}医大|[省市县区州地][立]?|[\u4e00-\u9fff]{1,3}[医大矿铁航钢油]|(?:北京|上海|广州|南京|武汉|成都|重庆|西安|浙|湘|川|苏|皖|鲁|豫|鄂|赣|闽|粤|桂|滇|黔|吉|辽|哈|喀地|昆)[\u4e00-\u9fff]{0,2})"
    r"(?:[一二三四五六七八九十]{1,2}附?院|附[一二三四五六]院?|[一二三四]附院?|中心医院|人民院|中医院|妇幼|妇保院?|儿医|职防院|脑科|胸科|肿瘤)"
    r"|附[一二三四五]院?(?![张份页种年个次图表])|[一二三四]附院|省儿(?![童科])|军区总院|武警总院"
)
# What everybody calls a hospital; 协和 and 华山 are a peace and a mountain too, so only with somebody going there or being seen there.
_WELL_KNOWN = "协和|华西|湘雅[一二三附]?|齐鲁|同济|瑞金|华山|中山|仁济|西京|唐都|积水潭|天坛|宣武|安贞|阜外|邵逸夫|浙[一二]|复旦肿瘤|复旦儿科|301|北医三院|北大[一三]院|友谊|朝阳|同仁|省立|盛京|西南|新桥|珠江|南方|中日友好|广[安外]门"
_CARE = "诊断|看病|看过|看|就诊|就医|专家|挂号|住院|手术|做的?|查|拍|复查|治疗|门诊|神内|神外|心内|急诊|的?[医大][生夫]|了|拍的|转|专科"
_COMPANY_TAIL = r"(?:重工|物业|物流|纺织|船务|建筑|机电厂?|电子厂|机械厂|化工厂?|钢铁厂?|制药厂?|服装厂|食品厂|汽修厂?|快递|家政|科技|工程队|建工|石化|矿业|酒店|宾馆|饭店|超市|商场|银行|支行|派出所|村委会|居委会|律所|事务所|社康|便利店|印染|染厂|茶厂|酒厂|砖厂|煤矿|国旅|旅行社|托育)"
_LABEL = "(?:家庭住址|家庭地址|现住址|现居住地|居住地址?|居住于|居住在|户籍地址?|户籍所在地|户口所在地|户口地址|出生地|籍贯|联系地址|通讯地址|通信地址|邮寄地址|收货地址|单位地址|工作地址|详细地址|住址|地址|住所|家住|现住|租住于?|暂住于?|住在|住于)"
_GENERIC = re.compile(
    r"(?:本|我|我们|贵|该|此|这|那|这家|那家|一家|某|某家|各|各级|各大|其他|其它|别的|另一家|别家|多家|外|外地|外院|当地|本地|就近|附近|上级|下级|基层|社区|乡镇|村|乡里|镇里|镇上|县里|市里|省里|城里|老家|乡|镇|县级?|市级?|省级?|区级?|国家级|大|小|好|正规|专业|专科|综合性?|综合|公立|私立|民营|三甲|三级|二级|"
    r"三级甲等|二甲|甲等|大型|知名|权威|教学|人民|中心|中医|西医|中西医结合|妇幼|妇幼保健|儿童|妇产|妇科|男科|肿瘤|口腔|眼科|骨科|胸科|传染病|精神病?|精神专科|康复|美容|整形|皮肤病?|皮肤|肛肠|心血管病?|互联网|定点|合作|方舱|宠物|动物|医学|有条件的?|附属|保健|护理|老年|军队|部队|军|警|医疗|急救|产科|神经内科|"
    r"心理|生殖|心脑血管|肝病|肾病|糖尿病|风湿病?|血液病?|结核病?|职业病|到|去|在|的|地|区|市|县|省|三|二|一|甲|等|级|上|下|高|更|最|较|或|和|与|及|至)+"
)
_LEAD = re.compile(
    r".*(?:就诊于?|入住|收住|收入|送至|送往|送到|送入|转至|转往|转入|转到|转诊至|前往|赴|来到|来自|转|位于|毕业于|工作于|任职于|曾在|现在|均在|已在|仍在|遂至|后至|前至|急诊至|遂来|再至|先至|推荐|建议|联系|选择|离开|当地的?|"
    r"不同的?|根据|患者|可以|以防止?|选择|因|看过|去过|多家|几家|这边|那边|[你我他她]们|[入在于从到由往至去是为经被向让请给找的我您你她他它]|[,。;:、\s])"
)
_WHICH = re.compile("[哪那这某几多][个家]$")
_TYPE = r"(?:医院|醫院|卫生院|防治院|防治所|诊断中心|检验中心|影像中心|体检中心|社康中心|社区康复中心|脊柱中心|医学中心|急救站|血站|护老院|護老院|安老院|康复中心|医务室|药房|药店|庇护工场|卫生服务中心|卫生服务站|卫生室|诊所|门诊部|疗养院|保健院|疾控中心|疾病预防控制中心|体检中心|急救中心|血液中心|护理院|养老院|敬老院|福利院)"
HOSPITAL_END = re.compile(rf"{_TYPE}(?:[\u4e00-\u9fff]{{1,4}}(?:院区|分院)|(?:东|西|南|北|本部|总)院区?)?")
"""How the name of an institution ends; where it begins, ``institution`` works out."""
_OWN_NAME = re.compile(
    rf"(?:{PROVINCES})|[省市县区州旗镇乡]|街道|大学|附属|第[一二三四五六七八九十]|解放军|武警|总医院|红十字|协和|同济|华西|湘雅|仁济|瑞金|天坛|友谊|同仁|华山|中山|齐鲁|西京|积水潭|瑞金|新华|宣武|安贞|阜外|北苑|博爱|仁爱|[东西南北]$|[路街镇山江河湖海湾桥]"
)


def institution(words: str, *, marked: bool) -> int:
    """Where an institution's own name begins in these words; -1 if it has none ("当地医院", "三甲医院").

    A model that marked it is believed; otherwise the name has to say where or whose the institution is.
    """
    lead = _LEAD.match(words)
    start = lead.end() if lead and lead.end() < len(words) - 2 else 0
    stem = re.sub(rf"{_TYPE}.*$", "", words[start:]).lstrip("和与及或")
    start = words.index(stem, start) if stem else start
    if _WHICH.search(stem):
        return -1
    if not stem or _GENERIC.fullmatch(stem) or not (marked or _OWN_NAME.search(stem)):
        return -1
    return start


ADDRESS_END = re.compile(
    rf"(?<![病诊院疫灶])(?:路|街|大道|(?<![楼肠气尿通胆阴食产隧跑频味知报难])道|巷|弄|胡同|里|村|社区|小区|区|苑|园|新村|庄|坊|屯|城|楼|樓|邨|厦|寓|广场|镇|乡|堡子?|寨|区府城) ?{_END}(?![床线药检级期度型个次])"
)
"""A road, village or estate with a number; where the address begins, ``address_start`` works out."""
_ADDRESS_LEAD = re.compile(
    r".*(?:住址|地址|家住|现住|居住|现居|住在|位于|户籍|来自|寄[到至往]|农民|牧民|改到|自(?![贡治流])|从(?![化江台])|距|[住在于到是的去往址居托(,。;:、\s])"
)


def address_start(words: str) -> int:
    """Where an address begins that ends these words."""
    lead = _ADDRESS_LEAD.match(words)
    return lead.end() if lead and lead.end() < len(words) - 1 else 0


_PART = "(?:(?![的是在有和或与及等了不到去于从为给被把由])[\u4e00-\u9fff])"
ADMIN_END = re.compile(
    rf"[市州盟县旗区](?<![小社病院城郊辖地灾疫片战片景战厂矿上超门都夜菜股各全某外本该])(?:{_PART}{{1,6}}?(?:自治县|县|区(?!域|别)|旗|镇(?![静痛咳定吐])|乡|街道|苏木|府城))"
    rf"(?:{_PART}{{1,8}}?(?:村委会|村民委员会|嘎查|村|社区|屯|堡子?|寨|林场|农场|牧场|镇|乡|街道|[大小]?区|路|街|大道|巷|花园|苑)){{0,3}}+(?:[上下东西南北中]寨|\d{{1,3}}[组队号])?"
)
"""A county in a city, a town in a county, and what follows below: an address without a number."""
_NO_PLACE = re.compile(
    r"(?:全|各|本|该|某|外|多|每|几|县|市|省|区|农村|城市|所在|不同|当地|[A-Za-z0-9]|[左右上下内外前后]侧?)+"
)


def admin_start(words: str) -> int:
    """Where a place begins whose last character is a 市 or 县 of these words; -1 if it has no name."""
    start = address_start(words[:-1])
    name = words[start:-1]
    return start if 2 <= len(name) <= 12 and not _NO_PLACE.fullmatch(name) else -1  # noqa: PLR2004 - 呼伦贝尔


def _says_where(words: str) -> bool:
    """Whether what follows 住在 names a place: "一个安全的社区" does not."""
    where = re.search(r"[省市县镇乡村路街号楼室苑旗州屯寨邨]|部落|嘎查|苏木|(?<![社地小])区", words)
    return where is not None and "病房" not in words


_NEARBY = re.compile(
    rf"(?:附近|当地|本地|外地|一家|私人|某|老家|[县镇村市乡][里上]|国营|大型|小型|外面)[\u4e00-\u9fff]{{0,3}}{_COMPANY_TAIL}"
)


def _own_employer(words: str) -> bool:
    """Whether somebody's place of work has a name: 在家上班 and 在电子厂上班 have none."""
    if _NEARBY.fullmatch(words):
        return False
    return not re.fullmatch(
        r"(?:一家|某|当地|外地|本地|附近|这边|那边|私人)?(?:[\u4e00-\u9fff]{0,6}药物流|家|家里|外地|外面|工地|办公室|电子厂|工厂|公司|银行|医院|学校|酒店|超市|饭店|机关|单位|政府|农村|城里|老家|北京|上海|广州|深圳|国外|夜班|白天|室内|车间|流水线|高温|噪声|[\u4e00-\u9fff]{0,3}(?:环境|岗位|条件|状态|期间|行业|时间|情况|下))",
        words,
    )


CHINESE_PLACES = Table(
    "chinese places",
    [
        # Short forms of hospitals: 市二院, 安医大二附院, 省肿瘤, 协和.
        row(
            Kind.ORG,
            rf"[在到去转至往于院从【离 ,。:(](?P<v>(?:{_SHORT}))(?![\u4e00-\u9fff]?(?:长|级|区|保健员|科主任|标志|患者|细胞|组织))",
            GOOD,
        ),
        row(Kind.ORG, rf"[在去到转至往](?P<v>{_WELL_KNOWN})(?=[\u4e00-\u9fff]{{0,3}}(?:{_CARE})|[,。;! )]|$)", GOOD),
        row(Kind.ORG, rf"[,。 :(\n](?P<v>{_WELL_KNOWN})(?=(?:医院)?(?:{_CARE})|[,。;! )]|$)", GOOD),
        row(
            Kind.ORG,
            rf"(?:{_WELL_KNOWN})(?<![\u4e00-\u9fff].{{2}})(?=(?:神内|神外|心内|[\u4e00-\u9fff]{{1,3}}科)?(?:专科|专家|特需)?门诊)",
            GOOD,
        ),
        # The sender of a text message: 【青禾口腔】…您.
        row(
            Kind.ORG,
            r"【(?P<v>[\u4e00-\u9fff]{1,10}(?:口腔|妇幼|眼科|齿科|医美|体检|大药房|健康|儿科|中医|社康|医院|诊所|门诊部|卫生院|[一二三四五六]院|保险|人寿|银行))】(?=[^【\n]{0,12}(?:您|尊敬|先生|女士|妈妈|家长|亲))",
            STRONG,
            lambda v: not _GENERIC.fullmatch(re.sub(r"(?:口腔|健康|体检|医院|诊所|门诊部)$", "", v)),
        ),
        # Where somebody works.
        row(
            Kind.ORG,
            rf"(?:[在于原]|单位[:是为 ]?|公司[:是为 ]?)(?P<v>[\u4e00-\u9fff]{{2,8}}{_COMPANY_TAIL})(?=[上工打做当的,。;) \"0-9退干开跑送]|$)",
            GOOD,
            _own_employer,
        ),
        row(
            Kind.ORG,
            r"[在于](?P<v>(?:(?![在于])[\u4e00-\u9fff]){2,12}?)(?=上班|打工|当保安|任教|退休)",
            GOOD,
            _own_employer,
        ),
        row(
            Kind.ORG,
            r"(?<=[\"\n ,。(的])[\u4e00-\u9fff]{2,5}(?:重工|物业|物流|纺织|船务|连锁药房[\u4e00-\u9fff]{0,3}店?|大药房|机电厂|机械厂)",
            FAIR,
            _own_employer,
        ),
        row(
            Kind.ORG,
            r"[(在是读讀上唸念于於 ](?P<v>[\u4e00-\u9fff]{2,6}(?:职业技术学院|职业学院|师范学院|國小附幼|國小|國中|国小|附幼|附[小中]|[一二三四五六七八九]小|实验小学|实验中学|第[一二三四五六七八九十]+[中小]学|外国语学校|中学|[一二三四五六七八九]高|航空大学|理工大学|幼儿园))(?=[,。;)() ]|$|读|上|的|教|中班|大班|小班)",
            GOOD,
            _own_employer,
        ),
        # A brigade of firemen, policemen or soldiers.
        row(
            Kind.ORG,
            r"[在于到去归是](?P<v>(?![本我该各某全])(?:(?![在于到去的])[\u4e00-\u9fff]){2,6}(?:[大中支总]队|消防站|特勤站))(?=[,。;、) 上当的报执]|$)",
            GOOD,
        ),
        row(
            Kind.ORG,
            r"(?:保险[是为:]|投保于?|承保[:于])(?P<v>[\u4e00-\u9fff]{2,8}?(?:国际医疗|人寿|财险|保险|医疗险|健康险))(?=[,。;) ]|$)",
            GOOD,
        ),
        # A postcode or an address broken by a line or a space.
        row(
            Kind.LOCATION,
            r"(?:社区|街道|小区|路|街|镇|村|苑|花园)[\n ](?P<v>[\u4e00-\u9fff]{2,8}(?:期|苑|园|栋|座|区)? ?\d{1,3}(?:-\d{1,4}){1,3})(?![\d-])",
            GOOD,
        ),
        # Where two roads meet, and what lies beside a road.
        row(
            Kind.LOCATION,
            r"[在于至到往:(址住] ?(?P<v>(?:(?![在于至到往住])[\u4e00-\u9fff]){2,12}?(?:路|街|大道|巷)(?:[与和][\u4e00-\u9fff]{1,5}(?:路|街|大道))?(?:交叉?口|路?口|公交站|地铁站|站台|旁边?|附近|对面)[\u4e00-\u9fff]{0,8}?(?:店|站|口|门口|旁|院)?)(?=[被,。;) 门发摔晕]|$|\n)",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            r"(?:[:(〕\] 住]|家在|送到)(?P<v>[\u4e00-\u9fff]{2,5}(?:路|街|巷|里)(?:[\u4e00-\u9fff]{0,4}(?:家属院|宿舍|大院|小区|楼|公寓)|(?=[ ,。](?:姓|找|的))))",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            rf"{_PROVINCE}{_CITY}?{_COUNTY}{_TOWN}?(?:{_ROAD})?(?:{_END})?(?!{_HAN}{{0,8}}(?:医院|大学|学院|公司|中心|诊所))",
            STRONG,
            lambda v: not v.endswith("地区") or len(v) > 4,  # noqa: PLR2004 - 北京地区 is the city
        ),
        row(
            Kind.LOCATION,
            rf"[在到托去回至往](?P<v>(?![你我他她]们|[这那]边|哪){_PART}{{2,6}}(?<![本外全各邻两某])[县旗])(?=[,。;!? 疾医人老里那城]|$)",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            rf"{_LABEL}[\"']?(?:[:是为]|\"|'| ){{0,4}}(?P<v>[\u4e00-\u9fff\dA-Za-z#()·-]{{2,50}}(?: ?\d{{1,4}}(?:号|室))?)",
            GOOD,
            _says_where,
        ),
        # ,石坎寨信号不好: a village as the beginning of a sentence that only a place has.
        row(
            Kind.LOCATION,
            rf"(?:^|(?<=[,。;\n]))(?P<v>(?![我你他她这那本全各每邻隔同某山]){_HAN}{{2,4}}[寨屯沟坳垭坪坝岭湾庄村])(?=信号|这边|那边|那头|离|山路|不通[车路])",
            GOOD,
        ),
        # ,住石坎,离镇上远: two or three characters of a sentence that say where.
        row(
            Kind.LOCATION,
            r"(?:[,。;\n]|[他她])住(?P<v>(?![院校在了不一几两这那同楼外附隔对老乡城医病学单集家出得着过进到满])[\u4e00-\u9fff]{2,3}(?<![里上下边近房层间舍院店户租天号处起楼人校]))(?=[,。;](?:离|離|距|坐|到|走|来|进|去|爬))",
            GOOD,
        ),
        row(Kind.LOCATION, rf"(?:籍贯|出生地|户籍|户口)[\"']?[:是为 \"']{{1,3}}(?P<v>{_HAN}{{2,12}})", GOOD),
        row(Kind.ORG, r"[1-9](?<![\dA-Za-z].)\d{2}医院", STRONG),
        row(Kind.ORG, r"解放军(?:第)?[\d一二三四五六七八九〇零总]{1,5}医院", STRONG),
        row(
            Kind.ORG,
            r"(?:就读于|毕业于|工作于|任职于|供职于|就职于|单位[:是为]|学校[:是为]|公司[:是为])[\"' ]?(?P<v>[\u4e00-\u9fffA-Za-z()]{2,25}?)(?=[,。;、\s\"'<]|$)",
            GOOD,
        ),
        row(
            Kind.ORG,
            r"[,。;、\s:在于到从自由的](?P<v>[\u4e00-\u9fff()A-Za-z]{2,20}?(?:有限责任公司|股份有限公司|有限公司|集团公司|集团))",
            GOOD,
        ),
        row(
            Kind.ORG,
            r"[在于到从,。:;、\s](?P<v>(?:(?![于在到从])[\u4e00-\u9fff]){2,10}?(?:大学|学院|中学|小学|幼儿园|高中|初中|一中|二中))(?=[,。;、\s读上教工任学就的)]|$)",
            GOOD,
            lambda v: (
                not re.fullmatch(
                    r".{0,3}(?:上|读|在|大|中|小|该|本|某|医|是|的|我|参加|老年|电视|医科|重点|名牌)(?:大学|学院|中学|小学|幼儿园|高中|初中)|大学|学院",
                    v,
                )
            ),
        ),
    ],
)
