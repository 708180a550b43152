"""Describes every route of the sidecar and of its admin listener, for programs: OpenAPI 3.1, made from the code.

python -m medguard.openapi > docs/openapi.json
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from medguard.errors import MedguardError
from medguard.wire import Dialect, call_of
from medguard.wire.calls import MODEL, ROOTS
from medguard.wire.errors import openai_shape

Json = dict[str, Any]

PLAIN: Final = "plain"
"""The shape of a refusal where nobody knows which API the caller speaks: OpenAI's."""

PATHS: Final = {
    "/v1/chat/completions": "https://platform.openai.com/docs/api-reference/chat",
    "/openai/deployments/{model}/chat/completions": "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
    "/v1/responses": "https://platform.openai.com/docs/api-reference/responses",
    "/v1/embeddings": "https://platform.openai.com/docs/api-reference/embeddings",
    "/openai/deployments/{model}/embeddings": "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
    "/v1/moderations": "https://platform.openai.com/docs/api-reference/moderations",
    "/v1/completions": "https://platform.openai.com/docs/api-reference/completions",
    "/openai/deployments/{model}/completions": "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
    "/v1/messages": "https://docs.anthropic.com/en/api/messages",
    "/v1/messages/count_tokens": "https://docs.anthropic.com/en/api/messages-count-tokens",
    "/v1beta/models/{model}:generateContent": "https://ai.google.dev/api/generate-content",
    "/v1beta/models/{model}:streamGenerateContent": "https://ai.google.dev/api/generate-content",
    "/v1beta/models/{model}:countTokens": "https://ai.google.dev/api/tokens",
    "/v1beta/models/{model}:embedContent": "https://ai.google.dev/api/embeddings",
    "/v1beta/models/{model}:batchEmbedContents": "https://ai.google.dev/api/embeddings",
    "/v1/publishers/google/models/{model}:predict": "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api",
    "/v1/publishers/anthropic/models/{model}:rawPredict": "https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude",
    "/v1/publishers/anthropic/models/{model}:streamRawPredict": "https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude",
    "/v1/publishers/anthropic/models/count-tokens:rawPredict": "https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/count-tokens",
    "/api/v1/services/aigc/text-generation/generation": "https://help.aliyun.com/zh/model-studio/qwen-api-reference",
    "/api/v1/services/aigc/multimodal-generation/generation": "https://help.aliyun.com/zh/model-studio/qwen-api-reference",
    "/api/chat": "https://docs.ollama.com/api/chat",
    "/api/generate": "https://docs.ollama.com/api/generate",
}
"""Each guarded call behind the root that its provider uses, and the provider's own documentation of it."""

REFUSALS: Final[Mapping[int, tuple[str, str, str]]] = {
    400: ("request_unreadable, not_http", "The request cannot be read.", "无法读取请求。"),
    401: ("caller_unknown", "Who asks is not known.", "调用方身份未知。"),
    403: (
        "caller_not_allowed, caller_refused, blocked, held_for_review",
        "A rule, or the caller's key, does not allow it.",
        "规则或调用方密钥不允许。",
    ),
    404: (
        "call_not_guarded, no_such_reply",
        "Nobody guards this call, so it was not sent; or no reply of this caller's waits under this id.",
        "该调用不受保护，未发送；或该编号下没有属于此调用方的待复核回复。",
    ),
    408: ("request_too_slow", "The request did not arrive in time.", "请求未按时到达。"),
    410: (
        "reply_gone",
        "The reply that waited for a person will not come: it was refused, or its time is over.",
        "待复核的回复不会再提供：已被拒绝或已过期。",
    ),
    413: ("request_too_large", "The request is too large.", "请求过大。"),
    429: ("caller_over_limit", "The caller asks too much.", "调用方超出限额。"),
    500: ("guard_failed", "A step of medguard failed; nothing was released.", "medguard 内部出错，内容未放行。"),
    502: ("upstream_failed", "The model was not reached, or gave no reply.", "无法连接模型，或其未给出有效回复。"),
    503: (
        "record_not_kept, rules_undecided, callers_unknown, upstream_given_up, too_many_at_once, leaving",
        "Something that must be there is not, or there is too much to do; nothing was released.",
        "必需的部件不可用或负载过高，内容未放行。",
    ),
    504: ("upstream_timeout", "The model did not answer in time.", "模型未按时答复。"),
}
"""By status: codes, and what they mean."""

