"""``medguard phi`` with the real detector: lines in, lines out; a text hidden and restored."""

import json
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cli_samples import SECRET, medguard, program
from hypothesis import given as over
from hypothesis import strategies as st

from medguard.cli.phi import _keep, _kept
from medguard.phi import open_detector
from medguard.phi.standins import StandInTable, edited
from medguard.types import ClearText, Passage, Span

TEXTS = (
    "Seen by Dr. Meyers on 03/14/2024 😀, MRN 0012345.",
    "患者张伟，电话13800138000。",
    "",
    "Blood pressure is stable.\u2028",
)


def lines(texts=TEXTS):
    return "".join(json.dumps({"id": f"n{at}", "text": text, "more": [1]}) + "\n" for at, text in enumerate(texts))


def test_detect_finds_what_the_detector_finds_each_text_by_itself():
    said = medguard("phi", "detect", given=lines())
    assert said.exit_code == 0
    found = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["id"] for line in found] == ["n0", "n1", "n2", "n3"]
    detector = open_detector()
    for line, text in zip(found, TEXTS, strict=True):
        [spans] = detector.spans([Passage(ClearText(text))])
        assert [(e["start"], e["end"], e["type"]) for e in line["entities"]] == [
            (s.start, s.end, s.kind) for s in spans
        ]
        assert all(set(entity) == {"start", "end", "type", "score"} for entity in line["entities"])
    assert TEXTS[1][found[1]["entities"][0]["start"] : found[1]["entities"][0]["end"]] == "张伟"


def test_detect_keeps_the_order_of_many_texts():
    many = "".join(json.dumps({"id": at, "text": "Seen by Dr. Meyers." * (at % 7)}) + "\n" for at in range(100))
    said = medguard("phi", "detect", "-", given=many)
    assert [json.loads(line)["id"] for line in said.stdout.splitlines()] == list(range(100))


