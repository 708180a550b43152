"""Vertex AI: Gemini and Claude below a project and a place. What each says is tested where it is at home; here is what is particular."""

from __future__ import annotations

import json

import pytest
from test_anthropic import CANARY, EMAIL, PHONE, PNG, POSITIONS, canaries_in, message, result, said, sent_of, text, user
from test_gemini import HELLO
from test_gemini import POSITIONS as GEMINIS
from test_gemini import heard as heard_of_google
from test_gemini import sent_of as sent_to_google

from medguard.errors import Blocked, UpstreamError, WireError
from medguard.types import Answer
from medguard.wire import JsonWire
from medguard.wire.calls import call_behind, call_of
from medguard.wire.gemini import CountTokens, EmbedContent, GenerateContent
from medguard.wire.openai import Chat
from medguard.wire.vertex import PredictEmbeddings, VertexCountTokens, VertexMessages

PROJECT = "/v1/projects/st-mary/locations/europe-west4"
GOOGLE, ANTHROPIC = f"{PROJECT}/publishers/google/models/", f"{PROJECT}/publishers/anthropic/models/"
CLAUDE = "claude-sonnet-4-5@20250929"
WIRE = JsonWire(VertexMessages(CLAUDE))
STREAMED = JsonWire(VertexMessages(CLAUDE, streams=True))
COUNT = JsonWire(VertexCountTokens())
EMBED = JsonWire(PredictEmbeddings("text-embedding-005"))
VERSION = {"anthropic_version": "vertex-2023-10-16"}


def on_vertex(body):
    return {**VERSION, **{key: value for key, value in body.items() if key != "model"}}


# ── paths ────────────────────────────────────────────────────────────────────────────────────────────────────────────

CALLS = {
    GOOGLE + "gemini-3-pro:generateContent": GenerateContent,
    GOOGLE + "gemini-3-pro:streamGenerateContent": GenerateContent,
    GOOGLE + "gemini-3-pro:countTokens": CountTokens,
    GOOGLE + "gemini-embedding-2:embedContent": EmbedContent,
    GOOGLE + "text-embedding-005:predict": PredictEmbeddings,
    ANTHROPIC + f"{CLAUDE}:rawPredict": VertexMessages,
    ANTHROPIC + "claude-opus-5:streamRawPredict": VertexMessages,
    ANTHROPIC + "claude-3-5-sonnet-v2@001:rawPredict": VertexMessages,
    ANTHROPIC + "count-tokens:rawPredict": VertexCountTokens,
    f"{PROJECT}/endpoints/openapi/chat/completions": Chat,
}


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_paths_tell_the_call_and_the_project_belongs_to_the_root(path, version):
    call = call_of(path.replace("/v1/", f"/{version}/"), query={"alt": "sse"})
    assert type(call.dialect) is CALLS[path]
    where = f"/{version}/projects/st-mary/locations/europe-west4"
    assert call.root == where + ("/endpoints/openapi" if "openapi" in path else "")
    assert f"{call.root}/{call.tail}" == path.replace("/v1/", f"/{version}/")
    if ":" in path and "count-tokens" not in path:
        assert call.dialect.model({}) == path.rpartition("/")[2].partition(":")[0]
        assert call.dialect.streamed({"stream": True}) is ("stream" in path or "awPredict" in path)


def test_a_call_may_go_without_a_project_and_a_client_may_have_it_in_its_base_url():
    assert call_of("/v1/publishers/google/models/gemini-3-pro:generateContent").root == "/v1"
    behind = call_behind(PROJECT, f"publishers/anthropic/models/{CLAUDE}:rawPredict")
    assert (behind.root, type(behind.dialect)) == (PROJECT, VertexMessages)
    assert call_behind("/v1", f"{PROJECT[4:]}/publishers/anthropic/models/{CLAUDE}:rawPredict").root == PROJECT


@pytest.mark.parametrize(
    "path",
    [
        GOOGLE.replace("st-mary", "Ann Lee") + "gemini-3-pro:generateContent",
        GOOGLE.replace("st-mary", f"mary-{PHONE}") + "gemini-3-pro:generateContent",
        GOOGLE.replace("st-mary", PHONE) + "gemini-3-pro:generateContent",
        GOOGLE.replace("st-mary", "..") + "gemini-3-pro:generateContent",
        GOOGLE.replace("europe-west4", "ward-seven7") + "gemini-3-pro:generateContent",
        GOOGLE.replace("europe-west4", "europe-west4/cachedContents") + "gemini-3-pro:generateContent",
        GOOGLE + "imagegeneration:predictLongRunning",
        GOOGLE + "gemini-3-pro:rawPredict",
        GOOGLE + f"m{PHONE}:generateContent",
        GOOGLE + "ward-1957-03-14:generateContent",
        ANTHROPIC + "claude-opus-5:predict",
        ANTHROPIC + "claude-opus-5@20251:rawPredict",
        ANTHROPIC + f"claude@{EMAIL}:rawPredict",
        f"{PROJECT}/publishers/meta/models/llama-4:rawPredict",
        f"{PROJECT}/endpoints/1234567890:predict",
        f"{PROJECT}/batchPredictionJobs",
        f"{PROJECT}/cachedContents",
    ],
)
def test_any_other_path_is_not_guarded(path):
    assert call_of(path) is None


