r"""One way to write a record down, so that one hash speaks for it: RFC 8785 (JSON Canonicalization Scheme) and SHA-256.

>>> canonical({"b": 1.0, "a": "é"})
b'{"a":"\xc3\xa9","b":1}'
>>> sha256(b"")[:8]
'e3b0c442'
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NoReturn, get_type_hints

import orjson
import rfc8785

from medguard.errors import AuditError

GENESIS = "0" * 64
"""What stands for the predecessor of the first record."""

_EXACT = 2**53 - 1
"""The largest whole number that every JSON reader reads exactly (RFC 8785 section 3.2.2.3, I-JSON)."""
_SORTED = orjson.OPT_SORT_KEYS
_PLAIN_FLOATS = 1e-4, 1e16
"""Between these, Python, orjson and ECMAScript write a number that is not whole in the same way."""


class _Unusual(Exception):
    """A value that only the whole of RFC 8785 can write."""


def canonical(value: Any) -> bytes:
    """Give the RFC 8785 bytes of a JSON value. Raises AuditError if it has none: NaN, a number too large, a lone surrogate, a set.

    Dataclasses are objects, tuples are arrays. Values of everyday are written by orjson, which is ten times as fast; whatever it might write
    otherwise than RFC 8785 asks for goes to the library that knows all of it.
    """
    try:
        try:
            return orjson.dumps(_plain(value), option=_SORTED)
        except (_Unusual, orjson.JSONEncodeError):
            return rfc8785.dumps(_listed(value))
    except (ValueError, TypeError, RecursionError):
        # The libraries' words quote the value, so they stop here.
        raise AuditError(
            "The record was not kept: it holds a value that canonical JSON (RFC 8785) cannot express. Report this as a bug in medguard.",
            remedy="Report this as a bug in medguard: a part of the exchange is not JSON (NaN, a number beyond 2^53, or an unknown type).",
            remedy_zh="请作为 medguard 的缺陷上报：记录中有规范 JSON 无法表示的值（NaN、超过 2^53 的整数或未知类型）。",
        ) from None


def parse(document: str | bytes) -> Any:
    """Read canonical JSON back, so that ``canonical(parse(text))`` is ``text`` again. Raises ValueError or RecursionError."""
    return json.loads(document, parse_int=_number, parse_constant=_no_constant)


def sha256(data: bytes) -> str:
    """Hash with SHA-256, in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:  # noqa: C901, PLR0911 -- a table of types, in the order in which they are met
    """The value in plain types that orjson writes just as RFC 8785 asks; raises _Unusual if there is no such."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if -_EXACT <= value <= _EXACT:
            return value
        raise _Unusual
    if kind is float:
        if value.is_integer():
            return _plain(int(value))  # beyond 2^53 unusual: digits without a point, which orjson would not write
        if _PLAIN_FLOATS[0] <= abs(value) < _PLAIN_FLOATS[1]:
            return value
        raise _Unusual
    if kind is dict:
        for key in value:
            if type(key) is not str or not key.isascii():  # sorted by UTF-16 there, by code point here
                raise _Unusual
        return {key: inner if type(inner) in _AS_IT_IS else _plain(inner) for key, inner in value.items()}
    if kind is list or kind is tuple:
        kinds = set(map(type, value))
        if len(kinds) == 1 and (said := _WORDS.get(of := kinds.pop())):
            return _written(of, tuple(map(said, value)))
        return [_plain(inner) for inner in value]
    reader = _READERS.get(kind)
    if reader is None:
        reader = _READERS[kind] = _reader(kind)
    return reader(value)


def _listed(value: Any) -> Any:
    """Dataclasses as dicts, for a library that does not know them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _listed(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(inner) for inner in value]
    return value


_AS_IT_IS = frozenset((str, bool, type(None)))
_READERS: dict[type, Callable[[Any], Any]] = {}
_WORDS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
"""What gives the words of a dataclass that consists of words alone, such as a ruling."""


def _reader(kind: type) -> Callable[[Any], Any]:
    """What makes plain values of a type that is not JSON's own."""
    if issubclass(kind, str):
        return str.__str__
    if not is_dataclass(kind):
        raise _Unusual
    names, hints = _names(kind), get_type_hints(kind)
    if len(names) > 1 and all(isinstance(hints[name], type) and issubclass(hints[name], str) for name in names):
        _WORDS[kind] = attrgetter(*names)
    return lambda value: {
        name: inner if type(inner := getattr(value, name)) in _AS_IT_IS else _plain(inner) for name in names
    }


@lru_cache(maxsize=512)
def _written(kind: type, values: tuple[tuple[Any, ...], ...]) -> orjson.Fragment:
    """The JSON of a list of such: nine tenths of a record are a hundred rulings, and they are the same in most, so they are written once."""
    if not all(isinstance(word, str) for words in values for word in words):
        raise _Unusual  # also because 1 and True would be found as the same
    names = _names(kind)
    return orjson.Fragment(orjson.dumps([dict(zip(names, words, strict=True)) for words in values], option=_SORTED))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _number(digits: str) -> int | float:
    # 1e20 is written 100000000000000000000: beyond 2^53 digits without a point are a float's.
    number = float(digits)
    return int(digits) if abs(number) <= _EXACT else number


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")
