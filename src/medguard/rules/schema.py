"""The JSON Schema of the facts, and the facts as the JSON that rules read.

``rego/schemas/input.json`` is the checked-in copy, for ``opa check --strict --schema``; ``make rules`` writes it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

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
    if _FACTS.validate_json(json.dumps(document, allow_nan=False), strict=True) != facts:
        raise TypeError("something stands in another's place")
    if not _UTC.fullmatch(facts.now) or not datetime.fromisoformat(facts.now):
        raise ValueError("now is not RFC 3339 in UTC")
    if wrong := next(not_days(document), None):
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
                if value != "never" and not _is_day(value):
                    yield here
            else:
                yield from not_days(value, here)
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from not_days(value, f"{place}.{number}")


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _plain(value: object) -> Any:
    """JSON values only, and only those that the engine's C interface carries unharmed."""
    match value:
        case None | bool():
            plain: Any = value
        case str():
            plain = _string(value)
        case int() | float():
            plain = _number(value)
        case tuple() | list():
            plain = [_plain(item) for item in value]
        case Mapping():
            plain = {_string(key): _plain(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} is not JSON")
    return plain


def _string(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:  # a C string ends there
        raise TypeError("not a plain string")
    return str(value)


def _number(value: float) -> float:
    if isinstance(value, int) and not -_INT64 <= value < _INT64:  # C would wrap it silently
        raise ValueError("a number beyond 64 bits")
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value


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
