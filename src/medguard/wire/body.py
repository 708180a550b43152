"""From bytes to a JSON object, or to what is wrong with them, which quotes nothing."""

from __future__ import annotations

import json
from typing import Any

from medguard.wire.json_text import TooDeep, scan


class Unreadable(ValueError):
    """Why a body cannot be read, in English and Chinese. Whoever knows whose body it is makes an error of it."""

    def __init__(self, what: str, what_zh: str) -> None:
        super().__init__(what)
        self.what, self.what_zh = what, what_zh


def text_of(content: bytes) -> str:
    """The text of a body. Raises Unreadable for bytes that are no UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8", "不是 UTF-8 编码") from None


def json_object(text: str) -> dict[str, Any]:
    """The JSON object. Raises Unreadable, also for a key that stands there twice: every reader would take another value for the right one."""
    problem, problem_zh = "it is not a JSON object", "不是 JSON 对象"
    body = None
    try:
        body = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except _Twice:
        problem, problem_zh = "a key stands there twice in one object", "同一对象中有重复的键"
    except RecursionError:
        problem, problem_zh = "it is nested too deep", "嵌套过深"
    except ValueError:
        pass
    if not isinstance(body, dict):
        raise Unreadable(problem, problem_zh)
    try:
        half = "\\u" in text and _has_half_characters(text)
    except TooDeep:
        raise Unreadable("it is nested too deep", "嵌套过深") from None
    if half:
        raise Unreadable("it holds half a character (a lone surrogate)", "含有不完整的字符（孤立代理项）")
    return body


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for literal in scan(text) for character in literal.words)


class _Twice(ValueError):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise _Twice
    return body


def _no_constant(_name: str) -> float:
    raise ValueError("NaN and Infinity are not JSON")
