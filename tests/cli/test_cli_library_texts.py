"""medguard library texts: files are added, listed and removed; what cannot be read is named, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from medguard.cli import Doors, library_texts
from medguard.cli.show import Language, speak

TEXT = "Heart failure is a clinical syndrome in which the heart is unable to pump enough blood. " * 3
runner = CliRunner()


@pytest.fixture
def texts(tmp_path):
    app = typer.Typer(cls=Doors, pretty_exceptions_enable=False)
    app.add_typer(library_texts.app)

    @app.callback()
    def _() -> None:
        speak(Language.EN)

    def run(*words, library=True):
        end = ["--library", str(tmp_path / "texts.db")] if library else []
        return runner.invoke(app, ["texts", *map(str, words), *end])

    return run


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "books"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.txt").write_text(TEXT, "utf-8")
    (folder / "deep" / "two.html").write_text(f"<html><body><p>{TEXT} Two.</p></body></html>", "utf-8")
    (folder / "left.png").write_bytes(b"\x89PNG")
    return folder


def test_a_folder_is_added_once_listed_and_removed(texts, folder):
    assert texts("add", folder, "--licence", "© X", "--source", "https://x.example").exit_code == 0
    listed = json.loads(texts("list", "--json").stdout)
    assert {(one["title"], one["licence"], one["source"], one["kind"]) for one in listed} == {
        ("one", "© X", "https://x.example", "protected"),
        ("two", "© X", "https://x.example", "protected"),
    }
    again = texts("add", folder)
    assert again.exit_code == 0
    assert len(json.loads(texts("list", "--json").stdout)) == 2
    assert listed[0]["id"] in texts("list").stdout
    assert texts("remove", listed[0]["id"]).exit_code == 0
    assert texts("remove", listed[0]["id"]).exit_code == 1
    assert len(json.loads(texts("list", "--json").stdout)) == 1


def test_a_list_gives_every_file_its_own_data(texts, folder, tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_text(f"file,title,licence,as\n{folder / 'one.txt'},Label of X,free,label\n", "utf-8-sig")
    assert texts("add", "--list", listed).exit_code == 0
    [one] = json.loads(texts("list", "--json").stdout)
    assert (one["title"], one["licence"], one["kind"]) == ("Label of X", "free", "label")


def test_a_file_that_cannot_be_read_is_named_and_the_others_added(texts, folder):
    (folder / "bad.pdf").write_bytes(b"no pdf")
    (folder / "empty.txt").write_bytes(b"")
    found = texts("add", folder)
    assert found.exit_code == 1
    assert "bad.pdf: The file is called .pdf and is no PDF." in found.stderr
    assert "empty.txt: The text has no words" in found.stderr
    assert len(json.loads(texts("list", "--json").stdout)) == 2
    chinese = texts("add", folder, "--lang", "zh")
    assert "bad.pdf：该文件名为 .pdf，但不是 PDF 文件。" in chinese.stderr


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (["add"], "No file is named.", "未指定文件。"),
        (["add", "FOLDER", "--as", "novel"], "no such kind", "没有该类别"),
        (["add", "--list", "PROFILE"], "no column file", "清单缺少"),
        (["list"], "is not there", "文本库文件不存在"),
        (["remove", "t0"], "is not there", "文本库文件不存在"),
    ],
)
def test_a_mistake_is_explained_in_both_languages(texts, folder, words, english, chinese):
    words = [
        str(folder) if word == "FOLDER" else "policies/hospital.yaml" if word == "PROFILE" else word for word in words
    ]
    found = texts(*words)
    assert found.exit_code == 2
    assert english in found.stderr
    assert chinese in texts(*words, "--lang", "zh").stderr


def test_without_a_library_the_profile_is_asked(texts, tmp_path, folder):
    found = texts("list", library=False)
    assert found.exit_code == 2
    assert "No library is named" in found.stderr
    profile = tmp_path / "mine.yaml"
    text = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine")
    library = tmp_path / "texts.db"
    added = f"\nchecks:\n  plagiarism:\n    timeout_seconds: 5\n    library: {library}\n"
    profile.write_text(text.replace("\nchecks:\n", added, 1), "utf-8")
    assert texts("add", folder, "--profile", profile, library=False).exit_code == 0
    assert library.is_file()
