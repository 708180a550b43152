"""Google's and Anthropic's own clients for Vertex AI, in front of the sidecar and wrapped, a real server behind it."""

from __future__ import annotations

import contextlib
import json

import anthropic
import httpx2
import openai
import pytest
from anthropic._constants import ANTHROPIC_API_VERSION
from google import genai
from google.genai import errors, types
from google.oauth2.credentials import Credentials
from test_anthropic import PNG, text
from test_anthropic_sdk import BODY, MODES, QUESTION, RESTORED, TOOLS, WORDS, in_every_mode
from test_anthropic_sdk import says as claude_says
from test_gemini import EMAIL, PHONE, canaries_in, chunks
from test_gemini import text as part
from test_gemini_sdk import says as gemini_says

from medguard import guarded_http
from medguard.audit import list_records, verify
from medguard.proxy import create_app
from medguard.testing import Raw, ScriptedModel
from medguard.transport import wrap
from parts import small_guard
from test_proxy import serving

WHERE = "/projects/st-mary/locations/europe-west4"
ASKED = f"Ann Lee, {EMAIL}, {PHONE}"
CLAUDE = "claude-sonnet-4-5@20250929"
ON_VERTEX = BODY | {"model": CLAUDE}


class House:
    """One sidecar, one model."""

    def __init__(self, model, guard, url):
        self.model, self.guard, self.url = model, guard, url

    def gemini(self):
        return genai.Client(
            vertexai=True,
            project="st-mary",
            location="europe-west4",
            credentials=Credentials(token="ya29.secret"),
            http_options=types.HttpOptions(base_url=self.url),
        )

    def claude(self, kind=anthropic.AnthropicVertex, base=None):
        return kind(
            base_url=base or f"{self.url}/v1",
            region="europe-west4",
            project_id="st-mary",
            access_token="ya29.secret",
            max_retries=0,
            timeout=60,
        )

    def outcomes(self):
        return [record.outcome for record in reversed(list_records(self.guard.ledger.engine, limit=500))]


@contextlib.contextmanager
def house(folder, script, *, path="", **changes):
    """``script`` is told the path, too; ``path`` is the upstream's own."""
    with (
        ScriptedModel(lambda body: script(model.received[-1].path, body)) as model,
        small_guard(folder, **changes) as guard,
        serving(create_app(guard, model.url.removesuffix("/v1") + path)) as url,
    ):
        yield House(model, guard, url)
        assert verify(guard.ledger.engine).ok
        assert not canaries_in(b"".join(received.body for received in model.received).decode())
        assert all(received.headers["authorization"] == "Bearer ya29.secret" for received in model.received)
        for record in list_records(guard.ledger.engine, limit=500):
            assert not canaries_in(json.dumps(record.document))


def claude(*blocks):
    return lambda _path, body: claude_says(*blocks)(body)


# ── Gemini ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_generated_and_restored(tmp_path):
    with house(tmp_path, gemini_says(part(WORDS))) as here, here.gemini() as client:
        assert client.models.generate_content(model="gemini-3-pro", contents=ASKED).text == RESTORED
        (received,) = here.model.received
        assert received.path == f"/v1beta1{WHERE}/publishers/google/models/gemini-3-pro:generateContent"
        assert here.outcomes() == ["answered"]


@in_every_mode
def test_the_clients_own_stream_is_read(tmp_path, mode):
    script = gemini_says(stream=chunks(WORDS))
    with house(tmp_path, script, **MODES[mode]) as here, here.gemini() as client:
        got = list(client.models.generate_content_stream(model="gemini-3-pro", contents=ASKED))
        assert "".join(one.text or "" for one in got) == RESTORED
        assert here.model.received[0].path.endswith("/gemini-3-pro:streamGenerateContent?alt=sse")


