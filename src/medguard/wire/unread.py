"""Content that nobody here can read: pictures, sounds, files, and base64 wherever it stands.

What cannot be read cannot be de-identified, so it is reported to the rules, which decide. A string that is nothing but
data is not shown to the detector: it would search megabytes for names.
"""

from __future__ import annotations

import base64
import binascii
import re

_DATA_URL = re.compile(
    r"\s*+data:(?P<kind>[a-z]++)/[a-z0-9.+-]++(?:;[a-z0-9=._-]*+)*+,(?P<data>.*)", re.IGNORECASE | re.DOTALL
)
_ALL_BASE64 = re.compile(r"[A-Za-z0-9+/_=\s-]*+")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{24,}+={0,2}(?![A-Za-z0-9+/_=-])")
_LONG = 512
"""Characters from which on a run of base64 is data, whatever it decodes to: nobody writes words of that length."""
_VARIED = 16
"""Different characters from which on a long run is data and not a line of dashes or a gene."""
_LOOKED_AT = 64
"""Bytes that are decoded of a shorter run."""
_READABLE = 0.95

_MEDIA = {"image": "image", "audio": "audio", "video": "video"}


def media_of(words: str) -> str:
    """What kind of unreadable content a string holds: ``image``, ``audio``, ``video``, ``file``, ``base64``; empty if none."""
    if found := _DATA_URL.match(words):
        return _MEDIA.get(found["kind"].lower(), "file")
    for run in _BASE64.finditer(words):
        if (len(run[0]) >= _LONG and len(set(run[0])) >= _VARIED) or _hides_text(run[0]):
            return "base64"
    return ""


def is_all_data(words: str) -> bool:
    """Whether a string is nothing but data: in it there are no words that a detector could find."""
    url = _DATA_URL.fullmatch(words)
    data = url["data"] if url else words
    return (bool(url) or len(words) >= _LONG) and bool(_ALL_BASE64.fullmatch(data)) and not re.search(r"\s\S", data)


def _hides_text(run: str) -> bool:
    """Whether a run of letters decodes to text. Names, ids and paths decode to noise."""
    run = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    if len(run) % 4 == 1:
        return False
    head = run[: _LOOKED_AT // 3 * 4]
    try:
        decoded = base64.b64decode(head + "=" * (-len(head) % 4), validate=True)
    except binascii.Error:
        return False
    text = decoded.decode("utf-8", "ignore")
    readable = sum(character.isprintable() or character in "\r\n\t" for character in text)
    return len(text.encode()) >= _READABLE * len(decoded) and readable >= _READABLE * len(text) > 0
