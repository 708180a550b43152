"""OpenAI's legacy completions, ``POST /v1/completions``: a text goes on. Self-hosted base models speak it.

https://platform.openai.com/docs/api-reference/completions
"""

from __future__ import annotations

from collections.abc import Iterator

from medguard.types import Passage, Unread
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, Utterance, must_be_named
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.openai.chat import KEYS, Chat

_LARGEST_TOKEN = 7
"""Digits of a token's number, as in ``embeddings``."""


class Completions(Chat):
    """The completions API. A reply is that of a chat, but for where its text stands."""

    api, api_zh = "OpenAI's completions API", " OpenAI completions 接口"
    keys = KEYS | frozenset("prompt suffix best_of echo text_offset tokens token_logprobs finish_reason".split())
    parameters = "temperature top_p n seed max_tokens best_of echo presence_penalty frequency_penalty".split()

    def check(self, body: Body) -> None:
        """A model, and something to go on with."""
        must_be_named(body)
        if not isinstance(body.get("prompt"), str | list) or not body["prompt"]:
            raise Unreadable('"prompt" is neither a text nor a list', "prompt 既不是文本，也不是列表")

    def said(self, body: Body) -> Iterator[Utterance]:
        """The texts are what somebody asks."""
        prompts = [body["prompt"]] if isinstance(body["prompt"], str) else body["prompt"]
        yield Utterance("user", tuple(one for one in prompts if isinstance(one, str)))

    def unread(self, body: Body) -> Iterator[Unread]:
        """Tokens."""
        if isinstance(body["prompt"], list) and not all(isinstance(one, str) for one in body["prompt"]):
            yield Unread("/prompt", "other")

    def passage(self, literal: Literal) -> Passage | None:
        """A token's number is no number of anybody's."""
        token = literal.sort is Sort.NUMBER and literal.path[0] == "prompt" and len(literal.words) <= _LARGEST_TOKEN
        return None if token else super().passage(literal)

    def is_token(self, path: Path) -> bool:
        """The model's name."""
        return path == ("model",)