_HEADERS: Final[Mapping[str, tuple[str, str]]] = {
    "x-medguard-exchange": (
        "The record's id: `medguard audit show ID`, `medguard audit prove ID`. Absent if no exchange had begun.",
        "审计记录编号；交换尚未开始时没有。",
    ),
    "x-medguard-outcome": (
        "What the record says came of it. Absent from a stream that goes out by sentence, and if no record was kept.",
        "记录中的结果；逐句放行的流式回复及未留存记录时没有。",
    ),
    "x-medguard-rules-failed": (
        "Rules that failed and had an effect, at most 32, with commas. Absent where the outcome is, or if there are none.",
        "未通过且产生作用的规则，逗号分隔，至多 32 条；没有时不出现。",
    ),
}
_REFUSED_HEADERS: Final[Mapping[str, tuple[str, str]]] = {
    **_HEADERS,
    "x-medguard-refusal": ("In place of a record's id, if the caller was turned away.", "拒绝调用方时的编号。"),
    "x-medguard-reply": (
        "Where the reply can be had once a reviewer has let it go, if it waits for one.",
        "回复须经人工复核时，复核后领取回复的路径。",
    ),
    "Retry-After": ("Seconds after which asking again may help.", "建议重试前等待的秒数。"),
    "x-should-retry": ("`false`: asking again would bring the same.", "`false`：重试无效。"),
}


@cache
def document() -> Json:
    """The whole description."""
    paths: Json = {
        "/healthz": _get("The process lives. / 进程存活。", _says("alive")),
        "/readyz": _get(
            "A record could be kept, the rules asked and a text read now. / 当前可留存记录、执行规则、读取文本。",
            _says("ready"),
            {"500": _refused(500), "503": _refused(503)},
        ),
        "/v1/models": _get(
            "The model server's own list, passed through. / 透传模型服务器的模型列表。",
            {"type": "object"},
            {str(status): _refused(status) for status in (401, 403, 429, 500, 502, 503, 504)} | {"default": _refused()},
        ),
        "/medguard/replies/{id}": _replies(),
        "/openapi.json": _get("This description. / 本接口说明。", {"type": "object"}),
        **{path: {"post": _guarded(path, url)} for path, url in PATHS.items()},
        "/metrics": {
            **_get(
                "Prometheus metrics; on the admin listener only, as are its own /healthz and /readyz. / 仅在管理端口提供。",
                None,
            ),
            "servers": [{"url": "http://127.0.0.1:9090", "description": "--admin"}],
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "medguard",
            "version": version("medguard-gateway"),
            "description": "Guards every call on its way to a language model. Guarded calls are also known behind "
            f"{', '.join(ROOTS)}, and behind /projects/PROJECT/locations/LOCATION there, as Vertex AI has them. / 保护发往大语言模型的每一次调用；受保护的接口也可在以上各前缀下使用（含 Vertex AI 的 /projects/…/locations/…）。",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": _components(),
    }


def _get(what: str, schema: Json | None, more: Json | None = None) -> Json:
    content = {"text/plain": {"schema": {"type": "string"}}} if schema is None else _json(schema)
    return {"get": {"summary": what, "responses": {"200": {"description": what, "content": content}, **(more or {})}}}


def _replies() -> Json:
    what = "A reply that a person had to look at first, for whoever asked, with the credential of the question. / 领取须经人工复核的回复（仅限原调用方）。"
    named = {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "description": "x-medguard-exchange of the answer that said it is held. / 提示已暂留的应答中的 x-medguard-exchange。",
    }
    waits = {
        "type": "object",
        "properties": {"status": {"const": "waiting"}, "exchange": {"type": "string"}},
        "required": ["status", "exchange"],
    }
    media = ("application/x-ndjson", "text/event-stream", "text/plain")
    whole: Json = {
        "description": "The reply in the provider's own shape, as a reviewer let it go.",
        "content": _json({"type": "object"}),
    }
    whole["content"] |= {one: {"schema": {"type": "string"}} for one in media}
    later = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return {
        "parameters": [named],
        "get": {
            "summary": what,
            "responses": {
                "200": whole,
                "202": {
                    "description": "Nobody has decided yet. / 尚未复核。",
                    "headers": later,
                    "content": _json(waits),
                },
                **{str(status): _refused(status) for status in (401, 403, 404, 410, 429, 500, 503)},
                "default": _refused(),
            },
        },
    }


def _guarded(path: str, url: str) -> Json:
    dialect = _dialect(path)
    named = {"name": "model", "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^{MODEL}$"}}
    return {
        "summary": f"{dialect.api}, guarded. / 受保护的{dialect.api_zh.strip()}。",
        "operationId": re.sub(r"\W+", "_", path).strip("_"),
        "externalDocs": {"url": url},
        **({"parameters": [named]} if "{model}" in path else {}),
        "requestBody": {"required": True, "content": _json({"type": "object"})},
        "responses": {
            "200": {
                "description": "The provider's reply, judged and recorded, names restored. / 经判定与记录、恢复姓名后的回复。",
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS},
                "content": _json({"type": "object"})
                | {"application/x-ndjson" if dialect.lines else "text/event-stream": {"schema": {"type": "string"}}},
            },
            **{str(status): _refused(status, dialect.name) for status in REFUSALS},
            "default": _refused(None, dialect.name),
        },
    }


