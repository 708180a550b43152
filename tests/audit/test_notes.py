"""Checkpoints are read only if a trusted key signed just them; whatever else is handed in is a NoteError and nothing worse."""

from __future__ import annotations

import base64
import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medguard.audit.notes import (
    Checkpoint,
    NoteError,
    Signer,
    Verifier,
    claimed_checkpoint,
    new_signer,
    read_checkpoint,
)

SIGNER = Signer("PRIVATE+KEY+tests.medguard.invalid+c15c0309+AdTi1hzVvFb3t/A5AiHXVxsrtioZtW06jkFnGGahIACz")
GIVEN = Checkpoint(SIGNER.name, 3, bytes(range(32)))
NOTE = SIGNER.sign(GIVEN)


def test_a_note_is_written_as_the_specification_has_it():
    text, _, signature = NOTE.partition("\n\n")
    assert text == "tests.medguard.invalid\n3\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    dash, name, encoded = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("\u2014", SIGNER.name)
    raw = base64.b64decode(encoded)
    assert (raw[:4].hex(), len(raw)) == ("c15c0309", 68)
    assert read_checkpoint(NOTE, [SIGNER.verifier]) == claimed_checkpoint(NOTE) == GIVEN


def test_go_s_own_example_is_read():
    # golang.org/x/mod/sumdb/note, example_test.go
    verifier = Verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    signer = Signer("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
    assert (signer.verifier.text, signer.written()) == (
        verifier.text,
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
    )
    assert verifier.signed(
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
        base64.b64decode(
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        )[4:],
    )


@given(st.integers(0, 10**6), st.integers(0, 7))
def test_any_bit_of_a_note_changed_is_no_checkpoint(at, bit):
    raw = bytearray(NOTE.encode())
    raw[at % len(raw)] ^= 1 << bit
    for how in ("surrogateescape", "replace"):
        with pytest.raises(NoteError):
            read_checkpoint(raw.decode("utf-8", how), [SIGNER.verifier])


@given(st.text() | st.text(alphabet="\u2014 \nA=+1/a\ud800\r\u2028", max_size=200))
@example("\n\n")
@example("\n\n\u2014 a =\n")
@example("a\n1\n\n\u2014 a AAAAAAA=\n")
def test_what_is_no_note_is_said_to_be_none(text):
    for reading in (claimed_checkpoint, lambda one: read_checkpoint(one, [SIGNER.verifier])):
        with pytest.raises(NoteError):
            reading(text)


@given(st.text(alphabet=st.characters(blacklist_characters="\n"), max_size=50))
def test_a_line_slipped_in_is_not_what_was_signed(line):
    lines = NOTE.split("\n")
    for at in range(5):
        with pytest.raises(NoteError):
            read_checkpoint("\n".join([*lines[:at], line, *lines[at:]]), [SIGNER.verifier])


@given(st.text())
@example("")
@example("a+00000000+AA==")
@example("\ud800+c15c0309+" + "A" * 44)
@example("PRIVATE+KEY+\ud800+c15c0309+AdTi1hzVvFb3t/A5AiHXVxsrtioZtW06jkFnGGahIACz")
@example("tests.medguard.invalid+C15C0309+AdTi1hzVvFb3t/A5AiHXVxsrtioZtW06jkFnGGahIACz")
@example("a b+c15c0309+AdTi1hzVvFb3t/A5AiHXVxsrtioZtW06jkFnGGahIACz")
def test_what_is_no_key_is_said_to_be_none(text):
    for kind in (Verifier, Signer):
        with pytest.raises(NoteError):
            kind(text)
        with pytest.raises(NoteError):
            kind("PRIVATE+KEY+" + text)


def test_a_key_that_does_not_fit_its_name_or_hash_is_none():
    for text, kind in ((SIGNER.verifier.text, Verifier), (SIGNER.written(), Signer)):
        assert kind(f" {text}\n").name == SIGNER.name
        for wrong in (text.replace("tests", "tests2"), text.replace("c15c0309", "c15c0308"), text[:-4] + "AAAA"):
            with pytest.raises(NoteError):
                kind(wrong)
    with pytest.raises(NoteError):
        Signer(SIGNER.verifier.text)  # a public key does not sign
    with pytest.raises(NoteError):
        Verifier(SIGNER.written())


def test_another_key_or_another_name_is_not_trusted():
    impostor, stranger = new_signer(SIGNER.name), new_signer("other.example/log")
    for trusted in ([], [impostor.verifier], [stranger.verifier]):
        with pytest.raises(NoteError):
            read_checkpoint(NOTE, trusted)
    # a trusted key of one log does not sign for another's name
    with pytest.raises(NoteError):
        read_checkpoint(stranger.sign(GIVEN), [stranger.verifier, SIGNER.verifier])
    assert read_checkpoint(NOTE, [stranger.verifier, impostor.verifier, SIGNER.verifier]) == GIVEN


def test_a_second_signature_does_not_take_the_first_away():
    line = new_signer("witness.example").sign(GIVEN).split("\n\n")[1]
    assert read_checkpoint(NOTE + line, [SIGNER.verifier]) == GIVEN
    above, below = NOTE.split("\n\n")
    assert read_checkpoint(f"{above}\n\n{line}{below}", [SIGNER.verifier]) == GIVEN


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\nb", "a\u2014b", "a\u2028b", "a\0b", "a\x1bb", "\ud800", "x" * 201]
)
def test_a_name_that_cannot_stand_in_a_note_gets_no_key(name):
    with pytest.raises(NoteError):
        new_signer(name)


def test_a_key_is_not_shown():
    assert "AdTi1" not in repr(SIGNER)
    assert repr(SIGNER) == "<Signer tests.medguard.invalid>"
    with pytest.raises(TypeError):
        pickle.dumps(SIGNER)
