"""Finding identifiers, and replacing them.

Importing this loads no model; ``open_detector`` does, in about a second.

    detector = open_detector()
    [spans] = detector.spans([Passage(ClearText("Seen by Dr. Meyers, MRN 0012345."))])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from medguard.phi.kinds import Kind
from medguard.phi.standins import StandInTable
from medguard.types import Detector, StandIns

if TYPE_CHECKING:
    from medguard.phi.vault import Vault

__all__ = ["Kind", "StandInTable", "open_detector", "open_standins", "open_vault"]


def open_detector(*, threshold: float = 0.5, recognizers: str | None = None) -> Detector:
    """A detector for English and Chinese; ``threshold`` is the lowest score that counts. Share it: threads may.

    ``recognizers`` is a file of a house's own, in Presidio's YAML. Raises ProfileError if it cannot be read.
    """
    from medguard.phi.detector import PresidioDetector  # noqa: PLC0415 - loads Presidio and the models
    from medguard.phi.own_recognizers import read_recognizers  # noqa: PLC0415 - as above

    return PresidioDetector(threshold=threshold, own=read_recognizers(Path(recognizers)) if recognizers else ())


def open_standins(replace: Mapping[str, str], *, key_file: str | None = None) -> Callable[[Iterable[str]], StandIns]:
    """What makes a conversation's table: by kind the name of an operator, ``stand-in`` where none is named.

    Raises ProfileError for an unknown kind or operator, and if one needs a key that is not there.
    """
    if not replace and key_file is None:
        return StandInTable
    from medguard.phi import replacing  # noqa: PLC0415 - loads Presidio

    return replacing.open_standins(replace, key_file=key_file)


def open_vault(folder: str, *, hours: float, key_file: str | None = None) -> Vault:
    """A place that keeps tables between requests, encrypted, for so many hours. Raises ProfileError without a key."""
    from medguard.phi.keys import read_key  # noqa: PLC0415 - loads cryptography
    from medguard.phi.vault import Vault  # noqa: PLC0415 - as above

    return Vault(Path(folder), read_key(key_file), seconds=round(hours * 3600))
