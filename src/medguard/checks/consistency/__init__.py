"""Whether the model, asked the same again, says the same: its clinical content compared, not its words.

    Amoxicillin 500 mg three times a day.   ≈   Amoxicillin 0.5 g every 8 hours.
    Amoxicillin 500 mg three times a day.   ≠   Amoxicillin 875 mg twice a day.      answers_differ, dose

Every further answer is compared with the first, which is the one that would be released, in each facet of which both say
something: diagnosis, drug, dose, urgency, direction (yes or no) and numbers. An answer that says nothing of a facet
contradicts none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from medguard.checks.consistency.facets import FACETS, agreement, content
from medguard.types import Again, Finding, FindingStatus, Reply

NOT_ASKED_AGAIN, NOTHING_COMPARED = "not_asked_again", "nothing_compared"


class Consistency:
    """The check ``consistency``: a finding for each facet in which answers differ, or that they agree."""

    name = "consistency"

    def __call__(self, reply: Reply) -> Sequence[Finding]:
        """``answers_differ`` with the facet, ``consistent``, or nothing: it was not asked again, or nothing could be compared."""
        again = reply.again
        if again is None:
            return [Finding(check=self.name, detail=NOT_ASKED_AGAIN)]
        if again.missing or not again.replies:
            why = again.missing or "no_answer"
            return [Finding(check=self.name, status=FindingStatus.UNJUDGED, detail=why, count=again.asked)]
        return self._compared(reply, again)

    def _compared(self, reply: Reply, again: Again) -> list[Finding]:
        first = content(_words(reply))
        every = [agreement(first, content(_words(other))) for other in again.replies]
        compared = [facets for facets in every if facets]
        if not compared:
            return [Finding(check=self.name, detail=NOTHING_COMPARED, count=again.asked)]
        agree = sum(all(facets.values()) for facets in compared)
        low, high = wilson(agree, len(compared))
        shares = {
            "answers": str(len(again.replies) + 1),
            "compared": str(len(compared)),
            "agree": str(agree),
            "share": f"{agree / len(compared):.3f}",
            "low": f"{low:.3f}",
            "high": f"{high:.3f}",
        }
        differing = {
            facet: sum(facets.get(facet) is False for facets in compared)
            for facet in FACETS
            if any(facets.get(facet) is False for facets in compared)
        }
        if not differing:
            facets = {"facets": " ".join(facet for facet in FACETS if any(facet in one for one in compared))}
            return [self._found("consistent", "", again, 1.0, shares | facets)]
        return [
            self._found("answers_differ", facet, again, count / len(compared), shares | {"differ": str(count)})
            for facet, count in differing.items()
        ]

    def _found(self, kind: str, detail: str, again: Again, score: float, evidence: dict[str, str]) -> Finding:
        return Finding(
            check=self.name, kind=kind, detail=detail, count=again.asked, score=round(score, 3), evidence=evidence
        )


def wilson(successes: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927), which stays honest for few trials.

    >>> [round(end, 3) for end in wilson(2, 2)]
    [0.342, 1.0]
    """
    share = successes / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, centre - half), min(1.0, centre + half)


_MOST_WORDS = 40_000
"""Characters of an answer that are compared."""


def _words(reply: Reply) -> str:
    """What an answer says, with a name in place of every stand-in: ``[AGE_1]`` is no number of the model's."""
    said = []
    read = [
        one for one in reply.said if one.for_people
    ] or reply.said  # JSON in a string has no words of its own for people
    for one in read:
        words, last = [], 0
        for start, end in one.standins:
            words += [one.text.words[last:start], "somebody"]
            last = end
        said.append("".join((*words, one.text.words[last:])))
    return _STAND_IN.sub("somebody", "\n".join(said))[:_MOST_WORDS]


_STAND_IN = re.compile(r"\[[A-Z_]{2,20}_\d{1,4}\]")