def _dialect(path: str) -> Dialect:
    call = call_of(path.replace("{model}", "m"))
    assert call is not None, path  # noqa: S101  a test asks every path
    return call.dialect


def _refused(status: int | None = None, api: str = PLAIN) -> Json:
    return {"$ref": f"#/components/responses/{api}-{status or 'of-the-model'}"}


def _components() -> Json:
    shapes = {PLAIN: _schema(openai_shape(MedguardError("")))}
    for path in PATHS:
        dialect = _dialect(path)
        shapes[dialect.name] = _schema(dialect.refusal(MedguardError("")))
    return {
        "schemas": {f"refusal-{api}": shape for api, shape in shapes.items()},
        "headers": {
            name: {"description": f"{what} / {what_zh}", "schema": {"type": "string"}}
            for name, (what, what_zh) in _REFUSED_HEADERS.items()
        },
        "responses": {
            f"{api}-{status or 'of-the-model'}": _refusal(api, *(REFUSALS[status] if status else _OF_THE_MODEL))
            for api in shapes
            for status in (*REFUSALS, None)
        },
    }


_OF_THE_MODEL = (
    "upstream_failed",
    "The status that the model's server gave, and none of its words.",
    "模型服务器的状态码，不含其原文。",
)


def _refusal(api: str, codes: str, what: str, what_zh: str) -> Json:
    # Who found everything busy, or sent no HTTP, is answered before anybody looks which API it speaks.
    shapes = [{"$ref": f"#/components/schemas/refusal-{one}"} for one in dict.fromkeys((api, PLAIN))]
    return {
        "description": f"{what} ({codes}) / {what_zh}",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in _REFUSED_HEADERS},
        "content": _json({"anyOf": shapes}),
    }


def _says(word: str) -> Json:
    return {"type": "object", "properties": {"status": {"const": word}}, "required": ["status"]}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _schema(example: object) -> Json:
    """The shape of a refusal, from one: what is null in it may be a word in another."""
    match example:
        case dict():
            return {
                "type": "object",
                "properties": {name: _schema(value) for name, value in example.items()},
                "required": sorted(example),
            }
        case list():
            return {"type": "array", "items": _schema(example[0]) if example else {}}
        case int():
            return {"type": "integer"}
        case None:
            return {"type": ["string", "null"]}
        case _:
            return {"type": "string"}


def written() -> str:
    """The description as docs/openapi.json holds it."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written())