def test_detect_reads_a_file_as_windows_writes_it(tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_bytes("\ufeff".encode() + lines().replace("\n", "\r\n").encode() + b"\r\n")
    assert medguard("phi", "detect", file).stdout == medguard("phi", "detect", given=lines()).stdout


def test_detect_gives_what_came_before_a_broken_line_and_nothing_after():
    said = program("phi", "detect", given=(lines() + "\n" + SECRET + "\n" + lines()).encode())
    assert said.returncode == 2
    assert [json.loads(line)["id"] for line in said.stdout.splitlines()] == ["n0", "n1", "n2", "n3"]
    assert b"Line 6 " in said.stderr
    assert SECRET.encode() not in said.stderr


def test_detect_takes_its_threshold_from_the_option_else_from_the_profile(tmp_path):
    strict = tmp_path / "strict.yaml"
    words = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: strict")
    strict.write_text(words.replace("threshold: 0.5", "threshold: 1.0"), "utf-8")

    def entities(*options):
        said = medguard("phi", "detect", *options, given=lines(TEXTS[:1]))
        return json.loads(said.stdout)["entities"]

    assert len(entities("--profile", strict)) < len(entities())
    assert entities("--profile", strict, "--threshold", "0.5") == entities()


@pytest.mark.parametrize("threshold", ["2", "-0.1", "nan", "x"])
def test_a_threshold_is_a_number_from_0_to_1(threshold):
    assert medguard("phi", "detect", f"--threshold={threshold}", given="").exit_code == 2


def test_detect_interrupted_is_quiet():
    process = subprocess.Popen(
        [sys.executable, "-m", "medguard", "phi", "detect"],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  a shell's background ignores it
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        process.stdin.write(lines().encode() * 50)  # more than are read ahead
        process.stdin.flush()
        assert process.stdout.readline()  # it works, and will wait for more
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert (process.wait(30), process.stderr.read()) == (130, b"")
    finally:
        process.kill()
        process.communicate()


# ── hide and restore ─────────────────────────────────────────────────────────────────────────────────────────────────

NOTE = "Patient: Margaret Thornbury\nMRN: 48213907\nWhat does [NAME_1] mean?\r\n患者张伟，电话13800138000。\n"


@pytest.fixture
def note(tmp_path):
    file = tmp_path / "note.txt"
    file.write_bytes(NOTE.encode())
    return file


@pytest.fixture(scope="module")
def hidden_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hidden")
    said = medguard("phi", "hide", "--table", folder / "table.json", given=NOTE.encode())
    assert said.exit_code == 0
    assert "identifies people" in said.stderr
    return said.stdout_bytes.decode(), folder / "table.json"


@pytest.fixture
def hidden(hidden_once, tmp_path):
    words, table = hidden_once
    return words, Path(shutil.copy(table, tmp_path))


def test_hide_replaces_and_keeps_the_table_for_its_owner(hidden_once):
    words, table = hidden_once
    for value in ("Margaret Thornbury", "48213907", "张伟", "13800138000"):
        assert value not in words
        assert value in table.read_text("utf-8")
    assert "What does [NAME_1] " in words  # the caller's own
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    assert [one.name for one in table.parent.iterdir() if one.name.startswith(".")] == []


def test_restore_brings_back_every_byte(hidden, tmp_path):
    words, table = hidden
    safe = tmp_path / "safe.txt"
    safe.write_bytes(words.encode())
    for options, given in (((safe,), None), ((), words.encode()), (("-",), words.encode())):
        said = medguard("phi", "restore", *options, "--table", table, given=given)
        assert (said.exit_code, said.stdout_bytes.decode(), said.stderr) == (0, NOTE, "")


def test_restore_reads_what_a_model_made_of_a_stand_in(hidden):
    _, table = hidden
    said = medguard("phi", "restore", "--table", table, given="**name_2** and [NAME_77]")
    assert said.stdout == "**Margaret Thornbury** and [NAME_77]"
    assert "1 stand-ins are not in the table" in said.stderr


def test_hide_overwrites_only_when_it_is_told_to(hidden, note):
    _, table = hidden
    before = table.read_bytes()
    said = medguard("phi", "hide", note, "--table", table)
    assert (said.exit_code, said.stdout, table.read_bytes()) == (2, "", before)
    assert "--force" in said.stderr
    table.chmod(0o644)
    assert medguard("phi", "hide", note, "--table", table, "--force").exit_code == 0
    assert stat.S_IMODE(table.stat().st_mode) == 0o600


def test_hide_never_overwrites_the_text_or_what_is_no_plain_file(note, tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to(note)
    for table in (note, link, tmp_path):
        said = medguard("phi", "hide", note, "--table", table, "--force")
        assert (said.exit_code, said.stdout) == (2, "")
    assert note.read_bytes() == NOTE.encode()


def test_hide_writes_neither_if_the_text_cannot_be_read(tmp_path):
    table = tmp_path / "table.json"
    said = medguard("phi", "hide", "--table", table, given="患者张伟".encode("gb18030"))
    assert (said.exit_code, said.stdout, table.exists()) == (2, "", False)
    assert "UTF-8" in said.stderr
    assert medguard("phi", "hide", tmp_path / "none.txt", "--table", table).exit_code == 2


def test_hide_writes_no_text_if_the_table_cannot_be_kept(note):
    said = medguard("phi", "hide", note, "--table", "/proc/self/table.json")  # where even root cannot write
    assert (said.exit_code, said.stdout) == (2, "")


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("NAME_2", "NAME_3").replace('"number": 2', '"number": 3'),
        lambda text: text.replace("medguard stand-ins 1", "something else"),
        lambda text: text.replace('"number": 2', '"number": 1000000000'),
        lambda text: text.replace('"kind": "NAME"', '"kind": "Ann Lee"'),
        lambda text: text.replace("张伟", "Margaret Thornbury"),
        lambda text: text[:-20],
        lambda _text: '"Ann Lee"',
        lambda _text: '["Ann Lee"]',
        lambda _text: "[" * 100_000,
        lambda _text: "",
    ],
)
def test_a_table_that_was_changed_names_nobody(hidden, changed):
    words, table = hidden
    was = table.read_text("utf-8")
    table.write_text(changed(was), "utf-8")
    assert changed(was) != was
    said = medguard("phi", "restore", "--table", table, given=words)
    assert (said.exit_code, said.stdout) == (2, "")
    assert not [value for value in ("Ann Lee", "Thornbury", "张伟") if value in said.stderr]


@pytest.fixture
def replacing(tmp_path):
    """A profile whose names and dates get surrogates, and whose numbers are gone for good."""
    file = tmp_path / "replacing.yaml"
    words = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: replacing")
    assert "phi:\n" in words
    file.write_text(
        words.replace("phi:\n", "phi:\n  replace: {NAME: surrogate, DATE: surrogate, MRN: redact}\n", 1), "utf-8"
    )
    return file


def test_hide_replaces_as_the_profile_says_and_what_is_reversible_comes_back(replacing, tmp_path):
    given = "Patient: Margaret Thornbury\nMRN: 48213907\nSeen 03/14/2024, call (415) 555-0134.\n"
    table = tmp_path / "table.json"
    said = medguard("phi", "hide", "--profile", replacing, "--table", table, given=given.encode())
    assert said.exit_code == 0
    words = said.stdout_bytes.decode()
    assert "[MRN]" in words
    assert "[PHONE_1]" in words
    assert "[NAME" not in words
    assert not [value for value in ("Thornbury", "48213907", "03/14/2024", "0134") if value in words]
    back = medguard("phi", "restore", "--table", table, given=words.encode())
    assert back.stdout_bytes.decode() == given.replace("48213907", "[MRN]")


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace('"days"', '"weeks"'),
        lambda text: text.replace("medguard replacements 1", "medguard replacements 2"),
        lambda text: text.replace('"PHONE"', "7"),
        lambda text: text[:-20],
    ],
)
def test_a_table_with_operators_that_was_changed_names_nobody(replacing, tmp_path, changed):
    table = tmp_path / "table.json"
    medguard("phi", "hide", "--profile", replacing, "--table", table, given=b"Dr. Meyers, 03/14/2024, (415) 555-0134")
    was = table.read_text("utf-8")
    assert changed(was) != was
    table.write_text(changed(was), "utf-8")
    said = medguard("phi", "restore", "--table", table, given="Dr. Meyers")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Meyers" not in said.stderr


PIECES = st.lists(
    st.sampled_from(
        ["[NAME_1]", "NAME_2", "name_12", "【姓名_3】", "DATE_1", "Ann", "张伟", " ", "_", "1", "7", "[", "]"]
    ),
    max_size=12,
)


@over(PIECES, st.data())
def test_a_table_read_back_restores_the_same(pieces, data):
    text = "".join(pieces)
    borders = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(["NAME", "DATE", "OTHER_ID", "unknown"])
    spans = [Span(a, b, data.draw(kinds), 1.0) for a, b in zip(borders[::2], borders[1::2], strict=False)]
    table = StandInTable(avoid=[text])
    hidden = edited(text, table.hide(Passage(ClearText(text)), spans))
    file = Path(data.draw(st.just(FOLDER))) / "table.json"
    _keep(table, file)
    assert _kept(str(file)).restore(hidden) == table.restore(hidden) == text


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory):
    global FOLDER  # noqa: PLW0603  hypothesis and function-scoped fixtures do not mix
    FOLDER = str(tmp_path_factory.mktemp("tables"))


FOLDER = ""
