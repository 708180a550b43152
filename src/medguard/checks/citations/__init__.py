"""References in a reply: found, looked up, judged. ``Citations`` is the check; ``docs/checks/citations.md`` says what it sees and what not."""

from medguard.checks.citations.check import Citations, open_citations
from medguard.checks.citations.index import Covers, Index, IndexTrouble
from medguard.checks.citations.judge import Verdict

__all__ = ["Citations", "Covers", "Index", "IndexTrouble", "Verdict", "open_citations"]
