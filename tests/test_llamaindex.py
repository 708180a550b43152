"""LlamaIndex's own LLMs and agents: the model sees stand-ins, the tools and the caller see names."""

from __future__ import annotations

import asyncio
import json

import ollama
import openai
import pytest
from llama_index.core import Document, SummaryIndex
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.base.llms.types import ChatResponse, CompletionResponse, LLMMetadata
from llama_index.core.llms import ChatMessage, CustomLLM, ImageBlock, MockLLM, TextBlock
from llama_index.core.tools import FunctionTool
from llama_index.llms.ollama import Ollama
from pydantic import BaseModel, PrivateAttr

from medguard.audit import list_records, verify
from medguard.errors import WireError
from medguard.llamaindex import guarded_llm
from medguard.testing import Raw, ScriptedModel
from medguard.wire import lines
from parts import small_guard
from test_proxy import RESTORED, SECRETS, WORDS

QUESTION = "Ann Lee, 张伟, ann@example.org, 13800138000"
ASKED = [ChatMessage(role="system", content="Call 13800138000."), ChatMessage(role="user", content=QUESTION)]


def says(words="", **fields):
    """A server of Ollama's that says this, whole or line by line."""

    def script(body):
        head = {"model": "m", "created_at": "2026-11-26T09:00:00Z"}
        end = {"done": True, "done_reason": "stop", "prompt_eval_count": 1, "eval_count": 1}
        message = {"role": "assistant", "content": words, **fields}
        if not body.get("stream"):
            return {**head, "message": message, **end}
        cut = [{"role": "assistant", "content": words[at : at + 3]} for at in range(0, len(words), 3)] or [message]
        said = [{**head, "message": one, "done": False} for one in cut]
        said.append({**head, "message": {"role": "assistant", "content": ""}, **end})
        return Raw(content=lines.write([json.dumps(one) for one in said]), media_type=lines.MEDIA_TYPE)

    return script


class House:
    """A model, a guard, and LLMs that are closed in the end: LlamaIndex itself closes none."""

    def __init__(self, model, guard):
        self.model, self.guard, self._made = model, guard, []

    def llm(self):
        url = self.model.url.removesuffix("/v1")
        plain = Ollama(model="huatuogpt", base_url=url, context_window=4096, request_timeout=60)
        self._made.append(guarded_llm(plain, guard=self.guard))
        return self._made[-1]

    def outcomes(self):
        return [record.outcome for record in list_records(self.guard.ledger.engine)]

    def close(self):
        for llm in self._made:
            llm.client.close()


@pytest.fixture
def house(tmp_path):
    """And in the end the log verifies, and no name has left."""
    with ScriptedModel(says(WORDS)) as model, small_guard(tmp_path) as guard:
        here = House(model, guard)
        yield here
        here.close()
        assert verify(guard.ledger.engine).ok
        seen = b"".join(received.body for received in model.received).decode()
        assert not [secret for secret in SECRETS if secret in seen]


def test_a_question_is_asked_and_the_answer_restored_in_every_way(house):
    llm = house.llm()

    async def later():
        pieces = [piece.delta async for piece in await llm.astream_chat(ASKED)]
        said = [(await llm.achat(ASKED)).message.content, (await llm.acomplete(QUESTION)).text, "".join(pieces)]
        await llm.async_client.close()
        return said

    said = [llm.chat(ASKED).message.content, llm.complete(QUESTION).text]
    said += ["".join(piece.delta for piece in llm.stream_chat(ASKED)), *asyncio.run(later())]
    assert said == [RESTORED] * 6
    assert house.outcomes() == ["answered"] * 6
    assert {received.path for received in house.model.received} == {"/api/chat"}


def test_the_llm_itself_stays_as_it_was(house):
    llm = Ollama(model="m", base_url=house.model.url)
    before = llm.client
    copy = guarded_llm(llm, guard=house.guard)
    assert llm.client is before
    assert copy.client is not before
    assert isinstance(copy, Ollama)


def drugs(patient: str) -> str:
    """The drugs of a patient. Questions go to ann@example.org."""
    called.append(patient)
    return f"{patient}: aspirin"


