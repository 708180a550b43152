"""Chinese clinical texts with identifiers, made without end from hand-written carriers and word lists.

    python generate.py 20          # show twenty texts, identifiers in 【】
    python generate.py --count     # how many carriers there are

A carrier is a text with slots: ``患者{n}，{age}岁`` . Slots that identify carry their kind into the labels; the others (drugs,
acupoints, laboratory values, durations) are filled too and stay unlabelled: they are what a model takes for people and dates.
``carriers/documents.txt`` holds whole texts, ``snippets.txt`` lines with identifiers, ``negatives.txt`` and ``clean_docs.txt``
look-alikes without any. Real consultations (zh_med_dialog, Apache-2.0) carry both. Carriers and words are split: those that
``held_out`` picks are seen in the development set only.
"""

from __future__ import annotations

import json
import os
import random
import re
import string
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import written

HERE = Path(__file__).parent
DIALOGUES = Path(
    os.environ.get("MEDGUARD_ZH_DIALOGUES", Path(__file__).parents[3] / "shared/data/zh_med_dialog/cmtmedqa_test.jsonl")
)
KINDS = (
    "NAME DATE AGE90 LOCATION ORG PHONE FAX EMAIL URL IP MRN HEALTH_PLAN ACCOUNT LICENSE VEHICLE DEVICE OTHER_ID "
    "ID_CARD PASSPORT WECHAT"
).split()

Part = tuple[str, str]  # words, kind or ""


def _words() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    section = ""
    for line in (HERE / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        elif "|" in line:
            lists.setdefault(section, []).extend(line.split("|"))
        elif section == "journal":
            lists.setdefault(section, []).extend(re.split(r" (?=[^a-zA-Z])|(?<=[^a-zA-Z]) ", line))
        else:
            lists.setdefault(section, []).extend(line.split())
    return lists


W = _words()


def held_out(words: str) -> bool:
    """A tenth of everything, by a stable hash."""
    return zlib.crc32(words.encode()) % 10 == 7


ETHNIC = (
    "汉族 汉 汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 "
    "东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 "
    "京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
)
TRADITIONAL = str.maketrans(
    {
        pair[0]: pair[1]
        for line in (HERE / "traditional.txt").read_text(encoding="utf-8").splitlines()[1:]
        for pair in line.split()
    }
)
FULL = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x30, 0x3A)})
HAN_DIGITS = "〇一二三四五六七八九"


