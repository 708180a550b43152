"""Bias and stigma: in what a reply says, and in how replies differ when only the person asked about does.

- ``Bias`` is the check: race-based medicine, stigmatising words, stereotypes and unequal care, by patterns that carry their sources.
- ``probe`` asks the same question about another person and compares the replies, with intervals.
- ``about_others`` and the check ``AskedAbout`` are that for one question of the sidecar's, to be compared over the log.
"""

from medguard.checks.bias.check import Bias
from medguard.checks.bias.lexicon import KINDS, sources
from medguard.checks.bias.probe import probe, questions_of
from medguard.checks.bias.sampled import AskedAbout, about_others
from medguard.checks.bias.statements import RESEMBLING, Statement, statements
from medguard.checks.bias.swap import AXES, swapped

__all__ = [
    "AXES",
    "KINDS",
    "RESEMBLING",
    "AskedAbout",
    "Bias",
    "Statement",
    "about_others",
    "probe",
    "questions_of",
    "sources",
    "statements",
    "swapped",
]
