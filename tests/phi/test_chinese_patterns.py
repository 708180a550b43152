"""Chinese forms and what looks like them; all people, places and numbers are made up.

Only the patterns read here, so that a model's opinion neither helps nor hides a mistake.
"""

from __future__ import annotations

import time

import pytest

from medguard.phi.detector import PresidioDetector
from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity
from medguard.phi.reading import Reading
from medguard.phi.recognizers.china_numbers import CHINA_NUMBERS
from medguard.phi.recognizers.chinese_anchors import ChineseAnchors
from medguard.phi.recognizers.chinese_contact import CHINESE_CONTACT
from medguard.phi.recognizers.chinese_dates import CHINESE_DATES
from medguard.phi.recognizers.chinese_names import CHINESE_NAMES
from medguard.phi.recognizers.chinese_places import CHINESE_PLACES
from medguard.phi.recognizers.table import FAIR
from medguard.phi.recognizers.tabular import TABULAR
from medguard.phi.trim import pare
from medguard.phi.view import view
from medguard.types import ClearText, Passage, Span

PATTERNS = [CHINA_NUMBERS, CHINESE_CONTACT, CHINESE_DATES, CHINESE_NAMES, CHINESE_PLACES, ChineseAnchors()]
KINDS = [kind.value for kind in Kind]

