"""The library keeps texts in one file, for many processes at once, and says what is wrong when it cannot."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plagiarism_score import questions

from medguard.checks.plagiarism import About, Library, LibraryError, Plagiarism
from medguard.checks.plagiarism.fingerprints import CHARACTERS, WINDOW, WORDS, fingerprints
from medguard.checks.plagiarism.library import TextError, passages_of
from medguard.checks.plagiarism.words import read
from medguard.types import Reply, Said, Text

TEXT = questions("en-look")[0]["source"]
OTHER = questions("zh-look")[0]["source"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "texts.db"


def filled(path, *texts):
    with Library.open(path, write=True) as library:
        ids = [library.add(text, About(title="T"))[0] for text in texts]
        library.index()
    return ids


def near(library, text):
    return {kept.document for kept in library.near(fingerprints(read(text).content), least=4, most=12)}


def test_a_text_is_found_listed_and_forgotten(path):
    [id_] = filled(path, TEXT)
    with Library.open(path, write=True) as library:
        about = About(title="B", source="https://b.example", licence="© B", kind="label")
        other, new = library.add(OTHER, about)
        assert new
        assert near(library, OTHER) == set()  # waits
        library.index()
        assert near(library, OTHER) == {other}
        assert {one.id: one.about.kind for one in library.documents()} == {id_: "protected", other: "label"}
        assert [one.about for one in library.documents() if one.id == other] == [about]
        assert library.remove(other)
        assert not library.remove(other)
        assert (near(library, OTHER), near(library, TEXT)) == (set(), {id_})
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(DISTINCT passage), min(passage) FROM fingerprints").fetchone() == (1, 1)
    connection.close()


def test_the_same_text_is_kept_once(path):
    assert len(set(filled(path, TEXT, TEXT))) == 1
    with Library.open(path, write=True) as library:
        assert library.add(TEXT, About(title="again")) == (library.documents()[0].id, False)


def test_a_text_that_waits_can_be_forgotten(path):
    with Library.open(path, write=True) as library:
        id_, _ = library.add(TEXT, About(title="T"))
        assert library.remove(id_)
        library.index()
        assert near(library, TEXT) == set()


def test_whoever_is_killed_while_adding_loses_nothing(path):
    program = f"""
        import os
        from medguard.checks.plagiarism import About, Library
        library = Library.open({str(path)!r}, write=True)
        library.add({TEXT!r}, About(title="T"))
        os._exit(9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    with Library.open(path) as reader:
        assert near(reader, TEXT) == set()
    with Library.open(path, write=True) as library:
        assert library.add(TEXT, About(title="T"))[1] is False
        library.index()
        assert len(near(library, TEXT)) == 1


def test_readers_are_not_disturbed_by_whoever_writes(path):
    filled(path, TEXT)
    check = Plagiarism(Library.open(path), copied_share=0.1, paraphrased_share=0.5)
    reply = Reply((Said("/r", Text(TEXT)),))
    seen, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            seen.append([one.kind for one in check(reply)])

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    with Library.open(path, write=True) as library:
        for number in range(60):
            id_, _ = library.add(f"{OTHER}{number}", About(title="O"))
            library.index()
            library.remove(id_)
    stop.set()
    for reader in readers:
        reader.join()
    assert len(seen) > 3
    assert all(kinds == ["copied"] for kinds in seen)


def test_a_second_writer_waits_and_then_says_so(path):
    filled(path, TEXT)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with (
        Library.open(path, write=True) as library,
        pytest.raises(LibraryError, match="changed by another program") as error,
    ):
        library.add(OTHER, About(title="O"))
    assert error.value.remedy
    assert "其他程序" in error.value.message_zh
    holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_what_is_no_library_is_refused(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    for write in (False, True):
        with pytest.raises(LibraryError, match=r"another program|damaged|cannot be read") as error:
            Library.open(path, write=write)
        assert error.value.remedy
        assert error.value.remedy_zh
        assert error.value.message_zh


def test_another_programs_database_and_another_scheme_are_refused(path):
    filled(path, TEXT)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(LibraryError, match="another release"):
        Library.open(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 7")
    connection.close()
    with pytest.raises(LibraryError, match="another program"):
        Library.open(path)


def test_a_library_that_is_not_there_is_not_begun_by_a_reader(path):
    with pytest.raises(LibraryError, match="not there"):
        Library.open(path)
    assert not path.exists()
    with pytest.raises(LibraryError, match="cannot be begun"):
        Library.open("/proc/nowhere/texts.db", write=True)


def test_a_file_put_in_its_place_is_used(path, tmp_path):
    filled(path, TEXT)
    filled(tmp_path / "new.db", OTHER)
    with Library.open(path) as library:
        assert near(library, TEXT)
        shutil.move(tmp_path / "new.db", path)
        assert (bool(near(library, TEXT)), bool(near(library, OTHER))) == (False, True)


@pytest.mark.parametrize("text", ["", " \n", "…", "one two", "的的的"])
def test_a_text_without_words_is_refused(path, text):
    with Library.open(path, write=True) as library, pytest.raises(TextError, match="no words"):
        library.add(text, About(title="T"))


def test_a_text_of_any_characters_is_kept(path):
    with Library.open(path, write=True) as library:
        library.add("\x00\ud800" + TEXT + "\U0001f600" * 50, About(title="\x00\u202e"))
        library.index()
        assert near(library, TEXT)


def test_pages_are_the_text():
    for text in (TEXT * 20, OTHER * 20, "x" * 10_000, "a. " * 4_000, ""):
        pages = list(passages_of(text))
        assert "".join(page for _, page in pages) == text
        assert all(text[begins:].startswith(page) for begins, page in pages)


words = st.lists(st.sampled_from([f"w{number}x" for number in range(40)]), max_size=40)


@given(
    words,
    words,
    st.lists(st.sampled_from([f"s{number}y" for number in range(40)]), min_size=WORDS + WINDOW - 1, max_size=20),
)
def test_whatever_is_shared_over_the_winnowing_window_shares_a_fingerprint(before, behind, shared):
    ours, theirs = [*before, *shared], [*shared, *behind]
    assert set(fingerprints(ours)) & set(fingerprints(theirs))


@given(st.text("甲乙丙丁戊己庚辛", min_size=CHARACTERS + WINDOW - 1, max_size=30), st.text("子丑寅卯", max_size=20))
def test_so_it_is_with_characters(shared, other):
    assert set(fingerprints([*other, *shared])) & set(fingerprints([*shared, *other]))


def test_the_order_of_two_words_makes_no_unit():
    assert set(fingerprints("renal failure".split())) == set(fingerprints("failure renal".split()))


@given(st.text())
def test_every_word_stands_where_it_is_said_to(text):
    found = read(text)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
    assert list(found.starts) == sorted(found.starts)
    assert all(0 <= at < len(found) for at in found.at)
