"""What every test shares: hypothesis takes its time, and in CI it draws the same examples again."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# A key of tests alone: without it each would be made for the user who runs them.
os.environ["MEDGUARD_LOG_KEY"] = (
    "PRIVATE+KEY+tests.medguard.invalid+c15c0309+AdTi1hzVvFb3t/A5AiHXVxsrtioZtW06jkFnGGahIACz"
)


@pytest.fixture(autouse=True)
def _everybody_begins_in_english():
    """A command that was told ``--lang zh`` stays so for its process, which here runs the next test too."""
    yield
    if show := sys.modules.get("medguard.cli.show"):
        show.speak(show.Language.EN)
