"""The check ``bias``: what a reply says of groups of people, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from medguard.checks.bias.statements import RESEMBLING, Statement, statements
from medguard.types import Finding, Reply

_MOST_OFFSETS = 20


class Bias:
    """The check ``bias``: one finding for each pattern, at the first place where it fits."""

    name = "bias"

    def __init__(self, *, resembling: bool = True) -> None:
        """``resembling``: also what fits no pattern and only reads like a biased statement."""
        self._resembling = resembling

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """A finding's kind says what it is, its detail which pattern; or all clear."""
        found: dict[str, list[tuple[str, Statement]]] = {}
        for said in reply.said:
            for one in statements(said.text.words):
                if self._resembling or one.kind != RESEMBLING:
                    found.setdefault(one.pattern, []).append((said.place, one))
        return [_finding(self.name, seen) for seen in found.values()] or [Finding.clear(self.name)]


def _finding(check: str, seen: Sequence[tuple[str, Statement]]) -> Finding:
    place, first = seen[0]
    here = [one for where, one in seen if where == place]
    return Finding(
        check=check,
        kind=first.kind,
        detail=first.pattern,
        place=place,
        count=len(seen),
        score=round(max(one.score for _, one in seen), 3),
        evidence={
            "offsets": " ".join(f"{one.start}-{one.end}" for one in here[:_MOST_OFFSETS]),
            "sources": " ".join(first.sources),
        },
    )
