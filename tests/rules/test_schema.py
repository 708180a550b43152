"""The schema of the facts is the types', and its checked-in copy is up to date."""

from __future__ import annotations

from rules_samples import facts

from medguard.bundled import bundled
from medguard.rules import facts_schema
from medguard.rules.schema import facts_document, schema_text
from medguard.types import Stage


def test_the_checked_in_copy_is_up_to_date():
    copy = (bundled("rego") / "schemas/input.json").read_text("utf-8")
    assert copy == schema_text(), (
        "types.py has changed: the docstring of medguard/rules/schema.py says how to write it again"
    )


KINDS = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "null": type(None),
    "number": float,
    "object": dict,
    "string": str,
}


def fits(document, schema):
    """As much of JSON Schema as ours uses."""
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert type(document) in [KINDS[kind] for kind in allowed]
    if isinstance(document, dict) and "properties" in schema:
        assert schema["additionalProperties"] is False
        assert set(document) == set(schema["properties"]) == set(schema["required"])
        for name, part in document.items():
            fits(part, schema["properties"][name])
    elif isinstance(document, dict):
        for part in document.values():
            fits(part, schema["additionalProperties"])
    elif isinstance(document, list):
        for part in document:
            fits(part, schema["items"])
    elif "enum" in schema:
        assert document in schema["enum"]


def test_real_facts_fit():
    for stage in Stage:
        fits(facts_document(facts(stage)), facts_schema())