# ── Claude ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("position", [position for position in POSITIONS if position != "the model"])
def test_a_canary_in_any_position_stays_at_home(position):
    sent = sent_of(on_vertex(POSITIONS[position]), wire=WIRE).decode()
    assert not canaries_in(sent)
    assert json.loads(sent)["anthropic_version"] == "vertex-2023-10-16"


@pytest.mark.parametrize(
    "field",
    [
        {"anthropic_version": CANARY},
        {"anthropic_version": f"vertex-{PHONE}"},
        {"anthropic_beta": [CANARY]},
        {"anthropic_beta": [f"{PHONE}-2025-05-14"]},
        {"anthropic_beta": CANARY},
        {"anthropic_beta": {EMAIL: "context-1m-2025-08-07"}},
        {"model": f"claude-{PHONE}"},
    ],
    ids=str,
)
def test_a_canary_in_what_only_vertex_has_stays_at_home(field):
    assert not canaries_in(sent_of({**on_vertex(user(text("Hello"))), **field}, wire=WIRE).decode())


@pytest.mark.parametrize("version", ["vertex-2023-10-16", "2026-10-21"])  # Google's documentation; Anthropic's client
def test_no_word_of_the_protocol_is_shown_to_the_detector(version):
    body = {
        **on_vertex(user(text("Hello"))),
        "anthropic_version": version,
        "anthropic_beta": ["context-1m-2025-08-07"],
        "stream": False,
    }
    asked = WIRE.read(json.dumps(body).encode())
    assert [passage.text.words for passage in asked.passages] == ["Hello"]
    assert (asked.model, asked.stream) == (CLAUDE, False)
    assert sent_of(json.dumps(body, indent=1).encode(), wire=WIRE) == json.dumps(body, indent=1).encode()


def test_the_path_and_the_body_must_say_the_same_of_a_stream():
    body = on_vertex(user(text("Hello")))
    assert STREAMED.read(json.dumps(body | {"stream": True}).encode()).stream
    for wire, stream in ((WIRE, True), (STREAMED, False), (STREAMED, None)):
        with pytest.raises(WireError, match="something else than the path"):
            wire.read(json.dumps(body | {"stream": stream}).encode())


