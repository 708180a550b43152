"""Content that nobody here can read: pictures, sound, files, and data written as letters wherever it stands.

What cannot be read cannot be de-identified, so it is reported to the rules, which decide. Text that was encoded (base64,
hexadecimal) is recognised by decoding it, other data by its length and variety. What slips through: text encoded in short
pieces between other words, in other alphabets, or encrypted.
"""

from __future__ import annotations

import base64
import binascii
import re

_DATA_URL = re.compile(r"data:(?P<kind>[a-z]++)/[a-z0-9.+-]++(?:;[a-z0-9=._-]*+)*+,", re.IGNORECASE)
_MEDIA = {"image": "image", "audio": "audio", "video": "video"}

# A line that is wrapped goes on in the next: MIME breaks base64 after 76 letters.
_RUN = re.compile(r"[A-Za-z0-9+/_-]{14,}+(?:\r?\n[A-Za-z0-9+/_-]{14,}+)*+={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){12,}+")
_LONG = 160
"""Letters from which on a varied run is data, whatever it decodes to: nobody writes words of that length."""
_VARIED = 16
"""Different letters in it; fewer have a line of dashes or a gene."""
_READABLE = 0.95


def media_of(words: str) -> str:
    """What kind of unreadable content a string holds: ``image``, ``audio``, ``video``, ``file``, ``base64``, ``hex``; empty if none."""
    if found := _DATA_URL.search(words):
        return _MEDIA.get(found["kind"].lower(), "file")
    for run in _RUN.finditer(words):
        letters = "".join(run[0].split())
        if _is_data(letters) or any(_is_text(_base64(letters[start:])) for start in range(4)):
            return "base64"
    if any(_is_text(bytes.fromhex(run[0])) for run in _HEX.finditer(words)):
        return "hex"
    return ""


def is_data(words: str) -> bool:
    """Whether a string is nothing but data, so that only patterns are looked for in it and no sentences."""
    return len(words) >= _LONG and bool(re.fullmatch(r"(?:data:[^,]{0,200},)?[A-Za-z0-9+/_=\r\n-]*+", words))


def _is_data(letters: str) -> bool:
    sorts = (str.isupper, str.islower, str.isdigit)
    return (
        len(letters) >= _LONG
        and len(set(letters)) >= _VARIED
        and all(any(map(sort, letters[:_LONG])) for sort in sorts)
    )


def _base64(letters: str) -> bytes:
    letters = letters.rstrip("=").translate(str.maketrans("-_", "+/"))[:512]
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except binascii.Error:
        return b""


def _is_text(decoded: bytes) -> bool:
    """Whether bytes are words. Names, ids and paths decode to noise."""
    text = decoded.decode("utf-8", "ignore")
    readable = sum(character.isprintable() or character in "\r\n\t" for character in text)
    return (
        len(decoded) >= 10  # noqa: PLR2004  shorter is chance
        and len(text.encode()) >= _READABLE * len(decoded)
        and readable >= _READABLE * len(text)
    )
