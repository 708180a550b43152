"""The JSON Schema of the facts, and the facts as the JSON that rules read.

``rego/schemas/input.json`` is the checked-in copy, for ``opa check --strict --schema``; ``make rules`` writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import orjson
from pydantic import TypeAdapter

from medguard.types import Facts

_FACTS = TypeAdapter(Facts)
_NUL = rb"\u0000"
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
    written = orjson.dumps(facts, default=_mapping, option=orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME)
    if _NUL in written:  # a C string ends there
        raise TypeError("not a plain string")
    # Dataclasses check nothing, so what the rules will read is held against the types once more.
    # Read back it must be equal: that finds a dict in a dataclass's place, words in it that no field is for, and what JSON has no word for.
    if _FACTS.validate_json(written, strict=True) != facts:
        raise TypeError("something stands in another's place")
    if not _UTC.fullmatch(facts.now) or not datetime.fromisoformat(facts.now):
        raise ValueError("now is not RFC 3339 in UTC")
    # To look for days in the text is ten times as fast as to walk through the document, which is left to what is none.
    document: dict[str, Any] = orjson.loads(written)
    if not all(map(_is_day_or_never, _DAY.findall(written))) and (wrong := next(not_days(document), None)):
        raise ValueError(f"{wrong} is not a day")
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


def _mapping(value: object) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("not JSON")
    return dict(value)


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
