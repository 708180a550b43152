"""One detector for all tests: opening it takes a second."""

import pytest

from medguard.phi import open_detector
from medguard.types import ClearText, Form, Passage


@pytest.fixture(scope="session")
def detector():
    return open_detector()


@pytest.fixture(scope="session")
def seen(detector):
    """The identifiers of a text as (words, kind)."""

    def seen(words, *, label="", form=Form.PROSE):
        [spans] = detector.spans([Passage(ClearText(words), form, ClearText(label))])
        return [(words[s.start : s.end], s.kind) for s in spans]

    return seen
