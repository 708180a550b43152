"""Google's Vertex AI: Gemini and Claude below ``/v1/projects/{project}/locations/{location}``.

https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest

Gemini is spelled there as it is elsewhere (``wire.gemini``), but for embeddings by ``predict``. Claude is Anthropic's messages with the model
and whether the reply is streamed in the path, and with a version in the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from medguard.types import Unread
from medguard.wire.anthropic import CODES as ANTHROPICS
from medguard.wire.anthropic import KEYS, CountTokens, Messages
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, must_be_objects
from medguard.wire.gemini.protocol import CODES as GOOGLES
from medguard.wire.gemini.protocol import Gemini
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.strands import Strand

PROJECT = r"[a-z][a-z0-9-]{4,28}[a-z0-9]"
"""Google's form of a project's id."""
LOCATION = (
    r"(?:global|us|eu|(?:africa|asia|australia|europe|me|northamerica|southamerica|us)"
    r"-(?:central|north|south|east|west|northeast|northwest|southeast|southwest)\d{1,2})"
)
WHERE = re.compile(rf"projects/{PROJECT}/locations/{LOCATION}(?:/endpoints/openapi)?(?=/)")
"""What stands before a call: a project and a place, and for models that are spelled as OpenAI's are, the endpoint of all of them."""
VERSION = r"(?:@(?:20\d{6}|\d{3}|default|latest))?"
"""Of a model: ``claude-sonnet-4-5@20250929``."""

_VERSION = re.compile(r"(?:vertex-)?20\d\d-\d\d-\d\d")
_BETA = re.compile(r"[a-z][a-z0-9-]{0,60}-20\d\d-\d\d-\d\d")


class _OnVertex(Messages):
    """What calls of Anthropic's have here that they have nowhere else."""

    keys = KEYS | {"anthropic_version", "anthropic_beta"}
    codes = ANTHROPICS | GOOGLES

    def is_machinery(self, literal: Literal) -> bool:
        """Versions are dates, and names of features carry one."""
        match literal.path:
            case ("anthropic_version",):
                return bool(_VERSION.fullmatch(literal.words))
            case ("anthropic_beta", int()):
                return bool(_BETA.fullmatch(literal.words))
            case _:
                return super().is_machinery(literal)

    def is_token(self, path: Path) -> bool:
        """A version, too."""
        return path[:1] in {("anthropic_version",), ("anthropic_beta",)} or super().is_token(path)

    def code(self, body: Body) -> object:
        """``error.type`` of Anthropic's, ``error.status`` of Google's, who may put it into a list."""
        said: Any = body
        error = (said[0] if isinstance(said, list) else said)["error"]
        return error.get("type") or error.get("status")


class VertexMessages(_OnVertex):
    """``rawPredict`` and ``streamRawPredict`` of a model of Anthropic's."""

    api, api_zh = "Anthropic's messages API on Vertex AI", " Vertex AI 上的 Anthropic messages 接口"

    def __init__(self, model: str, *, streams: bool = False) -> None:
        self.deployment = model
        self._streams = streams

    def check(self, body: Body) -> None:
        """Messages, and ``stream`` as the path says it. A model's name stands in the path."""
        super().check({**body, "model": self.deployment})
        if bool(body.get("stream")) != self._streams:
            raise Unreadable('"stream" says something else than the path', "stream 与路径不一致")


class VertexCountTokens(_OnVertex, CountTokens):
    """``rawPredict`` of ``count-tokens``, which is no model: that one stands in the body."""

    api, api_zh = "Anthropic's token counting API on Vertex AI", " Vertex AI 上的 Anthropic count_tokens 接口"


class PredictEmbeddings(Gemini):
    """``predict`` of a model that makes vectors of texts. Any other ``predict`` has no text to read and is refused."""

    api, api_zh = "Vertex AI's text embedding API", " Vertex AI 文本向量接口"

    def check(self, body: Body) -> None:
        """Instances with a text each."""
        must_be_objects(body, "instances")
        if not all(isinstance(one.get("content"), str) for one in body["instances"]):
            raise Unreadable('an instance has no "content", or it is no text', "instances 中缺少 content，或其不是文本")

    def contents(self, body: Body) -> Iterator[tuple[str, Body]]:
        """One an instance."""
        for at, one in enumerate(body["instances"]):
            yield f"/instances/{at}/content", {"parts": [{"text": one["content"]}]}

    def unread(self, body: Body) -> Iterator[Unread]:
        """What an instance shows beside its text, if it is more than a word about it."""
        for at, one in enumerate(body["instances"]):
            for key in sorted(one.keys() - {"content", "title", "task_type", "taskType"}):
                if not isinstance(one[key], str | None):
                    yield Unread(self.place(("instances", at, key)), "other")

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  never streamed
        """Values, and no error beside them."""
        found = body.get("predictions")
        return (
            isinstance(found, list)
            and all(isinstance(one, dict) and _are_values(one.get("embeddings")) for one in found)
            and not body.get("error")
        )

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """What was counted of each text."""
        counts = [
            one["embeddings"].get("statistics", {}).get("token_count", 0)
            for body in bodies
            for one in (body or {}).get("predictions", ())
            if isinstance(one["embeddings"].get("statistics", {}), dict)
        ]
        if counts and all(isinstance(count, int | float) for count in counts):
            yield "prompt_tokens", int(sum(counts))  # it says 4.0

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """Not the numbers: they are nobody's."""
        if literal.sort is Sort.NUMBER and literal.above[-1:] == ("values",):
            return None
        return super().strand(literal, body)


def _are_values(embeddings: object) -> bool:
    return isinstance(embeddings, dict) and isinstance(embeddings.get("values"), list)
