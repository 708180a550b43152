r"""A house's own recognizers, in Presidio's YAML: the record numbers that only this hospital writes.

    recognizers:
      - name: record numbers of St. Example
        supported_entity: MRN
        patterns:
          - {name: record, regex: '\bSTX-\d{6}\b', score: 0.9}

The file's format is presidio-analyzer's (``add_recognizers_from_yaml``); the entity is one of medguard's kinds. Own patterns
are read as they are: they see the text with full-width letters made plain, and no language.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from presidio_analyzer import EntityRecognizer, PatternRecognizer

from medguard.errors import ProfileError
from medguard.phi.kinds import Kind
from medguard.phi.reading import LANGUAGE


def read_recognizers(file: Path) -> list[EntityRecognizer]:
    """The recognizers of a file. Raises ProfileError, which says what to do and quotes no pattern."""
    try:
        listed = yaml.safe_load(file.read_text(encoding="utf-8"))["recognizers"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        raise _fault(file, "is no YAML file with a list of recognizers") from None
    if not isinstance(listed, list) or not listed:
        raise _fault(file, "holds no recognizer")
    return [_recognizer(file, number, one) for number, one in enumerate(listed, 1)]


def _recognizer(file: Path, number: int, one: Any) -> EntityRecognizer:
    where = f"recognizer {number}"
    if not isinstance(one, dict) or one.get("supported_entity") not in set(Kind):
        raise _fault(file, f"{where}: supported_entity is none of {', '.join(Kind)}")
    try:
        for pattern in one.get("patterns", ()):
            re.compile(pattern["regex"])
        return PatternRecognizer.from_dict({**one, "supported_language": LANGUAGE})
    except (re.error, KeyError, TypeError, ValueError):
        raise _fault(
            file, f"{where}: a pattern lacks its name, regex or score, or the regex does not compile"
        ) from None


def _fault(file: Path, what: str) -> ProfileError:
    return ProfileError(
        f"{file.name} {what}.",
        remedy="Write it as docs/phi.md shows: name, supported_entity, patterns with name, regex and score.",
        remedy_zh="请按 docs/phi.md 的示例填写：name、supported_entity，以及含 name、regex、score 的 patterns。",
    )
