"""Measures a reply and reports findings; never decides.

Every check is a file of its own and a class with a name and one method. A check that raises or takes too long has not
cleared the reply: that becomes ``Finding.unjudged``, and a shipped rule denies it.
"""

from medguard.checks.authority import Authority
from medguard.checks.bias import Bias
from medguard.checks.consistency import Consistency
from medguard.checks.leaks import Leaks
from medguard.checks.run import run_checks

__all__ = ["Authority", "Bias", "Consistency", "Leaks", "run_checks"]
