"""Bias and stigma: in what a reply says, and in how replies differ when only the person asked about does.

- ``Bias`` is the check: race-based medicine, stigmatising words, stereotypes and unequal care, by patterns that carry their sources.
- ``probe`` asks the same question about another person and compares the replies, with intervals.
- ``disparities`` compares groups of people over the log.
"""

from medguard.checks.bias.check import Bias
from medguard.checks.bias.disparities import Disparity, disparities
from medguard.checks.bias.lexicon import KINDS, sources
from medguard.checks.bias.probe import Difference, probe, questions_of
from medguard.checks.bias.statements import RESEMBLING, Statement, statements
from medguard.checks.bias.swap import AXES, swapped

__all__ = [
    "AXES",
    "KINDS",
    "RESEMBLING",
    "Bias",
    "Difference",
    "Disparity",
    "Statement",
    "disparities",
    "probe",
    "questions_of",
    "sources",
    "statements",
    "swapped",
]
