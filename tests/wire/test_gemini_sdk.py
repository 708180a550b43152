"""Google's own client in front of the sidecar, a real server behind it."""

from __future__ import annotations

import base64
import contextlib
import json

import httpx2
import pytest
from google import genai
from google.genai import errors, types
from test_anthropic_sdk import MODES, in_every_mode
from test_gemini import EMAIL, PHONE, SEAL, canaries_in, chunks, reply, text

from medguard.audit import list_records, verify
from medguard.proxy import create_app
from medguard.testing import Raw, ScriptedModel
from medguard.wire import sse
from parts import small_guard
from test_proxy import serving

MODEL = "gemini-3-pro"
QUESTION = f"Ann Lee, {EMAIL}, {PHONE}"
WORDS = "Dear [NAME_1], I call [PHONE_1]."
RESTORED = f"Dear Ann Lee, I call {PHONE}."
CALL = {
    "functionCall": {"name": "find", "args": {"mail": "[EMAIL_1]", "why": 'she said "[NAME_1]"'}},
    "thoughtSignature": SEAL,
}


class Here:
    """One client, one sidecar, one model."""

    def __init__(self, client, url, model, guard):
        self.client, self.url, self.model, self.guard = client, url, model, guard

    def outcomes(self):
        return [record.outcome for record in reversed(list_records(self.guard.ledger.engine, limit=500))]


@contextlib.contextmanager
def sidecar(folder, script, **changes):
    """``script`` is told the path, too: it says what is wanted."""
    with (
        ScriptedModel(lambda body: script(model.received[-1].path, body)) as model,
        small_guard(folder, **changes) as guard,
        serving(create_app(guard, model.url.removesuffix("/v1"))) as url,
    ):
        with genai.Client(api_key="AIza-secret", http_options=types.HttpOptions(base_url=url)) as client:
            yield Here(client, url, model, guard)
        assert verify(guard.ledger.engine).ok
        assert not canaries_in(b"".join(received.body for received in model.received).decode())
        for record in list_records(guard.ledger.engine, limit=500):
            assert not canaries_in(json.dumps(record.document))


def says(*parts_of_it, stream=None):
    """A model that says this, whole or streamed."""

    def script(path, _body):
        if "streamGenerateContent" not in path:
            return reply(*parts_of_it)
        return as_stream(stream or [reply(*parts_of_it)])

    return script


def as_stream(replies):
    return Raw(content=sse.write(list(map(json.dumps, replies))), media_type="text/event-stream")


def test_a_text_is_generated_and_restored(tmp_path):
    config = types.GenerateContentConfig(
        system_instruction="Be kind.", temperature=0.5, thinking_config=types.ThinkingConfig(include_thoughts=True)
    )
    with sidecar(tmp_path, says(text("[NAME_1] wrote.", thought=True), text(WORDS))) as here:
        answer = here.client.models.generate_content(model=MODEL, contents=QUESTION, config=config)
        assert answer.text == RESTORED
        assert answer.candidates[0].content.parts[0].text == "Ann Lee wrote."
        assert answer.usage_metadata.total_token_count == 16
        assert here.model.received[0].path == f"/v1/models/{MODEL}:generateContent"
        assert here.outcomes() == ["answered"]


@in_every_mode
def test_the_clients_own_stream_is_read(tmp_path, mode):
    stream = [*chunks("[NAME_1] wrote.", thought=True)[:-1], *chunks(WORDS)]
    with sidecar(tmp_path, says(stream=stream), **MODES[mode]) as here:
        got = list(here.client.models.generate_content_stream(model=MODEL, contents=QUESTION))
        assert "".join(one.text or "" for one in got) == RESTORED
        assert got[-1].candidates[0].finish_reason == types.FinishReason.STOP
        assert here.model.received[0].path == f"/v1/models/{MODEL}:streamGenerateContent?alt=sse"


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")
async def test_the_asynchronous_client_reads_a_stream(tmp_path):
    with sidecar(tmp_path, says(stream=chunks(WORDS))) as here:
        stream = await here.client.aio.models.generate_content_stream(model=MODEL, contents=QUESTION)
        assert "".join([one.text or "" async for one in stream]) == RESTORED
        await here.client.aio.aclose()


def test_a_stream_that_is_an_array_is_read_by_anybody(tmp_path):
    array = json.dumps(chunks(WORDS), indent=1).encode()
    with sidecar(tmp_path, lambda _path, _body: Raw(content=array)) as here:
        body = {"contents": [{"parts": [{"text": QUESTION}]}]}
        got = httpx2.post(
            f"{here.url}/v1beta/models/{MODEL}:streamGenerateContent", json=body, timeout=60, trust_env=False
        )
        assert "".join(one["candidates"][0]["content"]["parts"][0]["text"] for one in got.json()) == RESTORED
        assert got.headers["content-type"] == "application/json"


