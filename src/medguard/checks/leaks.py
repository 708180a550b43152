"""Identifiers in the reply that the caller did not send.

Everything that the caller sent went out as a stand-in, so an identifier that stands in the reply in clear came from
elsewhere: the model's training, another conversation, or its imagination. What is found is one of three:

- restored: a stand-in of this conversation, or words that the model was sent as they are. No finding.
- ``public``: a cited author, a journal, a maker, a body that writes guidelines (``public.py``). A finding that stops nothing.
- ``identifier_not_sent``: all the rest, except telephone lines that belong to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from medguard.checks.public import is_public
from medguard.types import ClearText, Detector, Finding, Passage, Reply, Said, Span

_PUBLIC_LINE = re.compile(
    r"(?:\+?1)?8(?:00|33|44|55|66|77|88)\d{7}"  # toll-free, North American Numbering Plan
    r"|(?:\+?86)?(?:400|800)\d{7}"  # 400/800 服务号码
    r"|\d{3,5}"  # 911, 988, 112, 120, 12356, 95xxx
)


class Leaks:
    """The check ``leaks``: one finding for each kind of identifier and whose it is, at the first place where one stands."""

    name = "leaks"

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """``identifier_not_sent`` and ``public`` with the identifier's kind, or all clear."""
        sent = "\n".join(text.words for text in reply.sent)
        spans = self._detector.spans([Passage(ClearText(said.text.words)) for said in reply.said])
        found: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for said, here in zip(reply.said, spans, strict=True):
            for span in here:
                if _is_new(said, span, sent):
                    whose = "public" if is_public(said.text.words, span) else "identifier_not_sent"
                    found.setdefault((whose, span.kind), []).append((said.place, span.score))
        return [
            Finding(
                check=self.name,
                kind=whose,
                detail=kind,
                place=seen[0][0],
                count=len(seen),
                score=max(score for _, score in seen),
            )
            for (whose, kind), seen in found.items()
        ] or [Finding.clear(self.name)]


_JUDGED_BY_WORDS = frozenset(("AGE90", "DATE", "LOCATION", "NAME", "ORG", "URL"))
_SURE = 0.8
"""What a number must score: that its form is known. On the way out a doubt masks it; here a doubt would withhold a good reply."""


def _is_new(said: Said, span: Span, sent: str) -> bool:
    if span.score < _SURE and span.kind not in _JUDGED_BY_WORDS:
        return False
    if any(start < span.end and span.start < end for start, end in said.standins):
        return False
    words = said.text.words[span.start : span.end]
    if span.kind in {"PHONE", "FAX"} and _PUBLIC_LINE.fullmatch(re.sub(r"[^\d+]", "", words)):
        return False
    return words not in sent
