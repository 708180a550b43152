"""Where the institution's key may come from, and that nothing shows it."""

import base64
import os
import sys

import pytest

from medguard.errors import ProfileError
from medguard.keys import read_key

SECRET = base64.b64encode(os.urandom(32)).decode()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    monkeypatch.delenv("MEDGUARD_KEY", raising=False)
    monkeypatch.delenv("MEDGUARD_KEY_COMMAND", raising=False)


def prints(folder, words):
    """A command of the house that prints a file."""
    file = folder / "a secret"
    file.write_text(words)
    return f"{sys.executable} -c 'import sys; print(open(sys.argv[1]).read())' '{file}'"


def test_file_environment_and_command_give_the_same_key(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text(SECRET)
    from_file = read_key(str(file)).derived("x")
    monkeypatch.setenv("MEDGUARD_KEY_COMMAND", prints(tmp_path, SECRET))
    assert read_key().derived("x") == from_file
    monkeypatch.setenv("MEDGUARD_KEY", SECRET)
    monkeypatch.setenv("MEDGUARD_KEY_COMMAND", "false")  # not asked
    assert read_key().derived("x") == from_file


@pytest.mark.parametrize("command", ["false", "/no/such/program", "'unfinished", "echo short", "echo"])
def test_a_command_that_gives_no_key_is_explained(monkeypatch, command):
    monkeypatch.setenv("MEDGUARD_KEY_COMMAND", command)
    with pytest.raises(ProfileError, match="MEDGUARD_KEY_COMMAND") as caught:
        read_key()
    assert "short" not in str(caught.value).replace("shorter", "")
    assert caught.value.remedy_zh


def test_a_command_that_shows_the_key_in_its_error_is_not_quoted(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDGUARD_KEY_COMMAND", f"{sys.executable} -c 'raise SystemExit(\"{SECRET}\")'")
    with pytest.raises(ProfileError) as caught:
        read_key()
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value.__context__ or "")
