"""What stands in a JSON object that somebody else wrote. What is missing, or of another type, is empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def word(of: Mapping[str, Any], key: str) -> str:
    """A string, with single blanks."""
    value = of.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def part(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object."""
    value = of.get(key)
    return value if isinstance(value, dict) else {}


def parts(of: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    value = of.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def strings(of: Mapping[str, Any], key: str) -> list[str]:
    """The strings of a list."""
    value = of.get(key)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
