"""``medguard registry`` on a real database, and the page that tells of it."""

import json
import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest
from cli_samples import medguard, program

from medguard.audit.registry import KIND_ZH, KINDS, open_registry
from medguard.facts import Consent

DOCS = Path(__file__).parents[2] / "docs/registry.md"
TRAINING = "人员编号,培训代码,考核合格,有效期自,有效期至\r\ndr-0042,G10,是,2024-02-29,2026-12-31\r\n"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def registry(url, command, *arguments, **more):
    return medguard("registry", command, *arguments, "--database", url, **more)


def shown(url, *arguments):
    return json.loads(registry(url, "show", "--json", *arguments).stdout)


def test_a_file_is_imported_and_shown(url, tmp_path):
    file = tmp_path / "培训.csv"
    file.write_text(TRAINING, "utf-8-sig")
    said = registry(url, "import", file, "--kind", "training")
    assert said.exit_code == 0, said.stderr
    assert re.search(r"added +1 *\n", said.stdout)
    [one] = shown(url, "--on", "2026-12-31")
    assert one["facts"] == {"code": "G10", "exam_passed": True}
    assert (one["kind"], one["subject"], one["code"], one["state"]) == ("training", "dr-0042", "G10", "valid")
    assert (one["valid_from"], one["valid_until"]) == ("2024-02-29", "2026-12-31")
    assert one["source"]["name"] == "培训.csv"
    assert one["source"]["sha256"] in said.stdout
    people = registry(url, "show", "--lang", "zh")
    for words in ("培训", "dr-0042", "G10", "有效", "exam_passed=true", "培训.csv"):
        assert words in people.stdout


def test_the_same_file_again_changes_nothing(url):
    for _ in range(2):
        said = registry(url, "import", "-", "--kind", "培训", given=TRAINING)
    assert re.search(r"added +0 *\nunchanged +1 *\n", said.stdout)
    assert len(shown(url)) == 1


def test_a_dry_run_reads_and_keeps_nothing(url, tmp_path):
    said = registry(url, "import", "-", "--kind", "training", "--dry-run", given=TRAINING)
    assert said.exit_code == 0
    assert "Nothing was kept" in said.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", [(), ("--dry-run",)])
def test_one_bad_row_keeps_all_of_them_out(url, tmp_path, form):
    given = TRAINING + "dr-0043,G10,是,2026-02-29,\r\n张伟,G10,是,,\r\n"
    said = registry(url, "import", "-", "--kind", "training", *form, given=given)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "line 3, valid_from: is no day" in said.stderr
    assert "line 4, subject: is no pseudonymous identifier" in said.stderr
    chinese = registry(url, "import", "-", "--kind", "training", "--lang", "zh", given=given)
    assert "第 3 行，有效期自：" in chinese.stderr
    assert "第 4 行，人员编号：不是假名化编号" in chinese.stderr
    assert "张伟" not in said.output + chinese.output
    assert list(tmp_path.iterdir()) == []


def test_hundreds_of_bad_rows_are_not_all_told(url):
    said = registry(url, "import", "-", "--kind", "actor", given="subject\n" + "x\n" * 300)
    assert "300 things are wrong" in said.stderr
    assert "… and 250 more." in said.stderr
    assert said.stderr.count("line ") == 50


def test_a_file_from_a_chinese_spreadsheet_is_recognised(url):
    said = program("registry", "import", "-", "--kind", "training", "--database", url, given=TRAINING.encode("gbk"))
    assert said.returncode == 2
    assert b"GBK" in said.stderr
    assert b"iconv -f GB18030 -t UTF-8" in said.stderr


def test_show_can_be_narrowed(url):
    rows = "kind,subject,code,valid_until\nactor,d-1,,\nactor,d-2,,2020-01-01\nauthorisation,d-1,G10,\nfiling,,G10,\n"
    assert registry(url, "import", "-", given=rows).exit_code == 0
    assert [(one["kind"], one["subject"]) for one in shown(url, "--kind", "actor")] == [
        ("actor", "d-1"),
        ("actor", "d-2"),
    ]
    assert [one["kind"] for one in shown(url, "--subject", "d-1")] == ["actor", "authorisation"]
    assert [one["subject"] for one in shown(url, "--kind", "人员", "--on", "2026-11-25")] == ["d-1"]
    assert [one["state"] for one in shown(url, "--subject", "d-2")] == ["expired"]
    assert shown(url, "--subject", "nobody") == []
    assert "No entries." in registry(url, "show", "--subject", "nobody").stdout


def test_what_ends_soon_is_asked_for_by_days(url):
    today = date.today()  # noqa: DTZ011  as the command counts
    rows = "subject,code,valid_until\n" + "".join(f"d-1,G{n:02},{today + timedelta(n)}\n" for n in (1, 9, 10, 11))
    registry(url, "import", "-", "--kind", "training", given=rows)
    assert [one["code"] for one in shown(url, "--expiring", "10")] == ["G01", "G09", "G10"]
    assert [one["code"] for one in shown(url, "--expiring", "1", "--on", str(today + timedelta(9)))] == ["G09", "G10"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_empty_and_can_be_imported(url, kind):
    for lang, asked in (("en", kind), ("zh", KIND_ZH[kind])):
        empty = medguard("--lang", lang, "registry", "template", asked)
        assert empty.exit_code == 0
        assert empty.stdout_bytes.startswith(b"\xef\xbb\xbf")
        assert len(empty.stdout.splitlines()) == 1
        assert all(column.name in empty.stderr for column in KINDS[kind].columns)
        said = registry(url, "import", "-", "--kind", kind, given=empty.stdout_bytes)
        assert "there are no rows" in said.stderr


def test_what_somebody_edited_is_shown_or_explained(url, tmp_path):
    registry(url, "import", "-", "--kind", "training", given=TRAINING)
    with open_registry(url) as opened, opened.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE registry SET facts = '[1', subject = 'a\x1b[2J'")
    said = registry(url, "show")
    assert said.exit_code == 0
    assert "\x1b" not in said.stdout


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_s_example_does_what_it_says(tmp_path, monkeypatch):
    """Files and commands as they stand in docs/registry.md."""
    page = DOCS.read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    for name, content in re.findall(r"^`([a-z]+\.csv)`\n\n```csv\n(.*?)```", page, re.DOTALL | re.MULTILINE):
        Path(name).write_text(content, "utf-8")
    [commands] = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    run = [shlex.split(line, comments=True) for line in commands.splitlines() if line.strip()]
    assert len(run) >= 5
    for name, *arguments in run:
        assert name == "medguard"
        said = medguard(*arguments, MEDGUARD_DATABASE=url)
        assert said.exit_code == 0, said.output
    [python] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names = {}
    exec(python.replace("sqlite:////var/lib/medguard/ledger.db", url), names)
    assert names["actor"].training[0].code == "G10"
    assert names["patient"].consent == Consent(procedure_written=True, pi_basis="consent", pi_separate=True)
    assert names["institution"].stop_triggers == ()
    assert names["incidents"] == ()


def test_the_page_names_every_kind():
    page = DOCS.read_text("utf-8")
    for kind, zh in KIND_ZH.items():
        assert f"| `{kind}` {zh} |" in page
