"""The first promise: nothing that identifies a person leaves, by any field, stream, log, error or record.

Names and numbers are planted in every string, key and long number of requests of any shape. What is looked at: what the
model was sent, the bytes of the database file, the program's own log, and the error if there was one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import traceback

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from medguard import log
from medguard.audit import open_ledger
from medguard.errors import MedguardError
from medguard.flow import exchange, run
from medguard.log import Event, Word
from medguard.testing import PatternDetector, chunks, completion
from medguard.types import Answer
from medguard.wire import Chat, JsonWire, sse
from parts import NAMES, parts

SECRETS = ("Ann Lee", "张伟", "ann@example.org", "110101190001018884", "13800138000")

# Words around the secrets that are no part of them: what stands beside a number decides whether it is one.
AROUND = st.text(
    st.sampled_from(" .,;:!?()[]{}<>\"'`*_\\/\n\t|^~&#@%=+-，。：；「」【】“”é患者号ABCxyz\u0000\u200b\U0001f600"),
    max_size=12,
)


@st.composite
def planted(draw, secrets=st.sampled_from(SECRETS)):
    """A string with one or two secrets in it."""
    words = draw(AROUND)
    for _ in range(draw(st.integers(1, 2))):
        words += " " + draw(secrets) + " " + draw(AROUND)
    return words


# A number is as good as a string; a key as good as a value.
LEAVES = planted() | st.sampled_from([13800138000, 110101190001018884, 1, 1.5, True, None])
NESTED = planted().map(lambda words: json.dumps({"w": [words]}, ensure_ascii="张" in words))
ANYTHING = st.recursive(
    LEAVES | NESTED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(planted(), inner, max_size=3),
    max_leaves=8,
)
ROLES = st.sampled_from(["system", "developer", "user", "assistant", "tool"]) | planted()


@st.composite
def messages(draw):
    message = {"role": draw(ROLES), "content": draw(planted() | NESTED)}
    parts_of_it = st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": planted()}), min_size=1, max_size=3)
    if draw(st.booleans()):
        message["content"] = draw(parts_of_it)
    for field in draw(
        st.lists(st.sampled_from(["name", "refusal", "tool_call_id", "reasoning_content", "x_unknown"]), unique=True)
    ):
        message[field] = draw(planted())
    if draw(st.booleans()):
        function = {"name": draw(planted()), "arguments": draw(NESTED | planted())}
        message["tool_calls"] = [{"id": draw(planted()), "type": "function", "function": function}]
    return message


@st.composite
def requests(draw):
    body = {"model": draw(planted() | st.just("m")), "messages": draw(st.lists(messages(), min_size=1, max_size=4))}
    fields = "user metadata stop prediction tools functions response_format tool_choice safety_identifier chart seed n".split()
    for field in draw(st.lists(st.sampled_from(fields), unique=True, max_size=5)):
        body[field] = draw(ANYTHING)
    body["stream"] = draw(st.booleans())
    return body


def secrets_in(words):
    # Escaped once or more, a secret is a secret still.
    opened = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), words)
    return [secret for secret in SECRETS if secret in words or secret in opened]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with open_ledger(f"sqlite:///{tmp_path_factory.mktemp('promise') / 'ledger.db'}") as opened:
        yield opened


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(body=requests(), escaped=st.booleans())
@example(
    body={"model": "m", "messages": [{"role": "user", "content": '{"w": "\\u5f20\\u4f1f"}'}], "stream": False},
    escaped=True,
)
def test_nothing_that_identifies_anybody_leaves(ledger, capfd, body, escaped):
    log.configure("json")
    numbers = iter(range(10**9))
    whole = parts(ledger=ledger, new_id=lambda: f"{next(numbers)}-{id(body)}-{json.dumps(body).__hash__()}")
    sent = []

    def ask(said):
        sent.append(said.content.decode())
        stand_ins = "Dear [NAME_1], 【NAME_2】, [EMAIL_1], [ID_CARD_1], [PHONE_1]."
        if said.stream:
            return Answer(200, sse.write([*map(json.dumps, chunks(stand_ins, 3)), "[DONE]"]), "text/event-stream")
        return Answer(200, json.dumps(completion(stand_ins)).encode(), "application/json")

    content = json.dumps(body, ensure_ascii=escaped).encode()
    shown = ""
    try:
        released = run(exchange(content, JsonWire(Chat()), whole, door="wrap"), ask)
        shown = repr(released) + repr(released.exchange)
        log.event(Event.EXCHANGE_DONE, exchange=Word(released.exchange.id), outcome=released.exchange.outcome)
    except MedguardError as error:
        shown = "".join(traceback.format_exception(error)) + repr(error.exchange)
        log.event(Event.EXCHANGE_REFUSED, error=error, reason=Word(error.code))

    # 1. what the model was sent, 2. errors and reprs, 3. the log
    for words in [*sent, shown, capfd.readouterr().err]:
        assert not secrets_in(words)
    # 4. what was not planted is as it came
    if sent:
        got = json.loads(sent[0])
        assert list(got) == list(body)
        for each in (got, body):  # these identify somebody whatever they hold
            each.pop("user", None), each.pop("safety_identifier", None)
        assert _without_words(got) == _without_words(body)


def test_the_database_file_holds_none_of_it(ledger):
    folder = ledger.engine.url.database.rsplit("/", 1)[0]
    from pathlib import Path

    files = [path.read_bytes() for path in Path(folder).iterdir()]
    assert sum(map(len, files)) > 100_000  # the property has been here
    for content in files:
        assert not [secret for secret in SECRETS if secret.encode() in content]


def _without_words(value):
    """The containers, and the values that are no words."""
    match value:
        case dict():
            return [_without_words(each) for each in value.values()]
        case list():
            return [_without_words(each) for each in value]
        case bool() | float() | None:
            return value
        case int() if value < 100_000:
            return value
        case _:
            return ""


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(planted(), min_size=1, max_size=4),
    piece=st.integers(1, 9),
    stream=st.booleans(),
)
def test_what_the_model_repeats_comes_back_as_it_was(words, piece, stream):
    """The model says back what it was sent, word for word: the caller reads what the caller wrote."""
    whole = parts(detector=PatternDetector(NAMES))
    said = "\n".join(words)

    def ask(asked):
        heard = json.loads(asked.content)["messages"][0]["content"]
        assert not secrets_in(heard)
        if stream:
            return Answer(200, sse.write([*map(json.dumps, chunks(heard, piece)), "[DONE]"]), "text/event-stream")
        return Answer(200, json.dumps(completion(heard)).encode(), "application/json")

    body = {"model": "m", "stream": stream, "messages": [{"role": "user", "content": said}]}
    released = run(exchange(json.dumps(body).encode(), JsonWire(Chat()), whole, door="wrap"), ask)
    if stream:
        bodies = [json.loads(event) for event in sse.read(released.content) if event != "[DONE]"]
        got = "".join(choice["delta"].get("content", "") for one in bodies for choice in one["choices"])
    else:
        got = json.loads(released.content)["choices"][0]["message"]["content"]
    assert got == said


def test_no_library_of_ours_phones_home(tmp_path):
    """ONNX Runtime keeps a device id and events for its maker below the home directory unless it is told not to."""
    program = (
        "from medguard.phi import open_detector\n"
        "from medguard.types import ClearText, Passage\n"
        "print(len(open_detector().spans([Passage(ClearText('Ann Lee, 张伟'))])))\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert said.stdout == "1\n"
    assert not list(tmp_path.rglob("*"))