DATES = [
    ("于2022年11月3日入院", "2022年11月3日"),
    ("接诊2022-11-03，转归好", "2022-11-03"),
    ("复查日22.11.3", "22.11.3"),
    ("检查日期20221103", "20221103"),
    ("二〇二二年十一月三日签", "二〇二二年十一月三日"),
    ("记录 六月廿一日", "六月廿一日"),
    ("去年8月做过胃镜", "8月"),
    ("8月份开始咳嗽", "8月份"),
    ("11/03 09:20 抽血", "11/03"),
    ("入院日期：11/3", "11/3"),
    ("引流管11-4拔除", "11-4"),
    ("上个月16号来的", "16号"),
    ("周三(16号)复诊", "16号"),
    ("初七早上摔的", "初七"),
    ("腊月廿六发病", "腊月廿六"),
    ("2021年冬月初九", "2021年冬月初九"),
    ("端午节后再来", "端午节"),
    ("上个月六号剖的", "上个月六号"),
    ("出生民國59年8月30日", "民國59年8月30日"),
    ("民国三十年腊月初八生", "民国三十年腊月初八"),
    ("请假6.11到6.25", "6.11到6.25"),
    ("古尔邦节期间停药", "古尔邦节"),
    ("二〇二二年中秋", "二〇二二年中秋"),
    ("民國112年7月8日", "112年7月8日"),
    ("住院112/07/08", "112/07/08"),
    ("从9.6开始休息", "9.6"),
    ("癸卯年八月初三初诊", "癸卯年八月初三"),
    ("手术日期 2022年 4 月 1 7 日", "2022年 4 月 1 7 日"),
    ("就诊 2O22年3月l9曰", "2O22年3月l9曰"),
    ("元月6日凌晨", "元月6日"),
    ("生日是阴历三月十七", "阴历三月十七"),
    ("华法林3/14停药", "3/14"),
    ("请8/16门诊加号", "8/16"),
    ("2.4号评估", "2.4号"),
    ("8月初六寄出的", "8月初六"),
    ("3月廿二来的", "3月廿二"),
    ("检查 2 0 2 1 - 0 7 - 1 9 号", "2 0 2 1 - 0 7 - 1 9"),
]
AGES = [
    ("94岁男性", "94"),
    ("她九十三岁", "九十三"),
    ("今年九十有二", "九十有二"),
    ("百岁老人", "百岁"),
    ("女,97,高血压", "97"),
]
NUMBERS = [
    ("案号：(2024)锦公交鉴字第0087号", "(2024)锦公交鉴字第0087号"),
    ("见(2023)京0105民初12345号判决", "(2023)京0105民初12345号"),
    ("手机 139-0013-8000", "139-0013-8000"),
    ("电话139.0013.8000", "139.0013.8000"),
    ("电话1 3 9 0 0 1 3 8 0 0 0", "1 3 9 0 0 1 3 8 0 0 0"),
    ("号码139****8000", "139****8000"),
    ("同上1·3·9·0·0·1·3·8·0·0·0", "1·3·9·0·0·1·3·8·0·0·0"),
    ("预约400-820-88 31转2", "400-820-88 31转2"),
    ("咨询28690033。", "28690033"),
    ("车号粤B·1204急", "粤B·1204急"),
    ("义诊车(青A 8K0·28)", "青A 8K0·28"),
    ("住院号 0092 7735 男", "0092 7735"),
    ("保单：GL 2023 6618 0093已核", "GL 2023 6618 0093"),
    ("病理号 二四 杠 零零七三一八 有问题", "二四 杠 零零七三一八"),
    ("检查号OPQ.0620.0388", "OPQ.0620.0388"),
    ("幺三九零零幺三八零零零", "幺三九零零幺三八零零零"),
    ("一三九 零零一三 八零零零", "一三九 零零一三 八零零零"),
    ("手机１３９００１３８０００", "１３９００１３８０００"),
    ("座机010-55550100转802", "010-55550100转802"),
    ("座机5550100", "5550100"),
    ("微信号ab_c-2020", "ab_c-2020"),
    ("wx：tea_cup88", "tea_cup88"),
    ("QQ 1 2 3 4 5 6 7", "1 2 3 4 5 6 7"),
    ("邮箱：lan.tian艾特abc点example点cn", "lan.tian艾特abc点example点cn"),
    ("见https://a.example.cn/u/77?k=1", "https://a.example.cn/u/77?k=1"),
    ("身份证110101 19000101 8884", "110101 19000101 8884"),
    ("身份证号1101011900****8884", "1101011900****8884"),
    ("身份证尾号8884", "8884"),
    ("HKID A123456(3)", "A123456(3"),
    ("身分證 A123456789", "A123456789"),
    ("军官证：军字第10203040号", "10203040"),
    ("车牌粤BD12345", "粤BD12345"),
    ("住院号 ZY-20220031", "ZY-20220031"),
    ("慢病号：MB-0099", "MB-0099"),
    ("病理（S22-01234）", "S22-01234"),
    ("流水0102-0077", "0102-0077"),
    ("取药码 77-1-2030", "77-1-2030"),
    ("会员号：ABC-0012345-01", "ABC-0012345-01"),
    ("受试者编号 QX-0071～QX-0099", "QX-0099"),
    ("医保卡 1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7 8"),
    ("执业证书编码110110105000123", "110110105000123"),
    ("裤兜里 11010119871203 888X 先登记", "11010119871203 888X"),
    ("见110101 19871203 8888。", "110101 19871203 8888"),
    ("旧证 110101 630214 123", "110101 630214 123"),
    ("医保电子凭证 3301 2200 0188 7702X;", "3301 2200 0188 7702X"),
    ("快递单ZT7702 1180 33217。", "ZT7702 1180 33217"),
    ("腕带 700 2281 6\n原因", "700 2281 6"),
    ("缺KL-007和KL-031两例", "KL-007"),
    ("缺KL-007和KL-031两例", "KL-031"),
    ("许小禾 N40712√", "N40712"),
    ("安心保 7702-18-0045,商保", "7702-18-0045"),
    ("0755-26xx31", "0755-26xx31"),
    ("电话:0512-8860 xx14 邮箱", "0512-8860 xx14"),
    ("07 - 3x2 1180", "07 - 3x2 1180"),
    ("电话 71 8 8-转 4 0 9)", "71 8 8-转 4 0 9"),
]
NAMES = [
    ("姓 名 万 俟 兰   性 别 女", "万 俟 兰"),
    ("姓名：高远", "高远"),
    ("医师签名：闵清/尤嘉", "尤嘉"),
    ("术者 尤嘉", "尤嘉"),
    ("审核 卞", "卞"),
    ("检验者：卞", "卞"),
    ("报告人尤嘉 接听人卞", "尤嘉"),
    ("昨晚小尤值班", "小尤"),
    ("老卞：收到", "老卞"),
    ("卞大夫您好", "卞"),
    ("请尤嘉护士长来", "尤嘉"),
    ("患者卞某，女", "卞某"),
    ("家属尤**来电", "尤**"),
    ("令狐看过片子", "令狐"),
    ("患者热娜古丽，女", "热娜古丽"),
    ("由艾则孜·吐尔迪陪同", "艾则孜·吐尔迪"),
    ("旦增次仁 男 30岁", "旦增次仁"),
    ("7床 尤嘉 禁食", "尤嘉"),
    ("方舟 男 51岁", "方舟"),
    ("患者平安，男，40岁", "平安"),
    ("翻译ZHU Lili", "ZHU Lili"),
    ("患者 Zhu Lili", "Zhu Lili"),
    ("受试者缩写YJB", "YJB"),
    ("他姓卞，是我同事", "卞"),
    ("尤嘉之女，日龄3天", "尤嘉"),
    ("小名豆包，爱哭", "豆包"),
    ("網友", ""),
    ("注了阿水两个字", "阿水"),
    ("由村医阿木隔天来", "阿木"),
    ("上铺大勇,他说的", "大勇"),
    ("邻居覃叔帮忙", "覃"),
    ("一路喊她老艾,说", "老艾"),
    ("读错:“尉迟 嘉”", "尉迟 嘉"),
    ("石榴她奶:谁有轮椅", "石榴她奶"),
    ("通知 K.LM 07:10", "K.LM"),
    ("家属 鲜于女方 在外面", "鲜于"),
    ("用的账号luoyh登的", "luoyh"),
    ("达瓦央宗 中尉 女 26", "达瓦央宗"),
    ("核对完,发药尤嘉。", "尤嘉"),
    ("长女在外,鄰居權叔最熟", "權"),
    ("病患 歐陽美玉 女", "歐陽美玉"),
]
PLACES = [
    ("家住河北省保定市莲池区东风路12号3号楼2单元501室", "河北省保定市莲池区东风路12号3号楼2单元501室"),
    ("现住莲池区杨庄乡大寺村5组", "莲池区杨庄乡大寺村5组"),
    ("到昭苏县疾控取药", "昭苏县"),
    ("在市三院拍的片", "市三院"),
    ("现在住在附二等床", "附二"),
    ("转湘雅二了", "湘雅二"),
    ("去协和看过", "协和"),
    ("【明朗口腔】您好", "明朗口腔"),
    ("家属在恒通物流上班", "恒通物流"),
    ("就读（启明实验小学）", "启明实验小学"),
    ("平常上晨曦國小附幼，老師", "晨曦國小附幼"),
    ("我人在石坎大队，从门口", "石坎大队"),
    ("在东晟煤矿下井，在石坎染厂干活", "石坎染厂"),
    ("他住石坎,离镇上远", "石坎"),
    ("石坎寨信号不好", "石坎寨"),
    ("家住拉木拉部落，假日", "拉木拉部落"),
]
HARMLESS = [
    "血糖控制在3.9到6.1，餐后4.4～7.8",
    "术后3月、6月复查，近1月体重下降5kg，3年前手术，住院12天，2-3天后拆线",
    "肌力3/5级，第5/6周期，BP 120/80mmHg，3/6级杂音，pH 7.41，参考值3.5-5.3",
    "OGTT 4.8-9.6-8.1，层厚3mm，缝线3-0，软件版本3.2.1.0，7.5号管",
    "气管插管7.0号，手套7.5号，6.5号无菌手套，宫颈扩张至7.5号，批号二零二三零五一一",
    "女方因素，男方因素不育，主管护师，药师审方，热线12345",
    "1号染色体，3号暖箱，5号抽屉，12床，+2床，7号楼道灯坏了",
    "初一学生，初三毕业，初步诊断，神志清明，九十分钟，九十元",
    "昨天、周三、上午8:00、凌晨2点、每周3次、89岁",
    "墨菲征阳性，麦氏点压痛，帕金森病，巴宾斯基征(+)，克氏针，桥本甲状腺炎",
    "白芷10 川芎6 当归10 王不留行12 何首乌15 杜仲15，金匮肾气丸，张氏正骨手法",
    "阿司匹林100mg，利福平，马来酸依那普利，普拉克索，云南白药，罗红霉素，达格列净",
    "请医生看看，由医生决定，值班医生，责任护士，全科医生，任何医生都行，感谢医生，祝医生工作顺利",
    "上周主任查房，病房护士，儿童医生，查房教授，及时咨询医生，住院医师培训，怕冷医生",
    "小米粥、小便、小时、小柴胡汤、老年、老花眼、小苏打、大黄",
    "当地医院、三甲医院、社区医院、外院、本院、我科、专科医院、附近诊所",
    "去家附近上班，在家上班，在电子厂上班，在高温环境上班",
    "北京、上海、江苏两地，中国，北京地区，城市社区，疫区，市区街道",
    "试剂批号A241107，国药准字H20093104，ICD编码K35.8，NCT05312345，型号K173",
    "扁鹊、华佗、李时珍《本草纲目》、张仲景方、孙思邈",
    "中华医学会、国家卫健委、国家医保局2024版目录",
    "患者：一般情况可。医生：你好。家属：陪同。诊断：肺炎。方法：口服。",
    "患者姓名：____ 性别：__ 医师签名：____",
    "周五主任查房，下周四教授来，第3周**起，上周**一样，这段护理记录，院方医生，汉密尔顿24，蒙哥马利31，韦伯偏右",
    "YY 0468—2012，WS/T 314—2018，GBZ 189—2013，阿普加 7-9-10，血小板 287(125-350)",
    "大爷：疼。护士：哪儿？大爷：这儿。转运交接：管路4，麻醉：ASA III",
    "时间4/5、地点5/5",
    "双人核对时发现，复核后无误，调配应双签，核对时间",
    "CA-125、CA-199升高，批号KL-007、KL-031，处方 60Gy/30F，处方50Gy",
    "电话 3 次，见110101 19871399 8888，又见990101198712038888",
    "注了禁食两个字，邻居阿姨，邻居大哥，护工小心点，叫他小心，喊她老师，叫他阿姨",
    "用户admin登录，账号test，工作站manager，用户请输入，通知 A.B型，签 B.C级",
    "他住院，后离院，住楼上，离得近，住外地，坐车来，住同一栋，走过来",
    "在你们县人民医院，柳州哪个医院，在这边县医院，在附近酒厂干活，在外地煤矿上班",
    "孩子他爸：在。患者她妈：好。信号不好，我们村离得远，在大队上，生产队",
    "呼叫器在手边，平车推入，马上手术，高兴，安静，向前屈曲，许多次，明天复查，常规",
]


