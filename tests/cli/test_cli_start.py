"""The way in: help, version, language, and how every error leaves."""

import ast
import inspect
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from cli_samples import SECRET, facts, medguard, program
from typer.testing import CliRunner

import medguard as package
import medguard.cli as command_line
from medguard import guard
from medguard.cli import Doors, show
from medguard.cli.show import json_bytes, plain
from medguard.errors import AuditError

GROUPS = ("phi", "rules", "audit", "db", "registry", "profile")
COMMANDS = (
    "serve", "demo", "phi detect", "phi hide", "phi restore", "rules list", "rules show", "rules decide",
    "audit list", "audit show", "audit verify", "db upgrade", "profile check",
    "registry import", "registry show", "registry template",
)  # fmt: skip


@pytest.mark.parametrize("command", ["", *GROUPS, *COMMANDS])
def test_every_command_has_help_with_an_example(command):
    said = medguard(*command.split(), "--help")
    assert said.exit_code == 0
    assert "Example:" in said.stdout


def test_importing_the_command_line_loads_nothing_heavy():
    heavy = "medguard.guard medguard.phi medguard.audit.ledger wasmtime sqlalchemy spacy presidio_analyzer pydantic uvicorn".split()
    asks = f"import sys, medguard.cli; print([name for name in {heavy!r} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, check=True)
    assert said.stdout.strip() in {b"[]", b"['pydantic']"}  # typer loads pydantic, if it is there, for itself


def test_help_answers_at_once():
    def seconds():
        began = time.monotonic()
        assert program("--help").returncode == 0
        return time.monotonic() - began

    assert min(seconds() for _ in range(3)) < 3.0  # a third of a second here; other machines are slower


def test_version():
    assert medguard("--version").stdout == f"medguard {package.__version__}\n"


def test_the_default_profile_is_that_of_the_guard():
    assert show.DEFAULT_PROFILE == guard.DEFAULT_PROFILE


# ── language ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "environment", "chinese"),
    [
        ((), {}, False),
        ((), {"lang": "zh_CN.UTF-8"}, True),
        ((), {"lang": "zh"}, True),
        ((), {"lang": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, False),
        ((), {"LC_MESSAGES": "zh_TW.UTF-8"}, True),
        (("--lang", "zh"), {}, True),
        (("--lang", "en"), {"lang": "zh_CN.UTF-8"}, False),
    ],
)
def test_the_language_comes_from_the_option_else_from_the_locale(arguments, environment, chinese):
    said = medguard(*arguments, "rules", "show", "nope", **environment)
    assert ("没有该规则" in said.stderr) is chinese
    assert ("no such rule" in said.stderr) is not chinese


def test_a_command_takes_the_language_too_and_the_next_one_begins_anew():
    assert "身份标识不出院" in medguard("rules", "list", "--lang", "zh").stdout
    assert "身份标识不出院" not in medguard("rules", "list").stdout


def test_a_locale_that_cannot_write_it_does_not_stop_a_command():
    said = program("--lang", "zh", "profile", "check", PYTHONIOENCODING="ascii")
    assert said.returncode == 0
    said = program("rules", "list", "--json", PYTHONIOENCODING="gbk")
    assert "身份标识不出院" in said.stdout.decode("utf-8")


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def without(field):
    return {name: value for name, value in facts().items() if name != field}


def with_request(**changes):
    return facts() | {"request": facts()["request"] | changes}


def decide(document):
    return ("rules", "decide", "-"), document if isinstance(document, str | bytes) else json.dumps(document)


def detect(lines):
    return ("phi", "detect"), lines