def test_tokens_are_counted_and_vectors_made_of_what_would_be_sent(tmp_path):
    def script(path, body):
        if path.endswith(":countTokens"):
            return {"totalTokens": 14, "totalBillableCharacters": 40}
        if path.endswith(":predict"):
            return {"predictions": [{"embeddings": {"values": [0.5]}} for _ in body["instances"]]}
        return {"embedding": {"values": [0.25]}, "usageMetadata": {"promptTokenCount": 3}}

    with house(tmp_path, script) as here, here.gemini() as client:
        assert client.models.count_tokens(model="gemini-3-pro", contents=ASKED).total_tokens == 14
        made = client.models.embed_content(model="text-embedding-005", contents=[ASKED, ASKED])
        assert [one.values for one in made.embeddings] == [[0.5], [0.5]]
        made = client.models.embed_content(model="gemini-embedding-2-preview", contents=ASKED)
        assert [one.values for one in made.embeddings] == [[0.25]]
        paths = [received.path.rpartition("/")[2] for received in here.model.received]
        assert paths == ["gemini-3-pro:countTokens", "text-embedding-005:predict", "gemini-embedding-2-preview:embedContent"]  # fmt: skip
        assert here.outcomes() == ["answered"] * 3


@pytest.mark.filterwarnings("ignore:The generate_images method is deprecated")
def test_a_refusal_is_raised_as_googles_client_does(tmp_path):
    picture = types.Part.from_bytes(data=b"\x89PNG", mime_type="image/png")
    with house(tmp_path, gemini_says(part(WORDS))) as here, here.gemini() as client:
        with pytest.raises(errors.ClientError) as refused:
            client.models.generate_content(model="gemini-3-pro", contents=[ASKED, picture])
        assert (refused.value.code, refused.value.status) == (403, "PERMISSION_DENIED")
        with pytest.raises(errors.ClientError):  # an image is drawn by a predict that has no text to make a vector of
            client.models.generate_images(model="imagen-4.0-generate-001", prompt=ASKED)
        assert here.model.received == []


@pytest.mark.parametrize("path", ["/v1/projects/mary-123456/locations/eu", "/v1beta1/projects/998877665544/locations/us-central1"])  # fmt: skip
def test_the_upstream_may_name_the_project_and_the_place_for_everybody(tmp_path, path):
    with house(tmp_path, gemini_says(part(WORDS)), path=path) as here, here.gemini() as client:
        assert client.models.generate_content(model="gemini-3-pro", contents=ASKED).text == RESTORED
        assert here.model.received[0].path == f"{path}/publishers/google/models/gemini-3-pro:generateContent"


# ── Claude ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_is_asked_for_and_restored(tmp_path):
    with house(tmp_path, claude(text(WORDS))) as here, here.claude() as client:
        assert client.messages.create(**ON_VERTEX).content[0].text == RESTORED
        (received,) = here.model.received
        assert received.path == f"/v1{WHERE}/publishers/anthropic/models/{CLAUDE}:rawPredict"
        sent = json.loads(received.body)
        assert sent["anthropic_version"] == ANTHROPIC_API_VERSION
        assert "model" not in sent
        (record,) = list_records(here.guard.ledger.engine)
        assert json.loads(record.document)["exchange"]["request"]["model"] == CLAUDE


@in_every_mode
def test_the_clients_own_streaming_helper_reads_a_stream(tmp_path, mode):
    with house(tmp_path, claude(text(WORDS), text("Bye, [NAME_1].")), **MODES[mode]) as here, here.claude() as client:
        with client.messages.stream(**ON_VERTEX) as stream:
            assert "".join(stream.text_stream) == RESTORED + "Bye, Ann Lee."
            assert stream.get_final_message().stop_reason == "end_turn"
        assert here.model.received[0].path.endswith(f"/{CLAUDE}:streamRawPredict")


@pytest.mark.anyio
async def test_the_asynchronous_client_reads_a_stream(tmp_path):
    with house(tmp_path, claude(text(WORDS))) as here:
        client = here.claude(anthropic.AsyncAnthropicVertex)
        async with client, client.messages.stream(**ON_VERTEX) as stream:
            assert "".join([one async for one in stream.text_stream]) == RESTORED


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called_with_real_values(tmp_path, stream):
    call = {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {"mail": "[EMAIL_1]"}}
    with house(tmp_path, claude(call)) as here, here.claude() as client:
        if stream:
            with client.messages.stream(**ON_VERTEX, tools=TOOLS) as told:
                block = told.get_final_message().content[0]
        else:
            block = client.messages.create(**ON_VERTEX, tools=TOOLS).content[0]
        assert (block.name, block.input) == ("find", {"mail": EMAIL})