called: list[str] = []


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated", "ignore:The `__fields_set__` attribute")
@pytest.mark.filterwarnings("ignore:Accessing the 'model_")
async def test_an_agent_calls_its_tools_with_names_and_its_model_with_none(house):
    call = [{"function": {"name": "drugs", "arguments": {"patient": "[NAME_1]"}}}]
    house.model.script = lambda body: (
        says("[NAME_1] takes aspirin.") if "aspirin" in json.dumps(body) else says(tool_calls=call)
    )(body)
    called.clear()
    llm = house.llm()
    agent = FunctionAgent(tools=[FunctionTool.from_defaults(drugs)], llm=llm, system_prompt="Be kind.")
    assert str(await agent.run("Which drugs does Ann Lee (13800138000) take?")) == "Ann Lee takes aspirin."
    await llm.async_client.close()
    assert called == ["Ann Lee"]
    assert house.outcomes() == ["answered"] * 2


def test_what_an_index_puts_before_a_question_is_guarded_too(house):
    index = SummaryIndex.from_documents([Document(text=f"Discharge letter: {QUESTION}", metadata={"who": "Ann Lee"})])
    assert str(index.as_query_engine(llm=house.llm()).query("Who is it?")) == RESTORED
    assert b"Discharge letter" in house.model.received[0].body


class Patient(BaseModel):
    """A patient."""

    name: str


def test_an_answer_in_a_form_has_the_real_values(house):
    house.model.script = says('{"name": "[NAME_1]"}')
    made = house.llm().as_structured_llm(Patient).chat([ChatMessage(role="user", content=QUESTION)])
    assert made.raw == Patient(name="Ann Lee")


def test_a_refusal_is_raised_as_the_client_below_raises_it(house):
    llm = house.llm()
    picture = ImageBlock(image=b"\x89PNG\r\n\x1a\n", image_mimetype="image/png")
    with pytest.raises(ollama.ResponseError, match="unread_parts"):
        llm.chat([ChatMessage(role="user", blocks=[TextBlock(text="Who is it?"), picture])])
    assert house.model.received == []
    house.model.script = says("Ask bob@example.com.")
    with pytest.raises(ollama.ResponseError, match="no_leak"):
        llm.chat(ASKED)
    with pytest.raises(ollama.ResponseError, match="no_leak"):
        list(llm.stream_chat(ASKED))
    assert house.outcomes() == ["blocked"] * 3


class MadeForEach(CustomLLM):
    """Makes a client of OpenAI's SDK for each question, as LlamaIndex's own OpenAI does if it is told to."""

    api_base: str
    reuse_client: bool = False
    _client: openai.OpenAI | None = PrivateAttr(None)
    _aclient: openai.AsyncOpenAI | None = PrivateAttr(None)

    @property
    def metadata(self):
        return LLMMetadata()

    def _get_client(self):
        fresh = openai.OpenAI(base_url=self.api_base, api_key="sk-secret", max_retries=0)
        return self._client if self.reuse_client and self._client else fresh

    def _get_aclient(self):
        return openai.AsyncOpenAI(base_url=self.api_base, api_key="sk-secret")

    def complete(self, prompt, formatted=False, **kwargs):
        messages = [{"role": "user", "content": prompt}]
        reply = self._get_client().chat.completions.create(model="m", messages=messages)
        return CompletionResponse(text=reply.choices[0].message.content)

    def stream_complete(self, prompt, formatted=False, **kwargs):
        yield self.complete(prompt)


def test_an_llm_that_makes_its_clients_itself_makes_no_other(house):
    house.model.script = lambda _body: WORDS
    llm = guarded_llm(MadeForEach(api_base=house.model.url), guard=house.guard)
    assert llm.complete(QUESTION).text == RESTORED
    assert isinstance(llm.chat(ASKED), ChatResponse)
    llm._client.close()
    assert house.outcomes() == ["answered"] * 2


def test_an_llm_that_cannot_be_guarded_is_not_asked(house):
    with pytest.raises(WireError, match="MockLLM") as refused:
        guarded_llm(MockLLM(), guard=house.guard)
    assert refused.value.remedy_zh
