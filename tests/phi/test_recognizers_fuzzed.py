"""Every recognizer alone, whatever it is given: spans in order and in bounds, no exception, and time that grows with the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.phi.reading import NONE_MARKED
from medguard.phi.recognizers import all_recognizers

PIECES = (
    'Dr. |Smith|, |MD|患者|张伟|医院|路|3号|MRN: |123-45-6789|@|.com|May 5| as in |MSH\\|^~\\\\&\\||PID\\|1\\|\\||^|(0010,0010) PN |"name": "|mrn,name\\n|'
    "/|7/12|一二三|零|oh |five |double |A-|B C |\n|\t|    |\u3000|\ue000|\u200b|'s|&#x4A;|WF88 9QQ\n"
).split("|")
UNICODE = st.characters(exclude_categories=[])
"""Lone surrogates, private and unassigned characters, too."""
WORDS = st.one_of(
    st.text(UNICODE, max_size=200),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(UNICODE, max_size=3)), max_size=40).map("".join),
    st.builds(lambda piece, times: piece * times, st.one_of(st.sampled_from(PIECES), st.text(UNICODE, min_size=1, max_size=4)), st.integers(1, 400)),
    st.text("0123456789", max_size=400),
)  # fmt: skip


EACH = pytest.mark.parametrize("recognizer", all_recognizers(), ids=lambda each: each.name)


def found(recognizer, words):
    return recognizer.analyze(words, recognizer.supported_entities, NONE_MARKED)


def seconds(recognizer, words):
    began = time.process_time()
    found(recognizer, words)
    return time.process_time() - began


@EACH
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(words=WORDS)
def test_whatever_it_reads_its_spans_are_within_bounds(recognizer, words):
    spans = sorted((each.start, each.end) for each in found(recognizer, words))
    assert all(0 <= start < end <= len(words) for start, end in spans)
    assert {each.entity_type for each in found(recognizer, words)} <= set(recognizer.supported_entities)


LONG = {
    "one word": "Ab" * 100_000,
    "small letters": "ab" * 100_000,
    "one letter": "A" * 200_000,
    "digits": "7" * 200_000,
    "digits and hyphens": "12-" * 66_000,
    "spaces": " " * 200_000,
    "lines": "\n" * 200_000,
    "surrogates": "\ud800" * 200_000,
    "中": "中" * 200_000,
    "capitals": "Ab " * 60_000,
    "letters apart": "A " * 100_000,
    "initials": "A. " * 60_000,
    "spoken": "oh five " * 25_000,
    "said": "P as in Peter, " * 13_000,
    "lists": "Ab, Cd. " * 25_000,
    "bars": "PID|1^" * 33_000,
    "tags": "(0010,0010) PN A^B " * 10_000,
    "quotes": '"a":"b",' * 25_000,
    "rows": "a,b,c\n" * 33_000,
    "short dates": "7/12 " * 40_000,
    "Chinese": "省市县路号张伟医院" * 22_000,
}
FLOOR = 0.4
"""Seconds below which a clock says nothing on a machine that does other things."""


@EACH
@pytest.mark.parametrize("kind", LONG)
def test_twice_the_text_takes_about_twice_the_time(recognizer, kind):
    words = LONG[kind]
    for _ in range(3):  # a machine that does other things may do them just now
        whole = seconds(recognizer, words)
        half = seconds(recognizer, words[: len(words) // 2]) if whole >= FLOOR else 0  # else it may be what it will
        if whole < FLOOR + 4 * half:
            break
    assert whole < FLOOR + 4 * half
    assert whole < 20


MEGABYTE = "".join(LONG[kind][:50_000] for kind in LONG)[:1_000_000]


@pytest.mark.slow
def test_a_megabyte_through_each_takes_less_than_a_minute_in_all():
    assert len(MEGABYTE) == 1_000_000
    assert sum(seconds(recognizer, MEGABYTE) for recognizer in all_recognizers()) < 60
