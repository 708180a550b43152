"""Medical claims that a reader could not look up: a dose, a frequency, a recommendation, and no source in the whole paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medguard.checks.citations.find import sentences
from medguard.checks.citations.records import Reference

_DOSE = re.compile(
    r"\b\d+(?:\.\d+)?\s?(?:mg|µg|mcg|g|mL|ml|IU|units?|mmol)(?:/(?:kg|m2|m²|day|d|h|dose))?(?:\s?(?:once|twice|three times|daily|bid|tid|qd|every|per day|/day)|/(?:kg|day|d|h)\b)|\d+(?:\.\d+)?\s?(?:毫克|微克|克|mg|g|ml|毫升|单位)(?:/kg)?[，,]?\s?(?:每[日天次晚]|一?[日天][一二两三四123]次|口服|静滴|皮下)",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    r"\b(?:incidence|prevalence|mortality|risk|survival|response rate|sensitivity|specificity|reduc\w+|increas\w+)\b[^.;]{0,60}?\d+(?:\.\d+)?\s?%|\d+(?:\.\d+)?\s?% of (?:patients|people|cases|women|men|children|adults)|(?:发病率|患病率|死亡率|病死率|生存率|有效率|敏感[度性]|特异[度性]|风险)[^。；]{0,20}?\d+(?:\.\d+)?\s?[%％]",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:guidelines? recommends?|is (?:strongly )?recommended|first-line|drug of choice|contraindicated)\b|指南推荐|首选|一线(?:治疗|用药)|禁用于|推荐(?:使用|起始)"
)
_SOURCE = re.compile(r"\[\^?\d{1,3}(?:[-,–]\s?\d{1,3})*\]|https?://|\b(?:doi|PMID)\b|［\d+］|【\d+】", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n\s*\n")


def uncited(words: str, references: Sequence[Reference]) -> list[tuple[int, int, str]]:
    """Where such a sentence stands, and which kind of claim it is: ``dose``, ``frequency`` or ``advice``.

    >>> uncited("Give amoxicillin 500 mg three times daily.", [])
    [(0, 42, 'dose')]
    """
    found: list[tuple[int, int, str]] = []
    at = 0
    for cut in [*(stop.span() for stop in _PARAGRAPH.finditer(words)), (len(words), len(words))]:
        paragraph = words[at : cut[0]]
        cited = _SOURCE.search(paragraph) or any(at <= one.start < cut[0] for one in references)
        if not cited:
            for begins, sentence in sentences(paragraph):
                for kind, form in (("dose", _DOSE), ("frequency", _FREQUENCY), ("advice", _ADVICE)):
                    if form.search(sentence[:5_000]):
                        found.append((at + begins, at + begins + len(sentence), kind))
                        break
        at = cut[1]
    return found
