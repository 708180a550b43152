"""Marks: what is written is found again, a changed word or a wrong key is noticed, and anything may be looked at."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from medguard.errors import WireError
from medguard.marks import AIGC, MARK, Marker, detect, mark_file, valid_producer, valid_uscc

CODE = "001191110000A1B2C3D48L10001"
WHEN = {"produce_id": "6f0c", "model": "m", "at": "2026-11-25T12:00:00Z"}
KEY = Ed25519PrivateKey.generate()
MARKER = Marker(CODE, key=KEY)
PAGE = b"<!doctype html>\n<html><head>\n<title>x</title></head><body>Take rest. \xe4\xbc\x91\xe6\x81\xaf</body></html>"
FILES = {"html": PAGE, "json": '{"text": "休息", "n": 1}'.encode()}


@pytest.mark.parametrize("code", ["91110000A1B2C3D48L", "12110000MA0TE5T08N", "91350100M000100Y43"])
def test_published_codes_are_valid(code):
    assert valid_uscc(code)


@pytest.mark.parametrize(
    "code",
    ["91110000A1B2C3D48M", "91110000A1B2C3D48O", "", "9" * 18, "91110000a1b2c3d48l", "９１１１００００A1B2C3D48L"],
)
def test_invalid_codes(code):
    assert not valid_uscc(code)


def test_producer_codes():
    assert valid_producer(CODE)
    assert not valid_producer(CODE.replace("48L", "48M"))
    assert not valid_producer("01" + CODE[2:])
    assert not valid_producer(CODE + "0")


def test_headers_are_found_and_verified():
    headers = MARKER.headers(b"Rest.", **WHEN)
    assert all(value.isascii() and "\n" not in value for value in headers.values())
    found = detect(b"Rest.", "", headers, MARKER.public_key)
    assert (found.generated, found.aigc_complete, found.signed, found.same_content) == (True, True, True, True)
    assert found.aigc["ContentProducer"] == CODE
    assert found.mark["model"] == "m"


def test_a_changed_word_a_wrong_key_and_no_key():
    headers = MARKER.headers(b"Rest.", **WHEN)
    assert detect(b"Run.", "", headers, MARKER.public_key).same_content is False
    assert detect(b"Rest.", "", headers, Marker("x", key=Ed25519PrivateKey.generate()).public_key).signed is False
    assert detect(b"Rest.", "", headers).signed is None
    assert detect(b"Rest.", "", Marker("某医院").headers(b"Rest.", **WHEN), MARKER.public_key).signed is False


def test_a_forged_mark_is_not_signed():
    head, says, signature = MARKER.headers(b"Rest.", **WHEN)[MARK].split(".")
    other = MARKER.headers(b"Run.", **WHEN)[MARK].split(".")[1]
    assert detect(b"Run.", "", {MARK: f"{head}.{other}.{signature}"}, MARKER.public_key).signed is False
    assert detect(b"Rest.", "", {MARK: f"eyJhbGciOiJub25lIn0.{says}."}, MARKER.public_key).signed is False


@pytest.mark.parametrize("kind", FILES)
def test_files_carry_marks_and_lose_them_only_with_notice(kind):
    marked = mark_file(FILES[kind], kind, MARKER, **WHEN)
    found = detect(marked, kind, {}, MARKER.public_key)
    assert (found.aigc_complete, found.signed, found.same_content) == (True, True, True)
    assert mark_file(marked, kind, MARKER, **WHEN) == marked
    changed = marked.replace("休息".encode(), "运动".encode())
    assert changed != marked
    assert detect(changed, kind, {}, MARKER.public_key).same_content is False


@pytest.mark.parametrize(
    ("content", "kind"), [(b"x", "txt"), (b"[1]", "json"), (b"{", "json"), (b"<p>", "html"), (b"\xff<head>", "html")]
)
def test_what_cannot_carry_a_mark_is_said(content, kind):
    with pytest.raises(WireError) as caught:
        mark_file(content, kind, MARKER, **WHEN)
    assert caught.value.remedy_zh


@pytest.mark.parametrize(
    "change",
    [{"Label": "4"}, {"ContentProducer": ""}, {"ProduceID": " "}, {"ContentProducer": CODE.replace("48L", "48M")}],
)
def test_an_incomplete_object_is_found_and_said_to_be(change):
    whole = json.loads(MARKER.headers(b"", **WHEN)[AIGC])
    assert detect(b"", "", {"aigc": json.dumps({AIGC: whole})}).aigc_complete is True
    assert detect(b"", "", {"aigc": json.dumps(whole | change)}).aigc_complete is False
    del whole["ReservedCode2"]
    assert detect(b"", "", {"aigc": json.dumps(whole)}).aigc_complete is False


@given(
    st.binary(max_size=200),
    st.sampled_from(["html", "json", ""]),
    st.dictionaries(st.sampled_from([AIGC, MARK]), st.text(max_size=80)),
    st.none() | st.text(max_size=50),
)
def test_anything_may_be_looked_at(content, kind, headers, key):
    detect(content, kind, headers, key)


@given(st.text(max_size=60).map(lambda text: f"{text}.{text}.{text}"))
def test_no_mark_made_of_nonsense_is_signed(mark):
    assert detect(b"", "", {MARK: mark}, MARKER.public_key).signed is not True
