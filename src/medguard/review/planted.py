"""Test items: replies with a known error in them that wait among the others, so that it shows whether anybody reads (AI Act Art. 14(4)(b)).

To a reviewer an item looks like any other reply; the ledger says plainly what it is (``held_reply``, ``test_planted``). Nobody ever asked for it, so
nobody gets it: there is no reply that could be released. The words are made up, names included.

A house's own file has one JSON object a line: ``id``, ``language`` (en, zh), ``output_type``, ``words``, ``wrong`` (the part of the words that is the
error), ``why`` and ``why_zh``. ``{NAME}`` in the words becomes a made-up name.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from medguard.errors import ProfileError
from medguard.facts import OutputType

_NAMES = {"en": ("Ruth Calloway", "Tom Ashby", "Iris Penhale"), "zh": ("周岚", "高明远", "何静")}
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENOUGH_HAN = 0.2
_ID = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestItem:
    """A reply with an error in it."""

    __test__ = False  # pytest takes every class that begins so for its own

    id: str
    language: str
    output_type: OutputType
    words: str
    wrong: str
    why: str
    why_zh: str


_ITEM = TypeAdapter(TestItem)


def read_items(file: str | None) -> tuple[TestItem, ...]:
    """The items of a file, else those that come with medguard. Raises ProfileError, which quotes nothing of it."""
    try:
        text = (
            files("medguard.review").joinpath("test_items.jsonl").read_text("utf-8")
            if file is None
            else Path(file).expanduser().read_text("utf-8")
        )
        items = tuple(_ITEM.validate_python(json.loads(line)) for line in text.splitlines() if line.strip())
    except (OSError, ValueError, ValidationError):
        items = ()
    if not items or not all(_sound(one) for one in items):
        raise ProfileError(
            "The file review.test_items cannot be read, or an item in it is not as it should be.",
            remedy="Write one JSON object a line: id, language, output_type, words, wrong (a part of words), why, why_zh.",
            remedy_zh="无法读取 review.test_items 文件或其中条目有误。每行一个 JSON 对象：id、language、output_type、words、wrong（words 的一部分）、why、why_zh。",
        )
    return items


def _sound(item: TestItem) -> bool:
    return bool(_ID.fullmatch(item.id)) and item.language in _NAMES and bool(item.wrong) and item.wrong in item.words


def like(words: str, output_types: Sequence[str], items: Sequence[TestItem], drawn: random.Random) -> TestItem:
    """An item in the language of these words and of their kind, if there is one."""
    han = len(_HAN.findall(words)) > _ENOUGH_HAN * max(1, len(words))
    same = [one for one in items if one.language == ("zh" if han else "en")] or list(items)
    return drawn.choice([one for one in same if one.output_type in output_types] or same)


def written(item: TestItem, drawn: random.Random) -> dict[str, str]:
    """An item as it waits, with a name that is nobody's."""
    name = drawn.choice(_NAMES[item.language])
    return {
        "id": item.id,
        "names": item.words.replace("{NAME}", name),
        "stand_ins": item.words.replace("{NAME}", "[NAME_1]"),
        "wrong": item.wrong,
        "why": item.why,
        "why_zh": item.why_zh,
    }
