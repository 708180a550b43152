"""Embeddings and moderations: texts are guarded, and what comes back is numbers that nobody touches."""

from __future__ import annotations

import base64
import contextlib
import json
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard.errors import Blocked, MedguardError, UpstreamError, WireError
from medguard.flow import exchange, run
from medguard.types import Answer
from medguard.wire import JsonWire
from medguard.wire.calls import call_of
from medguard.wire.openai import Embeddings, Moderations
from parts import PATIENTS, parts
from test_promise import ANYTHING, planted, secrets_in

EMAIL, ID_CARD, PHONE = "ann.lee@example.org", "110101190001018884", "13800138000"
CANARY = f"{EMAIL} {ID_CARD} {PHONE}"
WIRES = {"embeddings": JsonWire(Embeddings()), "moderations": JsonWire(Moderations())}

POSITIONS = {
    "the input": {"input": CANARY},
    "one of the inputs": {"input": ["Hello", CANARY]},
    "a text part": {"input": [{"type": "text", "text": CANARY}]},
    "an unknown field of a part": {"input": [{"type": "text", "text": "a", "note": CANARY}]},
    "the user": {"input": "Hello", "user": CANARY},
    "an unknown field": {"input": "Hello", "chart": {"a": [CANARY], CANARY: int(PHONE)}},
    "the model": {"input": "Hello", "model": EMAIL},
    "the format": {"input": "Hello", "encoding_format": CANARY},
}


def vector(length=1536):
    return [round(-0.0231 + at / 10**6, 8) for at in range(length)]


