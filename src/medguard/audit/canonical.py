r"""One way to write a record down, so that one hash speaks for it: RFC 8785 (JSON Canonicalization Scheme) and SHA-256.

>>> canonical({"b": 1.0, "a": "é"})
b'{"a":"\xc3\xa9","b":1}'
>>> sha256(b"")[:8]
'e3b0c442'
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

import rfc8785

from medguard.errors import AuditError

GENESIS = "0" * 64
"""What stands for the predecessor of the first record."""

_EXACT = 2**53 - 1
"""The largest whole number that every JSON reader reads exactly (RFC 8785 section 3.2.2.3, I-JSON)."""


def canonical(value: Any) -> bytes:
    """Give the RFC 8785 bytes of a JSON value. Raises AuditError if it has none: NaN, a number too large, a lone surrogate, a set."""
    try:
        return rfc8785.dumps(value)
    except (ValueError, TypeError, RecursionError):
        # The library's words quote the value, so they stop here.
        raise AuditError(
            "The record was not kept: it holds a value that canonical JSON (RFC 8785) cannot express. Report this as a bug in medguard.",
            remedy="Report this as a bug in medguard: a part of the exchange is not JSON (NaN, a number beyond 2^53, or an unknown type).",
            remedy_zh="请作为 medguard 的缺陷上报：记录中有规范 JSON 无法表示的值（NaN、超过 2^53 的整数或未知类型）。",
        ) from None


def parse(document: str) -> Any:
    """Read canonical JSON back, so that ``canonical(parse(text))`` is ``text`` again. Raises ValueError or RecursionError."""
    return json.loads(document, parse_int=_number, parse_constant=_no_constant)


def sha256(data: bytes) -> str:
    """Hash with SHA-256, in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def _number(digits: str) -> int | float:
    # 1e20 is written 100000000000000000000: beyond 2^53 digits without a point are a float's.
    number = float(digits)
    return int(digits) if abs(number) <= _EXACT else number


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")
