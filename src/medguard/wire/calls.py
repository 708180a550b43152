"""Which calls are guarded, and by which dialect: told by their paths. Any other call is refused.

A path is made of words that stand here, but for the names of models and deployments, which have a form that no name and no number
of a person has by accident.

>>> call_of("/v1/chat/completions").tail
'chat/completions'
>>> call_of("/openai/deployments/gpt-5-mini/chat/completions").tail
'deployments/gpt-5-mini/chat/completions'
>>> call_of("/v1/projects/st-mary/locations/europe-west4/publishers/google/models/gemini-3-pro:generateContent").root
'/v1/projects/st-mary/locations/europe-west4'
>>> call_of("/v1/files") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from medguard.wire import anthropic, dashscope, gemini, ollama, openai, vertex
from medguard.wire.dialect import Dialect
from medguard.wire.openai import Chat


@dataclass(frozen=True, slots=True)
class Call:
    """One call that is guarded."""

    dialect: Dialect
    root: str
    """What the path begins with: the part that a client library's base URL holds, such as ``/v1``."""
    tail: str
    """What stands behind it, such as ``chat/completions``."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a call says beside its body: the parts of its path, its headers and its query, names in lower case."""

    path: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


MODEL = r"[A-Za-z][A-Za-z0-9._-]{0,63}"
"""The name of a model or deployment."""
_LONG_NUMBER = re.compile(r"(?<!\d)(?:(?!20\d{6}(?!\d))\d{6}|(?:18|19)\d\d[-._]?(?:0[1-9]|1[0-2]))")
"""No model's, unless it is a date of this century: eight digits that begin with the year. Before 2000 people were born."""

ROOTS = (
    "/v1",
    "/v1beta",
    "/v1beta1",
    "/v2",
    "/openai",
    "/openai/v1",
    "/compatible-mode/v1",
    "/api/v1",
    "/api/paas/v4",
    "/api",
)
"""OpenAI, vLLM, Ollama, SGLang and most others; Gemini; Vertex AI, with a project behind it; Qianfan; Azure; DashScope, compatible and native; Zhipu; Ollama's own."""

_GOOGLES = rf"(?:publishers/google/)?models/(?P<model>{MODEL})"
_CLAUDES = rf"publishers/anthropic/models/(?P<model>{MODEL}{vertex.VERSION})"

_CALLS: tuple[tuple[str, Callable[[Asking], Dialect]], ...] = (
    (r"chat/completions", lambda _asking: Chat()),
    (rf"deployments/(?P<model>{MODEL})/chat/completions", lambda asking: Chat(asking.path["model"])),
    (r"responses", lambda _asking: openai.Responses()),
    (r"chat", lambda _asking: ollama.OllamaChat()),
    (r"generate", lambda _asking: ollama.OllamaGenerate()),
    (
        r"services/aigc/(?:text|multimodal)-generation/generation",
        lambda asking: dashscope.Generation(asking.headers),
    ),
    (rf"(?:deployments/(?P<model>{MODEL})/)?embeddings", lambda asking: openai.Embeddings(asking.path["model"])),
    (r"moderations", lambda _asking: openai.Moderations()),
    (rf"(?:deployments/(?P<model>{MODEL})/)?completions", lambda asking: openai.Completions(asking.path["model"])),
    (r"messages", lambda _asking: anthropic.Messages()),
    (r"messages/count_tokens", lambda _asking: anthropic.CountTokens()),
    (rf"{_GOOGLES}:generateContent", lambda asking: gemini.GenerateContent(asking.path["model"])),
    (
        rf"{_GOOGLES}:streamGenerateContent",
        lambda asking: gemini.GenerateContent(asking.path["model"], streams=True, alt=asking.query.get("alt", "json")),
    ),
    (rf"{_GOOGLES}:countTokens", lambda asking: gemini.CountTokens(asking.path["model"])),
    (rf"{_GOOGLES}:embedContent", lambda asking: gemini.EmbedContent(asking.path["model"])),
    (
        rf"{_GOOGLES}:batchEmbedContents",
        lambda asking: gemini.EmbedContent(asking.path["model"], many=True),
    ),
    (
        rf"publishers/google/models/(?P<model>{MODEL}):predict",
        lambda asking: vertex.PredictEmbeddings(asking.path["model"]),
    ),
    (r"publishers/anthropic/models/count-tokens:rawPredict", lambda _asking: vertex.VertexCountTokens()),
    (rf"{_CLAUDES}:rawPredict", lambda asking: vertex.VertexMessages(asking.path["model"])),
    (rf"{_CLAUDES}:streamRawPredict", lambda asking: vertex.VertexMessages(asking.path["model"], streams=True)),
)
_PATTERNS = tuple((re.compile(pattern), dialect) for pattern, dialect in _CALLS)


def call_of(path: str, headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None) -> Call | None:
    """The call that is made with this path, or None if nobody guards it."""
    for root in sorted(ROOTS, key=len, reverse=True):
        if path.startswith(f"{root}/") and (found := call_behind(root, path[len(root) + 1 :], headers, query)):
            return found
    return None


def call_behind(
    root: str, tail: str, headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None
) -> Call | None:
    """The same, where it is known already where the tail begins. A project of Vertex AI's belongs to the root."""
    if (where := vertex.WHERE.match(tail)) and not _LONG_NUMBER.search(where[0]):
        root, tail = f"{root}/{where[0]}", tail[where.end() + 1 :]
    for pattern, dialect in _PATTERNS:
        if (match := pattern.fullmatch(tail)) and not _LONG_NUMBER.search(tail):
            asking = Asking(match.groupdict(), _lower(headers), _lower(query))
            return Call(dialect(asking), root, tail)
    return None


def _lower(pairs: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (pairs or {}).items()}
