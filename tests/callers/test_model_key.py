"""The model's key: from three places, in no other hands, and read again."""

from __future__ import annotations

import copy
import json
import pickle
import shlex
import sys

import pytest
from callers_samples import Clock, Table, bearer, callers

from medguard import log
from medguard.callers import digest_of, new_secret, read_model_key
from medguard.errors import ProfileError
from medguard.types import CallerKey

KEY = "sk-the-models-own-key"
CALLERS = new_secret()


def printing(words):
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(f'print({words!r})')}"


@pytest.fixture(params=["variable", "file", "command"])
def place(request, tmp_path, monkeypatch):
    monkeypatch.setenv("MODEL_KEY", f" {KEY}\n")
    (tmp_path / "key").write_text(f"{KEY}\n", "utf-8")
    where = {"variable": "MODEL_KEY", "file": str(tmp_path / "key"), "command": printing(KEY)}
    return {request.param: where[request.param]}


def test_it_goes_to_the_model_in_the_header_that_the_provider_reads(place):
    assert read_model_key(**place).header() == {"authorization": f"Bearer {KEY}"}
    assert read_model_key(**place, header="x-api-key").header() == {"x-api-key": KEY}


def test_nothing_shows_it(place):
    key = read_model_key(**place)
    assert repr(key) == str(key) == "<ModelKey>"
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(key)


@pytest.mark.parametrize(
    "wrong",
    [
        {"variable": "NO_SUCH_VARIABLE"},
        {"file": "/no/such/file"},
        {"file": "/"},
        {"file": "/dev/zero"},
        {"file": "a\0b"},
        {"command": "false"},
        {"command": "no-such-program --now"},
        {"command": printing("two words of Ann Lee")},
        {"command": printing("")},
        {"command": printing("密钥")},
        {"command": "'unclosed"},
    ],
    ids=str,
)
def test_a_place_without_a_key_is_known_at_start_and_is_not_quoted(wrong):
    with pytest.raises(ProfileError) as caught:
        read_model_key(**wrong)
    assert "Ann" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.remedy_zh


def test_a_command_is_not_read_by_a_shell(tmp_path):
    with pytest.raises(ProfileError):
        read_model_key(command=f"true; touch {tmp_path / 'made'}")
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_was_exchanged_is_read_again(capsys):
    from medguard.callers.credential import ModelKey

    clock, said = Clock(), ["one"]

    def read():
        if said[0] is None:
            raise ProfileError("gone")
        return said[0]

    key = ModelKey(read, "authorization", clock)

    def later(seconds):
        clock.now += seconds
        key.read_again()
        return key.header()["authorization"]

    said[0] = "two"
    assert later(0) == "Bearer one"
    assert later(301) == "Bearer two"
    said[0] = None  # the place cannot be read for a while: the key that was good goes on
    log.configure("json")
    assert later(301) == "Bearer two"
    [line] = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["event"], line["level"]) == ("model_key_not_read", "error")
    assert "two" not in str(line)
    said[0] = "three"
    assert later(11) == "Bearer three"


HEADERS = {
    "Authorization": f"Bearer {CALLERS}",
    "X-Api-Key": CALLERS,
    "api-key": CALLERS,
    "x-goog-api-key": CALLERS,
    "Content-Type": "application/json",
}


def known_by_keys(**more):
    return callers("keys", keys=Table({digest_of(CALLERS): CallerKey(id="k", application="a")}), **more)


def test_a_key_of_ours_never_goes_to_the_model(place):
    assert known_by_keys().headers_to_model(HEADERS) == {"Content-Type": "application/json"}
    with_own = known_by_keys(model_key=read_model_key(**place)).headers_to_model(HEADERS)
    assert with_own == {"Content-Type": "application/json", "authorization": f"Bearer {KEY}"}


def test_where_nobody_is_known_by_a_key_the_callers_is_the_models(place):
    assert callers("this_machine").headers_to_model(HEADERS) == HEADERS
    with_own = callers("this_machine", model_key=read_model_key(**place)).headers_to_model(HEADERS)
    assert with_own == {"Content-Type": "application/json", "authorization": f"Bearer {KEY}"}


def test_the_models_key_opens_nothing_here(place):
    door = known_by_keys(model_key=read_model_key(**place))
    assert door.admit(bearer(CALLERS)).caller.id == "k"
    from medguard.errors import Unauthenticated

    with pytest.raises(Unauthenticated):
        door.admit(bearer(KEY))
    assert KEY not in repr(vars(door))
