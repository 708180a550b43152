"""What a reply must show its reader — that an AI speaks, for whom, that its text is generated: found in the words, and worded.

    >>> notices = Notices(
    ...     {
    ...         NoticeKind.INTERACTION: {"en": "You are talking to an AI system.", "zh": "您正在与人工智能系统交互。"},
    ...         NoticeKind.LABEL: {"en": "内容由AI生成 (AI-generated content)", "zh": "内容由AI生成"},
    ...     },
    ...     label_place="end",
    ... )
    >>> notices.label("血压稳定。本回答由AI生成，仅供参考。")
    Label(explicit_text='本回答由AI生成', place='end')

A label that is missed is written twice, which nobody minds; a label seen where there is none breaks the law. So only our own
texts and a few fixed ways to say it count, and ``explicit_text`` never holds other words of the reply: it is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal

from medguard.types import Label, NoticeKind, Shown

Language = Literal["en", "zh"]
Place = Literal["start", "end"]


class Notices:
    """The notices of one profile, by kind and in both languages."""

    def __init__(self, wordings: Mapping[NoticeKind, Mapping[str, str]], *, label_place: Place) -> None:
        self._wordings = wordings
        self.label_place: Place = label_place

    def wording(self, kind: NoticeKind, language: Language) -> str:
        """Give the text to show."""
        return self._wordings[kind][language]

    def amendment(self, kind: NoticeKind, words: str) -> tuple[str, str]:
        """Give what to put before and after these words to show the notice, in their language.

        All but the label come before anything else (AI Act Art. 50(5): at the latest at the first interaction or exposure).
        """
        for own in self._ours():
            words = words.replace(own, "")  # the Chinese label under a short English answer does not make it Chinese
        text = self.wording(kind, language_of(words))
        if kind is NoticeKind.LABEL and self.label_place == "end":
            return "", f"\n\n{text}"
        return f"{text}\n\n", ""

    def label(self, words: str) -> Label:
        """Find the visible label at the start or the end of a text (GB 45438-2025; 标识办法 第四条)."""
        lines = _visible_lines(words)
        lines = lines[self._notices_alone(lines) :]  # the label may stand under them
        if not lines:
            return Label()
        # The longer first: one of our texts may begin like the other.
        ours = sorted(self._wordings[NoticeKind.LABEL].values(), key=len, reverse=True)
        places: tuple[tuple[Place, str], ...] = (("start", lines[0]), ("end", lines[-1]))
        for place, line in places:
            for own in ours:
                if _at(place, own, line):
                    return Label(explicit_text=own, place=place)
        for place, line in places:
            for candidate in _candidates(place, line):
                if said := _LABEL.match(candidate):
                    return Label(explicit_text=said["label"], place=place)
        return Label()

    def disclosures(self, words: str, place: str) -> tuple[Shown, ...]:
        """Find every notice but the label, ours in either language, where a reader begins.

        That is where a sentence begins in one of the first two lines, other notices not counted, and not behind a tag, which
        may hide it.
        """
        lines = _visible_lines(words)
        begin = lines[: self._notices_alone(lines) + 2]  # a label may stand above them
        return tuple(
            Shown(kind.value, place)
            for kind, texts in self._wordings.items()
            if kind is not NoticeKind.LABEL
            and any(
                re.match(rf"(?:[^<]*[.!?。！？])?[{_DECORATION}]*{re.escape(own)}", line)
                for own in texts.values()
                for line in begin
            )
        )

    def kinds(self, words: str) -> set[NoticeKind]:
        """Everything that these words show."""
        labelled = {NoticeKind.LABEL} if self.label(words).explicit_text else set()
        return labelled | {NoticeKind(shown.kind) for shown in self.disclosures(words, "reply")}

    def _ours(self) -> Iterator[str]:
        """Every text; the longer first, because one may begin like the other."""
        yield from sorted(
            chain.from_iterable(texts.values() for texts in self._wordings.values()), key=len, reverse=True
        )

    def _notices_alone(self, lines: Sequence[str]) -> int:
        """How many lines at the start are a notice each and nothing else."""
        labels = self._wordings[NoticeKind.LABEL].values()
        ours = {own for own in self._ours() if own not in labels}
        return next((at for at, line in enumerate(lines) if line not in ours), len(lines))


def language_of(words: str) -> Language:
    """Tell the language of a text: ``zh`` if Chinese characters are at least half of its words.

    A Chinese character weighs as much as a whole Latin word, so that a note full of drug names is still Chinese.
    """
    chinese = len(_CHINESE.findall(words))
    return "zh" if chinese > 0 and chinese >= len(_OTHER_WORD.findall(words)) else "en"


_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_OTHER_WORD = re.compile(r"[^\W\d_\u3400-\u9fff\U00020000-\U0003ffff]+")

# What may surround a notice without changing what it says: blanks, Markdown's marks, signs that draw the eye.
_DECORATION = r"\s*_#>~`=|•·—–\-\ufe0f⚠ℹ🤖✨📝💡"

_INVISIBLE = re.compile(r"<!--.*?(?:-->|\Z)|^[ ]{0,3}\[[^\]\n]*\]:[^\n]*", re.DOTALL | re.MULTILINE)
"""A comment of HTML, and a link definition, which Markdown writers use as one: nobody reads them."""


def _visible_lines(words: str) -> list[str]:
    """Give the lines that hold words, without what surrounds them."""
    lines = _INVISIBLE.sub("", words).splitlines()
    return [line.strip() for line in lines if re.search(r"\w", line)]


def _at(place: Place, own: str, line: str) -> bool:
    """Tell whether our text stands there as a whole: ``AI生成`` is no label in ``AI生成血栓``."""
    if place == "start":
        return re.match(rf"[{_DECORATION}]*{re.escape(own)}(?!\w)", line) is not None
    return re.search(rf"(?<!\w){re.escape(own)}[{_DECORATION}。.]*\Z", line) is not None


# ── the ways in which others say it ──────────────────────────────────────────────────────────────────────────────────

# The norm asks for 人工智能 or AI, and 生成 or 合成, but both also occur in honest medical prose: AI is aortic insufficiency,
# and a thrombus, too, 生成. So between the two only these words may stand, and the whole clause is made of them.
# A negation or a question is not among them.
_WHAT = "内容|文本|文字|回答|回复|答复|解答|信息|文章|报告|建议|结果|摘要|对话"
_WHO = "人工智能|AI"
_HOW = "技术|大语言模型|语言模型|大模型|模型|系统|助手|助理|工具|程序|自动|辅助|智能"
_LABEL = re.compile(
    rf"""
    [{_DECORATION}（(【\[「]*
    (?:(?:注意?|提示|温馨提示|声明|免责声明|说明|标识)[：:]\s*)?
    (?P<label>
      (?:(?:本|此|该|以上|上述|以下|本次|这段|这条)?\s?(?:{_WHAT})?\s?(?:均|都|全部|完全)?(?:系|为|是)?\s?由?\s?)
      (?: (?:{_WHO})\s?(?:[（(](?:{_WHO})[）)]\s?)?(?:(?:{_HOW})\s?){{0,3}}(?:生成|合成)(?:合成)?
        | 生成式\s?(?:{_WHO})(?:{_HOW})?(?:提供|输出|撰写|给出)
      )
      (?:的?(?:{_WHAT}))?
    )
    (?= [{_DECORATION}]* (?: [，,。.；;！!：:）)】\]」] | \Z ) )
    """,
    re.VERBOSE,
)

_LONGEST = 80
"""A label is a short line. Longer is prose."""
_SENTENCE = re.compile(r"[^。！？!?；;]+[。！？!?；;]*")
_FIRST_BRACKET = re.compile(rf"[{_DECORATION}]*[（(【\[「]([^）)】\]」]*)[）)】\]」](?!\()")
_LAST_BRACKET = re.compile(rf"(?<!\])[（(【\[「]([^（(【\[「）)】\]」]*)[）)】\]」][{_DECORATION}。.]*\Z")


def _candidates(place: Place, line: str) -> Iterator[str]:
    """Give what could be a label at that end of a line: the line, its outermost sentence, what stands there in brackets."""
    sentences = _SENTENCE.findall(line)
    bracket = _FIRST_BRACKET.match(line) if place == "start" else _LAST_BRACKET.search(line)
    found = [line, sentences[0 if place == "start" else -1] if sentences else "", bracket[1] if bracket else ""]
    for candidate in found:
        if candidate and len(candidate) <= _LONGEST and not candidate.rstrip().endswith(("?", "？", "吗", "吗。")):
            yield candidate
