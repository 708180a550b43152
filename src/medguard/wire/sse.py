r"""Server-sent events: bytes to the data of events and back (WHATWG HTML, section 9.2).

Providers bend the format: no space after ``data:``, comments as heartbeats, CR LF, several ``data`` lines an event, a
character cut in two by a chunk border. All of that is read; a stream that ends inside an event or a character is not
an answer. Comments, names and ids of events are not handed on: nobody has judged them.

>>> read(b": OPENROUTER PROCESSING\n\ndata: a\n\ndata:b\r\n\r\n")
['a', 'b']
>>> write(["a"])
b'data: a\n\n'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINE_END = re.compile(r"\r\n|\n|\r")


def read(content: bytes) -> list[str]:
    """The data of every event, in order. Raises ValueError where bytes are no UTF-8 or the last event is cut off."""
    text = content.decode("utf-8-sig")
    *lines, rest = _LINE_END.split(text)
    events: list[str] = []
    data: list[str] = []
    for line in lines:
        if not line:
            if data:
                events.append("\n".join(data))
            data = []
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
    if rest.strip() and not rest.startswith(":"):
        raise ValueError("the last event is cut off")
    if data:  # a server may close the connection without the last empty line; the line itself was whole
        events.append("\n".join(data))
    return events


def write(events: Iterable[str]) -> bytes:
    """Events as bytes."""
    return "".join("".join(f"data: {line}\n" for line in event.split("\n")) + "\n" for event in events).encode()
