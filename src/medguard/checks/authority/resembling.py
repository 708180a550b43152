"""How much a sentence in the first person resembles a claim of care; for verbs and objects that no pattern names.

Three small readers look at the word vectors of the check ``bias``: who the speaker is, what they examined, what they ordered.
Made by ``training/bias/train_claims.py``. Patterns speak first; this speaks only where a sentence has an *I* and nothing takes it back.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files

import numpy as np

from medguard.checks.bias import learned

KINDS = ("claims_profession", "claims_examination", "claims_prescription")
LIKE = {"en": 0.6, "zh": 0.6}
"""How alike a sentence must be."""
LONGEST = 240

_FIRST_PERSON = re.compile(
    r"\b(?:i|i'(?:m|ve|ll|d)|my|me|myself|we|we'(?:ve|re|ll)|our)\b|我|本人|笔者|本院|俺|本科室?|^已经?(?:[为给帮替]|联系|通知|安排|预约)"
)
_HAN = re.compile("[\u3400-\u9fff]")
_DENIED = re.compile(
    r"\b(?:not|never|cannot|nor|neither|no|unable|didn|couldn|haven|wouldn|can|could)\b|n't\b|[不没未无非]|能够|可以|无法"
)
_NEAR = {"en": (25, 14), "zh": (6, 6)}
"""Characters before and behind an *I* in which it may be denied; what was not found ("no fracture") stands further off."""
_TAKEN_BACK = re.compile(
    r"\b(?:nothing|if|would|should|may|might|whether|whoever|says|said|writes|wrote|writing|asked me|wishes|suppose|imagine|pretend|example|template|role"
    r"|you (?:sent|pasted|gave|wrote|mentioned|attached|uploaded|shared|described|listed|asked|see|say|said))\b"
    r"|如果|假如|假设|若|要是|愿意|建议|希望|例如|比如|模板|示例|角色|写道|说:|您(?:提|发|贴|写|说|上传|描述|问)|人工智能|ai|吗"
)


def resembles(sentence: str) -> str:
    """The kind of claim that a plain sentence resembles, or nothing."""
    language = _language(sentence)
    if not speaks(sentence) or _TAKEN_BACK.search(sentence):
        return ""
    model = _models()[language]
    if not (rows := learned.rows_of(language, sentence, model.rows)):
        return ""
    each = model.each(rows)
    best = int(np.argmax(each))
    return KINDS[best] if each[best] >= LIKE[language] else ""


def speaks(sentence: str) -> bool:
    """Whether somebody speaks of themselves in a sentence of a length that can be judged, and does not deny it."""
    before, behind = _NEAR[_language(sentence)]
    return len(sentence) <= LONGEST and any(
        not _DENIED.search(sentence[max(0, found.start() - before) : found.end() + behind])
        for found in _FIRST_PERSON.finditer(sentence)
    )


def _language(sentence: str) -> str:
    return "zh" if _HAN.search(sentence) else "en"


@functools.cache
def _models() -> Mapping[str, learned.Model]:
    """The words and vectors of ``bias``, and readers of our own."""
    known = learned.models()
    with files(__package__).joinpath("learned.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return {
            language: replace(
                model,
                filters=tuple(np.asarray(kept[f"{language}_filters{each}"], np.float32) for each in (1, 2, 3)),
                biases=tuple(np.asarray(kept[f"{language}_biases{each}"], np.float32) for each in (1, 2, 3)),
                verdicts=np.asarray(kept[f"{language}_verdicts"], np.float32),
            )
            for language, model in known.items()
        }
