"""Content that nobody here can read: pictures, sound, files, and data written as letters wherever it stands.

What cannot be read cannot be de-identified, so it is reported to the rules, which decide. Text that was encoded (base64,
hexadecimal) is recognised by decoding it, other data by its length and variety. What slips through: text encoded in short
pieces between other words, in other alphabets of bytes than UTF-8, UTF-16 and GB 2312, or encrypted.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

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
_FEWEST = 5
"""Different bytes in words; fewer have a line of one letter."""

_ASCII, _ONE = rb"[\t\n\r -~]", rb"(?:[\xa1-\xa3\xb0-\xf7][\xa1-\xfe])"
_GB2312 = re.compile(rb"(?:%b*+%b){5}(?:%b|%b)*+.?" % (_ASCII, _ONE, _ASCII, _ONE), re.DOTALL)
"""Five characters of it in noise that is otherwise words are a chance of one in ten thousand."""
_HAN = rb"[\x30\x4e-\x9f\xff]"
_UTF16 = tuple(
    re.compile(
        rb"(?:%b)?+(?:(?:%b)*+%b){4}(?:%b|%b)*+.?|(?:%b)?+(?:%b){12,}+.?" % (mark, han, ascii_, ascii_, han, mark, han),
        re.DOTALL,
    )
    for mark, ascii_, han in (
        (rb"\xff\xfe", _ASCII + rb"\0", rb"(?:." + _HAN + rb")"),
        (rb"\xfe\xff", rb"\0" + _ASCII, rb"(?:" + _HAN + rb".)"),
    )
)
"""Of both orders: four letters of ASCII between others, or twelve Chinese characters."""


def media_of(words: str) -> str:
    """What kind of unreadable content a string holds: ``image``, ``audio``, ``video``, ``file``, ``base64``, ``hex``; empty if none."""
    if found := _DATA_URL.search(words):
        return _MEDIA.get(found["kind"].lower(), "file")
    for run in _RUN.finditer(words):
        letters = "".join(run[0].split())
        if _is_data(letters):
            return "base64"
        # Ids in hexadecimal and in small letters alone decode to what looks like GB 2312.
        mixed = not (letters.islower() or letters.isupper())
        if any(_is_text(some) or (mixed and _is_older_text(some)) for some in map(_base64, _starts(letters))):
            return "base64"
    if any(_is_text(some) or _is_older_text(some) for some in (bytes.fromhex(run[0]) for run in _HEX.finditer(words))):
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


def _starts(letters: str) -> Iterator[str]:
    """It may have begun at any of the first four letters: what stands before it may be letters, too."""
    return (letters[start:] for start in range(4))


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


def _is_older_text(decoded: bytes) -> bool:
    """The same, of encodings that Windows and older systems write."""
    return len(set(decoded)) >= _FEWEST and any(form.fullmatch(decoded) for form in (_GB2312, *_UTF16))
