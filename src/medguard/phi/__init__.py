"""Finding identifiers, and replacing them.

Importing this loads no model; ``open_detector`` does, in about a second.

    detector = open_detector()
    [spans] = detector.spans([Passage(ClearText("Seen by Dr. Meyers, MRN 0012345."))])
"""

from __future__ import annotations

from medguard.phi.kinds import Kind
from medguard.phi.standins import StandInTable
from medguard.types import Detector

__all__ = ["Kind", "StandInTable", "open_detector"]


def open_detector(*, threshold: float = 0.5) -> Detector:
    """A detector for English and Chinese; ``threshold`` is the lowest score that counts. Share it: threads may."""
    from medguard.phi.detector import PresidioDetector  # noqa: PLC0415 - loads Presidio, spaCy and ONNX

    return PresidioDetector(threshold=threshold)