def test_tokens_are_counted_of_what_would_be_sent(tmp_path):
    with house(tmp_path, lambda _path, _body: {"input_tokens": 14}) as here, here.claude() as client:
        assert client.messages.count_tokens(model=CLAUDE, messages=QUESTION).input_tokens == 14
        assert here.model.received[0].path.endswith("/publishers/anthropic/models/count-tokens:rawPredict")
        assert json.loads(here.model.received[0].body)["anthropic_version"] == ANTHROPIC_API_VERSION


def test_a_feature_goes_along_as_a_header(tmp_path):
    with house(tmp_path, claude(text(WORDS))) as here, here.claude() as client:
        client.beta.messages.create(**ON_VERTEX, betas=["context-1m-2025-08-07"])
        assert here.model.received[0].headers["anthropic-beta"] == "context-1m-2025-08-07"


def test_a_refusal_and_an_error_are_raised_as_anthropics_client_does(tmp_path):
    def script(_path, _body):
        said = {"error": {"code": 429, "message": f"Ann Lee {PHONE}", "status": "RESOURCE_EXHAUSTED"}}
        return Raw(status=429, content=json.dumps(said).encode())

    picture = [{"role": "user", "content": [{"type": "image", "source": PNG}]}]
    with house(tmp_path, script) as here, here.claude() as client:
        with pytest.raises(anthropic.PermissionDeniedError, match="unread_parts"):
            client.messages.create(**ON_VERTEX | {"messages": picture})
        assert here.model.received == []
        with pytest.raises(anthropic.RateLimitError, match="RESOURCE_EXHAUSTED") as limited:
            client.messages.create(**ON_VERTEX)
        assert not canaries_in(str(limited.value))
        with pytest.raises(anthropic.RateLimitError):
            client.messages.create(**ON_VERTEX, stream=True)
        assert here.outcomes() == ["blocked", "failed", "failed"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_wrapped_client_is_guarded_without_a_sidecar(tmp_path, stream):
    with ScriptedModel(claude_says(text(WORDS))) as model, small_guard(tmp_path) as guard:
        here = House(model, guard, model.url.removesuffix("/v1"))
        with wrap(here.claude(), guard=guard) as client:
            if stream:
                with client.messages.stream(**ON_VERTEX) as told:
                    assert "".join(told.text_stream) == RESTORED
            else:
                assert client.messages.create(**ON_VERTEX).content[0].text == RESTORED
        assert model.received[0].path.startswith(f"/v1{WHERE}/publishers/anthropic/models/{CLAUDE}:")
        assert not canaries_in(model.received[0].body.decode())
        assert here.outcomes() == ["answered"]


def test_a_project_with_a_number_is_named_by_the_base_url_of_a_guarded_client(tmp_path):
    with ScriptedModel(claude_says(text(WORDS))) as model, small_guard(tmp_path) as guard:
        settings = {"region": "eu", "project_id": "mary-123456", "access_token": "ya29.secret", "max_retries": 0}
        refused = wrap(anthropic.AnthropicVertex(base_url=model.url, **settings), guard=guard)
        with refused, pytest.raises(anthropic.NotFoundError, match="does not guard"):
            refused.messages.create(**ON_VERTEX)
        http = guarded_http(httpx2.Client(), f"{model.url}/projects/mary-123456/locations/eu", guard=guard)
        with anthropic.AnthropicVertex(base_url=model.url, http_client=http, **settings) as client:
            assert client.messages.create(**ON_VERTEX).content[0].text == RESTORED
        (received,) = model.received
        assert received.path.startswith("/v1/projects/mary-123456/locations/eu/publishers/")


def test_models_that_are_spelled_as_openais_are_asked_at_their_endpoint(tmp_path):
    with house(tmp_path, lambda _path, _body: WORDS) as here:
        base = f"{here.url}/v1{WHERE}/endpoints/openapi"
        with openai.OpenAI(base_url=base, api_key="ya29.secret", max_retries=0) as client:
            reply = client.chat.completions.create(model="google/gemini-3-pro", messages=QUESTION)
        assert reply.choices[0].message.content == RESTORED
        assert here.model.received[0].path == f"/v1{WHERE}/endpoints/openapi/chat/completions"
