"""Finding identifiers, and replacing them.

Importing this loads no model; ``open_detector`` does, in about a second.

    detector = open_detector()
    [spans] = detector.spans([Passage(ClearText("Seen by Dr. Meyers, MRN 0012345."))])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from medguard.phi.kinds import Kind
from medguard.phi.standins import StandInTable
from medguard.types import Detector, StandIns

if TYPE_CHECKING:
    from medguard.phi.conversations import Conversations
    from medguard.phi.models.chosen import ChosenModel
    from medguard.phi.vault import Vault

__all__ = [
    "Kind",
    "StandInTable",
    "open_conversations",
    "open_detector",
    "open_models",
    "open_standins",
    "open_vault",
]

_NONE: Mapping[str, str] = MappingProxyType({})


def open_detector(
    *,
    threshold: float = 0.5,
    recognizers: str | None = None,
    models: Mapping[str, str] = _NONE,
    labels: Mapping[str, str] = _NONE,
) -> Detector:
    """A detector for English and Chinese; ``threshold`` is the lowest score that counts. Share it: threads may.

    ``recognizers`` is a file of a house's own, in Presidio's YAML; ``models`` names by language (``english``, ``chinese``) another
    model than ours, and ``labels`` says what its labels mean. Raises ProfileError for what cannot be read or opened.
    """
    from medguard.phi.detector import PresidioDetector  # noqa: PLC0415 - loads Presidio and the models
    from medguard.phi.own_recognizers import read_recognizers  # noqa: PLC0415 - as above
    from medguard.phi.reading import Reading  # noqa: PLC0415 - as above

    return PresidioDetector(
        threshold=threshold,
        own=read_recognizers(Path(recognizers)) if recognizers else (),
        reading=Reading(**open_models(models, labels)) if models or labels else None,
    )


def open_models(models: Mapping[str, str], labels: Mapping[str, str] = _NONE) -> dict[str, ChosenModel]:
    """By language the models that a profile names in place of ours. Raises ProfileError."""
    from medguard.phi.models import chosen  # noqa: PLC0415 - loads what the profile asks for

    return chosen.open_models(models, labels)


def open_standins(replace: Mapping[str, str], *, key_file: str | None = None) -> Callable[[Iterable[str]], StandIns]:
    """What makes a conversation's table: by kind the name of an operator, ``stand-in`` where none is named.

    Raises ProfileError for an unknown kind or operator, and if one needs a key that is not there.
    """
    if not replace and key_file is None:
        return StandInTable
    from medguard.phi import replacing  # noqa: PLC0415 - loads Presidio

    return replacing.open_standins(replace, key_file=key_file)


def open_conversations(folder: str, *, hours: float, key_file: str | None = None) -> Conversations:
    """Tables of conversations that a provider keeps, encrypted, each for so many hours. Raises ProfileError without a key."""
    from medguard.keys import read_key  # noqa: PLC0415 - loads cryptography
    from medguard.phi import conversations  # noqa: PLC0415 - as above

    return conversations.open_conversations(folder, read_key(key_file), hours=hours)


def open_vault(folder: str, *, hours: float, key_file: str | None = None) -> Vault:
    """A place that keeps tables between requests, encrypted, for so many hours. Raises ProfileError without a key."""
    from medguard.keys import read_key  # noqa: PLC0415 - loads cryptography
    from medguard.phi.vault import Vault  # noqa: PLC0415 - as above

    return Vault(Path(folder), read_key(key_file), seconds=round(hours * 3600))
