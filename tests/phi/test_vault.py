"""A kept table comes back to whoever has the key and the conversation, for as long as it was meant to."""

from __future__ import annotations

import stat
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medguard.errors import GuardError, ProfileError
from medguard.keys import Key
from medguard.phi import StandInTable, open_vault
from medguard.phi.vault import Vault
from medguard.types import ClearText, Passage, Span

KEY = Key(bytes(range(32)))


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def vault(tmp_path, clock):
    return Vault(tmp_path / "tables", KEY, seconds=3600, clock=clock)


def table_of(*values, kind="NAME"):
    table = StandInTable(values)
    for value in values:
        table.hide(Passage(ClearText(value)), [Span(0, len(value), kind, 1.0)])
    return table


def files(tmp_path):
    return sorted((tmp_path / "tables").iterdir())


def test_a_table_comes_back_and_goes_on_counting(vault):
    vault.keep("c", table_of("Ann Lee", "张伟"))
    table = vault.read("c", avoid=["[NAME_3]"])
    assert table.restore("[NAME_1], name_2") == "Ann Lee, 张伟"
    words = "Bob, Ann Lee"
    spans = [Span(0, 3, "NAME", 1.0), Span(5, 12, "NAME", 1.0)]
    assert [edit.words for edit in table.hide(Passage(ClearText(words)), spans)] == ["[NAME_4]", "[NAME_1]"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1), unique=True), st.text())
def test_whatever_was_kept_is_read(tmp_path_factory, values, conversation):
    vault = Vault(tmp_path_factory.mktemp("v"), KEY, seconds=60)
    table = table_of(*values)
    vault.keep(conversation, table)
    assert vault.read(conversation).entries() == table.entries()


def test_a_conversation_that_was_not_kept_has_no_table(vault):
    assert vault.read("c") is None
    vault.keep("c", table_of("Ann Lee"))
    assert vault.read("d") is None


def test_the_folder_tells_nobody_anything(tmp_path, vault):
    vault.keep("ward 7, Ann Lee", table_of("Ann Lee", "张伟"))
    [file] = files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    content = file.name.encode() + file.read_bytes()
    assert not [word for word in (b"Ann", b"Lee", "张伟".encode(), b"ward", b"NAME", rb"\u5f20") if word in content]
    assert "Ann" not in repr(vault)


def test_after_its_time_it_is_gone(tmp_path, vault, clock):
    vault.keep("c", table_of("Ann Lee"))
    clock.now += 3599
    assert vault.read("c")
    clock.now += 1
    assert vault.read("c") is None
    assert files(tmp_path) == []


def test_keeping_begins_its_time_anew(vault, clock):
    vault.keep("c", table_of("Ann Lee"))
    clock.now += 3000
    vault.keep("c", table_of("Ann Lee", "Bob"))
    clock.now += 3000
    assert len(vault.read("c").entries()) == 2


def test_a_sweep_deletes_what_has_expired_and_needs_no_key(tmp_path, vault, clock):
    vault.keep("old", table_of("Ann Lee"))
    clock.now += 3000
    vault.keep("new", table_of("Bob"))
    (tmp_path / "tables" / "junk.table").write_bytes(b"x")
    clock.now += 600
    assert Vault(tmp_path / "tables", Key(b"another" * 9), seconds=1, clock=clock).sweep() == 2
    assert vault.read("new")
    assert Vault(tmp_path / "nowhere", KEY, seconds=1).sweep() == 0


def test_forgetting_is_at_once(tmp_path, vault):
    vault.keep("c", table_of("Ann Lee"))
    vault.forget("c")
    vault.forget("c")
    assert files(tmp_path) == []


def test_without_the_key_it_is_unreadable_for_good(tmp_path, vault):
    vault.keep("c", table_of("Ann Lee"))
    other = Vault(tmp_path / "tables", Key(bytes(range(1, 33))), seconds=3600)
    assert other.read("c") is None
    [file] = files(tmp_path)
    file.rename(other._files.path("c"))  # even under the name that the other key gives
    with pytest.raises(GuardError):
        other.read("c")


@pytest.mark.parametrize("at", [0, 5, 11, 13, 24, 30, -1])
def test_a_changed_file_is_noticed(tmp_path, vault, at):
    vault.keep("c", table_of("Ann Lee"))
    [file] = files(tmp_path)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    with pytest.raises(GuardError) as caught:
        vault.read("c")
    assert caught.value.remedy_zh


@pytest.mark.parametrize("length", [0, 3, 23, 24, 40])
def test_a_cut_file_is_noticed(tmp_path, vault, length):
    vault.keep("c", table_of("Ann Lee"))
    [file] = files(tmp_path)
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(GuardError):
        vault.read("c")


def test_one_conversations_table_is_not_anothers(tmp_path, vault):
    vault.keep("c", table_of("Ann Lee"))
    [file] = files(tmp_path)
    file.rename(vault._files.path("d"))
    with pytest.raises(GuardError):
        vault.read("d")


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path, vault, monkeypatch):
    vault.keep("c", table_of("Ann Lee"))
    monkeypatch.setattr("os.fsync", lambda _handle: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        vault.keep("c", table_of("Bob"))
    assert len(files(tmp_path)) == 1
    assert vault.read("c").restore("[NAME_1]") == "Ann Lee"


def test_many_may_keep_and_read_at_once(tmp_path, vault):
    wrong = []

    def work(number):
        for _ in range(20):
            vault.keep("c", table_of(f"Name{number}"))
            if vault.read("c").restore("[NAME_1]")[:4] != "Name":
                wrong.append(number)

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(files(tmp_path)) == 1


def test_it_opens_with_the_key_from_the_environment_only(tmp_path, monkeypatch):
    monkeypatch.delenv("MEDGUARD_KEY", raising=False)
    with pytest.raises(ProfileError):
        open_vault(str(tmp_path), hours=1)
    monkeypatch.setenv("MEDGUARD_KEY", bytes(range(32)).hex())
    open_vault(str(tmp_path), hours=1).keep("c", table_of("Ann Lee"))
    assert Vault(tmp_path, KEY, seconds=1).read("c")
