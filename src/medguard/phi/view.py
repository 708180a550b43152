r"""A text as recognizers read it: plain digits and letters, nothing hidden, and the way back to the original offsets.

An identifier in full-width digits, with zero-width characters between its letters, or written as ``\u5f20`` inside a
JSON string, ``&#x5f20;`` in HTML or ``%E5%BC%A0`` in a form is still an identifier. Reading a cleaned view keeps every recognizer simple.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from medguard.phi.encoded import RUN, letters

# A character that stands between two passages on a page. Private use, so no pattern's \s, \w or \d reaches across it.
BORDER = "\ue000"

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\u0300-\u036f\U000e0000-\U000e0fff]"
)
# Of RTF; of JSON, also escaped twice, and of JavaScript; of HTML (WHATWG 13.5), also with an ampersand that was escaped again, and without
# the semicolon; and bytes.
_ESCAPE = re.compile(
    r"\\{1,2}u(?P<rtf>[1-6][0-9]{4}|-[0-9]{1,5})\ ?\?"
    r"|(?:\\{1,4}|%)(?:u(?P<code>[0-9a-fA-F]{4})|u\{(?P<braced>[0-9a-fA-F]{1,6})\})|\\{1,4}(?P<plain>[nrt\"/])"
    r"|&(?:amp;){0,3}(?:\#(?:[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<decimal>[0-9]{1,7}));?|(?P<name>[A-Za-z][A-Za-z0-9]{1,30});)"
    rf"|(?P<bytes>{RUN})"
)
_FIELDS = re.compile(r"\b\w{1,64}=[^\s&=]{0,2000}&\w{1,64}=")
_PLUS = re.compile(r"(?<=[^\W\d_])\+(?=[^\W\d_])")
"""A blank, between the fields of a form."""
_ADDRESS = re.compile(r"[a-z]{2,6}://[^\s\"'<>\\]{1,2000}+")
"""Replaced as a whole or nobody's. A blank in it would end it for whoever looks for addresses, so its bytes stay as they are."""
_HIGH_HALF, _LOW_HALF = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_PLAIN = {"n": "\n", "r": "\n", "t": "\t", '"': '"', "/": "/"}
_ENTITIES = {name[:-1]: ord(letter) for name, letter in html5.items() if name.endswith(";") and len(letter) == 1}
_SAME_WIDTH = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\uff07\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\uff02"), '"'),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "),
    0x3007: "〇",
    ord(BORDER): " ",
}


class _Plain(dict[int, str]):
    """Each character's plain form of the same length; filled as characters are met, at most once each."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kind = unicodedata.category(letter)
        if kind == "Nd":
            plain = str(unicodedata.decimal(letter))
        else:
            # Superscripts and fractions (category No) stay: 10⁹ is not 109.
            folded = letter if kind == "No" else unicodedata.normalize("NFKC", letter)
            plain = folded if len(folded) == 1 else letter
        self[code] = plain
        return plain


_plain = _Plain(_SAME_WIDTH)


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """What is read (``words``) and where each of its characters stands in the original."""

    words: str
    starts: array[int] | None = None
    ends: array[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of ``words[start:end]``, which is not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def view(words: str) -> View:
    """Clean a text for reading. Raises ValueError for a lone surrogate, which no provider could be sent anyway."""
    if words.isascii():
        plain = words
    else:
        try:
            words.encode()
        except UnicodeEncodeError:
            raise ValueError("a text holds a lone surrogate, so it is not valid Unicode") from None
        plain = words.translate(_plain)
        if _HIDDEN.search(plain):
            return _with_map(plain)
    if "+" in plain and "://" not in plain and _FIELDS.search(plain):
        plain = _PLUS.sub(" ", plain)
    return _with_map(plain) if _ESCAPE.search(plain) else View(plain)


def _with_map(plain: str) -> View:
    """Drop what is hidden and decode escapes, keeping the way back."""
    pieces: list[str] = []
    starts, ends = array("l"), array("l")

    def keep(piece: str, start: int, end: int) -> None:
        for offset, letter in enumerate(piece):
            if not _HIDDEN.match(letter):
                pieces.append(letter)
                starts.append(start + offset)
                ends.append(start + offset + 1 if end < 0 else end)

    done = 0
    waiting = 0
    for start, end, code in _escapes(plain):
        keep(plain[done:start], done, -1)
        if code in _LOW_HALF and waiting and start == done:
            pieces[-1] = _plain[0x10000 + ((waiting - _HIGH_HALF[0]) << 10) + (code - _LOW_HALF[0])]
            ends[-1] = end
            waiting = 0
        else:
            waiting = code if code in _HIGH_HALF else 0
            keep(_letter(code), start, end)
        done = end
    keep(plain[done:], done, -1)
    return View("".join(pieces), starts, ends)


def _escapes(plain: str) -> Iterator[tuple[int, int, int]]:
    """Where every escape stands, and the character that it writes."""
    addresses = _ADDRESS.finditer(plain)
    address = next(addresses, None)
    for escape in _ESCAPE.finditer(plain):
        start, end = escape.span()
        while address is not None and address.end() <= start:
            address = next(addresses, None)
        if not escape["bytes"]:
            if (code := _code(escape)) is not None:
                yield start, end, code
        elif address is None or start < address.start():
            yield from ((start + one.start, start + one.end, ord(one.words)) for one in letters(escape["bytes"]))


def _code(escape: re.Match[str]) -> int | None:
    """The character that an escape writes; ``None`` if it is none: ``&copay;``, ``&#9999999;``."""
    if escape["plain"]:
        return ord(_PLAIN[escape["plain"]])
    if escape["rtf"]:
        return int(escape["rtf"]) % 0x10000
    if escape["name"]:
        return _ENTITIES.get(escape["name"])
    digits = escape["code"] or escape["braced"] or escape["hex"]
    code = int(digits, 16) if digits else int(escape["decimal"])
    return code if code <= sys.maxunicode else None


def _letter(code: int) -> str:
    """The plain form of an escaped character; half of one is U+FFFD until its other half follows."""
    if code in _HIGH_HALF or code in _LOW_HALF:
        return "\ufffd"
    return chr(code) if code < 0x80 else _plain[code]  # noqa: PLR2004 - ASCII is plain
