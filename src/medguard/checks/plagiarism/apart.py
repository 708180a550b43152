"""What is like a source and no fault: quoted, named, boilerplate, a drug label's own sentences.

Told by the shape of the sentence and of what stands around it. A mark of citation counts only where the reply set it: a ``[1]`` that the source
itself has at this place was copied with it and names nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from medguard.checks.plagiarism.alike import Read, Run, Sentence
from medguard.checks.plagiarism.words import read, weight

_QUOTED = re.compile(
    r"“[^“”]{1,3000}”|「[^「」]{1,3000}」|『[^『』]{1,3000}』|«[^«»]{1,3000}»|„[^„“”]{1,3000}[“”]|\"[^\"\n]{1,3000}\"|<blockquote\b.{1,3000}?</blockquote>|^ {0,3}>[^\n]{1,3000}$",
    re.MULTILINE | re.DOTALL,
)
_LABEL = re.compile(
    r"(?i)\beach (?:film-coated |hard |prolonged-release )?(?:tablet|capsule|vial|ml|sachet) contains\b|\bis (?:indicated (?:for|in|as)|contraindicated (?:in|with))\b|\bhypersensitivity to (?:the active|any|\w+ or)\b"
    r"|\bexcipients?\b|\bstore (?:at|below|in the original|between)\b|\bkeep out of the (?:sight and )?reach of children\b|\b(?:boxed warning|prescribing information|package (?:leaflet|insert))\b"
    r"|本品|【(?:适应症|用法用量|禁忌|不良反应|注意事项|药物相互作用|成份|贮藏|规格)】|辅料|成[份分]过敏者禁用|(?:密封|遮光|阴凉处|干燥处)[^。]{0,8}保存|请仔细阅读说明书"
)
_BOILERPLATE = re.compile(
    r"(?i)\b(?:not (?:a substitute|intended (?:to replace|as|to be)) [^.]{0,40}(?:medical|professional)|(?:consult|talk to|speak (?:to|with)|ask|contact|see) (?:your|a|an?other) (?:own |qualified |licensed )?(?:doctor|physician|health ?care "
    r"(?:provider|professional)|gp|pharmacist)|seek (?:immediate |urgent |emergency )?medical (?:attention|advice|help|care)|call (?:911|999|112|emergency)|for (?:informational|educational) purposes only|as an ai\b|i am not a doctor)"
    r"|仅供参考|不能(?:替代|代替)[^。]{0,12}(?:医生|医师|诊断|诊疗|就医)|(?:请|应)?(?:在医生|在医师|遵医嘱|咨询(?:您的)?(?:医生|医师|专业)|及时就医|立即就医|尽快就医|前往医院|拨打120)[^。]{0,12}(?:[。！]|$)|作为(?:一个)?(?:AI|人工智能)"
)
_MARK = re.compile(
    r"\[\^?\d{1,3}(?:\s?[-–,，、]\s?\d{1,3})*\]|【\d{1,3}(?:†[^】]{0,30})?】|［\d{1,3}］|(?<=[.,;。，；”])[¹²³⁴-⁹]{1,3}|\((?:[A-Z][\w'’-]+(?: et al\.?| (?:and|&) [A-Z][\w'’-]+)?,? (?:19|20)\d\d[a-z]?(?:; )?)+\)|（[^（）]{1,30}(?:19|20)\d\d年?）"
    r"|\bdoi:|\b10\.\d{4,9}/\S|\bPMID\b|https?://\S"
    r"|(?i:\b(?:sources?|references?)(?=\*{0,2}:))|(?:来源|出处|资料来源|参考(?:文献|资料)|引用)[】\]）)]?\s?[:：]"
)
_INTRODUCES = re.compile(
    r"\b(?i:according to|as (?:stated|described|reported|set out) (?:in|by)|quoted from|(?:taken|adapted|reproduced|cited) from)(?i: the| this| these| your| a)? ?"
    r"(?:[A-Z]\w|[\"“«\[]|(?i:(?:[a-z]+ ){0,2}(?:guid(?:eline|ance)s?|(?:hand|text)?book|manual|documents?|sources?|passages?|texts?|articles?|stud(?:y|ies)|reports?|context|leaflet|label|protocol|literature)\b))"
    r"|\b(?i:document \d+ (?:says|states))\b"
    r"|(?:据|根据|依据|按照|参照|引自|摘自|源自|出自|转自|见于)[^。，；\n]{0,20}(?:《|指南|共识|规范|教材|说明书|文献|资料|文档|报告)"
)
_CLOSING = re.compile(
    r"(?im)^\W{0,6}(?:sources?|references?|bibliography|adapted from|来源|出处|资料来源|参考文献|参考资料|引用)\W{0,6}(?:[:：]|$)"
)
_TITLE_MARKS = ("《》", "“”", '""')
_LEAST_TITLE = 4.0
"""Words of a title that names a source by itself. "Asthma", 失眠 only name the subject, unless they stand in title marks."""


def quoted(text: str) -> list[tuple[int, int]]:
    """Where a text quotes: from and to, in characters."""
    return [found.span() for found in _QUOTED.finditer(text)]


def is_quoted(one: Read, sentence: Sentence, runs: Sequence[Run], quotes: Sequence[tuple[int, int]]) -> bool:
    """Whether the words that a sentence has from elsewhere stand in quotation marks."""
    inside = [
        word for run in runs for word in range(max(run.first, sentence.first), min(run.first + run.many, sentence.end))
    ] or list(range(sentence.first, sentence.end))
    starts, ends = one.words.starts, one.words.ends
    within = sum(_is_within(starts[word], ends[word], quotes) for word in inside)
    return within >= 0.9 * len(inside)


def is_label(words: str) -> bool:
    """Whether a sentence has the shape of a drug label's.

    >>> is_label("对本品任何成份过敏者禁用。"), is_label("Rest and drink.")
    (True, False)
    """
    return bool(_LABEL.search(words))


def is_boilerplate(words: str) -> bool:
    """Whether a sentence is one that everybody writes.

    >>> is_boilerplate("This is not a substitute for professional medical advice.")
    True
    """
    return bool(_BOILERPLATE.search(words))


def named(one: Read, runs: Sequence[Run], source: Collection[str], title: str) -> set[int]:
    """Which paragraphs, and with them their sentences, say where they are from: numbers of sentences.

    A mark speaks for the sentences before it in its paragraph, back to the mark before; "according to" for those behind it; a title, or a list of
    sources at the end, for all.
    """
    text, starts = one.text, one.words.starts
    taken = [(starts[run.first], one.words.ends[run.first + run.many - 1]) for run in runs]

    def is_ours(begin: int, end: int) -> bool:
        if _is_within(begin, end, taken):
            return False
        with_what_is_before = text[max(0, begin - 8) : end]
        return not any(with_what_is_before in words for words in source)

    if any(is_ours(*found.span()) for found in _CLOSING.finditer(text)) or _names(one, title, taken):
        return set(range(len(one.sentences)))
    found = [(mark.start(), False) for mark in _MARK.finditer(text) if is_ours(*mark.span())]
    found += [(mark.start(), True) for mark in _INTRODUCES.finditer(text) if is_ours(*mark.span())]
    found.sort()
    begins = [starts[each.first] for each in one.sentences]
    spoken: set[int] = set()
    before = -1
    for number, (mark, introduces) in enumerate(found):
        behind = found[number + 1][0] if number + 1 < len(found) else len(text)
        spoken.update(_spoken_for(one, bisect_right(begins, mark) - 1, behind if introduces else None, before))
        before = mark
    return spoken


def _spoken_for(one: Read, here: int, behind: int | None, before: int) -> Iterator[int]:
    """The sentence in which a mark stands, or behind which; with ``behind`` those up to there, else those back to ``before``; in the same paragraph, or after a colon at its end."""
    starts, ends = one.words.starts, one.words.ends
    here = max(0, here)
    yield here
    paragraph = one.sentences[here].paragraph
    if behind is None:
        at = here - 1
        while at >= 0 and one.sentences[at].paragraph == paragraph and starts[one.sentences[at].first] > before:
            yield at
            at -= 1
        return
    at = here + 1
    while at < len(one.sentences) and starts[one.sentences[at].first] < behind:
        colon = one.text[ends[one.sentences[at - 1].end - 1] :][:3].strip("*_ ")[:1] in {":", "："}
        if one.sentences[at].paragraph != paragraph and not colon:
            break
        paragraph = one.sentences[at].paragraph
        yield at
        at += 1


def _names(one: Read, title: str, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether the title of the source is written in the reply, other than inside of what was copied."""
    name = read(title).surface
    if weight(name) < _LEAST_TITLE:
        return len(title) > 1 and any(f"{marks[0]}{title}{marks[1]}" in one.text for marks in _TITLE_MARKS)
    surface, starts = one.words.surface, one.words.starts
    return any(
        surface[at : at + len(name)] == name and not _is_within(starts[at], starts[at] + 1, taken)
        for at in range(len(surface) - len(name) + 1)
    )


def _is_within(begin: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the spans, which are sorted and apart from each other, holds all of this."""
    at = bisect_right(spans, begin, key=lambda span: span[0]) - 1
    return at >= 0 and end <= spans[at][1]
