"""Numbers that belong to one person or one case, in Chinese records: by check character, by form, by label.

Formats: GB 11643-1999, GB 32100-2015, GA 36-2018 and the notices of 国家卫生健康委 and 国家医保局.
"""

from __future__ import annotations

import re

from medguard.phi import checksums
from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, SURE, Row, Table, row

_LINK = r"(?:\((?:[A-Za-z]{1,6}|[\u4e00-\u9fff]{1,4})\))?[\"']?(?:[:=是为]| |\"|'|No\.?|NO\.?|#){0,5}"
_CODE = r"(?P<v>(?:[A-Z]{2,4} (?=\d[\d-]{3}))?(?=[A-Za-z.-]{0,10}[\d*])[A-Za-z0-9](?:[A-Za-z0-9*]|[-/_](?=[A-Za-z0-9*])|\.(?=[A-Za-z0-9]{3})){2,59}+(?:(?<=\d)(?: (?:\d{2,5}|\d{2,4}X)(?![\dA-Za-z:/.%℃-]| ?(?:[年月日天次岁歲元床号]|mg|ml|mmol|kg|cm|F\b|M\b))){1,4}+(?: \d(?=\s*(?:[\n,。;|)]|$)))?)?)(?![A-Za-z0-9])(?! ?(?:mg|ml|mmol|天|日|次|岁|元|%))"
_SPOKEN = "[零〇一二三四五六七八九幺洞]"
_PLATE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"


def labelled(kind: Kind, labels: str, code: str = _CODE) -> Row:
    """A row for a code after a label."""
    return row(kind, rf"(?:{labels}){_LINK}{code}", STRONG, _not_public)


# Registries of trials and papers: everybody may read them.
_PUBLIC = ("NCT", "CHICTR", "PMC", "PMID", "ISRCTN", "CTR20", "ISO", "ICD", "HLA")


def _not_public(value: str) -> bool:
    return not value.upper().startswith(_PUBLIC)


def _long_enough(value: str) -> bool:
    """Four digits at least, and more than a year."""
    digits = sum(map(str.isdigit, value))
    return digits > 3 and _not_public(value) and not (len(value) == 4 and value[:2] in {"19", "20"})  # noqa: PLR2004 - 3号 counts


def _a_code(value: str) -> bool:
    """A letter or a hyphen among at least four digits, or seven digits: no year, no result of a test."""
    digits = sum(map(str.isdigit, value))
    mixed = any(c.isalpha() or c == "-" for c in value) and not _RANGE.fullmatch(value) and not _DOSE.match(value)
    return digits >= (4 if mixed else 7) and _not_public(value) and not _DATE.fullmatch(value)