def found(text: str) -> list[tuple[int, int, str]]:
    words = view(text).words
    return [(r.start, r.end, text[r.start : r.end]) for each in PATTERNS for r in each.analyze(words, KINDS, None)]


@pytest.mark.parametrize(("text", "value"), [*DATES, *AGES, *NUMBERS, *NAMES, *PLACES])
def test_a_form_is_found_whole(text: str, value: str) -> None:
    if not value:
        assert not found(text)
        return
    start = text.rindex(value)
    covered = {i for first, last, _ in found(text) for i in range(first, last)}
    missing = [text[i] for i in range(start, start + len(value)) if text[i].isalnum() and i not in covered]
    assert not missing


@pytest.mark.parametrize(("text", "value"), NAMES)
def test_a_name_takes_nothing_with_it(text: str, value: str) -> None:
    for word in ("值班", "来电", "大夫", "陪同", "看过", "您好", "片子", "女", "男", "签名", "收到"):
        assert not any(word in surface for _, _, surface in found(text)), value


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert [surface for _, _, surface in found(text)] == []


# What one cell under a header holds.
CELLS = [
    ("联系人", "夫陆鸣", "夫陆鸣"),
    ("联系人", "无名氏", ""),
    ("联系人", "自己", ""),
    ("联系人", "市救助站", ""),
    ("姓名", "无名氏", ""),
    ("姓名", "高兴", "高兴"),
    ("入院", "4.17", "4.17"),
    ("入院", "急诊", ""),
    ("随访", "4.17", "4.17"),
]


