"""Only what a provider needs goes along with a question, and only if it looks like what it should be."""

import pytest

from medguard.types import Ask
from medguard.upstream import headers_to_model
from medguard.wire import call_of

CALLS = {
    "openai": "/v1/chat/completions",
    "anthropic": "/v1/messages",
    "gemini": "/v1beta/models/gemini-3-pro:generateContent",
    "dashscope": "/api/v1/services/aigc/text-generation/generation",
}
ALLOWED = [
    ("openai", "OpenAI-Organization", "org-x7Q2kd93mZ"),
    ("openai", "OpenAI-Project", "proj_x7Q2kd93mZ"),
    ("openai", "OpenAI-Beta", "assistants=v2,responses=experimental"),
    ("openai", "OpenAI-Beta", "responses_websockets=2026-02-06"),
    ("anthropic", "anthropic-version", "2023-06-01"),
    ("anthropic", "anthropic-beta", "context-1m-2025-08-07,claude-code-20250219"),
    ("anthropic", "anthropic-workspace-id", "wrkspc_011CZkZaBF1tNoB5wlCeusgy"),
    ("gemini", "x-goog-user-project", "clinic-llm-42"),
    ("dashscope", "X-DashScope-WorkSpace", "llm-3z7uw7fwz0ve"),
    ("dashscope", "X-DashScope-WorkSpace", "ws_QTggmeAx"),
    ("dashscope", "X-DashScope-SSE", "enable"),
]
HEADERS = sorted({(provider, name) for provider, name, _ in ALLOWED if name != "X-DashScope-SSE"})


def sent(provider, name, value):
    dialect = call_of(CALLS[provider], {name: value}).dialect
    return headers_to_model({name: value}, Ask(b"", stream=False), dialect.headers).get(name)


@pytest.mark.parametrize(("provider", "name", "value"), ALLOWED)
def test_what_a_provider_asks_for_goes_along(provider, name, value):
    assert sent(provider, name, value) == value


@pytest.mark.parametrize(
    "value",
    ["Marguerite.Oyelaran", "Oyelaran-1957-03-14", "oyelaran-1957-03-14", "1957-03-14", "48213907", "Ann Lee", "张伟"],
)
@pytest.mark.parametrize(("provider", "name"), HEADERS)
def test_no_name_no_day_of_birth_and_no_number_goes_along_in_a_header(provider, name, value):
    assert sent(provider, name, value) is None