SERVE = ("serve", "--upstream")
BAD = {
    # command: (arguments, stdin), a word of what happened, a word of what to do
    "no profile": (("profile", "check", "hospitl"), None, "did you mean hospital", "internet-hospital"),
    "no profile file": (("profile", "check", "no.yaml"), None, "no file", "hospital"),
    "rules of no profile": (("rules", "list", "--profile", "nope"), None, "no profile", "hospital"),
    "no rule": (("rules", "show", "phi/identifiers_replacd"), None, "did you mean phi/identifiers_replaced", "rules list"),
    "no rule at all like it": (("rules", "show", SECRET), None, "no such rule", "rules list"),
    "no facts file": (("rules", "decide", "/no/facts.json"), None, "cannot be opened", "exists"),
    "empty facts": (*decide(""), "line 1, column 1 is not JSON", "schemas/input.json"),
    "facts cut short": (*decide('{"stage":\n "Ann Lee'), "line 2", "schemas/input.json"),
    "facts in another encoding": (*decide('"张伟"'.encode("gb18030")), "UTF-8", "schemas/input.json"),
    "endless facts": (*decide("[" * 100_000), "endless brackets", "schemas/input.json"),
    "facts in UTF-16": (*decide(json.dumps(facts()).encode("utf-16")), "UTF-8", "schemas/input.json"),
    "half a character": (*decide(with_request(model="\ud83d")), "half of a character", "schemas/input.json"),
    "facts are a list": (*decide([SECRET]), "not an object", "schemas/input.json"),
    "a fact is missing": (*decide(without("now")), "now is missing", "schemas/input.json"),
    "an unknown fact": (*decide(facts() | {"reqest": SECRET}), "reqest is no field", "schemas/input.json"),
    "an unknown fact with a name in it": (*decide(facts() | {SECRET: 1}), "… is no field", "schemas/input.json"),
    "a fact of the wrong type": (*decide(with_request(turn=SECRET)), "request.turn is not a whole number", "schemas/input.json"),
    "an unknown level": (*decide(facts() | {"levels": {"phi/identifiers_replaced": SECRET}}), "levels.phi/identifiers_replaced", "input.json"),
    "a level for no rule": (*decide(facts() | {"levels": {"phi/identifiers": "deny"}}), "did you mean phi/", "Rules are"),
    "local time": (*decide(facts() | {"now": "2026-11-23T09:30:00+08:00"}), "now is not", "2026-11-23T09:30:00Z"),
    "no such day": (*decide(facts() | {"now": "2026-02-31T09:30:00Z"}), "now is not", "2026-11-23T09:30:00Z"),
    "a number beyond 64 bits": (*decide(with_request(turn=10**30)), "64 bits", "schemas/input.json"),
    "nothing switched on": (*decide(facts() | {"levels": {}}), "no rule is switched on", "tell whoever"),
    "detect: no file": (("phi", "detect", "/no/Ann Lee"), None, "cannot be opened", "stdin"),
    "detect: a folder": (("phi", "detect", "/tmp"), None, "cannot be opened", "stdin"),
    "detect: no JSON": (*detect('\n\n{"id": 1, "text": "Ann Lee}'), "Line 3", "one object a line"),
    "detect: no text": (*detect('{"id": "Ann Lee"}'), "Line 1", "one object a line"),
    "detect: no id": (*detect('{"text": "Ann Lee"}'), "Line 1", "one object a line"),
    "detect: id is true": (*detect('{"id": true, "text": "Ann Lee"}'), "Line 1", "one object a line"),
    "detect: text is a number": (*detect('{"id": 1, "text": 4}'), "Line 1", "one object a line"),
    "detect: half a character": (*detect('{"id": 1, "text": "Ann Lee \\ud83d"}'), "not valid Unicode", "one object a line"),
    "detect: another encoding": (*detect(b'{"id": 1, "text": "\xd5\xc5 Ann Lee"}'), "UTF-8", "one object a line"),
    "detect: endless": (*detect("[" * 100_000), "Line 1", "one object a line"),
    "hide: no folder": (("phi", "hide", "--table", "/no/folder/t.json"), SECRET, "cannot be written", "new file"),
    "hide: a folder": (("phi", "hide", "--table", "/tmp", "--force"), SECRET, "cannot be written", "new file"),
    "hide: a device": (("phi", "hide", "--table", "/dev/null", "--force"), SECRET, "cannot be written", "new file"),
    "hide: stdout": (("phi", "hide", "--table", "-"), SECRET, "cannot be written", "new file"),
    "restore: no table": (("phi", "restore", "--table", "/no/t.json"), SECRET, "table cannot be opened", "exists"),
    "ledger: no file": (("audit", "list", "--database", "sqlite:////no/l.db"), None, "does not exist", "correct the URL"),
    "ledger: no URL": (("audit", "verify", "--database", SECRET), None, "cannot be read", "sqlite:///"),
    "ledger: another database": (("db", "upgrade", "--database", "mysql://u:secret@h/d"), None, "does not know", "postgresql"),
    "ledger: of no profile": (("audit", "verify", "--profile", "nope"), None, "no profile", "hospital"),
    "registry: no file": (("registry", "import", "/no/Ann Lee"), None, "cannot be opened", "stdin"),
    "registry: no kind": (("registry", "template", "trainings"), None, "did you mean training", "institution"),
    "registry: a name": (("registry", "import", "-", "--kind", "actor"), "subject\nAnn Lee", "1 thing is wrong", "import the file again"),
    "registry: names": (("registry", "import", "-", "--kind", "actor"), "subject,Ann Lee,姓名\n1,2,3", "2 things are wrong", "import the file again"),
    "registry: no day": (("registry", "show", "--on", "2026-02-29"), None, "no day of the calendar", "2026-11-25"),
    "registry: no database": (("registry", "show", "--database", "sqlite:////no/l.db"), None, "does not exist", "correct the URL"),
    "serve: no upstream": (("serve",), None, "No upstream", "--upstream https://"),
    "serve: no http": ((*SERVE, "ftp://h"), None, "http or https", "--upstream https://"),
    "serve: no host": ((*SERVE, "https://"), None, "with a host", "--upstream https://"),
    "serve: no port": ((*SERVE, "https://h:99999"), None, "http or https", "--upstream https://"),
    "serve: brackets": ((*SERVE, "https://[::"), None, "http or https", "--upstream https://"),
    "serve: a password": ((*SERVE, "https://u:secret@h"), None, "password", "Authorization"),
    "serve: a blank": ((*SERVE, "https://h/Ann Lee"), None, "blank", "--upstream https://"),
    "serve: a query": ((*SERVE, "https://h/?key=secret"), None, "holds a ?", "--upstream https://"),
    "serve: one call": ((*SERVE, "https://h/v1/chat/completions"), None, "one call", "--upstream https://"),
    "serve: no HOST:PORT": ((*SERVE, "https://h", "--listen", "8080"), None, "HOST:PORT", "127.0.0.1:8080"),
    "serve: port too large": ((*SERVE, "https://h", "--listen", "h:65536"), None, "HOST:PORT", "127.0.0.1:8080"),
    "serve: elsewhere": ((*SERVE, "https://h", "--listen", "192.0.2.1:8080"), None, "no address of this machine", "127.0.0.1"),
}  # fmt: skip
ASSERTED_UNQUOTED = (SECRET, "secret", "Traceback", "张")