@pytest.mark.parametrize(("column", "cell", "value"), CELLS)
def test_a_cell_under_a_header_is_somebody_or_a_house_or_nobody(column: str, cell: str, value: str) -> None:
    text = f"序|性别|{column}|床\n1|女|{cell}|9\n"
    assert "".join(text[r.start : r.end] for r in TABULAR.analyze(text, KINDS, None)) == value


# What was taken, in brackets, and what is left of it.
TAKEN = [
    (Kind.NAME, "联系人 [妻阿衣]", "阿衣"),
    (Kind.NAME, "联系人 [夫差]", "夫差"),
    (Kind.NAME, "供史 [姐玉珠]", "玉珠"),
    (Kind.NAME, "[妹妹玉]", "妹妹玉"),
    (Kind.NAME, "母亲[闫老]太太", "闫"),
    (Kind.NAME, "[闫老]来了", "闫老"),
    (Kind.NAME, "其孫[Jason可]陪診", "Jason"),
    (Kind.NAME, "其孫[陳可]陪診", "陳可"),
    (Kind.NAME, "背面写“[安安满月]”", "安安"),
    (Kind.NAME, "发了[张新]的本子", ""),
    (Kind.NAME, "患者[张新]的父亲", "张新"),
    (Kind.ORG, "[爸爸在永昌物流]开车", "永昌物流"),
    (Kind.ORG, "在[海阳开药店]", "海阳"),
    (Kind.ORG, "在[南开药店]", "南开药店"),
    (Kind.ORG, "在[晨光高中体]育馆", "晨光高中"),
    (Kind.ORG, "上的是[白鹭国际小]二班", "白鹭国际"),
    (Kind.ORG, "在[皮鞋厂]上班", ""),
    (Kind.ORG, "在[永昌皮鞋厂]上班", "永昌皮鞋厂"),
    (Kind.ORG, "以前在[镇卫生室]", ""),
    (Kind.ORG, "[希望貴院]正視", ""),
    (Kind.ORG, "打[羽毛球]", ""),
    (Kind.LOCATION, "[翠湖澜湾，小区离医院]很近", "翠湖澜湾"),
    (Kind.LOCATION, "在[香港离岛区]", "香港离岛区"),
    (Kind.LOCATION, "[柳巷顶楼]", "柳巷"),
    (Kind.LOCATION, "[长乐岛摆]渡", "长乐岛"),
    (Kind.LOCATION, "7楼[东区]", ""),
    (Kind.LOCATION, "[浦东区]", "浦东区"),
    (Kind.LOCATION, "走[河堤兩公里]", ""),
    (Kind.LOCATION, "[海阳市莱山区某轴承车间]", "海阳市莱山区"),
    (Kind.LOCATION, "函[海阳市莱山区退回]", "海阳市莱山区"),
    (Kind.ORG, "[永昌轴承厂（已注销]）", "永昌轴承厂"),
    (Kind.ORG, "[永昌轴承厂（海阳]）", "永昌轴承厂(海阳"),
    (Kind.ORG, "[仁和神内]门诊", "仁和"),
    (Kind.ORG, "送[仁和病]理科", "仁和"),
    (Kind.ORG, "【[血液中心]】", ""),
    (Kind.ORG, "【[海阳血液中心]】", "海阳血液中心"),
    (Kind.DATE, "昨天[1号]楼", ""),
    (Kind.DATE, "昨天[1号]来的", "1号"),
    (Kind.DATE, "去[年冬天]", ""),
    (Kind.DATE, "去[年冬至]", "年冬至"),
    (Kind.AGE90, "[年逾七旬]", ""),
    (Kind.AGE90, "[年逾九旬]", "年逾九旬"),
    (Kind.AGE90, "[九]個月大", ""),
    (Kind.AGE90, "[九十一]岁", "九十一"),
]


