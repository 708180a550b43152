"""``medguard library citations``: build, add, status, and what is wrong with a command."""

from __future__ import annotations

import json

from citation_samples import article, medline
from typer.testing import CliRunner

from medguard.checks.citations import IndexTrouble
from medguard.cli.library_citations import citations
from medguard.cli.show import Mistake


def run(*words):
    return CliRunner().invoke(citations, [str(word) for word in words])


def test_build_add_and_status(tmp_path):
    index = tmp_path / "works.db"
    first = medline(tmp_path / "a.xml.gz", article(101, "Sound work"), article(102, "Another work"))
    made = run("build", first, "--index", index, "--covers", "measured")
    assert made.exit_code == 0, made.output
    assert run("add", medline(tmp_path / "b.xml", article(103, "A third work")), "--index", index).exit_code == 0
    found = json.loads(run("status", "--index", index, "--json").stdout)
    assert (found["works"], found["covers"], [name for name, _, _ in found["sources"]]) == (
        3,
        "measured",
        ["a.xml.gz", "b.xml"],
    )
    assert "measured" in run("status", "--index", index).output


def test_a_folder_is_its_files(tmp_path):
    (tmp_path / "in").mkdir()
    medline(tmp_path / "in" / "a.xml.gz", article(101, "Sound work"))
    (tmp_path / "in" / "a.xml.gz.md5").write_text("x")
    assert run("build", tmp_path / "in", "--index", tmp_path / "works.db", "--covers", "nothing").exit_code == 0


def test_whoever_vouches_for_a_sample_is_warned(tmp_path):
    made = run(
        "build",
        medline(tmp_path / "a.xml", article(101, "Sound work")),
        "--index",
        tmp_path / "works.db",
        "--covers",
        "everything",
    )
    assert "vouches for everything" in made.output


def test_covers_must_be_said_and_known(tmp_path):
    source = medline(tmp_path / "a.xml", article(101, "Sound work"))
    assert run("build", source, "--index", tmp_path / "works.db").exit_code == 2
    assert isinstance(run("build", source, "--index", tmp_path / "works.db", "--covers", "all").exception, Mistake)
    assert not (tmp_path / "works.db").exists()


def test_no_index_is_named_or_there(tmp_path):
    assert isinstance(run("status").exception, Mistake)
    assert isinstance(run("status", "--index", tmp_path / "none.db").exception, IndexTrouble)