class Writer:
    """Fills carriers. ``dev`` uses the held-out half of words and carriers."""

    def __init__(self, seed: int, *, dev: bool = False) -> None:
        self.r = random.Random(seed)
        self.dev = dev
        self.given_m = self._mine(W["given_male"])
        self.given_f = self._mine(W["given_female"])
        self.word_names = self._mine([w for w in W["word_names"] if len(w) in {2, 3}])
        self.lists = {k: self._mine(v) for k, v in W.items()}
        for common in ("surname_common", "surname_rare", "surname_compound", "province", "title", "relation"):
            self.lists[common] = W[common]
        read = lambda name, sep: (HERE / "carriers" / name).read_text(encoding="utf-8").strip("\n").split(sep)
        self.documents = self._mine(read("documents.txt", "\n%\n"))
        self.snippets = self._mine(read("snippets.txt", "\n"))
        self.negatives = self._mine(read("negatives.txt", "\n"))
        self.clean = self._mine(read("clean_docs.txt", "\n%\n"), keep_all=True)
        self.turns = self._turns()
        ours = [t for t in written.texts(frozenset(KINDS)) if held_out("".join(w for w, _ in t)) == dev]
        # Those that identify somebody are fewer and are read as often as the others.
        self.written = [[t for t in ours if any(kind for _, kind in t) is marked] for marked in (True, False)]
        self.surnames = frozenset(w for kind in ("common", "rare", "compound") for w in W[f"surname_{kind}"])

    def _mine(self, words: list[str], *, keep_all: bool = False) -> list[str]:
        if keep_all or len(set(words)) < 15:
            return words
        mine = [w for w in words if held_out(w) == self.dev]
        # Development texts are half new words, half known ones.
        return mine + self.r.sample(words, len(mine)) if self.dev else mine

    def _turns(self) -> list[str]:
        turns = []
        date = re.compile(
            r"\d月\d|月\d+[日号]|\d{4}年\d|[一二三四五六七八九十\d]月份|节后|春节|国庆|1[3-9]\d{9}|医院的|[王李张刘陈赵]医生"
        )
        with DIALOGUES.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if held_out(row["id"]) == self.dev:
                    turns.extend(t for pair in row["turns"] for t in pair if not date.search(t))
        return turns

    # Small pieces

    def of(self, name: str) -> str:
        return self.r.choice(self.lists[name])

    def chance(self, p: float) -> bool:
        return self.r.random() < p

    def digits(self, n: int) -> str:
        return "".join(self.r.choice("0123456789") for _ in range(n))

    def pick(self, *options: str) -> str:
        return self.r.choice(options)

    def surname(self) -> str:
        x = self.r.random()
        return self.of("surname_common" if x < 0.55 else "surname_rare" if x < 0.9 else "surname_compound")

    def given(self) -> str:
        x = self.r.random()
        if x < 0.3:
            return self.of("given_male") if self.chance(0.5) else self.of("given_female")
        chars = W["name_chars"][0]
        if x < 0.9:
            n = 1 if self.chance(0.25) else 2
            return "".join(self.r.choice(chars) for _ in range(n))
        # Any character that can be written may be in a name.
        return chr(self.r.randint(0x4E00, 0x9FA5)) + (self.r.choice(chars) if self.chance(0.6) else "")

    def han_name(self) -> str:
        x = self.r.random()
        if x < 0.13:
            return self.r.choice(self.word_names)
        if x < 0.15:
            return self.surname() + self.r.choice(self.word_names)
        if x < 0.19:
            a, b = self.r.choice(["王李张刘陈杨黄赵周吴", "林何高郭马罗宋郑谢韩"]), self.surname()
            return self.r.choice(a) + b[:1] + self.given()[:2]
        return self.surname() + self.given()

    def minority(self) -> str:
        group = self.r.choice(["uyghur", "uyghur", "tibetan", "mongol", "yi_etc"])
        name = self.of(group)
        if group in {"uyghur", "yi_etc"} and self.chance(0.6):
            name += self.r.choice("···•‧・") + self.of(group)
        elif group == "tibetan" and self.chance(0.5):
            name += self.of(group)
        return name

    def foreign(self) -> str:
        return self.of("foreign") + (self.r.choice("···•・-") + self.of("foreign") if self.chance(0.6) else "")

    def pinyin(self) -> str:
        s = self.of("pinyin_surname")
        g = self.of("pinyin_given")
        g2 = self.of("pinyin_given").lower() if len(g) < 5 and self.chance(0.5) else ""
        forms = [
            f"{s} {g}{g2}",
            f"{s.upper()} {g}{g2}",
            f"{s.upper()} {(g + g2).upper()}",
            f"{g}{g2} {s}",
            f"{s}{g}{g2}".lower(),
            f"{s.lower()} {g.lower()}{g2}",
            f"{s.upper()}, {g}{g2}",
            f"{s}, {g}-{g2 or 'hua'}",
            f"{s}/{g}{g2}".upper(),
            f"{s.upper()}{g.upper()}{g2.upper()}",
            f"{s} {g} {g2.title()}".strip(),
            f"{s}{g}{g2}",
        ]
        return self.r.choice(forms)

    def hk(self) -> str:
        s, g = self.of("hk_surname"), self.of("hk_given")
        return self.r.choice(
            [
                f"{s.upper()} {g}",
                f"{s}, {g}",
                f"{s.upper()}, {g.replace('-', ' ').title()}",
                f"{g} {s}",
                f"{s.upper()} {g.replace('-', ' ').upper()}",
                f"{self.pick('Peter', 'Mary', 'Jason', 'Amy', 'Kelvin')} {s}",
                f"{s} {g.replace('-', ' ').title()}",
            ]
        )

    def masked(self) -> str:
        s = self.surname()
        return s + self.pick(
            "某",
            "某某",
            "*",
            "**",
            "X",
            "XX",
            "xx",
            "×",
            "××",
            "○○",
            "某" + self.given()[-1],
            "*" + self.given()[-1],
            "＊＊",
            "某甲",
            "○" + self.given()[-1],
        )

    def any_name(self) -> str:
        x = self.r.random()
        if x < 0.66:
            return self.han_name()
        if x < 0.83:
            return self.minority()
        if x < 0.89:
            return self.foreign()
        if x < 0.93:
            return self.pinyin()
        if x < 0.96:
            return self.masked()
        if x < 0.98:
            return self.r.choice(self.lists["en_name"])
        return self.han_name()

    def familiar(self) -> list[Part]:
        s = self.surname()
        x = self.r.random()
        if x < 0.4:
            return [("老" + s, "NAME")]
        if x < 0.7:
            return [("小" + s, "NAME")]
        if x < 0.8:
            return [(self.pick("阿", "小", "大") + self.given()[-1], "NAME")]
        if x < 0.93:
            return [
                (s if self.chance(0.7) else self.given()[-1], "NAME"),
                (self.pick("姐", "哥", "叔", "姨", "婶", "工", "总", "老", "伯", "爷", "奶奶"), ""),
            ]
        return [("小" + self.given()[-1] * self.r.randint(1, 2), "NAME")]

    def screen_name(self) -> str | list[Part]:
        x = self.r.random()
        if x < 0.5:
            return self.of("webname")
        if x < 0.6:
            return self.initials()
        if x < 0.75:
            return [(self.of("nick"), "NAME"), (self.pick("妈", "爸", "妈妈", "爸爸", "奶奶", "姥姥"), "")]
        return self.familiar() if x < 0.85 else self.han_name()

    def initials(self) -> str:
        letters = [self.r.choice(string.ascii_uppercase) for _ in range(self.r.choice([2, 3, 3]))]
        return self.pick(
            "".join(letters),
            "".join(letters),
            ".".join(letters) + ".",
            ".".join(letters),
            "-".join(letters),
            self.surname() + self.pick("X", "XX", "xx", "Y", "M"),
            letters[0] + "." + self.surname(),
            "".join(letters).lower(),
            letters[0] + ". " + self.of("pinyin_surname"),
        )

    # Dates

    def ymd(self) -> tuple[int, int, int]:
        return (
            self.r.randint(1930, 2026) if self.chance(0.25) else self.r.randint(2008, 2027),
            self.r.randint(1, 12),
            self.r.randint(1, 28),
        )

    def han_number(self, n: int) -> str:
        if n < 10:
            return "零一二三四五六七八九"[n]
        tens, ones = divmod(n, 10)
        return (
            ("" if tens == 1 else "一二三四五六七八九"[tens - 1])
            + "十"
            + ("一二三四五六七八九"[ones - 1] if ones else "")
        )

    def full_date(self) -> str:
        y, m, d = self.ymd()
        yy = f"{y % 100:02d}"
        return self.r.choice(
            [
                f"{y}-{m:02d}-{d:02d}",
                f"{y}-{m:02d}-{d:02d}",
                f"{y}年{m}月{d}日",
                f"{y}年{m}月{d}日",
                f"{y}年{m:02d}月{d:02d}日",
                f"{y}/{m}/{d}",
                f"{y}.{m}.{d}",
                f"{y}.{m:02d}.{d:02d}",
                f"{yy}年{m}月{d}日",
                f"{yy}年{m}月{d}号",
                f"{yy}.{m}.{d}",
                f"{yy}-{m}-{d}",
                f"{yy}/{m:02d}/{d:02d}",
                f"{y}{m:02d}{d:02d}",
                "".join(HAN_DIGITS[int(c)] for c in str(y)) + f"年{self.han_number(m)}月{self.han_number(d)}日",
                f"{y} 年 {m} 月 {d} 日",
                f"{d:02d}/{m:02d}/{y}",
                f"{m:02d}/{d:02d}/{y}",
                f"{y}-{m}-{d}",
                f"{y}年{m}月{d}号",
                f"民國{y - 1911}年{m}月{d}日" if y > 1990 else f"{y}.{m}.{d}",
                f"{self.pick('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')} {d}, {y}",
                f"{y}．{m}．{d}",
                f"{y}年{m}月",
                f"{y}-{m:02d}",
                f"{y}.{m:02d}",
            ]
        )

    def short_date(self) -> str:
        _, m, d = self.ymd()
        return self.r.choice(
            [
                f"{m}.{d}",
                f"{m}/{d}",
                f"{m}-{d}",
                f"{m}月{d}日",
                f"{m}月{d}号",
                f"{m}月{d}",
                f"{m:02d}-{d:02d}",
                f"{m:02d}/{d:02d}",
                f"{m:02d}.{d:02d}",
                f"{m:02d}月{d:02d}日",
                f"{self.han_number(m)}月{self.han_number(d)}",
                f"{self.han_number(m)}月{self.han_number(d)}{self.pick('日', '号')}",
            ]
        )

    def any_date(self) -> list[Part]:
        x = self.r.random()
        if x < 0.3:
            return [(self.full_date(), "DATE")]
        if x < 0.72:
            return [(self.short_date(), "DATE")]
        if x < 0.78:
            d = self.r.randint(1, 31)
            return [
                (self.pick("上月", "本月", "上个月", "这个月", "下月", "", "", "周五", "昨天", "前天"), ""),
                (self.pick(f"{d}号", f"{d}日", f"{self.han_number(d)}号"), "DATE"),
            ]
        if x < 0.84:
            return [(self.pick("去年", "今年", "前年", "", "明年", ""), ""), (self.month(), "DATE")]
        if x < 0.92:
            return [(self.of("festival"), "DATE")]
        return [(self.lunar(), "DATE")]

    def month(self) -> str:
        m = self.r.randint(1, 12)
        return self.pick(
            f"{m}月", f"{m}月份", f"{m}月底", f"{m}月初", self.han_number(m) + "月", self.han_number(m) + "月份"
        )

    def lunar(self) -> str:
        d = self.r.randint(1, 29)
        day = (
            "初" + self.han_number(d)
            if d <= 10
            else ("廿" + self.han_number(d - 20) if 20 < d < 30 and self.chance(0.5) else self.han_number(d))
        )
        month = self.pick(
            "正月",
            "腊月",
            "冬月",
            "农历八月",
            "农历四月",
            "阴历三月",
            "阴历六月",
            "闰二月",
            "农历九月",
            "臘月",
            "二月",
            "农历七月",
        )
        return self.r.choice(
            [
                month + day,
                month + day,
                "农历" + self.han_number(self.r.randint(1, 12)) + "月" + day,
                "大年" + day if d <= 10 else month + day,
                day if d <= 10 else month + day,
            ]
        )

    def stamp(self) -> str:
        y, m, d = self.ymd()
        base = f"{y}{m:02d}{d:02d}"
        return base + self.pick(
            "",
            f"{self.r.randint(0, 23):02d}{self.digits(2)}",
            f"{self.r.randint(0, 23):02d}{self.r.randint(10, 59)}{self.r.randint(10, 59)}",
            f"{self.r.randint(0, 23):02d}{self.r.randint(10, 59)}{self.r.randint(10, 59)}+0800",
            f"{self.r.randint(10, 23)}3012.{self.digits(3)}",
        )

    # Places

    def street(self) -> str:
        n = self.r.randint(1, 1999)
        road = self.of("road")
        tail = self.r.choice(
            [
                "",
                "",
                f"{self.r.randint(1, 60)}号楼",
                f"{self.r.randint(1, 30)}栋{self.r.randint(1, 6)}单元",
                f"{self.r.randint(1, 30)}幢{self.r.randint(1, 33)}0{self.r.randint(1, 9)}室",
                f"{self.r.randint(1, 30)}-{self.r.randint(1, 4)}-{self.r.randint(101, 3303)}",
                f"{self.of('estate')}{self.r.randint(1, 40)}栋{self.r.randint(101, 3303)}",
                f"{self.of('estate')}{self.pick('A', 'B', 'C', '东', '西')}座{self.r.randint(101, 3303)}室",
                f"附{self.r.randint(1, 20)}号",
            ]
        )
        return self.r.choice(
            [
                f"{road}{n}号{tail}",
                f"{road}{n}弄{self.r.randint(1, 99)}号{self.r.randint(101, 2602)}室",
                f"{road}{n}号",
                f"{road}{self.of('estate')}{tail}",
                f"{self.of('estate')}{tail}",
                f"{road}与{self.of('road')}{self.pick('交叉口', '路口')}",
                f"{road}{self.r.randint(1, 80)}号院{self.r.randint(1, 9)}号楼{self.r.randint(1, 6)}门{self.r.randint(101, 1206)}",
                f"{road}{self.r.choice(HAN_DIGITS[1:])}巷{self.r.randint(1, 60)}号",
            ]
        )

    def rural(self) -> str:
        v = self.of("village")
        return self.r.choice(
            [
                f"{self.of('town')}{v}",
                f"{self.of('town')}{v}{self.r.randint(1, 15)}组",
                f"{self.of('town')}{v}{self.han_number(self.r.randint(1, 12))}组{self.r.randint(1, 120)}号",
                f"{v}{self.r.randint(1, 15)}组",
                f"{self.of('town')}{self.surname()[:1]}家{self.pick('村', '庄', '湾', '沟', '屯', '洼', '堡', '坪')}{self.r.randint(1, 9)}社",
                f"{v}{self.r.randint(1, 300)}号",
                f"{self.of('town')}{v}{self.pick('东头', '西头', '村口', '卫生室旁')}",
            ]
        )

    def city(self) -> str:
        x = self.r.random()
        c = self.of("city")
        return (
            c
            if x < 0.35
            else c + "市"
            if x < 0.6
            else self.of("county")
            if x < 0.75
            else self.of("province_short") + c
            if x < 0.9
            else self.of("county").rstrip("市区县") or c
        )

    def address(self) -> str:
        p = self.r.choice([*W["province"][4:31], *W["province_short"][4:31]])
        c = self.of("city")
        start = self.r.choice(
            [
                f"{p}{c}市{self.of('county')}",
                f"{c}市{self.of('county')}",
                f"{p}{c}{self.of('county')}",
                f"{self.of('county')}",
                f"{self.pick('北京市', '上海市', '天津市', '重庆市', '北京', '上海')}{self.of('county')}",
                f"{p}{self.of('county')}",
                f"{c}{self.of('county')}",
                f"{p}{c}{self.pick('市', '地区', '盟', '州')}{self.of('county')}",
            ]
        )
        if self.chance(0.15):
            start += " " if self.chance(0.5) else ""
        end = self.street() if self.chance(0.6) else self.rural()
        if self.chance(0.3):
            end = self.of("town") + end if "街道" in end or self.chance(0.3) else end
        return (start + end).strip()

    def fragment(self) -> str:
        return self.r.choice(
            [
                self.street(),
                self.rural(),
                self.street(),
                self.rural(),
                self.of("county") + self.street(),
                self.of("estate"),
                self.of("county") + self.of("town"),
                self.city(),
                self.of("road") + self.pick("地铁站", "公交站", "菜市场", "派出所旁", "便利店门口", "口", ""),
                self.of("county") + self.of("estate"),
                self.of("estate") + f"{self.r.randint(1, 30)}栋",
                self.of("village"),
                self.of("town"),
            ]
        )

    # Organisations

    def hospital(self) -> str:
        core = self.of("hosp_core")
        c = self.city()
        if self.chance(0.2):
            return (
                self.pick("", "", c)
                + self.coined()
                + self.pick(
                    "医院",
                    "医院",
                    "口腔",
                    "诊所",
                    "门诊部",
                    "体检中心",
                    "影像诊断中心",
                    "中西医结合医院",
                    "妇产医院",
                    "儿童医院",
                    "眼科",
                    "医学检验实验室",
                    "国际医疗",
                    "血液透析中心",
                    "康复中心",
                    "护理院",
                    "大药房",
                    "精神病院",
                    "肛肠医院",
                )
            )
        return self.r.choice(
            [
                f"{c}{core}医院",
                f"{c}{core}医院",
                f"{core}医院" if core not in {"附属", "职工", "中心", "人民", "儿童"} else f"{c}{core}医院",
                f"{c}{self.pick('第一', '第二', '第三')}人民医院",
                f"{c}医科大学附属{self.pick('第一', '第二', core)}医院",
                f"{self.of('county')}{self.pick('人民医院', '中医院', '妇幼保健院', '妇幼保健计划生育服务中心')}",
                f"{self.of('town')}{self.pick('卫生院', '中心卫生院', '社区卫生服务中心')}",
                f"{self.of('village')}卫生室",
                f"{c}{core}{self.pick('口腔门诊部', '诊所', '体检中心', '影像诊断中心', '医学检验所', '康复医院', '骨科医院', '眼科医院', '护理院')}",
                f"{self.of('company')}{self.pick('职工医院', '总医院')}",
                f"{self.surname()}{self.given()[-1]}{self.pick('中医诊所', '诊所', '口腔')}",
                f"{c}大学{core}医院",
                f"{self.of('estate')}社区卫生服务站",
                f"解放军第{self.digits(3)}医院",
                f"{core}医院{self.pick('东院区', '西院', '分院')}",
            ]
        )

    def coined(self) -> str:
        """Two or three characters that could be the name of a firm or a house."""
        return "".join(
            self.r.choice(
                "华康金海天宏瑞恒安泰新兴盛德仁和信诚博远通达利源丰佳美乐福顺嘉邦正大中东南北江滨湖山云龙凤鼎峰岚蓝星辉晨光明阳春禾木林森百千万永昌隆聚合众益民同创联科"
            )
            for _ in range(self.r.choice([2, 2, 2, 3]))
        )

    def short_hospital(self) -> str:
        c = self.of("city")
        return self.r.choice(
            [
                f"{c[:1]}{self.pick('一', '二', '三')}院",
                f"{c}{self.pick('一', '二', '三', '中心')}{self.pick('院', '医院')}",
                f"{c[:1]}大{self.pick('一', '二', '附')}附院",
                f"{self.pick('市', '省', '县')}{self.pick('一院', '二院', '三院', '人民医院', '中医院', '妇幼', '肿瘤医院', '立医院')}",
                self.pick(
                    "协和",
                    "同济",
                    "湘雅",
                    "华西",
                    "齐鲁",
                    "瑞金",
                    "中山",
                    "华山",
                    "仁济",
                    "西京",
                    "安贞",
                    "阜外",
                    "天坛",
                    "宣武",
                    "301",
                    "积水潭",
                    "北医三院",
                    "邵逸夫",
                    "浙一",
                    "浙二",
                    "盛京",
                    "广医一院",
                    "湘雅二",
                    "复旦肿瘤",
                    "华西妇二",
                    "上海九院",
                    "瑞金北院",
                    "省立",
                    "郑大一附",
                ),
                self.of("hosp_core") + "医院" if self.chance(0.5) else f"{self.of('town').rstrip('镇乡街道')}卫生院",
                self.hospital(),
            ]
        )

    def company(self) -> str:
        core = self.of("company")
        c = self.of("city")
        if self.chance(0.4):
            return (
                self.pick("", "", "", c, c + "市")
                + self.coined()
                + self.pick(
                    "公司",
                    "集团",
                    "有限公司",
                    "科技有限公司",
                    "重工",
                    "科技",
                    "实业",
                    "商贸",
                    "物业",
                    "纺织厂",
                    "机电厂",
                    "化工厂",
                    "电子厂",
                    "服装厂",
                    "建筑公司",
                    "超市",
                    "酒店",
                    "饭店",
                    "网吧",
                    "快递",
                    "物流",
                    "人寿",
                    "财险",
                    "保险",
                    "健康险",
                    "国际医疗",
                    "银行",
                    "煤矿",
                    "农场",
                    "渔场",
                    "养老院",
                    "敬老院",
                    "托育园",
                    "家政",
                    "药业",
                    "工地",
                    "广场",
                    "大厦",
                    "律所",
                    "制造",
                    "石化",
                    "船厂",
                )
            )
        return self.r.choice(
            [
                f"{c}{core}有限公司",
                f"{core}有限公司",
                f"{c}{core}厂",
                f"{core}集团",
                f"{core}",
                f"{c}市{core}有限责任公司",
                f"{c}{self.pick('供电局', '邮政局', '公安局', '自来水公司', '公交公司', '烟草局', '税务局', '法院')}",
                f"{self.of('county')}{self.pick('教育局', '派出所', '民政局', '敬老院', '福利院')}",
                f"{core}{self.pick('厂', '公司', '分公司', '店', '项目部')}",
                f"{self.of('estate')}{self.pick('物业', '养老院', '超市')}",
                self.school(),
                f"{c}银行{self.of('road')[:-1]}支行",
            ]
        )

    def school(self) -> str:
        c = self.of("city")
        if self.chance(0.3):
            return self.pick(
                self.coined(),
                self.coined(),
                self.pick("小天使", "小太阳", "七彩", "童心", "大风车", "启明星", "小海豚", "红黄蓝"),
            ) + self.pick(
                "小学",
                "中学",
                "幼儿园",
                "学校",
                "职业学院",
                "实验小学",
                "双语学校",
                "托班",
                "高中",
                "职高",
                "技校",
                "学院",
            )
        return self.r.choice(
            [
                f"{c}{self.of('school')}",
                f"{self.of('county')}{self.of('school')}",
                f"{self.of('school')}",
                f"{self.of('town').rstrip('镇乡')}{self.pick('中学', '小学', '中心小学', '幼儿园')}",
                f"{c}{self.pick('一中', '二中', '外国语', '实验', '大学', '师大')}",
                f"{c[:1]}{self.pick('大', '师大', '工大', '理工', '财大')}",
                f"{self.r.choice(self.lists['nick'])}幼儿园",
                f"{c}大学{self.pick('', '文学院', '附中')}",
            ]
        )

    # Numbers

    def mobile(self) -> str:
        n = "1" + self.r.choice("3456789") + self.digits(9)
        return self.r.choice(
            [
                n,
                n,
                n,
                f"{n[:3]}-{n[3:7]}-{n[7:]}",
                f"{n[:3]} {n[3:7]} {n[7:]}",
                f"+86 {n}",
                f"+86-{n}",
                f"86{n}",
                n.translate(FULL),
                f"{n[:3]}****{n[7:]}",
                f"{n[:3]}xxxx{n[7:]}",
                f"{n[:4]} {n[4:7]} {n[7:]}",
                f"{n[:5]} {n[5:]}",
                f"{n[:3]}.{n[3:7]}.{n[7:]}",
                f"({n[:3]}){n[3:]}",
                f"{n[:3]}_{n[3:7]}_{n[7:]}",
                " ".join(n),
                f"{n[:3]}•{n[3:7]}•{n[7:]}",
                f"{n[:4]}-{n[4:7]}-{n[7:]}",
                f"{n[:3]}——{n[3:7]}——{n[7:]}",
            ]
        )

    def landline(self) -> str:
        a = self.pick("010", "021", "0755", "0571", "028", "0431", "0898", "029", "0851", "0991", "0471", "0379")
        n = self.r.choice("2345678") + self.digits(self.r.choice([6, 7]))
        return self.r.choice(
            [
                f"{a}-{n}",
                f"{a}{n}",
                f"{a} {n}",
                f"({a}){n}",
                f"（{a}）{n}",
                f"{a}-{n}-{self.digits(3)}",
                f"{a}-{n}转{self.digits(3)}",
                n,
                f"{a}-{n[:4]} {n[4:]}",
                f"400-{self.digits(3)}-{self.digits(4)}",
                f"{a}-{n}分机{self.digits(4)}",
                f"{a} {n[:4]} {n[4:]} ext. {self.digits(1)}",
                f"{a}—{n[:4]}—{n[4:]} 转 {self.digits(2)}",
                f"95{self.digits(3)}转{self.digits(1)}",
                f"{n[:4]}-{n[4:]}",
                f"+86-{a[1:]}-{n}",
                f"{a}.{n}",
            ]
        )

    def spoken(self) -> str:
        n = "1" + self.r.choice("3456789") + self.digits(9)
        one = self.pick("一", "幺")
        s = "".join(one if c == "1" else "零一二三四五六七八九"[int(c)] for c in n)
        return self.r.choice(
            [s, s, f"{s[:3]}，{s[3:7]}，{s[7:]}", f"{s[:3]} {s[3:7]} {s[7:]}", f"{s[:3]}、{s[3:6]}、{s[6:]}", s[:9]]
        )

    def phone(self) -> str:
        x = self.r.random()
        return self.mobile() if x < 0.68 else self.landline() if x < 0.92 else self.spoken()

    def id_card(self) -> str:
        region = self.pick(
            "110101",
            "310115",
            "440106",
            "510107",
            "653101",
            "420111",
            "330106",
            "410102",
            "522301",
            "152522",
            "610102",
            "230103",
        )
        y, m, d = self.r.randint(1925, 2023), self.r.randint(1, 12), self.r.randint(1, 28)
        body = f"{region if self.chance(0.4) else self.digits(6)}{y}{m:02d}{d:02d}{self.digits(3)}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        n = body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]
        return self.r.choice(
            [
                n,
                n,
                n,
                n,
                f"{n[:6]} {n[6:14]} {n[14:]}",
                n[:6] + n[8:17],
                n.translate(FULL),
                f"{n[:6]}********{n[14:]}",
                f"{n[:3]}***********{n[14:]}",
                f"{n[:6]}-{n[6:14]}-{n[14:]}",
                n.lower(),
                f"{n[:4]} {n[4:8]} {n[8:12]} {n[12:]}",
                f"{n[:10]}xxxx{n[14:]}",
            ]
        )

    def number(self, low: int = 5, high: int = 12) -> str:
        n = self.digits(self.r.randint(low, high))
        y = str(self.r.randint(2010, 2026))
        letters = "".join(self.r.choice(string.ascii_uppercase) for _ in range(self.r.randint(1, 3)))
        return self.r.choice(
            [
                n,
                n,
                n,
                f"{letters}{n}",
                f"{letters}-{n}",
                f"{y}{n[:5]}",
                f"{y}-{n[:5]}",
                f"{letters}{y[2:]}-{n[:5]}",
                f"{letters}{y}{n[:6]}",
                f"{y[2:]}{n[:6]}",
                f"{letters.lower()}{n}",
                f"{letters}{y}-{n[:4]}",
                f"{n[:4]}-{n[4:8] or '17'}",
                f"{letters}{n[:3]}{self.r.choice(string.ascii_uppercase)}{n[3:]}",
                f"{letters}_{n}",
                f"{n}{letters[:1]}",
                f"{letters}#{n[:5]}" if self.chance(0.2) else n,
                n.translate(FULL) if self.chance(0.3) else n,
                f"{letters}{y[2:]}{n[:2]}{n[2:6]}-{self.digits(3)}",
            ]
        )

    def uid(self) -> str:
        h = lambda n: "".join(self.r.choice("0123456789abcdef") for _ in range(n))
        return self.r.choice(
            [
                f"{h(8)}-{h(4)}-{h(4)}-{h(4)}-{h(12)}",
                f"pat-{self.digits(5)}",
                f"MSG{self.digits(8)}",
                self.digits(10),
                f"{h(24)}",
                f"pt{self.digits(4)}",
                f"obs-{h(6)}",
                f"ex-{self.digits(3)}{h(3)}",
            ]
        )

    def user(self) -> str:
        s = self.of("pinyin_surname").lower()
        return self.r.choice(
            [
                f"{s}{self.of('pinyin_given').lower()}",
                f"{s}_{self.digits(4)}",
                f"{s}{self.digits(3)}",
                f"dr.{s}",
                f"{s}.{self.r.choice(string.ascii_lowercase)}",
                f"{s[0]}{self.r.choice(string.ascii_lowercase)}{self.r.choice(string.ascii_lowercase)}{self.digits(2)}",
            ]
        )

    def domain(self) -> str:
        return self.r.choice(
            [
                "163.com",
                "qq.com",
                "126.com",
                "sina.com",
                "gmail.com",
                "hospital.example.cn",
                f"{self.of('pinyin_surname').lower()}yy.example.com",
                "139.com",
                "foxmail.com",
                "med.example.edu.cn",
                "outlook.com",
            ]
        )

    def mail(self) -> str:
        u, d = self.user(), self.domain()
        return self.r.choice(
            [
                f"{u}@{d}",
                f"{u}@{d}",
                f"{self.digits(9)}@qq.com",
                f"{u}＠{d}",
                f"{u} at {d.replace('.', ' dot ')}",
                f"{u}[at]{d}",
                f"{u}艾特{d.replace('.', '点')}",
                f"{u}#{d}" if self.chance(0.2) else f"{u}@{d}",
                f"{self.r.choice(string.ascii_lowercase)}***@{d}",
            ]
        )

    def url(self) -> str:
        d = self.r.choice(
            [
                f"www.{self.of('pinyin_surname').lower()}hosp.example.com",
                "report.example.cn",
                "t.example.cn",
                "pacs.hospital.example.cn:8080",
                "wj.example.com",
            ]
        )
        path = self.r.choice(
            [
                "",
                f"/r/{self.digits(6)}",
                f"/q?id={self.digits(8)}",
                f"/patient/{self.digits(6)}",
                f"/s/1{self.user()}Xk{self.digits(2)}",
                f"/view?token={self.digits(4)}a{self.digits(3)}f",
            ]
        )
        return self.r.choice(["https://", "http://", "", "https://"]) + d + path

    def old_age(self) -> str:
        n = self.r.randint(90, 108)
        han = self.han_number(n) if n < 100 else f"一百{'零' + self.han_number(n - 100) if n > 100 else ''}"
        return self.r.choice(
            [
                f"{n}岁",
                f"{n}岁",
                f"{n}岁",
                f"{n}周岁",
                f"{n}歲",
                f"{han}岁",
                f"{n}y",
                f"{n}Y",
                f"{n}yo",
                f"{n}岁高龄",
                han,
                f"{han}高龄",
                f"虚岁{n}",
                f"{n} 岁",
                "九十有" + self.r.choice("一二三四五"),
                f"{self.pick('九十多', '九十来', '百')}岁",
                f"{n}岁余",
            ]
        )

    def hl7_name(self) -> list[Part]:
        x = self.r.random()
        if x < 0.6:
            name = self.han_name()
            cut = 2 if name[:2] in W["surname_compound"] else 1
            return [(f"{name[:cut]}^{name[cut:]}", "NAME")]
        if x < 0.8:
            return [(f"{self.of('pinyin_surname').upper()}^{self.of('pinyin_given').upper()}", "NAME")]
        return [(self.any_name(), "NAME")]

    def broken(self, words: str) -> str:
        cut = self.r.randint(1, max(1, len(words) - 1))
        return words[:cut] + self.pick("\n", "\n", " ", "  ", "\n  ", "\r\n") + words[cut:]

    # Unlabelled

    def lab_value(self) -> str:
        r = self.r
        return r.choice(
            [
                f"WBC {r.uniform(2, 30):.1f}×10^9/L",
                f"Hb {r.randint(50, 170)}g/L",
                f"PLT {r.randint(20, 500)}",
                f"CRP {r.randint(1, 300)}mg/L",
                f"PCT {r.uniform(0, 20):.2f}ng/ml",
                f"血糖{r.uniform(3, 30):.1f}mmol/L",
                f"HbA1c {r.uniform(5, 14):.1f}%",
                f"肌酐{r.randint(40, 900)}μmol/L",
                f"ALT {r.randint(10, 900)}U/L",
                f"AST {r.randint(10, 900)} U/L",
                f"K+ {r.uniform(2.5, 6.9):.1f}mmol/L",
                f"Na {r.randint(115, 160)}",
                f"BNP {r.randint(20, 9999)}pg/ml",
                f"cTnI {r.uniform(0, 20):.3f}",
                f"D-二聚体{r.uniform(0.1, 20):.2f}",
                f"INR {r.uniform(0.8, 5):.2f}",
                f"TSH {r.uniform(0, 30):.2f}",
                f"AFP {r.randint(1, 20000)}",
                f"CEA {r.uniform(1, 200):.1f}",
                f"PSA {r.uniform(0.1, 99):.2f}",
                f"尿蛋白{r.choice(['+', '++', '±', '(-)'])}",
                f"白蛋白 {r.randint(18, 50)}.{r.randint(0, 9)} g/L 35-55 ↓",
                f"尿酸 {r.randint(200, 700)} 208-428",
                f"LDL-C {r.uniform(1, 6):.2f}",
                f"pH 7.{r.randint(10, 50)} PCO2 {r.randint(20, 90)}",
                f"HCG {r.randint(5, 99999)}",
                f"HBV-DNA 1.{r.randint(0, 99):02d}E+{r.randint(3, 8)}",
                f"甲胎蛋白{r.uniform(1, 50):.1f}",
                f"EF {r.randint(20, 70)}%",
                f"血沉{r.randint(2, 120)}mm/h",
                f"OGTT {r.uniform(4, 6):.1f}-{r.uniform(7, 13):.1f}-{r.uniform(6, 12):.1f}",
                f"钾3.{r.randint(0, 9)} 钠13{r.randint(0, 9)}",
                f"空腹{r.randint(4, 12)}.{r.randint(0, 9)} 餐后{r.randint(6, 20)}.{r.randint(0, 9)}",
            ]
        )

    def duration(self) -> str:
        n = self.r.randint(1, 30)
        u = self.pick(
            "天", "日", "周", "个月", "月", "年", "小时", "余天", "余年", "h", "分钟", "d", "年余", "个多月", "次"
        )
        return self.r.choice(
            [
                f"{n}{u}",
                f"{n}{u}",
                f"{self.han_number(n % 11 or 3)}{self.pick('天', '周', '个月', '年', '来天', '个星期', '小时')}",
                f"{n % 12 + 1}+{self.pick('月', '年', '天')}",
                f"{n}-{n + 2}{self.pick('天', '周', '小时')}",
                "半年",
                "半个月",
                "数天",
                "多年",
                "一个礼拜",
            ]
        )

    def clock(self) -> str:
        h, m = self.r.randint(0, 23), self.r.randint(0, 59)
        return self.r.choice(
            [
                f"{h:02d}:{m:02d}",
                f"{h}:{m:02d}",
                f"{h}：{m:02d}",
                f"{h}点",
                f"{h}时{m}分",
                f"早上{h % 5 + 6}点",
                f"凌晨{h % 5 + 1}点多",
                f"下午{h % 5 + 1}点半",
                f"{h}点{m}分",
                f"晚{h % 5 + 6}点",
                f"{h:02d}{m:02d}" if self.chance(0.1) else f"{h:02d}:{m:02d}",
            ]
        )

    def dose(self) -> str:
        r = self.r
        return r.choice(
            [
                f"{r.choice([0.1, 0.25, 0.5, 5, 10, 20, 40, 75, 100])}{r.choice(['mg', 'g', 'mg', 'ml', 'iu', 'U', 'μg'])} {r.choice(['qd', 'bid', 'tid', 'q8h', 'q12h', 'qn', 'po', 'ivgtt st'])}",
                f"{r.randint(1, 3)}片 每日{r.randint(1, 3)}次",
                f"{r.randint(1, 500)}mg",
                f" {r.randint(1, 6)}粒tid",
                f"{r.randint(1, 9)}.{r.randint(0, 9)}g静滴",
                f"（{r.randint(5, 100)}mg×{r.randint(7, 30)}片）",
                f"{r.randint(1, 3)}/{r.randint(2, 4)}片",
                "早晚各一",
                f"{r.randint(4, 30)}u-{r.randint(4, 30)}u-{r.randint(4, 20)}u",
            ]
        )

    def author(self) -> str:
        def one() -> str:
            return self.surname() + self.given()

        y = self.r.randint(1995, 2026)
        t = f"{self.of('drug')}治疗{self.of('disease')}的{self.pick('疗效观察', '临床研究', 'Meta分析', '专家共识')}"
        j = self.of("journal")
        tail = f"{j},{y},{self.r.randint(1, 60)}({self.r.randint(1, 12)}):{self.r.randint(1, 900)}-{self.r.randint(901, 1200)}"
        en = f"{self.of('pinyin_surname')} {self.r.choice(string.ascii_uppercase)}{self.pick('', self.r.choice(string.ascii_uppercase))}"
        return self.r.choice(
            [
                f"{one()},{one()},{one()},等.{t}[J].{tail}.",
                f"{one()}，{one()}. {t}. {tail}",
                f"{en}, et al. {j}. {y};{self.r.randint(1, 400)}:{self.r.randint(1, 900)}",
                f"{one()}等({y})",
                f"{one()}等，{y}",
                f"{en} et al., {y}",
                f"{one()}主编.内科学[M].北京:人民卫生出版社,{y}:{self.r.randint(1, 900)}",
            ]
        )

    def brand(self) -> str:
        """A trade name: a real one, or one that could be."""
        if self.chance(0.6):
            return self.of("brand")
        return "".join(
            self.r.choice(
                "安必生乐亦康舒平宁克灵达泰欣美可益适宝力福瑞捷诺倍他特思优信迪妥普洛沙坦维格立科爱尔素健通畅清畅妙纳丁络喜同"
            )
            for _ in range(self.r.choice([2, 3, 3, 3]))
        ) + self.pick("", "", "片", "胶囊", "颗粒")

    def eponym(self) -> str:
        """A disease or sign with a person's name: a real one, or one that could be."""
        if self.chance(0.65):
            return self.of("eponym")
        x = self.r.random()
        name = "".join(
            self.r.choice(
                "巴克布雷德尔费格哈亨霍基卡科库拉莱兰罗马曼米莫纳尼诺帕佩普奇萨塞施史斯特托瓦韦威温沃西希辛休雅亚伊约扎朱"
            )
            for _ in range(self.r.choice([2, 3, 3, 4]))
        )
        if x < 0.2:
            name = self.surname()[:1] + "氏"
        elif x < 0.3:
            name = self.of("foreign")
        elif x < 0.4:
            name = self.pick(
                "Wilson",
                "Turner",
                "Lachman",
                "Murphy",
                "Homans",
                "Spurling",
                "Phalen",
                "Tinel",
                "Allen",
                "Brudzinski",
                "Crohn",
                "Graves",
                "Sjogren",
                "Barrett",
                "Child-Pugh",
                "Gleason",
                "Killip",
                "Forrest",
                "Bishop",
                "Apgar",
            )
        return name + self.pick(
            "病",
            "征",
            "综合征",
            "试验",
            "现象",
            "评分",
            "分级",
            "手术",
            "线",
            "反应",
            "小体",
            "瘤",
            "骨折",
            "麻痹",
            "切口",
            "量表",
            "分型",
            "法",
        )

    # Slots

    def fill(self, slot: str) -> list[Part]:
        s = SLOTS.get(slot)
        if s is None:
            raise KeyError(slot)
        kind, make = s
        value = make(self)
        return value if isinstance(value, list) else [(value, kind)]

    def carrier(self, text: str) -> list[Part]:
        text = _ALTERNATIVES.sub(lambda m: self.r.choice(m[1].split("|")), text)
        parts: list[Part] = []
        last = 0
        for m in _SLOT.finditer(text):
            parts.append((text[last : m.start()], ""))
            parts.extend(self.fill(m[1]))
            last = m.end()
        parts.append((text[last:], ""))
        return parts

    # Whole texts

    def document(self) -> tuple[str, list[tuple[int, int, str]]]:
        x = self.r.random()
        parts: list[Part] = []
        if all(self.written) and self.chance(0.45):
            # There are few of these, and they come back often: what stands around is worn, or they would be known by heart.
            for n in range(self.r.choice([1, 1, 1, 2])):
                joint = [(self.pick("\n", "\n\n", " ", "。"), "")] if n else []
                parts += joint + self.noisy(
                    written.other(self, self.r.choice(self.r.choice(self.written)), self.surnames)
                )
        elif x < 0.36:
            whole = self.r.choice(self.documents)
            parts = self.carrier(whole if whole[0] in "{M" or self.chance(0.4) else self.shuffled(whole))
        elif x < 0.66:
            joint = self.pick("\n", "\n", "，", "。", " ", "；", "")
            share = self.r.choice([0.3, 0.6, 0.9])
            for n in range(self.r.choice([1, 1, 2, 3, 4, 6])):
                parts += [
                    (joint if n else "", ""),
                    *self.carrier(self.r.choice(self.snippets if self.chance(share) else self.negatives)),
                ]
        elif x < 0.8:
            if self.chance(0.35):
                parts = self.carrier(self.r.choice(self.clean))
            else:
                joint = self.pick("\n", "，", "。", " ")
                for n in range(self.r.choice([1, 1, 1, 2, 3, 5])):
                    parts += [(joint if n else "", ""), *self.carrier(self.r.choice(self.negatives))]
        else:
            parts = self.consultation()
        return self.worn(parts)

    def noisy(self, parts: list[Part]) -> list[Part]:
        """Here and there another character, or none, where nobody is identified; now and then only a part of the text."""
        share = self.r.choice([0, 0, 0.02, 0.05, 0.1]) if not self.dev else 0
        if share and len(parts) > 4 and self.chance(0.3):
            first = self.r.randrange(len(parts) - 2)
            parts = parts[first : first + self.r.randint(2, len(parts) - first)]
        letters = W["name_chars"][0]

        def worn(words: str) -> str:
            return "".join(
                self.pick("", c, self.r.choice(letters)) if "\u4e00" <= c <= "\u9fff" and self.chance(share) else c
                for c in words
            )

        return [(words if kind else worn(words), kind) for words, kind in parts]

    def shuffled(self, whole: str) -> str:
        """Lines of one or two documents, some lost, with others between: no order is sure."""
        lines = whole.split("\n")
        if self.chance(0.4):
            lines += self.r.choice(self.documents).split("\n")
            if self.chance(0.5):
                self.r.shuffle(lines)
        lines = [line for line in lines if self.chance(0.8)]
        for _ in range(self.r.choice([0, 1, 2, 4])):
            extra = " ".join(
                self.r.choice(self.negatives if self.chance(0.7) else self.snippets)
                for _ in range(self.r.randint(1, 3))
            )
            lines.insert(self.r.randint(0, len(lines)), extra)
        return self.pick("\n", "\n", "\n", "，", " ", "\n\n").join(lines)

    def consultation(self) -> list[Part]:
        turn = self.r.choice(self.turns)
        if self.chance(0.5):
            return [(turn[:700], "")]
        parts: list[Part] = []
        for sentence in re.findall(r"[^。！？，]*[。！？，]?", turn[:500]):
            x = self.r.random()
            if x < 0.12:
                parts += [*self.carrier(self.r.choice(self.snippets)), (self.pick("。", "，", " ", "\n"), "")]
            if "医生" in sentence and self.chance(0.4):
                before, _, after = sentence.partition("医生")
                parts += [
                    (before, ""),
                    (self.surname(), "NAME"),
                    (self.pick("医生", "主任", "大夫", "教授") + after, ""),
                ]
            elif sentence.startswith(("患者", "病人")) and self.chance(0.5):
                parts += [(sentence[:2], ""), (self.any_name(), "NAME"), (sentence[2:], "")]
            elif sentence.startswith("我") and self.chance(0.1):
                parts += [("我" + self.of("relation"), ""), (self.han_name(), "NAME"), (sentence[1:], "")]
            else:
                parts.append((sentence, ""))
        return parts

    def worn(self, parts: list[Part]) -> tuple[str, list[tuple[int, int, str]]]:
        """Joined, with the wear of real text: lost punctuation, half width, line breaks in names, traditional characters."""
        r = self.r
        drop = r.random() < 0.08
        half = r.random() < 0.15
        traditional = r.random() < 0.09
        squeezed = r.random() < 0.04
        slips = r.random() < 0.08
        text, spans, at = [], [], 0
        for words, kind in parts:
            w = words
            if not kind:
                if drop:
                    w = re.sub("[，。；、！？]", lambda _: r.choice(["", " "]), w)
                if half:
                    w = w.translate(_HALF)
                if squeezed:
                    w = w.replace("\n", r.choice(["", " "])).replace("　", " ")
                if slips and len(w) > 8:
                    k = r.randrange(len(w))
                    w = w[:k] + r.choice(["", w[k], " "]) + w[k + 1 :]
            elif kind in {"NAME", "LOCATION", "PHONE", "ID_CARD"} and len(w) > 2 and r.random() < 0.012:
                w = self.broken(w)
            elif (
                kind in {"ID_CARD", "WECHAT", "HEALTH_PLAN", "MRN", "ACCOUNT", "PHONE"}
                and w.isalnum()
                and r.random() < 0.02
            ):
                w = " ".join(w)
            elif kind == "NAME" and len(w) in {2, 3} and r.random() < 0.015:
                w = r.choice([" ", "　"]).join(w)
            if traditional:
                w = w.translate(TRADITIONAL)
            if kind and w:
                spans.append((at, at + len(w), kind))
            text.append(w)
            at += len(w)
        return "".join(text), spans


