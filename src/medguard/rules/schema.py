"""The JSON Schema of the facts, and the facts as the JSON that rules read.

``rego/schemas/input.json`` is the checked-in copy, for ``opa check --strict --schema``; ``make rules`` writes it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import TypeAdapter

from medguard.types import Facts

_FACTS = TypeAdapter(Facts)
_INT64 = 2**63
_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|\+00:00)")


def facts_schema() -> dict[str, Any]:
    """JSON Schema of Facts as they are sent: every field present, none unknown."""
    schema = _FACTS.json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_spelled_out(schema, schema["$defs"])}


def schema_text() -> str:
    """The schema as it is checked in."""
    return json.dumps(facts_schema(), indent=2, ensure_ascii=False) + "\n"


def facts_document(facts: Facts) -> dict[str, Any]:
    """The facts as plain JSON values. Raises TypeError or ValueError if anything in them is not what its type says."""
    if type(facts) is not Facts:
        raise TypeError("not Facts")
    document = _plain(facts)
    # Dataclasses check nothing, so the document that the rules will read is held against the types once more.
    # Read back they must be equal: that finds a dict in a dataclass's place, and words in it that no field is for.
    written = orjson.dumps(document)
    if _FACTS.validate_json(written, strict=True) != facts:
        raise TypeError("something stands in another's place")
    if not _UTC.fullmatch(facts.now) or not datetime.fromisoformat(facts.now):
        raise ValueError("now is not RFC 3339 in UTC")
    # To look for days in the text is ten times as fast as to walk through the document, which is left to what is none.
    if not all(map(_is_day_or_never, _DAY.findall(written))) and (wrong := next(not_days(document), None)):
        raise ValueError(f"{wrong} is not a day")
    if not isinstance(document, dict):
        raise TypeError("not a document")
    return document


def not_days(document: object, place: str = "") -> Iterator[str]:
    """Places of facts that are named like a day (``…_on``) and are none: ``2026-08-02`` is one, and so is ``never``."""
    if isinstance(document, Mapping):
        for name, value in document.items():
            here = f"{place}.{name}" if place else str(name)
            if str(name).endswith("_on") and isinstance(value, str):
                if not _is_day_or_never(value):
                    yield here
            else:
                yield from not_days(value, here)
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from not_days(value, f"{place}.{number}")


_DAY = re.compile(rb'_on":"([^"]*+)"')
"""A value that is named like a day, as orjson writes it. Quotes in a value are written with a backslash, and are not taken for a name's."""


def _is_day_or_never(words: str | bytes) -> bool:
    if isinstance(words, bytes):
        words = words.decode()
    try:
        return words == "never" or date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _plain(value: object) -> Any:
    """JSON values only, and only those that the engine's C interface carries unharmed."""
    kind = type(value)
    reader = _READERS.get(kind)
    if reader is None:
        reader = _READERS[kind] = _reader(kind)
    return reader(value)


def _reader(kind: type) -> Callable[[Any], Any]:
    """What makes plain values of one type: looked up once, because every decision asks for hundreds."""
    for family, reader in _FAMILIES.items():
        if issubclass(kind, family):
            return reader
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is not JSON")
    names = tuple(field.name for field in fields(kind))
    return lambda value: {name: _plain(getattr(value, name)) for name in names}


_READERS: dict[type, Callable[[Any], Any]] = {}


def _itself(value: object) -> Any:
    return value


def _array(value: Iterable[object]) -> list[Any]:
    return [_plain(item) for item in value]


def _object(value: Mapping[object, object]) -> dict[str, Any]:
    return {_string(key): _plain(item) for key, item in value.items()}


def _string(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:  # a C string ends there
        raise TypeError("not a plain string")
    return str.__str__(value)


def _number(value: float) -> float:
    if isinstance(value, int) and not -_INT64 <= value < _INT64:  # C would wrap it silently
        raise ValueError("a number beyond 64 bits")
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value


_FAMILIES: Mapping[Any, Callable[[Any], Any]] = {
    bool: _itself,  # before int, which it is one of
    type(None): _itself,
    str: _string,
    int: _number,
    float: _number,
    tuple: _array,
    list: _array,
    Mapping: _object,
}


def _spelled_out(node: dict[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The schema in the words that OPA's type checker follows: it does not look into ``anyOf``, nor past a ``$ref`` there."""
    # 1. A reference is what it refers to; "X or null" is X with a second type.
    if "$ref" in node:
        return _spelled_out(definitions[node["$ref"].removeprefix("#/$defs/")], definitions)
    if "anyOf" in node:
        whole, _null = node["anyOf"]
        spelled = _spelled_out(whole, definitions)
        if "enum" in spelled:
            spelled["enum"] = [*spelled["enum"], None]
        return {**spelled, "type": [spelled["type"], "null"]}

    # 2. Only what constrains is kept: what is always sent needs no default, and types.py explains.
    spelled = {name: node[name] for name in ("type", "enum") if name in node}
    if "items" in node:
        spelled["items"] = _spelled_out(node["items"], definitions)
    if "properties" in node:
        spelled["properties"] = {name: _spelled_out(part, definitions) for name, part in node["properties"].items()}
        spelled["required"] = list(node["properties"])
        spelled["additionalProperties"] = False
    elif "additionalProperties" in node:
        spelled["additionalProperties"] = _spelled_out(node["additionalProperties"], definitions)
    return spelled