@pytest.mark.parametrize(
    "body", [{}, {"messages": []}, {"messages": "Hello"}, {"messages": [{"role": "user"}]}], ids=str
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(WireError) as refused:
        WIRE.read(json.dumps({**VERSION, **body}).encode())
    assert "on Vertex AI" in refused.value.remedy


@pytest.mark.parametrize(
    "body",
    [user({"type": "image", "source": PNG}), result([{"type": "image", "source": PNG}])],
    ids=["a picture", "a result"],
)
@pytest.mark.parametrize("wire", [WIRE, COUNT], ids=["messages", "count"])
def test_what_nobody_can_read_is_not_sent(body, wire):
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_of({**VERSION, **body}, wire=wire, reply={"input_tokens": 1})


def test_tokens_are_counted_of_what_would_be_sent():
    body = {**VERSION, **said(text(CANARY))}
    sent = sent_of(body, wire=COUNT, reply={"input_tokens": 14})
    assert not canaries_in(sent.decode())
    assert json.loads(sent)["anthropic_version"] == "vertex-2023-10-16"
    assert COUNT.read(json.dumps(body).encode()).model == body["model"]
    with pytest.raises(UpstreamError):
        sent_of(body, wire=COUNT, reply=message(text("Hello")))


ERRORS = {
    "Anthropic's": ({"type": "error", "error": {"type": "rate_limit_error", "message": "Ann Lee"}}, "(rate_limit_error)"),
    "Google's": ({"error": {"code": 429, "message": "Ann Lee", "status": "RESOURCE_EXHAUSTED"}}, "(RESOURCE_EXHAUSTED)"),
    "Google's in a list": ([{"error": {"code": 429, "message": "Ann Lee", "status": "RESOURCE_EXHAUSTED"}}], "(RESOURCE_EXHAUSTED)"),
    "a stranger's": ({"error": {"status": "Ann Lee"}}, "429."),
    "an empty list": ([], "429."),
}  # fmt: skip


@pytest.mark.parametrize("whose", ERRORS)
def test_an_error_is_told_by_its_type_or_status_and_none_of_its_words(whose):
    content, shown = ERRORS[whose]
    asked = WIRE.read(json.dumps(on_vertex(user(text("Hello")))).encode())
    with pytest.raises(UpstreamError) as refused:
        WIRE.hear(Answer(429, json.dumps(content).encode()), asked=asked)
    assert shown in str(refused.value)
    assert "Ann" not in str(refused.value)
    assert json.loads(WIRE.refusal(refused.value))["error"]["type"] == "rate_limit_error"


# ── Gemini ───────────────────────────────────────────────────────────────────────────────────────────────────────────

VERTEX_TOOLS = {
    "Vertex AI Search": {"retrieval": {"vertexAiSearch": {"datastore": "projects/st-mary/dataStores/charts"}}},
    "a corpus": {"retrieval": {"vertexRagStore": {"ragResources": [{"ragCorpus": "charts"}]}}},
}


@pytest.mark.parametrize("tool", VERTEX_TOOLS)
def test_documents_that_never_come_by_here_are_refused(tool):
    wire = JsonWire(call_of(GOOGLE + "gemini-3-pro:generateContent").dialect)
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_to_google({"contents": [HELLO], "tools": [VERTEX_TOOLS[tool]]}, wire=wire)


@pytest.mark.parametrize("position", GEMINIS)
def test_a_canary_in_any_position_of_geminis_stays_at_home(position):
    wire = JsonWire(call_of(GOOGLE + "gemini-3-pro:generateContent").dialect)
    assert not canaries_in(sent_to_google(GEMINIS[position], wire=wire).decode())


# ── vectors ──────────────────────────────────────────────────────────────────────────────────────────────────────────

VECTOR = {"embeddings": {"values": [0.0123456789, -1234567.5], "statistics": {"token_count": 4.0, "truncated": False}}}
VECTORS = {"predictions": [VECTOR, VECTOR], "metadata": {"billableCharacterCount": 11}}
TEXTS = {
    "a text": {"content": CANARY},
    "a title": {"content": "a", "title": CANARY, "task_type": "RETRIEVAL_DOCUMENT"},
    "a task": {"content": "a", "taskType": CANARY},
    "a field that nobody has heard of": {"content": "a", "ward": CANARY},
    "a key": {"content": "a", CANARY: "ward"},
}


@pytest.mark.parametrize("where", TEXTS)
def test_vectors_are_made_of_stand_ins(where):
    body = {"instances": [TEXTS[where], {"content": "b"}], "parameters": {"autoTruncate": True}}
    sent = sent_to_google(body, wire=EMBED, answer=VECTORS)
    assert not canaries_in(sent.decode())
    assert json.loads(sent)["parameters"] == {"autoTruncate": True}


def test_vectors_come_through_as_they_are_and_their_tokens_are_counted():
    body = {"instances": [{"content": CANARY}, {"content": "b"}]}
    assert json.loads(heard_of_google(VECTORS, body=body, wire=EMBED)) == VECTORS
    heard = EMBED.hear(Answer(200, json.dumps(VECTORS).encode()), asked=EMBED.read(json.dumps(body).encode()))
    assert heard.tokens == {"prompt_tokens": 8}


def test_words_beside_a_vector_are_judged():
    leaking = {**VECTORS, "note": "bob@example.com"}
    with pytest.raises(Blocked, match="no_leak"):
        sent_to_google({"instances": [{"content": "a"}]}, wire=EMBED, answer=leaking)


@pytest.mark.parametrize(
    "body",
    [{}, {"instances": []}, {"instances": [{}]}, {"instances": [{"prompt": "a cat"}]}, {"instances": [{"content": {"a": 1}}]}],
    ids=str,
)  # fmt: skip
def test_what_has_no_text_is_refused(body):
    with pytest.raises(WireError) as refused:
        EMBED.read(json.dumps(body).encode())
    assert "text embedding" in refused.value.remedy


def test_a_picture_is_not_made_a_vector():
    picture = {"content": "a", "image": {"bytesBase64Encoded": "iVBORw0KGgo="}}
    with pytest.raises(Blocked, match="content/unread_parts"):
        sent_to_google({"instances": [picture]}, wire=EMBED, answer=VECTORS)


@pytest.mark.parametrize(
    "answer",
    [{}, {"predictions": [{}]}, {"predictions": "x"}, {**VECTORS, "error": {"code": 500}}, {"predictions": [{"embeddings": {"values": "x"}}]}],
    ids=str,
)  # fmt: skip
def test_what_are_no_vectors_is_no_reply(answer):
    with pytest.raises(UpstreamError):
        sent_to_google({"instances": [{"content": "a"}]}, wire=EMBED, answer=answer)