def embeddings(*vectors, **fields):
    data = [{"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(vectors)]
    usage = {"prompt_tokens": 9, "total_tokens": 9}
    return {"object": "list", "data": data, "model": "text-embedding-3-small", "usage": usage, **fields}


def moderation(**fields):
    result = {
        "flagged": False,
        "categories": {"self-harm/intent": False, "violence": False},
        "category_scores": {"self-harm/intent": 1.234567890123e-7, "violence": 0.00012345678901},
        "category_applied_input_types": {"violence": ["text"]},
    }
    return {"id": "modr-13900139000", "model": "omni-moderation-latest", "results": [result], **fields}


REPLIES = {"embeddings": embeddings(vector(8)), "moderations": moderation()}


def through(body, reply, *, api="embeddings", **changes):
    """What was sent, and what came back, of a whole exchange."""
    asked = []
    content = reply if isinstance(reply, bytes) else json.dumps(reply).encode()

    def ask(one):
        asked.append(one.content)
        return Answer(200, content, "application/json")

    whole = parts(**changes)
    request = {"model": "m", **body}
    released = run(exchange(json.dumps(request).encode(), WIRES[api], whole, door="wrap"), ask)
    (record,) = whole.ledger.records
    assert not secrets_in(json.dumps(record.document()))
    return asked[0].decode(), released.content


@pytest.mark.parametrize("api", WIRES)
@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_in_any_position_stays_at_home(api, position):
    sent, _ = through(POSITIONS[position], REPLIES[api], api=api)
    assert not [canary for canary in (EMAIL, ID_CARD, PHONE) if canary in sent]
    assert list(json.loads(sent)) == list({"model": "m", **POSITIONS[position]})


@pytest.mark.parametrize("api", WIRES)
def test_all_but_names_is_sent_as_it_came(api):
    body = b'{ "model":"m",\n "input": ["caf\\u00e9", "Ann Lee"],\t"dimensions": 1.50e2 }'
    sent = []
    run(
        exchange(body, WIRES[api], parts(), door="wrap"),
        lambda one: sent.append(one.content) or Answer(200, json.dumps(REPLIES[api]).encode()),
    )
    assert sent == [body.replace(b"Ann Lee", b"[NAME_1]")]


@pytest.mark.parametrize("given_input", [[1, 2, 3], [[1, 2], [3]], [["x"]], ["x", 5], [None, 5]])
@pytest.mark.parametrize("api", WIRES)
def test_tokens_are_words_that_nobody_can_read(api, given_input):
    with pytest.raises(Blocked, match="content/unread_parts"):
        through({"input": given_input}, REPLIES[api], api=api)


def test_a_telephone_in_the_place_of_a_token_is_none():
    assert json.loads(through({"input": [13800138000]}, REPLIES["embeddings"])[0])["input"] == ["PHONE_1"]


@pytest.mark.parametrize("api", WIRES)
def test_pictures_and_encoded_texts_are_not_sent(api):
    for part in (
        {"type": "image_url", "image_url": {"url": "https://pacs.example.org/ann.png"}},
        {"type": "text", "text": base64.b64encode(CANARY.encode()).decode()},
        {"type": "something new", "text": "x"},
    ):
        with pytest.raises(Blocked, match="content/unread_parts"):
            through({"input": ["a", part]}, REPLIES[api], api=api)


@pytest.mark.parametrize(
    "body", [{"input": "a"}, {"model": "m"}, {"model": "m", "input": []}, {"model": "m", "input": 1}]
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError, match="cannot be read"):
        WIRES["embeddings"].read(json.dumps(body).encode())


def test_a_moderation_needs_no_model():
    assert WIRES["moderations"].read(b'{"input": "a"}').model == ""


def test_vectors_come_back_byte_for_byte():
    packed = base64.b64encode(struct.pack("<1536f", *vector())).decode()
    for reply in (
        json.dumps(embeddings(vector(), vector())).encode(),
        json.dumps(embeddings(packed, packed)).encode(),
        json.dumps(embeddings(vector(3)), indent=2).encode(),
        b'{"object": "list", "data": [{"embedding": [1.0e-5, -0.10, 13800138000, 110101190001018884]}]}',
    ):
        sent, got = through({"input": ["Ann Lee", "b"]}, reply)
        assert "Ann Lee" not in sent
        assert got == reply


def test_a_batch_of_a_million_numbers_is_heard():
    reply = json.dumps(embeddings(*[vector(1024)] * 1000)).encode()
    assert through({"input": ["a"] * 1000}, reply)[1] == reply


def test_nothing_is_said_to_anybody_so_no_notice_is_put_in():
    for api, reply in REPLIES.items():
        asked = WIRES[api].read(b'{"model": "m", "input": "a"}')
        heard = WIRES[api].hear(Answer(200, json.dumps(reply).encode()), asked=asked)
        assert (asked.stream, asked.data_wanted, heard.choices, heard.for_people) == (False, True, 0, [])
        assert json.loads(through({"input": "Ann Lee"}, reply, api=api, deployment=PATIENTS)[1]) == reply


def test_tokens_are_counted():
    heard = WIRES["embeddings"].hear(
        Answer(200, json.dumps(REPLIES["embeddings"]).encode()), asked=WIRES["embeddings"].read(b'{"model":"m","input":"a"}')
    )  # fmt: skip
    assert heard.tokens == {"prompt_tokens": 9, "total_tokens": 9}


def test_what_says_a_word_all_the_same_is_read_and_restored():
    reply = embeddings([0.1], echo="[NAME_1]", **{"[NAME_1]": 1})
    got = json.loads(through({"input": "Ann Lee"}, reply)[1])
    assert (got["echo"], got["Ann Lee"]) == ("Ann Lee", 1)
    for leak in (embeddings([0.1], note="bob@example.com"), embeddings([0.1], tel=13911112222)):
        with pytest.raises(Blocked, match="no_leak"):
            through({"input": "a"}, leak)
    with pytest.raises(Blocked, match="no_leak"):
        through({"input": "a"}, moderation(note="bob@example.com"), api="moderations")


@pytest.mark.parametrize("api", WIRES)
@pytest.mark.parametrize(
    "reply", [b"{}", b"[]", b"", b"<html>", b'{"data": 1, "results": 1}', b'{"data": [1], "results": [1]}']
)
def test_what_is_no_reply_is_none(api, reply):
    with pytest.raises(UpstreamError):
        through({"input": "a"}, reply, api=api)


def test_errors_and_refusals_have_the_shape_that_clients_know():
    error = {"error": {"message": "Ann Lee", "type": "invalid_request_error", "code": "model_not_found"}}
    asked = WIRES["embeddings"].read(b'{"model": "m", "input": "a"}')
    with pytest.raises(UpstreamError, match="model_not_found") as caught:
        WIRES["embeddings"].hear(Answer(404, json.dumps(error).encode()), asked=asked)
    assert "Ann" not in str(caught.value)
    assert json.loads(WIRES["embeddings"].refusal(caught.value))["error"]["code"] == caught.value.code


def test_paths_tell_the_call():
    for path in ("/v1/embeddings", "/openai/deployments/text-embedding-3-small/embeddings", "/compatible-mode/v1/embeddings"):  # fmt: skip
        assert type(call_of(path).dialect) is Embeddings
    assert type(call_of("/v1/moderations").dialect) is Moderations


SOME = planted()
REQUESTS = st.fixed_dictionaries(
    {"input": SOME | st.lists(SOME | st.fixed_dictionaries({"type": st.just("text"), "text": SOME}), min_size=1)},
    optional=dict.fromkeys("model user encoding_format dimensions chart".split(), ANYTHING),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=REQUESTS, api=st.sampled_from(sorted(WIRES)))
def test_nothing_that_identifies_anybody_leaves_in_a_request_of_any_shape(body, api):
    sent = []

    def ask(one):
        sent.append(one.content.decode())
        return Answer(200, json.dumps(REPLIES[api]).encode())

    with contextlib.suppress(MedguardError):
        run(exchange(json.dumps({"model": "m", **body}).encode(), WIRES[api], parts(), door="wrap"), ask)
    for words in sent:
        assert not secrets_in(words)
