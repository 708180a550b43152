"""The index that ships: a few dozen famous works, so that the check can be tried at once. It vouches for nothing else.

``known.jsonl`` was written for medguard by hand, in the form of Crossref's works; bibliographic facts alone, no abstract, nobody's catalogue.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from medguard.checks.citations.build import in_memory
from medguard.checks.citations.index import Covers, Index
from medguard.checks.citations.sources import Item, items_of

KNOWN = Path(__file__).with_name("known.jsonl")


@functools.cache
def shipped() -> Index:
    """The index of famous works, made once in a temporary file that lives as long as the process."""
    folder = tempfile.TemporaryDirectory(prefix="medguard-")
    index = in_memory(_known(), covers=Covers.NOTHING, path=Path(folder.name) / "known.db")
    _FOLDERS.append(folder)
    return index


def _known() -> Iterator[Item]:
    """The works; who has written them beside those that are named is left open."""
    for item in items_of(KNOWN):
        yield replace(item, record=replace(item.record, all_authors=False, source="medguard") if item.record else None)


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
