"""A text as a reader takes it in, with the way back to where each character stood.

>>> read = fold("**Ｔｈｅ**  “Elderly”")
>>> read.words, read.place(4)
('the "elderly"', 9)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 500
"""Characters of a sentence that are read at once; what goes on for longer is cut at a blank or a comma."""

_HIDDEN = frozenset(
    "*`_\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufe0e\ufe0f\ufeff"
)
_TRADITIONAL = """
    個个 為为 與与 於于 從从 來来 後后 發发 現现 時时 間间 問问 請请 們们 這这 裡里 裏里 邊边 還还 機机 電电 腦脑 統统 計计 設设 備备 務务 醫医 師师 藥药 劑剂 處处 開开 單单 據据 證证 書书 診诊 斷断 療疗
    養养 護护 術术 級级 類类 別别 點点 當当 應应 該该 無无 沒没 對对 說说 話话 講讲 談谈 聽听 寫写 讀读 記记 標标 識识 籤签 簽签 註注 隱隐 顯显 刪删 號号 線线 頁页 長长 過过 達达 歲岁 歷历 頭头 臟脏 髒脏 腎肾
    腸肠 膽胆 癥症 腫肿 結结 節节 積积 圍围 壓压 頸颈 關关 經经 風风 濕湿 熱热 瘡疮 瘍疡 膚肤 氣气 嘔呕 傷伤 創创 縮缩 擴扩 動动 靜静 脈脉 飲饮 飯饭 連连 續续 兩两 雙双 雜杂 總总 約约 僅仅 錢钱 貼贴 塊块 顆颗
    針针 輸输 種种 產产 擊击 誘诱 導导 減减 輕轻 壞坏 惡恶 變变 損损 復复 幾几 並并 亞亚 劃划 協协 體体 檢检 驗验 觀观 測测 訪访 評评 濟济 險险 緊紧 馬马 趕赶 緩缓 穩稳 虛虚 實实 擬拟 擠挤 買买 賣卖 給给 專专
    業业 資资 質质 認认 試试 軟软 麼么 妳你 掛挂 車车 獨独 難难 罰罚 條条 規规 則则 項项 確确 適适 將将 轉转 絕绝 組组 歸归 屬属 華华 聯联 費费 門门 衛卫 採采 擇择 兒儿 婦妇 幫帮 傳传 詢询 誰谁 裝装 進进 選选
    優优 滿满 願愿 聲声 詞词 錯错 換换 會会 紅红 綠绿 嬰婴 懷怀 遺遗 礙碍 陽阳 陰阴 殘残 癲癫 癇痫 憂忧 慮虑 係系 徵征 狀状 見见 腳脚 監监 傾倾 臨临 權权 髮发 黃黄 貧贫 樣样 親亲 嚴严 尋寻 補补 蘭兰 製制 範范
    獲获 負负 責责 樂乐 報报 濃浓 臺台 敗败 鬆松 縣县 預预 啟启 擺摆 農农 鄉乡 窮穷 漢汉 維维 爾尔 藍蓝 滿满 誇夸 張张 騙骗 謊谎 懶懒 愛爱 鬧闹 亂乱 濫滥 廢废 傻傻 瘋疯 癮瘾 鬼鬼 貪贪 賴赖 逃逃 嬌娇 偽伪 強强 堅坚
    膽胆 愚愚 昧昧 蠻蛮 暴暴 戾戾 殺杀 癡痴 呆呆 聾聋 啞啞 啞哑 癱瘫 纖纤 慣惯 優优 級级 價价 棄弃 搶抢 救救 顧顾 戀恋 變变 態态 別别 猶犹 穆穆 讓让 夠够 簡简 單单 縫缝 餘余 壽寿 剩剩 離离 異异 腎肾 濾滤 數数 較较
    厚厚 硬硬 鈍钝 銳锐 遲迟 鎮镇 痛痛 勞劳 務务 籍籍 國国 際际 黑黑 裔裔 純纯 種种 係系 乘乘 倍倍 調调 誤误 謠谣 見见 視视 歧歧 汙污 污污 籤签 禁禁 廢废 再再 據据 證证 無无 罵骂 稱称 謂谓
"""
_FOLDED = {pair[0]: pair[1] for pair in _TRADITIONAL.split() if pair[0] != pair[1]} | {
    **dict.fromkeys("“”„«»「」『』″", '"'),
    **dict.fromkeys("‘’‚´", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one width and script, lower case, and where each of its characters came from."""

    words: str
    _places: tuple[int, ...]

    def place(self, at: int) -> int:
        """The offset in the text as it was."""
        return self._places[at]


def fold(text: str) -> Folded:
    """Give the text in one width and script, lower case, with one blank between words and without markup."""
    words: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter in _HIDDEN:
            continue
        for each in _one(letter):
            if each == " " and words and words[-1] in " \n":
                continue
            words.append(each)
            places.append(place)
    places.append(len(text))
    return Folded("".join(words), tuple(places))


def _one(letter: str) -> str:
    if letter.isascii():
        return " " if letter in "\t\v\f" else _FOLDED.get(letter, letter.lower())
    if (known := _FOLDED.get(letter)) is not None:
        return known
    if letter.isspace():
        return " "
    return unicodedata.normalize("NFKC", letter).lower()


_END = re.compile(
    r"(?<=[。!?\n])(?![\"')])|(?<=[。!?][\"')])"
    r"|(?<=[a-z0-9)\]\"'%]\.)(?<!\b[dm]r\.)(?<!\bm[rs]s\.)(?<!\bms\.)(?<!\bprof\.)(?<!\bvs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bal\.)(?<!\bpt\.)(?<!\bst\.)(?= )"
    r"|(?<=[a-z0-9]\.[\"')])(?= )"
)
_CUT = re.compile(r"[ ,;，；]")


def sentences(words: str) -> Iterator[tuple[int, str]]:
    """Each sentence and where it begins; a line's end is a sentence's end."""
    start = 0
    for end in [*(found.start() for found in _END.finditer(words)), len(words)]:
        while end - start > LONGEST:
            cuts = [found.end() for found in _CUT.finditer(words, start + LONGEST // 2, start + LONGEST)]
            cut = cuts[-1] if cuts else start + LONGEST
            yield start, words[start:cut]
            start = cut
        if end > start:
            yield start, words[start:end]
        start = end