def _taiwan(value: str) -> bool:
    """國民身分證統一編號: the letter counts as two figures, weights 1 9 8 7 6 5 4 3 2 1 1."""
    code = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(value[0]) + 10
    digits = [code // 10, code % 10, *map(int, value[1:])]
    return sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def _born(value: str) -> bool:
    """A card of a province that there is and of a day on which somebody was born; its check character may be mistyped."""
    digits = checksums.letters_and_digits(value)
    year, month, day = int(digits[6:10]), int(digits[10:12]), int(digits[12:14])
    return _PROVINCE.match(digits) is not None and checksums.real_date(year, month, day)


_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_OF_GOODS = "(?:批号|批次|货号|型号|标准)[:为是 ]{0,2}"
_DOSE = re.compile(r"\d+(?:\.\d+)?(?:c?Gy|mCi|MBq|kV|mA|mg|ml|ug|g|F)(?![A-Za-z])", re.IGNORECASE)
_RANGE = re.compile(r"\d{1,3}-\d{1,3}|[\d*xX]{1,6}")
_DATE = re.compile(r"(?:19|20)?\d{2}[-/]\d{1,2}[-/]\d{1,2}")


def _union_pay(value: str) -> bool:
    """A UnionPay card by its length; written with a mistake in it, it is still somebody's card."""
    return sum(map(str.isdigit, value)) in range(16, 20)


CHINA_NUMBERS = Table(
    "china numbers",
    [
        row(
            Kind.ID_CARD,
            r"[1-9](?<![\dA-Za-z].)\d{5}(?:[ -]?\d){11}[ -]?[\dXx](?![\dA-Za-z])",
            SURE,
            checksums.identity_card,
        ),
        row(
            Kind.ID_CARD,
            r"[1-9](?<![\dA-Za-z.-].)\d{5}[ -]?(?:19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])(?:[ -]?\d){3}[ -]?[\dXx](?![\dA-Za-z-])",
            STRONG,
            _born,
        ),
        row(
            Kind.ID_CARD,
            r"[1-9](?<![\dA-Za-z.-].)\d{5} \d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) \d{3}(?![\dA-Za-z-]| \d)",
            STRONG,
            checksums.old_identity_card,
        ),
        row(Kind.ID_CARD, r"[1-9](?<![\dA-Za-z.-].)\d{14}(?![\dA-Za-z-]|\.\d)", STRONG, checksums.old_identity_card),
        row(Kind.ID_CARD, r"[1-9](?<![\dA-Za-z].)\d{2,5}[*xX]{6,12}\d{2,5}[\dXx]?(?![\dA-Za-z])", STRONG),
        row(Kind.LICENSE, r"(?<!\d)(?:19|20)\d{7}(?P<v>\d{17}[\dXx])(?![\dA-Za-z])", SURE, checksums.identity_card),
        row(
            Kind.ID_CARD,
            r"(?:身份证|证件号|公民身份|身份号码|居住证|社会保障号)(?:件|明|号码?|是|为|:|\"|'|[ (]|[\u4e00-\u9fff]{0,3}\)){0,6}(?P<v>[1-9][\d*](?:[ -]?[\d*]){12,15}[ -]?[\dXx*])(?![\dA-Za-z])",
            SURE,
        ),
        row(
            Kind.ID_CARD,
            r"身份证(?:号码?|是|为|:|后四位|尾号|末四位|[ \"']){1,5}(?P<v>\d{3}[\dXx])(?![\dA-Za-z])",
            STRONG,
        ),
        row(
            Kind.ID_CARD,
            r"身份证[^\n\d]{0,8}(?P<v>[零〇一二三四五六七八九幺](?:[ ,、]?[零〇一二三四五六七八九幺xX]){14,17})",
            STRONG,
        ),
        labelled(
            Kind.MRN,
            r"病歷(?:[号號]碼?|編號)|住院(?:号码?|编号|流水号|ID)|病历(?:号码?|编号|本号)|病案(?:号码?|编号)|门诊(?:号码?|编号|病历号|流水号|卡号)|急诊(?:号|病历号)|就诊(?:卡号?|号码?|编号|流水号|ID)|登记号|患者(?:ID|Id|id|编号|号|标识|唯一号)|病人(?:ID|id|编号|号)|诊疗卡号?|健康卡号?|健康档案(?:号|编号)|档案(?:号|编号)|ID号|体检(?:号|编号)|挂号(?:单号|序号)|(?:床旁)?腕带(?:号码?|编号)?|病员号",
        ),
        labelled(
            Kind.HEALTH_PLAN,
            r"医保(?:卡?号码?|编号|卡|个人编号|账号)|社保(?:卡?号码?|编号|卡|账号)|社会保障卡?号?|参保(?:号|编号|人编号)|新农合(?:号|证号|卡号)|合作医疗(?:证号|号)|保单(?:号码?|编号)?|医保电子凭证(?:号|码)?|医疗证号?|理赔(?:号|编号)|赔案号",
        ),
        labelled(
            Kind.ACCOUNT,
            r"银行(?:卡号?|账[号户])|账[号户]|帐[号户]|卡号|支付宝(?:账号|号)?|收款账[号户]|缴费(?:单号|号)|发票(?:号码?|代码)|收据号|结算(?:单号|号)|住院押金单号",
            r"(?P<v>(?=[A-Za-z@._-]{0,30}\d)[A-Za-z0-9](?:[A-Za-z0-9*]|[-@._ ](?=[A-Za-z0-9*])){3,34}+)",
        ),
        row(
            Kind.ACCOUNT,
            r"(?:尾号|末四位|后四位)[:是为 ]{0,2}(?P<v>\d{4})(?!\d)",
            STRONG,
        ),
        labelled(
            Kind.LICENSE,
            r"执业(?:医师)?(?:证书?|许可证?)?(?:编[号码]|号码?|代码)|资格(?:医师)?(?:证书?|许可证?)?(?:编[号码]|号码?|代码)|执业证号?|资格证(?:书)?(?:编?号码?)?|驾驶证(?:号码?|编号|档案编号)?|医师[代编]码|护士[代编]码|药师[代编]码|技师[代编]码|医保代码|登记号码|执业许可证(?:登记号)?|营业执照(?:注册)?号?|统一社会信用代码|信用代码|许可证(?:编?号)|出生(?:医学)?证明?(?:编?号)?|残疾(?:人)?证号?",
        ),
        row(
            Kind.LICENSE,
            r"[1-9A-NP-Y](?<![\dA-Za-z].)\d{7}[0-9A-HJ-NP-RTUWXY]{9}[0-9A-HJ-NP-RTUWXY](?![\dA-Za-z])",
            SURE,
            lambda v: checksums.credit_code(v) and not checksums.identity_card(v),
        ),
        row(Kind.LICENSE, r"[DNYJ](?<![\dA-Za-z].)[1-6]\d{11}(?![\dA-Za-z])", GOOD),
        row(Kind.LICENSE, r"[HP](?<![\dA-Za-z].)[1-6]\d{10}(?![\dA-Za-z])", GOOD),
        row(
            Kind.LICENSE,
            r"[0-9A-Z](?<![\dA-Za-z].)[0-9A-Z]{7}[0-9X][1-6]\d{5}\d{2}[A-Z]\d{3}\d(?![\dA-Za-z])",
            GOOD,
        ),
        labelled(
            Kind.PASSPORT,
            r"护照(?:号码?|编号)?|通行证(?:号码?|编号)?|台胞证(?:号码?|编号)?|回乡证(?:号码?|编号)?|军官证(?:号码?|编号)?|士兵证(?:号码?|编号)?|军人证(?:号码?)?|警官证(?:号码?)?|港澳证(?:号码?)?|永居证(?:号码?)?|户口(?:本|簿)(?:号码?|编号)",
            r"(?P<v>[\u4e00-\u9fff]{0,3}(?:字第?)?[A-Za-z0-9*][A-Za-z0-9*-]{4,19}号?)",
        ),
        row(
            Kind.PASSPORT,
            r"[CDEGHMPSW](?<![\dA-Za-z准字批-].)(?:(?<=[CE])[A-HJ-NP-Z]\d{7}|(?<=[EGCW])\d{8}|(?<=[DSP])E\d{7}|(?<=[HM])(?!(?:19|20)\d{6}(?!\d))\d{8}(?:\d{2})?)(?![\dA-Za-z-])",
            GOOD,
        ),
        row(
            Kind.VEHICLE,
            rf"{_PLATE}[A-HJ-NP-Z][·. -]?(?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]|[DFA-K][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DFA-K])(?![A-Za-z0-9])",
            STRONG,
            lambda v: any(map(str.isdigit, v)),
        ),
        # An ambulance's, a wheelchair's, and one with a dot or a space in it: 粤B·1203急, 藏D·残0217, 青A 8K0·27.
        row(
            Kind.VEHICLE,
            rf"{_PLATE}[A-HJ-NP-Z](?:[·. -]?\d{{4}}急|[·. -]?残\d{{4}}|[· ](?=[A-HJ-NP-Z0-9]{{1,4}}[·. -])(?:[A-HJ-NP-Z0-9][·. -]?){{5}})(?![A-Za-z0-9])",
            STRONG,
            lambda v: sum(map(str.isdigit, v)) > 2,  # noqa: PLR2004
        ),
        row(Kind.VEHICLE, rf"{_PLATE}[A-HJ-NP-Z][·. -]?[A-HJ-NP-Z0-9]{{0,3}}[*]{{2,4}}[A-HJ-NP-Z0-9]{{0,3}}", STRONG),
        labelled(
            Kind.VEHICLE, r"车牌(?:号码?)?|车架号|发动机号", r"(?P<v>[\u4e00-\u9fff]?[A-Za-z0-9][A-Za-z0-9·-]{4,18})"
        ),
        labelled(
            Kind.DEVICE,
            r"序列号|出厂编号|机身号|机器编号|SN号?(?![A-Z\d]{1,5}(?![A-Z\d]))|设备(?:编?号|ID)|起搏器编?号|植入物编?号|IMEI|唯一标识|UDI(?:码)?",
        ),
        labelled(
            Kind.OTHER_ID,
            r"(?:检查|检验|化验|影像|放射|超声|病理|标本|样本|条码|申请单?|报告单?|医嘱|处方|手术|麻醉|会诊|订单|预约|流水|受理|工单|案件|随访|转诊|采血|采样|切片|蜡块|快递|运单|取药|发药|输血|血袋|登记|检测)(?:单)?(?:号码?|编号|流水号|ID|条码号)",
        ),
        labelled(
            Kind.OTHER_ID,
            r"条形码号?|条码号?|受试者(?:编?号|代码|ID)|研究编?号|试验编?号|入组编?号|筛选编?号|随机编?号|病例编?号|随机代码|工号|员工(?:编?号)|职工号|学号|消息(?:编?号|ID)|编号|单号|学籍号|账单号|医生工号|准考证号|操作员",
        ),
        # Any other "…号", "…码": a number that somebody was given. Lots, models, beds and standards have numbers too.
        row(
            Kind.OTHER_ID,
            rf"(?:号(?<![批床型房楼分信符字准版文卷页站车症备图代暗外括称]号)(?<!序号)|码(?<![密代编尺数验解源邮页]码)|证|编号)(?:\([A-Za-z\u4e00-\u9fff]{{1,6}}\))?[\"']?[:= ]{{0,3}}[\"']?{_CODE}",
            GOOD,
            _long_enough,
        ),
        # A paper or a thing that has a number, followed by it: 病理(S24-03391), 流水0614-0093, 工单CLM2024-0388.
        row(
            Kind.OTHER_ID,
            rf"(?:流水|登记|单[子据]?|医嘱|处方|标本|样本|病理|切片|玻片|蜡块|受试者|受检者|会员|保险|病案|档案|腕带|借片|报告|回执|存根|条码|工牌|保安|案件|床头卡|卡片)(?:ID|id|编号|编码)?[:= (]{{0,2}}{_CODE}",
            GOOD,
            _a_code,
        ),
        row(Kind.OTHER_ID, r"(?:工牌|胸牌|保安|警号|工号|员工)[^\n\dA-Za-z,。]{0,4}(?P<v>\d{4,8})(?![\d年元])", GOOD),
        # A case of a court or of the police: (2023)京0105民初12345号, 案号：(2024)锦公交鉴字第0087号.
        row(
            Kind.OTHER_ID,
            r"[(\[〔]20\d{2}[)\]〕][\u4e00-\u9fff]{1,3}\d{0,4}(?:民|刑|行|执|鉴|仲|公交|公刑)[\u4e00-\u9fff]{0,6}第?\d{1,6}号",
            GOOD,
        ),
        row(
            Kind.OTHER_ID,
            r"(?:案件?|鉴定书?|卷宗)(?:号|编号)[:为是 ]{0,2}(?P<v>[\u4e00-\u9fff]{0,6}[(\[〔]20\d{2}[)\]〕][\u4e00-\u9fff]{0,10}\d{1,8}号?)",
            STRONG,
        ),
        # Ten or more digits behind a word for a paper.
        row(
            Kind.OTHER_ID,
            r"(?:挂号费|转账|订单|流水|凭证|交易|付款|退款)[^\n\d,。]{0,8}(?P<v>\d{15,32})(?![\dA-Za-z])",
            GOOD,
        ),
        # The other end of a range, and the next of a list: HXN-0091~HXN-0130.
        row(
            Kind.OTHER_ID,
            r"(?<![A-Za-z0-9])(?!CA-)([A-Z]{2,6}\d{0,4}-)[A-Z]{0,3}\d{3,8}(?P<v>(?:[~、,/ 至-]{1,2}\1[A-Z]{0,3}\d{3,8}){1,10}+)(?![\dA-Za-z])",
            STRONG,
            unless=_OF_GOODS,
        ),
        # Two of a series with zeros in front: KL-007和KL-031. A marker (CA-125) has none.
        row(
            Kind.OTHER_ID,
            r"(?<![A-Za-z0-9.-])(?P<series>[A-Z]{2,6}-)0\d{2,7}(?=(?:[、,]|和|与|及|至|到) ?(?P=series)\d{3,8}(?![\dA-Za-z]))",
            GOOD,
            unless=_OF_GOODS,
        ),
        row(
            Kind.OTHER_ID,
            r"(?<![A-Za-z0-9.-])(?P<series>[A-Z]{2,6}-)0\d{2,7}(?:(?:[、,]|和|与|及|至|到) ?(?P=series)\d{3,8}){0,20}(?:[、,]|和|与|及|至|到) ?(?P<v>(?P=series)\d{3,8})(?![\dA-Za-z])",
            GOOD,
            unless=_OF_GOODS,
        ),
        # Ticked on a list: N20117√.
        row(
            Kind.OTHER_ID,
            r"[A-Z](?<![\dA-Za-z.-].)\d{4,6}(?= ?(?:[√✓☑]|迟到|请假|签到|未到))",
            GOOD,
        ),
        # A policy behind the short name of an insurance: 安心保 7702-18-0045.
        row(Kind.HEALTH_PLAN, r"[险保](?:单|卡)? ?(?P<v>\d{4,12}(?:-\d{2,6}){1,3})(?![\d-]| ?[元万%])", GOOD, _a_code),
        # Figures read out one by one: 医保卡 3 0 1 7 7 2 4 8.
        row(
            Kind.OTHER_ID,
            r"(?:卡|号|号码|证|QQ|qq|电话|手机|微信)(?:[:是为 ]{0,3})(?P<v>\d(?: \d){4,18})(?![\d./])",
            STRONG,
        ),
        row(
            Kind.OTHER_ID,
            rf"(?:(?<![批床型\d])号码?|编号|保单|念一下)[^\n\d批零〇一二三四五六七八九幺]{{0,8}}?(?P<v>(?:[A-Za-z] ?){{0,3}}{_SPOKEN}(?:(?:[ ,、]| ?杠 ?){{0,2}}{_SPOKEN}){{4,20}})",
            GOOD,
            lambda v: any(c in v for c in " ,、杠零〇幺") or v[0].isascii(),
        ),
        row(
            Kind.HEALTH_PLAN,
            r"电子凭证[^\n\d]{0,6}(?P<v>\d{4}(?: ?\d{4}){2,6}(?: ?\d{1,3})?[Xx]?)(?![\dA-Za-z])",
            STRONG,
        ),
        # 身份证 with a mask anywhere, of any of the eighteen.
        row(
            Kind.ID_CARD, r"[1-9](?<![\dA-Za-z*].)\d{5}(?:19|20)[\d*]{2,6}[*]{2,8}\d{0,4}[\dXx]?(?![\dA-Za-z*])", STRONG
        ),
        row(
            Kind.ID_CARD,
            r"(?:居留证|居留许可|永居证|身份证|身分證|证件)[^\n\dA-Za-z]{0,6}(?P<v>[A-Z]{0,3}\d{8,18}[\dXx]?)(?![\dA-Za-z])",
            STRONG,
        ),
        # Hong Kong and Macau: A123456(7), 1234567(8).
        row(Kind.ID_CARD, r"[A-Z](?<![\dA-Za-z].)[A-Z]?\d{6} ?\([\dA]\)", STRONG),
        row(Kind.ID_CARD, r"[157](?<![\dA-Za-z].)\d{6}\(\d\)", GOOD),
        # Taiwan: a letter, 1 or 2 (8 or 9 for residents), eight digits, a check digit.
        row(Kind.ID_CARD, r"[A-Z](?<![\dA-Za-z-].)[1289]\d{8}(?![\dA-Za-z-])", GOOD, _taiwan),
        row(Kind.PASSPORT, r"[军士警文]字?第(?P<v>\d{5,10})号?", STRONG),
        row(Kind.PASSPORT, r"[\u4e00-\u9fff]字第[\dA-Z-]{5,12}号?(?=[ ,。;)\n取]|$)", GOOD),
        row(Kind.ACCOUNT, r"(?<![\dA-Za-z])62\d{2}(?: ?\d{4}){2,3} ?\d{1,4}(?![\dA-Za-z])", STRONG, _union_pay),
        row(Kind.LOCATION, r"邮(?:政)?编(?:码)?[:是为 ]{0,3}(?P<v>\d{6})(?!\d)", STRONG),
        row(
            Kind.OTHER_ID,
            r"[A-Z](?<![\dA-Za-z准字号批.-].)[A-Z]{1,3}\d{6,14}(?![\dA-Za-z.-])",
            FAIR,
            lambda v: not v.startswith(("NCT", "PMC", "CRD")),
        ),
    ],
)