def test_a_chat_with_a_function_goes_on(tmp_path):
    def script(path, body):
        return says(text("Found: [NAME_1].") if len(body["contents"]) > 1 else CALL)(path, body)

    def find(mail: str, why: str) -> dict:
        """Find a patient."""
        called.append((mail, why))
        return {"name": "Ann Lee", "phone": PHONE}

    called = []
    with sidecar(tmp_path, script) as here:
        chat = here.client.chats.create(model=MODEL, config=types.GenerateContentConfig(tools=[find]))
        assert chat.send_message(QUESTION).text == "Found: Ann Lee."
        assert called == [(EMAIL, 'she said "Ann Lee"')]
        first, second = (json.loads(received.body)["contents"] for received in here.model.received)
        # What the model said comes back to it letter by letter, with the signature of its thought.
        assert second[0] == first[0]
        (part,) = second[1]["parts"]
        assert part["functionCall"] == CALL["functionCall"]
        assert base64.urlsafe_b64decode(part["thoughtSignature"]) == base64.b64decode(
            SEAL
        )  # in the client's own alphabet


def test_tokens_are_counted_and_vectors_made_of_what_would_be_sent(tmp_path):
    def script(path, body):
        if "countTokens" in path:
            return {"totalTokens": 14}
        return {"embeddings": [{"values": [0.123456789, -0.5]} for _ in body["requests"]]}

    with sidecar(tmp_path, script) as here:
        assert here.client.models.count_tokens(model=MODEL, contents=QUESTION).total_tokens == 14
        made = here.client.models.embed_content(model="gemini-embedding-001", contents=[QUESTION, QUESTION])
        assert [one.values for one in made.embeddings] == [[0.123456789, -0.5]] * 2
        assert here.model.received[1].path == "/v1/models/gemini-embedding-001:batchEmbedContents"
        assert here.outcomes() == ["answered", "answered"]


def test_a_refusal_is_raised_as_the_clients_own_error(tmp_path):
    picture = types.Part.from_bytes(data=b"\x89PNG", mime_type="image/png")
    with sidecar(tmp_path, says(text("Hello"))) as here:
        with pytest.raises(errors.ClientError) as refused:
            here.client.models.generate_content(model=MODEL, contents=[QUESTION, picture])
        assert (refused.value.code, refused.value.status) == (403, "PERMISSION_DENIED")
        assert "content/unread_parts" in refused.value.message
        assert refused.value.details["error"]["medguard"]["remedy_zh"]
        assert refused.value.details["error"]["medguard"]["code"] == "blocked"
        with pytest.raises(errors.ClientError, match="unread_parts"):
            list(here.client.models.generate_content_stream(model=MODEL, contents=[QUESTION, picture]))
        with pytest.raises(errors.ClientError):
            here.client.caches.create(model=MODEL, config=types.CreateCachedContentConfig(contents=[QUESTION]))
        assert here.model.received == []


ERRORS = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}


def test_an_error_of_the_models_is_raised_as_what_it_is_without_its_words(tmp_path):
    def script(_path, body):
        code = body["generationConfig"]["maxOutputTokens"]
        said = {"error": {"code": code, "message": f"Ann Lee {PHONE}", "status": ERRORS[code]}}
        return Raw(status=code, content=json.dumps(said).encode())

    with sidecar(tmp_path, script) as here:
        for code, status in ERRORS.items():
            with pytest.raises(errors.APIError) as raised:
                here.client.models.generate_content(model=MODEL, contents=QUESTION, config={"max_output_tokens": code})
            assert (raised.value.code, raised.value.status) == (code, status)
            assert f"({status})" in raised.value.message
            assert not canaries_in(str(raised.value))
            assert "Ann Lee" not in str(raised.value)


@in_every_mode
def test_an_error_in_the_midst_of_a_stream_is_raised(tmp_path, mode):
    broken = [
        *chunks(f"One sentence. {WORDS}")[:8],
        {"error": {"code": 503, "message": f"Ann Lee {PHONE}", "status": "UNAVAILABLE"}},
    ]
    with sidecar(tmp_path, says(stream=broken), **MODES[mode]) as here:
        with pytest.raises(errors.APIError, match="UNAVAILABLE") as raised:
            list(here.client.models.generate_content_stream(model=MODEL, contents=QUESTION))
        assert "Ann Lee" not in str(raised.value)


def test_a_leak_in_a_reply_is_not_released(tmp_path):
    with sidecar(tmp_path, says(text("Ask bob@example.com."))) as here:
        with pytest.raises(errors.ClientError, match="no_leak"):
            here.client.models.generate_content(model=MODEL, contents=QUESTION)
        with pytest.raises(errors.ClientError, match="no_leak"):
            list(here.client.models.generate_content_stream(model=MODEL, contents=QUESTION))
        assert here.outcomes() == ["blocked", "blocked"]