@pytest.mark.parametrize(("arguments", "given", "what", "remedy"), BAD.values(), ids=BAD)
def test_a_mistake_is_explained_and_not_quoted(arguments, given, what, remedy):
    english = medguard(*arguments, given=given)
    assert (english.exit_code, english.stdout) == (2, "")
    assert english.stderr.startswith("medguard: ")
    assert what in english.stderr
    assert remedy in english.stderr
    assert not [words for words in ASSERTED_UNQUOTED if words in english.stderr]
    chinese = medguard("--lang", "zh", *arguments, given=given)
    assert chinese.exit_code == 2
    assert not [words for words in ASSERTED_UNQUOTED if words in chinese.stderr]
    assert chinese.stderr != english.stderr or "rules" in arguments  # errors of the rules have an English remedy only


def test_every_mistake_of_ours_has_its_words_in_both_languages():
    for file in Path(inspect.getfile(command_line)).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"say", "warn"}:
                english, chinese = map(ast.unparse, call.args)
                assert english != chinese, f"{file.name}:{call.lineno}"


def with_fault(error):
    """The door of the program around a command that fails."""
    small = typer.Typer(cls=Doors, pretty_exceptions_enable=False)

    @small.callback()
    def begin():
        show.speak(show.Language.EN)

    @small.command()
    def fail():
        raise error

    return CliRunner().invoke(small, ["fail"])


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ValueError(SECRET), 3, "ValueError in medguard/cli/__init__.py:"),
        (ExceptionGroup(SECRET, [ValueError(SECRET)]), 3, "ExceptionGroup in "),
        (AuditError("No. Do this.", remedy="Do this."), 2, "medguard: No. Do this.\n"),
        (AuditError("No.", remedy="[red]Do[/red] this."), 2, "medguard: No.\n[red]Do[/red] this.\n"),
        (AuditError("No \x1b[31m."), 2, "medguard: No �[31m.\n"),
        (KeyboardInterrupt(SECRET), 130, ""),
        (BrokenPipeError(SECRET), 141, ""),
        (typer.Exit(7), 7, ""),
    ],
)
def test_however_a_command_fails_it_shows_no_trace_and_no_words(error, code, said):
    result = with_fault(error)
    assert result.exit_code == code
    assert said in result.stderr
    assert bool(said) is bool(result.stderr)
    assert SECRET not in result.output
    assert "Traceback" not in result.output


def test_a_reader_who_leaves_is_no_failure(url):
    for form in ((), ("--json",)):
        process = subprocess.Popen(
            [sys.executable, "-m", "medguard", "audit", "list", "--database", url, *form],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(30) == 141


def test_json_holds_whatever_a_string_can_be():
    assert json.loads(json_bytes({"a": "\ud83d 张 \x1b"})) == {"a": "\ud83d 张 \x1b"}


def test_what_rewrites_a_terminal_is_not_printed():
    assert plain("a\x1b[2J\x9b\u202eb\n张").plain == "a�[2J��b\n张"
