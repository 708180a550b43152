"""Errors both ways: what the model's server said, in its vocabulary and none of its words; and ours, where nobody knows the caller's API."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from medguard.errors import MedguardError, UpstreamError
from medguard.types import Answer
from medguard.wire.dialect import Body, Dialect, ours

HTTP_OK = range(200, 300)


def upstream_refused(answer: Answer, code_of: Callable[[Body], object], codes: Collection[str]) -> UpstreamError:
    """Tell what the model's server said, in the provider's vocabulary and in none of its words."""
    try:
        code = _told(code_of, json.loads(answer.content), codes)
    except (ValueError, RecursionError):
        code = ""  # HTML, or nothing: the status says enough
    error = UpstreamError(
        f"The model's server answered with status {answer.status}{f' ({code})' if code else ''}.",
        remedy="Look the status up in the provider's documentation; its own message is not passed on, it may quote the question.",
        remedy_zh="请在模型服务商的文档中查阅该状态码；其原始信息可能引用提问内容，因此不予转发。",
    )
    error.http_status = answer.status if answer.status in range(400, 600) else error.http_status
    return error


def _told(code_of: Callable[[Body], object], body: Body, codes: Collection[str]) -> str:
    try:
        said = code_of(body)
    except (KeyError, TypeError, AttributeError, IndexError):
        return ""
    return said if isinstance(said, str) and said in codes else ""


def not_a_reply(dialect: Dialect, said: Body | None = None) -> UpstreamError:
    """The model's server said something else: an error in a reply that had begun well, or anything."""
    if code := _told(dialect.code, said or {}, dialect.codes):
        return UpstreamError(
            f"The model's server broke its reply off with an error ({code}).",
            remedy="Look the code up in the provider's documentation, and ask again; its own message is not passed on, it may quote the question.",
            remedy_zh="模型服务商中途返回错误并中断了回复。请在其文档中查阅该错误码后重试；其原始信息可能引用提问内容，因此不予转发。",
        )
    return UpstreamError(
        f"The model's server answered with something that is no reply of {dialect.api}.",
        remedy="Check that the upstream URL is that of this API, and ask again.",
        remedy_zh=f"模型服务器返回的内容不是{dialect.api_zh}的回复。请检查上游地址，然后重试。",
    )


def not_complete() -> UpstreamError:
    """The model's reply has no end."""
    return UpstreamError(
        "The model's reply is not complete: it has no answer, or its stream was cut off.",
        remedy="Ask again; if it stays so, look at the model's server.",
        remedy_zh="模型的回复不完整。请重新提问；如持续出现，请检查模型服务器。",
    )


def too_deep() -> UpstreamError:
    """The model's reply cannot be read."""
    return UpstreamError(
        "The model's reply holds JSON too deep to be read, or in too many pieces.",
        remedy="Ask again for less; if it stays so, look at the model's server.",
        remedy_zh="模型的回复嵌套过深或过于零碎。请缩小提问范围；如持续出现，请检查模型服务器。",
    )


def list_of_models(answer: Answer) -> Answer:
    """The answer to a question for the list of models, if it is that. Raises UpstreamError."""
    if answer.status not in HTTP_OK:
        raise upstream_refused(answer, lambda body: body["error"]["code"], ())
    if not _lists(answer):
        raise UpstreamError(
            "The model's server answered with something that is no list of models.",
            remedy="Check that the upstream URL is that of a model's server.",
            remedy_zh="模型服务器返回的不是模型列表。请检查上游地址。",
        )
    return answer


def models_for(answer: Answer, may_ask: Callable[[str], bool]) -> Answer:
    """A list of models without those that this caller may not ask."""
    shown = {key: [one for one in models if may_ask(_name_of(one))] for key, models in _lists(answer).items()}
    return replace(answer, content=json.dumps({**json.loads(answer.content), **shown}, ensure_ascii=False).encode())


def _lists(answer: Answer) -> dict[str, list[Any]]:
    try:
        body = json.loads(answer.content)
        return {key: body[key] for key in ("data", "models") if isinstance(body.get(key), list)}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _name_of(model: Any) -> str:
    name = next((model[key] for key in ("id", "name", "model") if key in model), "") if isinstance(model, dict) else ""
    return name if isinstance(name, str) else ""


def refusal(error: MedguardError) -> bytes:
    """An error in OpenAI's shape, which most client libraries read: for calls that no module knows."""
    return json.dumps(openai_shape(error), ensure_ascii=False).encode()


def openai_shape(error: MedguardError) -> Body:
    """An error in OpenAI's shape, with what an officer asks for beside it."""
    return {
        "error": {
            "message": str(error),
            "type": "medguard_error",
            "param": None,
            "code": error.code,
            "medguard": ours(error),
        }
    }
