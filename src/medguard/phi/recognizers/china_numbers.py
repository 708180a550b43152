"""Numbers that belong to one person or one case, in Chinese records: by check character, by form, by label.

Formats: GB 11643-1999, GB 32100-2015, GA 36-2018 and the notices of 国家卫生健康委 and 国家医保局.
"""

from __future__ import annotations

from medguard.phi import checksums
from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, SURE, Row, Table, row

_LINK = r"(?:\((?:[A-Za-z]{1,6}|[\u4e00-\u9fff]{1,4})\))?[\"']?(?:[:=是为]| |\"|'|No\.?|NO\.?|#){0,5}"
_CODE = r"(?P<v>(?=[A-Za-z-]{0,8}[\d*])[A-Za-z0-9](?:[A-Za-z0-9*]|[-/_](?=[A-Za-z0-9*])){2,29}+)(?![A-Za-z0-9])(?! ?(?:mg|ml|mmol|天|日|次|岁|元|%))"
_PLATE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"


def labelled(kind: Kind, labels: str, code: str = _CODE) -> Row:
    """A row for a code after a label."""
    return row(kind, rf"(?:{labels}){_LINK}{code}", STRONG)


def _union_pay(value: str) -> bool:
    """A UnionPay card by its length; written with a mistake in it, it is still somebody's card."""
    return sum(map(str.isdigit, value)) in range(16, 20)