@pytest.mark.parametrize(("kind", "text", "value"), TAKEN)
def test_of_what_was_taken_only_what_identifies_is_left(kind: Kind, text: str, value: str) -> None:
    words = view(text.replace("[", "").replace("]", "")).words
    left = pare(words, Span(text.index("["), text.index("]") - 1, kind, FAIR))
    assert (words[left.start : left.end] if left else "") == value


class Marks:
    """A model that takes one word for a name, and is sure."""

    wanted = frozenset()

    def __init__(self, word: str) -> None:
        self.word = word

    def read(self, texts: list[str]) -> list[list[Entity]]:
        at = [text.find(self.word) for text in texts]
        return [[Entity(i, i + len(self.word), "NAME", 0.99)] if i >= 0 else [] for i in at]


WORDS = [
    ("火车四个钟头", "钟头", False),
    ("家人方面", "方面", False),
    ("药怎么带过海关", "海关", False),
    ("两箱豆奶", "豆", False),
    ("昨天豆来电", "豆", True),
    ("很高兴来了", "高兴", True),
]


@pytest.mark.parametrize(("text", "word", "stands"), WORDS)
def test_a_word_that_nobody_is_called_is_no_name_however_sure_a_model_is(text: str, word: str, stands: bool) -> None:
    model = Marks(word)
    [spans] = PresidioDetector(reading=Reading(english=model, chinese=model)).spans([Passage(ClearText(text))])
    assert bool(spans) == stands


@pytest.mark.parametrize(
    "piece", ["王", "阿", "1", "1 ", "县区", "姓名:", "王*", "号A1-", "古丽·", "路1号", "医院", "年1月", "9"]
)
def test_no_text_makes_a_pattern_run_away(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    begun = time.perf_counter()
    found(text)
    assert time.perf_counter() - begun < 20
