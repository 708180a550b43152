"""From bytes to a JSON object, or to an error that says what is wrong and quotes nothing."""

from __future__ import annotations

import json
from typing import Any

from medguard.errors import WireError
from medguard.wire.json_text import TooDeep, scan


def text_of(content: bytes) -> str:
    """The text of a body. Raises WireError for bytes that are no UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable("it is not UTF-8", "不是 UTF-8 编码") from None


def json_object(text: str, *, twice: bool = True) -> dict[str, Any]:
    """The JSON object. ``twice``: a key may stand there twice; every reader would take another value for the right one."""
    problem, problem_zh = "it is not a JSON object", "不是 JSON 对象"
    body = None
    try:
        body = json.loads(text, parse_constant=_no_constant, object_pairs_hook=None if twice else _once)
    except RecursionError:
        problem, problem_zh = "it is nested too deep", "嵌套过深"
    except ValueError:
        pass
    if not isinstance(body, dict):
        raise unreadable(problem, problem_zh)
    try:
        half = "\\u" in text and _has_half_characters(text)
    except TooDeep:
        raise unreadable("it is nested too deep", "嵌套过深") from None
    if half:
        raise unreadable("it holds half a character (a lone surrogate)", "含有不完整的字符（孤立代理项）")
    return body


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for literal in scan(text) for character in literal.words)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise ValueError("a key stands there twice")
    return body


def _no_constant(_name: str) -> float:
    raise ValueError("NaN and Infinity are not JSON")


def unreadable(what: str, what_zh: str) -> WireError:
    """The error for a body that cannot be read."""
    return WireError(
        f"The request cannot be read: {what}.",
        remedy="Send the JSON of OpenAI's chat completions API, in UTF-8.",
        remedy_zh=f"无法读取请求：{what_zh}。请按 OpenAI chat completions 接口的 JSON 格式（UTF-8）发送。",
    )
