r"""Streams of one JSON text a line (NDJSON): bytes to lines and back.

>>> read(b'{"a": 1}\r\n\n{"b": 2}\n')
['{"a": 1}', '{"b": 2}']
"""

from __future__ import annotations

from collections.abc import Sequence

MEDIA_TYPE = "application/x-ndjson"


def read(content: bytes) -> list[str]:
    """The lines that say something. Raises ValueError where bytes are no UTF-8."""
    # Not splitlines(): JSON may hold U+2028, which is the end of a line to that and to nobody else.
    return [line for line in content.decode("utf-8-sig").replace("\r\n", "\n").split("\n") if line.strip()]


def write(events: Sequence[str]) -> bytes:
    """Texts as bytes, one a line."""
    return "".join(f"{event}\n" for event in events).encode()
