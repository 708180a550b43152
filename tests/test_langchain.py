"""A real LangChain agent with tools: the model sees stand-ins, the tools and the caller see names."""

from __future__ import annotations

import asyncio
import json

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import FakeListChatModel
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from medguard.audit import list_records
from medguard.errors import WireError
from medguard.langchain import GuardMiddleware, guarded_model
from medguard.testing import ScriptedModel, completion
from parts import small_guard
from test_proxy import SECRETS

QUESTION = {"messages": [{"role": "user", "content": "Which drugs does Ann Lee (13800138000) take?"}]}


class Script:
    """Calls the tool first, and answers then; remembers what the model saw."""

    def __init__(self):
        self.seen = []

    def __call__(self, body):
        self.seen.append(json.dumps(body, ensure_ascii=False))
        if any(message["role"] == "tool" for message in body["messages"]):
            return completion("[NAME_1] takes aspirin.")
        said = completion("")
        call = {
            "id": "call_1",
            "type": "function",
            "function": {"name": "drugs", "arguments": '{"patient": "[NAME_1]"}'},
        }
        said["choices"][0] |= {
            "finish_reason": "tool_calls",
            "message": {"role": "assistant", "content": None, "tool_calls": [call]},
        }
        return said


def agent_of(model, guard, asked):
    @tool
    def drugs(patient: str) -> str:
        """The drugs of a patient. Questions go to ann@example.org."""
        asked.append(patient)
        return f"{patient}: aspirin"

    chat = ChatOpenAI(model="m", base_url=model.url, api_key="sk-secret")
    return create_agent(
        chat, tools=[drugs], system_prompt="Call 13800138000.", middleware=[GuardMiddleware(guard=guard)]
    )


@pytest.mark.parametrize("way", ["invoke", "ainvoke"])
def test_an_agent_calls_its_tools_with_names_and_its_model_with_none(tmp_path, way):
    script, asked = Script(), []
    with ScriptedModel(script) as model, small_guard(tmp_path) as guard:
        agent = agent_of(model, guard, asked)
        done = asyncio.run(agent.ainvoke(QUESTION)) if way == "ainvoke" else agent.invoke(QUESTION)
        assert done["messages"][-1].content == "Ann Lee takes aspirin."
        assert asked == ["Ann Lee"]
        assert len(script.seen) == 2
        assert not [secret for secret in SECRETS for body in script.seen if secret in body]
        assert [record.outcome for record in list_records(guard.ledger.engine)] == ["answered"] * 2


def test_a_model_that_cannot_be_guarded_is_not_asked(tmp_path):
    with small_guard(tmp_path) as guard:
        with pytest.raises(WireError, match="FakeListChatModel") as caught:
            guarded_model(FakeListChatModel(responses=["Ann Lee"]), guard=guard)
        assert caught.value.remedy_zh
        agent = create_agent(FakeListChatModel(responses=["x"]), tools=[], middleware=[GuardMiddleware(guard=guard)])
        with pytest.raises(WireError):
            agent.invoke(QUESTION)


def test_a_guarded_model_streams(tmp_path):
    with ScriptedModel(lambda _body: "Dear [NAME_1], rest.") as model, small_guard(tmp_path) as guard:
        chat = guarded_model(ChatOpenAI(model="m", base_url=model.url, api_key="k"), guard=guard)
        assert "".join(piece.content for piece in chat.stream("Write to Ann Lee.")) == "Dear Ann Lee, rest."