_SLOT = re.compile(r"\{([^{}\s\"':,]{1,8})\}")
_ALTERNATIVES = re.compile(r"\{?\[([^\[\]{}\"\n:]*\|[^\[\]{}\"\n:]*)\]\}?")
_HALF = str.maketrans("，。；：（）！？", ",.;:()!?")


def _slots() -> dict[str, tuple[str, Callable[[Writer], str | list[Part]]]]:
    of = lambda name: lambda w: w.of(name)
    return {
        "N": ("NAME", Writer.any_name),
        "n": ("NAME", lambda w: w.any_name() if w.chance(0.12) else w.han_name()),
        "n2": ("NAME", lambda w: w.given()),
        "s": ("NAME", Writer.surname),
        "L": ("NAME", Writer.familiar),
        "k": ("NAME", of("nick")),
        "w": ("NAME", Writer.screen_name),
        "p": ("NAME", lambda w: w.pinyin() if w.chance(0.75) else w.hk()),
        "hp": ("NAME", Writer.hk),
        "e": ("NAME", lambda w: w.of("en_name") if w.chance(0.5) else w.foreign()),
        "i": ("NAME", Writer.initials),
        "N^": ("NAME", Writer.hl7_name),
        "m": ("NAME", Writer.masked),
        "nb": ("NAME", lambda w: w.broken(w.han_name())),
        "ns": ("NAME", lambda w: w.pick(" ", "　", "  ").join(w.han_name())),
        "g": (
            "NAME",
            lambda w: (w.of("given_male") if w.chance(0.5) else w.of("given_female")) if w.chance(0.7) else w.given(),
        ),
        "hn": ("NAME", lambda w: w.han_name().translate(TRADITIONAL)),
        "d": ("DATE", Writer.full_date),
        "D": ("DATE", Writer.any_date),
        "ds": ("DATE", Writer.short_date),
        "dm": ("DATE", Writer.month),
        "ym": ("DATE", lambda w: f"{w.r.randint(1990, 2026)}年{w.month()}"),
        "dl": ("DATE", Writer.lunar),
        "dh": ("DATE", of("festival")),
        "iso": (
            "DATE",
            lambda w: (
                "{:04d}-{:02d}-{:02d}T".format(*w.ymd())
                + f"{w.r.randint(0, 23):02d}:{w.digits(1)[0].translate(str.maketrans('6789', '0123'))}{w.digits(1)}"
                + w.pick("", ":00", ":30+08:00", ":12Z", ":00.000+08:00")
            ),
        ),
        "en": ("", lambda w: w.of("en_terms")),
        "loinc": (
            "",
            lambda w: (
                f"{w.digits(w.r.choice([4, 5]))}-{w.digits(1)}" if w.chance(0.7) else w.digits(w.r.choice([4, 5]))
            ),
        ),
        "dt": ("DATE", Writer.stamp),
        "di": ("DATE", lambda w: "{:04d}-{:02d}-{:02d}".format(*w.ymd())),
        "db": ("DATE", Writer.full_date),
        "db8": ("DATE", lambda w: "{:04d}{:02d}{:02d}".format(*w.ymd())),
        "90": ("AGE90", Writer.old_age),
        "90n": ("AGE90", lambda w: str(w.r.randint(90, 106))),
        "A": ("LOCATION", Writer.address),
        "a": ("LOCATION", Writer.fragment),
        "c": ("LOCATION", Writer.city),
        "z": ("LOCATION", lambda w: w.digits(6)),
        "Ab": ("LOCATION", lambda w: w.broken(w.address())),
        "hkA": (
            "LOCATION",
            lambda w: (
                f"{w.pick('香港九龍', '九龍', '新界沙田', '香港', '台北市大安區', '台中市西區', '高雄市左營區', '新北市板橋區', '新界屯門', '澳門')}{w.pick('彌敦道', '軒尼詩道', '信義路三段', '中正路', '民生東路', '大埔道', '青山公路', '皇后大道東')}{w.r.randint(1, 900)}號{w.pick('', '3樓', '12樓B室', '8F-2')}"
            ),
        ),
        "H": ("ORG", Writer.hospital),
        "hs": ("ORG", Writer.short_hospital),
        "O": ("ORG", Writer.company),
        "S": ("ORG", Writer.school),
        "ha": (
            "ORG",
            lambda w: (
                "".join(w.r.choice("ABCDFGHJLMNQRSTWXYZ") for _ in range(w.r.choice([2, 3, 3])))
                + w.pick("YY", "YY", "RMYY", "FY", "ZYY", "HOSP", "EY")
                if w.chance(0.6)
                else w.short_hospital()
            ),
        ),
        "hkH": (
            "ORG",
            lambda w: w.pick(
                "瑪麗醫院",
                "伊利沙伯醫院",
                "屯門醫院",
                "威爾斯親王醫院",
                "臺大醫院",
                "長庚醫院",
                "榮總",
                "馬偕紀念醫院",
                "養和醫院",
                "廣華醫院",
                "童綜合醫院",
                "仁愛之家",
            ),
        ),
        "t": ("PHONE", Writer.phone),
        "hkt": (
            "PHONE",
            lambda w: w.pick(
                f"{w.pick('2', '3', '5', '6', '9')}{w.digits(3)} {w.digits(4)}",
                f"09{w.digits(2)}-{w.digits(3)}-{w.digits(3)}",
                f"+852 {w.pick('5', '6', '9')}{w.digits(7)}",
                f"(02){w.digits(4)}-{w.digits(4)}",
            ),
        ),
        "tspoken": ("PHONE", Writer.spoken),
        "tmask": ("PHONE", lambda w: f"1{w.digits(2)}****{w.digits(4)}"),
        "fax": ("FAX", Writer.landline),
        "tail": ("ACCOUNT", lambda w: w.digits(4)),
        "id": ("ID_CARD", Writer.id_card),
        "idmask": ("ID_CARD", lambda w: f"{w.digits(6)}{'*' * 8}{w.digits(4)}"),
        "hkid": (
            "ID_CARD",
            lambda w: w.pick(
                f"{w.r.choice('ABCDGHKRYZ')}{w.digits(6)}({w.digits(1)})",
                f"{w.r.choice('ABCEFHN')}{w.pick('1', '2')}{w.digits(8)}",
            ),
        ),
        "mrn": ("MRN", lambda w: w.number(5, 12)),
        "lab": ("OTHER_ID", lambda w: w.number(4, 14)),
        "ord": ("OTHER_ID", lambda w: w.number(6, 16)),
        "emp": ("OTHER_ID", lambda w: w.number(3, 7)),
        "sub": (
            "OTHER_ID",
            lambda w: w.pick(
                f"S{w.digits(5)}",
                f"{w.digits(2)}-{w.digits(3)}",
                f"{w.digits(3)}-{w.digits(4)}",
                f"R{w.digits(4)}",
                f"SUBJ-{w.digits(4)}",
                w.digits(5),
                f"0{w.digits(1)}{w.digits(3)}",
            ),
        ),
        "uid": ("OTHER_ID", Writer.uid),
        "user": ("OTHER_ID", Writer.user),
        "ins": (
            "HEALTH_PLAN",
            lambda w: w.pick(
                w.number(8, 16), f"{w.r.choice(string.ascii_uppercase)}{w.digits(8)}", f"P{w.digits(14)}", w.digits(12)
            ),
        ),
        "acc": (
            "ACCOUNT",
            lambda w: w.pick(
                f"62{w.digits(17)}",
                " ".join(["62" + w.digits(2), *(w.digits(4) for _ in range(3)), w.digits(3)]),
                f"62{w.digits(14)}",
                f"62{w.digits(2)} **** **** {w.digits(4)}",
                f"尾号{w.digits(4)}"[2:],
            ),
        ),
        "lic": ("LICENSE", lambda w: w.pick("1" + w.digits(14), w.digits(15), f"D{w.digits(12)}", f"{w.digits(24)}")),
        "pp": (
            "PASSPORT",
            lambda w: w.pick(
                f"E{w.digits(8)}",
                f"G{w.digits(8)}",
                f"E{w.r.choice('ABCDEFGH')}{w.digits(7)}",
                f"H{w.digits(8)}",
                f"{w.digits(9)}",
                f"M{w.digits(8)}",
                f"{w.r.choice('ABKN')}{w.r.choice('ABCX')}{w.digits(7)}",
                f"C{w.digits(8)}",
                f"L{w.digits(7)}",
            ),
        ),
        "mil": (
            "PASSPORT",
            lambda w: w.pick(
                f"军字第{w.digits(7)}号",
                f"{w.pick('南', '北', '沈', '海', '空', '武', '政')}字第{w.digits(8)}号",
                f"士字{w.digits(8)}",
            ),
        ),
        "car": (
            "VEHICLE",
            lambda w: (
                w.r.choice("京沪津渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵云陕甘青蒙桂藏宁新")
                + w.r.choice("ABCDEFGHJK")
                + w.pick("", "·", " ", "-")
                + w.pick(
                    w.digits(5),
                    w.r.choice("ABCDEF") + w.digits(4),
                    "D" + w.digits(5),
                    w.digits(3) + w.r.choice("XYZ") + w.digits(1),
                )
            ),
        ),
        "dev": (
            "DEVICE",
            lambda w: (
                w.number(5, 10)
                if w.chance(0.9)
                else f"(01)0{w.digits(13)}(17){w.digits(6)}(10){w.number(4, 5)}(21){w.number(4, 6)}"
            ),
        ),
        "wx": (
            "WECHAT",
            lambda w: w.pick(
                f"wxid_{w.user()}",
                w.user(),
                f"{w.of('pinyin_given').lower()}{w.digits(4)}",
                f"{w.user()}-{w.digits(2)}",
                w.mobile(),
            ),
        ),
        "qq": ("WECHAT", lambda w: w.r.choice("123456789") + w.digits(w.r.randint(5, 9))),
        "mail": ("EMAIL", Writer.mail),
        "url": ("URL", Writer.url),
        "ip": (
            "IP",
            lambda w: (
                (
                    f"{w.pick('10', '192.168', '172.16')}.{w.r.randint(0, 255)}.{w.r.randint(1, 254)}"
                    + (f".{w.r.randint(1, 254)}" if w.chance(0.5) else ".7")
                )
                if w.chance(0.9)
                else f"fe80::{w.digits(1)}c{w.digits(2)}:{w.digits(1)}"
            ),
        ),
        "age": ("", lambda w: str(w.r.randint(1, 89))),
        "sex": ("", lambda w: w.pick("男", "女")),
        "dur": ("", Writer.duration),
        "clock": ("", Writer.clock),
        "wk": (
            "",
            lambda w: w.pick(
                "周一",
                "周二",
                "周三",
                "周四",
                "周五",
                "周六",
                "周日",
                "星期三",
                "礼拜五",
                "星期天",
                "周末",
                "昨天",
                "前天",
                "今天",
                "明天",
                "后天",
                "上周",
                "下周二",
            ),
        ),
        "y": ("", lambda w: str(w.r.randint(1975, 2026))),
        "bed": (
            "",
            lambda w: w.pick(
                str(w.r.randint(1, 80)),
                f"+{w.r.randint(1, 9)}",
                f"加{w.r.randint(1, 9)}",
                f"{w.r.randint(1, 20):02d}-{w.r.randint(1, 3)}",
                f"{w.r.randint(1, 60):02d}",
            ),
        ),
        "lot": (
            "",
            lambda w: w.pick(
                w.digits(8),
                f"{w.digits(6)}",
                f"2024{w.digits(4)}",
                f"{w.r.choice('ABHKS')}{w.digits(6)}",
                f"{w.digits(7)}-1",
            ),
        ),
        "x": ("", lambda w: str(w.r.randint(1, 60)) if w.chance(0.8) else str(w.r.randint(1, 9))),
        "lv": ("", Writer.lab_value),
        "dose": ("", Writer.dose),
        "auth": ("", Writer.author),
        "bp": ("", lambda w: f"{w.r.randint(80, 220)}/{w.r.randint(40, 120)}"),
        "temp": ("", lambda w: f"{w.r.randint(36, 40)}.{w.r.randint(0, 9)}"),
        "drug": ("", of("drug")),
        "br": ("", Writer.brand),
        "herb": ("", of("herb")),
        "fm": ("", of("formula")),
        "acu": ("", of("acupoint")),
        "epo": ("", Writer.eponym),
        "eth": ("", lambda w: w.pick(*ETHNIC.split())),
        "gene": ("", of("gene")),
        "icd": ("", of("icd")),
        "guide": ("", of("guide")),
        "jr": ("", of("journal")),
        "dish": ("", of("province_dish")),
        "ctry": ("", of("country")),
        "dept": ("", of("dept")),
        "dx": ("", lambda w: w.of("disease") if w.chance(0.85) else w.of("eponym")),
        "sy": ("", of("symptom")),
        "rel": ("", of("relation")),
        "ti": ("", of("title")),
        "ft": ("", of("folk_title")),
        "job": ("", of("job")),
        "prov": ("", lambda w: w.of("province_short") if w.chance(0.5) else w.of("province")),
    }


SLOTS = _slots()


def main() -> None:
    if "--count" in sys.argv:
        w = Writer(0)
        print({name: len(getattr(w, name)) for name in ("documents", "snippets", "negatives", "clean", "turns")})
        return
    w = Writer(int(sys.argv[2]) if len(sys.argv) > 2 else 1, dev="--dev" in sys.argv)
    for _ in range(int(sys.argv[1])):
        text, spans = w.document()
        for start, end, _kind in reversed(spans):
            text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
        print(text, "\n----")


if __name__ == "__main__":
    main()