CHINA_NUMBERS = Table(
    "china numbers",
    [
        row(
            Kind.ID_CARD,
            r"(?<![\dA-Za-z])[1-9]\d{5}(?:[ -]?\d){11}[ -]?[\dXx](?![\dA-Za-z])",
            SURE,
            checksums.identity_card,
        ),
        row(Kind.ID_CARD, r"(?<![\dA-Za-z.-])[1-9]\d{14}(?![\dA-Za-z-]|\.\d)", STRONG, checksums.old_identity_card),
        row(Kind.ID_CARD, r"(?<![\dA-Za-z])[1-9]\d{2,5}[*xX]{6,12}\d{2,4}[\dXx]?(?![\dA-Za-z])", STRONG),
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
            r"住院(?:号码?|编号|流水号|ID)|病历(?:号码?|编号|本号)|病案(?:号码?|编号)|门诊(?:号码?|编号|病历号|流水号|卡号)|急诊(?:号|病历号)|就诊(?:卡号?|号码?|编号|流水号|ID)|登记号|患者(?:ID|Id|id|编号|号|标识|唯一号)|病人(?:ID|id|编号|号)|诊疗卡号?|健康卡号?|健康档案(?:号|编号)|档案(?:号|编号)|ID号|体检(?:号|编号)|挂号(?:单号|序号)|床旁腕带号|腕带号|病员号",
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
            r"(?:银行|储蓄|信用|借记|医保|社保)?卡?(?:尾号|末四位|后四位)[:是为 ]{0,2}(?P<v>\d{4})(?!\d)",
            STRONG,
        ),
        labelled(
            Kind.LICENSE,
            r"(?:医师|护士|药师|技师|医生)?(?:执业|资格)(?:医师)?(?:证书?|许可证?)?(?:编[号码]|号码?|代码)|执业证号?|资格证(?:书)?(?:编?号码?)?|驾驶证(?:号码?|编号|档案编号)?|(?:医保)?(?:医师|护士|药师|技师)(?:代码|编码)|登记号码|(?:医疗机构)?执业许可证(?:登记号)?|营业执照(?:注册)?号?|统一社会信用代码|信用代码|许可证(?:编?号)|出生(?:医学)?证明?(?:编?号)?|残疾(?:人)?证号?",
        ),
        row(
            Kind.LICENSE,
            r"(?<![\dA-Za-z])[1-9A-NP-Y]\d{7}[0-9A-HJ-NP-RTUWXY]{9}[0-9A-HJ-NP-RTUWXY](?![\dA-Za-z])",
            SURE,
            lambda v: checksums.credit_code(v) and not checksums.identity_card(v),
        ),
        row(Kind.LICENSE, r"(?<![\dA-Za-z])[DNYJ][1-6]\d{11}(?![\dA-Za-z])", GOOD),
        row(Kind.LICENSE, r"(?<![\dA-Za-z])[HP][1-6]\d{10}(?![\dA-Za-z])", GOOD),
        row(
            Kind.LICENSE,
            r"(?<![\dA-Za-z])(?:PDY\d{5}[0-9X]|[0-9A-Z]{8}[0-9X])[1-6]\d{5}\d{2}[A-Z]\d{3}\d(?![\dA-Za-z])",
            GOOD,
        ),
        labelled(
            Kind.PASSPORT,
            r"护照(?:号码?|编号)?|通行证(?:号码?|编号)?|台胞证(?:号码?|编号)?|回乡证(?:号码?|编号)?|军官证(?:号码?|编号)?|士兵证(?:号码?|编号)?|军人证(?:号码?)?|警官证(?:号码?)?|港澳证(?:号码?)?|永居证(?:号码?)?|户口(?:本|簿)(?:号码?|编号)",
            r"(?P<v>[\u4e00-\u9fff]{0,3}(?:字第?)?[A-Za-z0-9*][A-Za-z0-9*-]{4,19}号?)",
        ),
        row(
            Kind.PASSPORT,
            r"(?<![\dA-Za-z-])(?<![准字批])(?:E[A-HJ-NP-Z]\d{7}|[EG]\d{8}|[DSP]E\d{7}|[HM]\d{8}(?:\d{2})?|C[A-HJ-NP-Z]\d{7}|[CW]\d{8})(?![\dA-Za-z-])",
            GOOD,
        ),
        row(
            Kind.VEHICLE,
            rf"{_PLATE}[A-HJ-NP-Z][·. -]?(?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]|[DFA-K][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DFA-K])(?![A-Za-z0-9])",
            STRONG,
            lambda v: any(map(str.isdigit, v)),
        ),
        row(Kind.VEHICLE, rf"{_PLATE}[A-HJ-NP-Z][·. -]?[A-HJ-NP-Z0-9]{{0,3}}[*]{{2,4}}[A-HJ-NP-Z0-9]{{0,3}}", STRONG),
        labelled(
            Kind.VEHICLE, r"车牌(?:号码?)?|车架号|发动机号", r"(?P<v>[\u4e00-\u9fff]?[A-Za-z0-9][A-Za-z0-9·-]{4,18})"
        ),
        labelled(
            Kind.DEVICE,
            r"(?:设备|仪器|机器|起搏器|植入物|耗材|器械)?(?:序列号|出厂编号|机身号)|SN号?|设备(?:编?号|ID)|起搏器编?号|植入物编?号|IMEI|唯一标识|UDI(?:码)?",
        ),
        labelled(
            Kind.OTHER_ID,
            r"(?:检查|检验|化验|影像|放射|超声|病理|标本|样本|条码|申请单?|报告单?|医嘱|处方|手术|麻醉|会诊|订单|预约|流水|受理|工单|案件|随访|转诊|采血|采样|切片|蜡块|快递|运单|取药|发药|输血|血袋|登记|检测)(?:单)?(?:号码?|编号|流水号|ID|条码号)|"
            r"条形?码号?|受试者(?:编?号|代码|ID)|(?:研究|试验|入组|筛选|随机|病例)(?:编?号|号|代码)|工号|员工(?:编?号)|职工号|学号|消息(?:编?号|ID)|编号|单号|学籍号|账单号|医生工号|准考证号|操作员",
        ),
        row(Kind.ACCOUNT, r"(?<![\dA-Za-z])62\d{2}(?: ?\d{4}){2,3} ?\d{1,4}(?![\dA-Za-z])", STRONG, _union_pay),
        row(Kind.LOCATION, r"邮(?:政)?编(?:码)?[:是为 ]{0,3}(?P<v>\d{6})(?!\d)", STRONG),
        row(
            Kind.OTHER_ID,
            r"(?<![\dA-Za-z准字号批.-])(?<!国药准字)[A-Z]{2,4}\d{6,14}(?![\dA-Za-z.-])",
            FAIR,
            lambda v: not v.startswith(("NCT", "PMC")),
        ),
    ],
)
