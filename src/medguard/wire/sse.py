r"""Server-sent events: bytes to the data of events and back (WHATWG HTML, section 9.2).

Providers bend the format: no space after ``data:``, comments as heartbeats, CR LF, several ``data`` lines an event, a
character cut in two by a chunk border. All of that is read; a stream that ends inside an event or a character is not
an answer. Comments, names and ids of events are not handed on: nobody has judged them. A provider's module names its events anew.

>>> read(b": OPENROUTER PROCESSING\n\ndata: a\n\ndata:b\r\n\r\n")
['a', 'b']
>>> write(["a"], ["ping"])
b'event: ping\ndata: a\n\n'
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

_LINE_END = re.compile(r"\r\n|\n|\r")


class Reader:
    """Reads a stream as it comes."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._rest: list[str] = []  # of a line that is not whole; joined once it is
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> list[str]:
        """The data of every event that is whole now, in order. Raises ValueError where bytes are no UTF-8."""
        self._rest.append(self._decoder.decode(chunk))
        if not _LINE_END.search(self._rest[-1]) and not "".join(self._rest[-2:-1]).endswith("\r"):
            return []
        text = "".join(self._rest)
        # The LF of a CR LF may be in the next chunk.
        held, text = (text[-1:], text[:-1]) if text.endswith("\r") else ("", text)
        *lines, rest = _LINE_END.split(text)
        self._rest = [rest + held]
        return self._events(lines)

    def end(self) -> list[str]:
        """What the end of the stream makes whole. Raises ValueError if it cuts off an event."""
        text = "".join(self._rest) + self._decoder.decode(b"", final=True)
        *lines, rest = _LINE_END.split(text)
        if rest.strip() and not rest.startswith(":"):
            raise ValueError("the last event is cut off")
        # A server may close the connection without the last empty line; the line itself was whole.
        return self._events([*lines, ""])

    def _events(self, lines: Sequence[str]) -> list[str]:
        events: list[str] = []
        for line in lines:
            if not line:
                if self._data:
                    events.append("\n".join(self._data))
                self._data = []
            elif line.startswith("data:"):
                self._data.append(line[5:].removeprefix(" "))
        return events


def read(content: bytes) -> list[str]:
    """The data of every event, in order. Raises ValueError where bytes are no UTF-8 or the last event is cut off."""
    reader = Reader()
    return [*reader.feed(content), *reader.end()]


def write(events: Sequence[str], names: Sequence[str] = (), *, space: str = " ") -> bytes:
    """Events as bytes, each with its name if it has one."""
    return "".join(
        (f"event:{space}{name}\n" if name else "")
        + "".join(f"data:{space}{line}\n" for line in event.split("\n"))
        + "\n"
        for event, name in zip(events, names or [""] * len(events), strict=True)
    ).encode()
