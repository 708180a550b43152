"""What the language models marked, after a second look: too unsure out, medicine out."""

from __future__ import annotations

import re
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity
from medguard.phi.reading import LANGUAGE, Marks
from medguard.phi.recognizers.hl7 import in_a_program_s_name
from medguard.phi.recognizers.medical_words import AFTER_AUTHOR, AFTER_EPONYM, is_generic_place, is_medical
from medguard.phi.recognizers.table import found

_IN_WORDS = frozenset({Kind.NAME, Kind.LOCATION, Kind.ORG})
"""Kinds that only a reader knows. The others have a form, which patterns know better: there a model must be surer."""
_SURE_OF_WORDS, _SURE_OF_FORMS = 0.65, 0.9

_SURE_ENOUGH = 0.97
"""From here on a model knows better than a list of words: Dr. Parkinson has patients, too."""
_LESS_THAN_FORM = 0.79
"""However sure a model is, a pattern that knows the form says what the kind is and where it ends."""

_EPONYM_ZH = re.compile(
    r"氏|综合征|病|征|现象|试验|评分|量表|分级|分期|分类|手术|法|线|管|钳|球|酶|菌|反射|囊肿|骨折|三联"
)
_LOOKED_AT = 40
"""Characters behind a name that may say that it is a disease's."""

_VERY_SURE = 0.99
"""Up to here a shape speaks louder than a model that is the only witness: what has a grade or a sign behind it is a scale's or a test's."""
_OF_A_SCALE = re.compile(
    r"(?:'s)?(?:[+-]{1,3}(?=[\s,.;)]|$)|[ :=]{1,3}(?:[IVX]{1,4}[ab]?|[1-9][ab+]?-?|[+-]{1,3}(?=[,.;)\n]|$)|[+-]ve|neg(?:ative)?|pos(?:itive)?|absent|present|intact|mute|equivocal|not (?:seen|done|needed|elicited)|"
    r"\d{1,3}(?:\.\d+)?/(?:3[2-9]|[4-9]\d|\d{3})|\d{1,3}/(?:5|10|20|30)|\d\.\d+|\d{1,3}%|[<>≤≥] ?\d+)(?=[\s,.;:)]|$)"
    r"|,? ?(?:score|grade|class|stage|type|criteria|exact|biplane|scale|number|index|AUC)\b)"
)
# "QTc 431 by Bazett", "no Horner", "TBSA 22 by Wallace".
_OF_A_METHOD = re.compile(r"(?:\d\w{0,3}%?,? by|\b(?:[Nn]o|[Nn]egative|[Pp]ositive|[Nn]eg|[Pp]os)) $")
_ONE_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*(?: [IVX]{1,4}[ab]?)?")
_GRADED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)? [IVX]{1,4}[ab]?")


class Marked(LocalRecognizer):
    """Turns a model's entities into results."""

    def __init__(self) -> None:
        super().__init__(supported_entities=sorted(Kind), name="marked", supported_language=LANGUAGE)

    def load(self) -> None:
        """The models are loaded by the NLP engine."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every entity that survives the second look."""
        del entities
        marks = nlp_artifacts.marks if isinstance(nlp_artifacts, Marks) else []
        return [
            found(Kind(mark.label), mark.start, mark.end, min(mark.score, _LESS_THAN_FORM))
            for mark in marks
            if _stands(text, mark)
        ]


def _stands(text: str, mark: Entity) -> bool:
    if mark.score < (_SURE_OF_WORDS if mark.label in _IN_WORDS else _SURE_OF_FORMS):
        return False
    if in_a_program_s_name(text, mark.start):
        return False
    if mark.score < _VERY_SURE and _is_a_scale(text, mark):
        return False
    if mark.score >= _SURE_ENOUGH:
        return True
    words, after = text[mark.start : mark.end], text[mark.end : mark.end + _LOOKED_AT]
    match mark.label:
        case Kind.NAME:
            return not (
                is_medical(words) or AFTER_EPONYM.match(after) or AFTER_AUTHOR.match(after) or _EPONYM_ZH.match(after)
            )
        case Kind.LOCATION:
            return not (is_generic_place(words) or is_medical(words))
        case Kind.ORG:
            return not is_medical(words)
        case _:
            return True


def _is_a_scale(text: str, mark: Entity) -> bool:
    """Whether one word has behind it what scales and tests have, or before it what methods have: "Berg 41/56", "by Bazett"."""
    if mark.label not in _IN_WORDS or not _ONE_WORD.fullmatch(text, mark.start, mark.end):
        return False
    return bool(
        _GRADED.fullmatch(text, mark.start, mark.end)
        or _OF_A_SCALE.match(text, mark.end)
        or _OF_A_METHOD.search(text, max(0, mark.start - _LOOKED_AT), mark.start)
    )
