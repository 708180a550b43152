"""Errors both ways: what the model's server said, in its vocabulary and none of its words; and ours, in its shape."""

from __future__ import annotations

import json

from medguard.errors import MedguardError, UpstreamError
from medguard.types import Answer
from medguard.wire.openai.protocol import HTTP_OK

_CODES = frozenset(
    """
    invalid_api_key insufficient_quota rate_limit_exceeded context_length_exceeded model_not_found server_error
    invalid_request_error content_filter content_policy_violation billing_hard_limit_reached unsupported_value
    unsupported_parameter invalid_value missing_required_parameter string_above_max_length integer_above_max_value
    engine_overloaded account_deactivated ip_not_authorized
    """.split()
)
"""OpenAI's codes. Any other word could be somebody's name."""


def upstream_refused(answer: Answer) -> UpstreamError:
    """Tell what the model's server said, in the provider's vocabulary and in none of its words."""
    code = ""
    try:
        said = json.loads(answer.content)["error"]["code"]
        code = said if isinstance(said, str) and said in _CODES else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # HTML, or nothing: the status says enough
    error = UpstreamError(
        f"The model's server answered with status {answer.status}{f' ({code})' if code else ''}.",
        remedy="Look the status up in the provider's documentation; its own message is not passed on, it may quote the question.",
        remedy_zh="请在模型服务商的文档中查阅该状态码；其原始信息可能引用提问内容，因此不予转发。",
    )
    error.http_status = answer.status if answer.status in range(400, 600) else error.http_status
    return error


def list_of_models(answer: Answer) -> Answer:
    """The answer to ``GET /v1/models``, if it is that. Raises UpstreamError."""
    if answer.status not in HTTP_OK:
        raise upstream_refused(answer)
    try:
        listed = isinstance(json.loads(answer.content)["data"], list)
    except (ValueError, KeyError, TypeError, RecursionError):
        listed = False
    if not listed:
        raise UpstreamError(
            "The model's server answered with something that is no list of models.",
            remedy="Check that the upstream URL is that of an OpenAI-compatible API.",
            remedy_zh="模型服务器返回的不是模型列表。请检查上游地址是否为兼容 OpenAI 的接口。",
        )
    return answer


def refusal(error: MedguardError) -> bytes:
    """An error in the provider's own shape, with what an officer asks for beside it."""
    exchange = error.exchange
    return json.dumps(
        {
            "error": {
                "message": str(error),
                "type": "medguard_error",
                "param": None,
                "code": error.code,
                "medguard": {
                    "exchange": exchange.id if exchange else None,
                    "rule": getattr(error, "rule", None),
                    "remedy": error.remedy,
                    "remedy_zh": error.remedy_zh,
                },
            }
        },
        ensure_ascii=False,
    ).encode()
