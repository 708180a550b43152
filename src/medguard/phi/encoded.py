r"""Letters that are written as their bytes: ``%E5%BC%A0`` in addresses and forms, ``=E5=BC=A0`` in mail, ``\xe5\xbc\xa0`` in logs, ``\'d5\'c5`` in RTF.

Nobody hides a name so: a program wrote it, and another put its words into a question. UTF-8 is told from GB 18030 by its form.

>>> [letter.words for letter in letters("%E5%BC%A0%E4%BC%9F%20%41")]
['张', '伟', ' ']
>>> [letter.words for letter in letters(r"\'d5\'c5\'ce\'b0")]
['张', '伟']
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

RUN = (
    r"(?:%(?:25){0,2}[0-9A-Fa-f]{2})++"  # also escaped twice
    r"|(?:=[0-9A-F]{2}(?:=\r?\n)?+)++"  # with the line breaks that mail puts in
    r"|(?:\\{1,2}x[0-9A-Fa-f]{2})++"
    r"|(?:\\'[0-9A-Fa-f]{2})++"
)
_BYTE = re.compile(r"(?:(?P<form>%(?:25){0,2})|=|\\{1,2}x|\\')(?P<hex>[0-9A-Fa-f]{2})(?:=\r?\n)?+")
_CHARACTERS = range(0xB0, 0xF8)
"""First bytes of the characters of GB 2312; those of its signs and full-width letters are in ``_SIGNS``."""
_SIGNS = range(0xA1, 0xA4)
_ASCII, _LAST_CONTROL = 0x80, 0xA0
_FEWEST = 2
"""Characters of GB 2312 that a run must hold: two bytes are soon a coincidence."""


class Letter(NamedTuple):
    """One letter of a run."""

    words: str
    start: int
    end: int


class _Byte(NamedTuple):
    """One of them, as it is written."""

    value: int
    form: bool
    """Percent-encoded: only there are signs of ASCII escaped, and never its letters and digits."""
    start: int
    end: int


_Decoder: TypeAlias = Callable[[list[_Byte], int], tuple[int, str]]
"""How many bytes from here on are one letter, and which; empty if they are none."""


def letters(run: str) -> list[Letter]:
    """The letters that a run of escaped bytes writes, each with its place in the run. Bytes that are none stay as they are written."""
    found = [_Byte(int(one["hex"], 16), one["form"] is not None, one.start(), one.end()) for one in _BYTE.finditer(run)]
    high = [byte.value for byte in found if byte.value >= _ASCII]
    read = _read(found, _utf8)
    is_utf8 = sum(len(letter.words.encode()) for letter in read if not letter.words.isascii()) == len(high)
    return read if is_utf8 or not _is_gb2312(high) else _read(found, _gb18030)


def _read(found: list[_Byte], decoder: _Decoder) -> list[Letter]:
    made: list[Letter] = []
    at = 0
    while at < len(found):
        byte = found[at]
        length, words = decoder(found, at) if byte.value >= _ASCII else (1, _sign(byte))
        if words:
            made.append(Letter(words, byte.start, found[at + length - 1].end))
        at += length
    return made


def _sign(byte: _Byte) -> str:
    letter = chr(byte.value)
    return letter if byte.form and (letter in "\t\r\n" or (letter.isprintable() and not letter.isalnum())) else ""


def _utf8(found: list[_Byte], at: int) -> tuple[int, str]:
    first = found[at].value
    length = next((many for many, least in ((4, 0xF0), (3, 0xE0), (2, 0xC2)) if first >= least), 1)
    return _decoded(found[at : at + length], length, "utf-8")


def _gb18030(found: list[_Byte], at: int) -> tuple[int, str]:
    return _decoded(found[at : at + 2], 2, "gb18030")


def _decoded(some: list[_Byte], length: int, encoding: str) -> tuple[int, str]:
    try:
        words = bytes(byte.value for byte in some).decode(encoding)
    except UnicodeDecodeError:
        return 1, ""
    return (length, words) if len(words) == 1 and words.isprintable() else (1, "")


def _is_gb2312(high: list[int]) -> bool:
    """Whether bytes are pairs of GB 2312, and not a number that happened to be written so."""
    pairs = list(zip(high[::2], high[1::2], strict=False))
    return (
        len(high) >= 2 * _FEWEST
        and len(high) % 2 == 0
        and all((first in _CHARACTERS or first in _SIGNS) and second > _LAST_CONTROL for first, second in pairs)
    )
