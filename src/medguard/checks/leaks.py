"""Identifiers in the reply that the caller did not send.

Everything that the caller sent went out as a stand-in, so an identifier that stands in the reply in clear came from
elsewhere: the model's training, another conversation, or its imagination. Stand-ins are left out, and so are strings
that the model was sent as they are, and telephone lines that belong to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from medguard.types import ClearText, Detector, Finding, Passage, Reply, Said, Span

_PUBLIC_LINE = re.compile(
    r"(?:\+?1)?8(?:00|33|44|55|66|77|88)\d{7}"  # toll-free, North American Numbering Plan
    r"|(?:\+?86)?(?:400|800)\d{7}"  # 400/800 服务号码
    r"|\d{3,5}"  # 911, 988, 112, 120, 12356, 95xxx
)


class Leaks:
    """The check ``leaks``: one finding for each kind of identifier, at the first place where one stands."""

    name = "leaks"

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """``identifier_not_sent`` with the identifier's kind, or all clear."""
        sent = "\n".join(text.words for text in reply.sent)
        spans = self._detector.spans([Passage(ClearText(said.text.words)) for said in reply.said])
        found: dict[str, list[tuple[str, float]]] = {}
        for said, here in zip(reply.said, spans, strict=True):
            for span in here:
                if _is_new(said, span, sent):
                    found.setdefault(span.kind, []).append((said.place, span.score))
        return [
            Finding(
                check=self.name,
                kind="identifier_not_sent",
                detail=kind,
                place=seen[0][0],
                count=len(seen),
                score=max(score for _, score in seen),
            )
            for kind, seen in found.items()
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
