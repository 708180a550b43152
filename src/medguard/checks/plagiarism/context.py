"""What came with a request: sources that somebody retrieved for the model, and the user's own words.

A check is not told who wrote a string. So only what says itself that it comes from elsewhere is a source: a numbered passage, a line
``Source:``, a ``<document>``, an object with a title and a text. What reads like a note about a patient is the user's own, and so is
everything without a mark: to repeat it to whoever wrote it is no plagiarism.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medguard.types import Text

_BEGINS = re.compile(
    r"(?im)^[ \t>*#-]{0,6}(?:"
    r"\[\d{1,3}\](?=[ \t:：]*\S)"
    r"|【(?:文档|资料|来源|参考|片段)?\s?\d{1,3}】"
    r"|(?:document|doc|passage|chunk|excerpt|snippet|context|source|reference)\s?#?\[?\d{1,3}\]?(?=\s*(?:[:：.)(\]—-]|\*\*|\n))"
    r"|(?:sources?|retrieved (?:context|passages?|documents?)|reference (?:text|material)|title|url|doi|citation)\*{0,2}[ \t]*[:：]"
    r"|(?:文档|资料|参考资料|片段|来源|出处|文献|检索结果|知识库)\s?[\[(（]?\d{0,3}[\])）]?\*{0,2}[ \t]*[:：]"
    r"|<(?:document|doc|source|context|passage|chunk|article|search_result|reference)s?\b[^<>\n]{0,300}>"
    r")"
)
_ENDS = re.compile(
    r"(?im)^[ \t>*#-]{0,6}(?:(?:question|query|user question|task|instructions?|answer|patient(?: note)?|note|请回答|问题|提问|任务|要求|患者情况|病历|病史)\*{0,2}[ \t]*[:：]|</(?:documents|context|sources|search_results)>)"
)
_NOTE = re.compile(
    r"(?i)\b(?:chief complaint|history of present|past medical history|hpi|pmh|\d{1,3}[- ](?:year|yr)s?[- ]old|y/o|on examination|vital signs|(?:was|is being) admitted|presents? (?:with|to)|assessment and plan|discharge (?:summary|diagnosis|medications))\b"
    r"|\[(?:NAME|MRN|PHONE|ID_CARD|SSN|AGE90|EMAIL)_\d+\]|主诉|现病史|既往史|个人史|家族史|查体|入院(?:诊断|情况|记录)|出院(?:诊断|医嘱|小结)|患者[，,]?(?:男|女)|[男女][，,]\s?\d{1,3}\s?岁"
)
_LEAST_NOTES = 2
_LEAST = 60
"""Characters; a shorter one is no passage."""
_MOST_BLOCKS = 200


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """A source that came along, or (``place`` empty) words of whoever asks."""

    place: str
    """``request:3.2``: the second passage in the fourth string of the request."""
    text: str


def blocks(sent: Sequence[Text]) -> list[Block]:
    r"""Cut the strings of a request into sources and words of the user.

    >>> [block.place for block in blocks([Text("[1] " + "Metformin is the first choice. " * 3 + "\nQuestion: what is?")])]
    ['request:0.1', '']
    """
    found: list[Block] = []
    for number, text in enumerate(sent):
        words = text.words
        begins = list(_BEGINS.finditer(words))[:_MOST_BLOCKS]
        if not begins:
            found.append(Block("", words))
            continue
        found.append(Block("", words[: begins[0].start()]))
        many = 0
        for at, begin in enumerate(begins):
            limit = begins[at + 1].start() if at + 1 < len(begins) else len(words)
            ends = _ENDS.search(words, begin.end(), limit)
            end = ends.start() if ends else limit
            inside = words[begin.end() : end]
            if len(inside.strip()) >= _LEAST and len(set(_NOTE.findall(inside))) < _LEAST_NOTES:
                many += 1
                found.append(Block(f"request:{number}.{many}", inside))
            else:
                found.append(Block("", inside))
            if end < limit:
                found.append(Block("", words[end:limit]))
    return [block for block in found if block.text.strip()]
