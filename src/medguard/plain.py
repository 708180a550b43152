"""Text as a reader takes it in: one width, one script, lower case, without hidden characters and without markup.

>>> plain("**每次**０．５ｇ　ＴＩＤ，連續七天")
'每次0.5g tid,连续七天'

What is measured here is whether a text says something, never where, so offsets need not lead back.
"""

from __future__ import annotations

import html
import re
import unicodedata

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_WRITTEN_BREAK = re.compile(r"\\[nrt](?![a-z])")
_HIDDEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*(?:-->|\Z)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_MARKUP = re.compile(r"\*+|`+|~~+|__+")
_BLANKS = re.compile(r"[^\S\n]+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")

# Only characters that a pattern of medguard is written with, or that stand in a word it looks for.
_TRADITIONAL = """
    個个 為为 與与 於于 從从 來来 後后 發发 現现 時时 間间 問问 題题 嗎吗 請请 們们 這这 裡里 邊边 還还 機机 電电 腦脑 網网 統统 計计 設设 備备 務务 醫医 師师 藥药 劑剂 處处 開开 單单
    據据 證证 書书 診诊 斷断 療疗 養养 護护 術术 級级 類类 別别 點点 當当 應应 該该 無无 沒没 對对 說说 話话 講讲 談谈 聽听 寫写 讀读 記记 錄录 語语 標标 識识 籤签 簽签 註注 釋释 隱隐
    顯显 刪删 淨净 圖图 檔档 數数 庫库 訊讯 號号 碼码 線线 頁页 長长 過过 達达 週周 歲岁 歷历 頭头 臟脏 腎肾 腸肠 膽胆 癥症 腫肿 結结 節节 積积 圍围 壓压 頸颈 關关 經经 風风 濕湿 熱热
    瘡疮 瘍疡 癬癣 膚肤 氣气 嘔呕 瀉泻 傷伤 創创 縫缝 縮缩 擴扩 張张 狹狭 動动 靜静 脈脉 飲饮 飯饭 連连 續续 兩两 雙双 雜杂 總总 約约 僅仅 錢钱 噴喷 貼贴 塊块 顆颗 膠胶 錠锭 針针 輸输
    滲渗 種种 產产 擊击 誘诱 導导 減减 輕轻 壞坏 惡恶 變变 損损 復复 幾几 並并 亞亚 劃划 協协 鄰邻 鹽盐 體体 檢检 驗验 觀观 測测 訪访 評评 濟济 險险 緊紧 馬马 趕赶 緩缓 穩稳 虛虚 實实
    擬拟 擠挤 買买 賣卖 給给 專专 業业 資资 質质 認认 試试 軟软 麼么 妳你 掛挂 車车 獨独 難难 罰罚 條条 規规 則则 項项 確确 適适 將将 轉转 絕绝 組组 織织 歸归 屬属 繼继 華华 聯联 費费
    鍵键 盤盘 門门 衛卫 採采 擇择 兒儿 婦妇 撥拨 幫帮 傳传 詢询 誰谁 裝装 進进 選选 優优 畫画 滿满 願愿 聲声 敘叙 詞词 錯错 換换 會会 紅红 綠绿 鐘钟 鈉钠 鉀钾 鈣钙 嬰婴 懷怀 暈晕 遺遗
    滯滞 礙碍 陽阳 陰阴 殘残 癲癫 癇痫 憂忧 慮虑 係系 徵征 狀状 見见 腳脚 齒齿 監监 徑径 傾倾 臨临 權权 髮发 黃黄 貧贫 氫氢 黴霉 鹼碱 樣样 親亲 嚴严 尋寻 補补 維维 蘭兰 製制 範范 頻频
    獲获 負负 責责 樂乐 報报 鏡镜 纖纤 濃浓 臺台 敗败 鬆松 縣县 預预 啟启 擺摆
"""
_FOLDED = str.maketrans(
    {pair[0]: pair[1] for pair in _TRADITIONAL.split()}
    | dict.fromkeys("“”„«»「」『』″", '"')
    | dict.fromkeys("‘’‚`´", "'")
    | dict.fromkeys("‐‑‒–—−～〜~", "-")
    | {"×": "x", "•": "-", "·": "-", "、": ",", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "µ": "u", "μ": "u"}
)


def plain(text: str) -> str:
    """Give the text in one width and script, lower case, without what a reader does not see."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    text = _WRITTEN_BREAK.sub("\n", _ENTITY.sub(lambda found: html.unescape(found[0]), text))
    text = _TAG.sub(" ", _COMMENT.sub(" ", _HIDDEN.sub("", text)))
    text = _MARKUP.sub("", unicodedata.normalize("NFKC", text).lower().translate(_FOLDED))
    return _BETWEEN_CHINESE.sub("", _BLANKS.sub(" ", text))


_SENTENCE_END = re.compile(
    r"(?<=[。!?;\n])|(?<=[a-z\u3400-\u9fff)\]\"'%][.])(?<!\b[dm]r\.)(?<!\bm[rs]s\.)(?<!\bms\.)(?<!\bprof\.)(?<!\bvs\.)(?<!\b(?:tab|cap|inj|syp)\.)(?<!\be\.g\.)(?<!\bi\.e\.)[ ]|(?<=\d[.])[ ](?=[a-z\u3400-\u9fff])"
)


def sentences(words: str) -> list[str]:
    """Give the sentences of a plain text; a line's end is a sentence's end."""
    return [sentence for part in _SENTENCE_END.split(words) if (sentence := part.strip())]


def pattern(lines: str) -> re.Pattern[str]:
    """Compile a pattern written in several lines, each of which may begin with ``| ``; a blank within a line counts."""
    return re.compile("".join(re.sub(r"^\s*(\|?) ?", r"\1", line) for line in lines.splitlines()))
