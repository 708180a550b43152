"""LiteLLM as a client: asks whatever stands at an address, in every way that docs/providers/litellm.md shows, and prints what it got.

    ~/.cache/medguard-bench/…/bin/python client.py http://127.0.0.1:8080

Runs in the peer's environment and not in medguard's; benchmarks/litellm_client.py starts it. One line of JSON a way.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # it would fetch a list of prices

import litellm

URL = sys.argv[1]
QUESTION = "Write to Margaret Thornbury (m.thornbury@example.org, 212-555-0137): her results are normal."
MESSAGES = [{"role": "user", "content": QUESTION}]
WRITE = {
    "type": "function",
    "function": {
        "name": "write",
        "description": "Write to a patient.",
        "parameters": {"type": "object", "properties": {"to": {"type": "string"}}, "required": ["to"]},
    },
}
OPENAI = {"model": "openai/your-model", "api_base": f"{URL}/v1", "api_key": "your-key", "max_retries": 0}
CLAUDE = {"model": "anthropic/claude-sonnet-4-5", "api_base": URL, "api_key": "your-key", "max_retries": 0}
GEMINI = {"model": "gemini/gemini-2.5-pro", "api_base": f"{URL}/v1beta", "api_key": "your-key"}


def whole(**how: object) -> str:
    """The words of a reply."""
    return litellm.completion(messages=MESSAGES, **how).choices[0].message.content


def streamed(**how: object) -> str:
    """The words of a stream."""
    chunks = litellm.completion(messages=MESSAGES, stream=True, **how)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


async def later(**how: object) -> str:
    """The words of a stream, in an event loop."""
    chunks = await litellm.acompletion(messages=MESSAGES, stream=True, **how)
    return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks if chunk.choices])


def called(**how: object) -> str:
    """The arguments of a tool's call."""
    message = litellm.completion(messages=MESSAGES, tools=[WRITE], **how).choices[0].message
    return message.tool_calls[0].function.arguments


def embedded() -> str:
    """How many numbers a vector has."""
    model = {**OPENAI, "model": "openai/text-embedding-3-small"}
    return f"{len(litellm.embedding(input=[QUESTION], **model).data[0]['embedding'])} numbers"


def refused() -> str:
    """What is raised for a picture, which medguard's profiles refuse."""
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    try:
        litellm.completion(messages=[{"role": "user", "content": [picture]}], **OPENAI)
    except Exception as error:  # noqa: BLE001  which one is the question
        return f"{type(error).__name__} {getattr(error, 'status_code', '')}"
    return "not refused"


WAYS: dict[str, Callable[[], str]] = {
    "openai, whole": lambda: whole(**OPENAI),
    "openai, streamed": lambda: streamed(**OPENAI),
    "openai, asynchronous": lambda: asyncio.run(later(**OPENAI)),
    "openai, a tool": lambda: called(**OPENAI),
    "openai, an embedding": embedded,
    "anthropic, whole": lambda: whole(**CLAUDE),
    "anthropic, streamed": lambda: streamed(**CLAUDE),
    "gemini, whole": lambda: whole(**GEMINI),
    "gemini, streamed": lambda: streamed(**GEMINI),
    "a picture": refused,
}

for name, ask in WAYS.items():
    try:
        got = ask()
    except Exception as error:  # noqa: BLE001  it is the answer
        got = f"{type(error).__name__}: {error}"
    print(json.dumps({"way": name, "got": got}), flush=True)
