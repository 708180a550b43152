"""What a provider sealed: signatures and encrypted content that the caller keeps and sends back as they came.

A changed letter breaks them, so they are neither replaced nor restored. What could hide in them is what could hide in any encrypted
text; what was only written in other letters is found: it decodes to words.

>>> import base64
>>> is_sealed("EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds0Xw8=")
True
>>> is_sealed(base64.b64encode("Ann Lee, MRN 12345678, ann.lee@example.org".encode()).decode())
False
"""

from __future__ import annotations

import base64
import binascii
import re

_LETTERS = re.compile(r"[A-Za-z0-9+/_-]{32,}={0,2}")
_WORDS = re.compile(r"[\w .,;:@'()+\-]{16,}")
"""Chance makes a run of that length in one seal of a hundred thousand."""
_HAN = rb"[\x30\x4e-\x9f\xff]"
_OLDER = re.compile(
    rb"(?:[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]){10}|(?:[ -~]\0){8}|(?:\0[ -~]){8}|(?:.%b){16}|(?:%b.){16}" % (_HAN, _HAN),
    re.DOTALL,
)
"""Words in GB 2312 or UTF-16; of the same chance."""
_OWN = re.compile(r".?[a-z]+(?:[-.][a-z0-9]{1,8})*.?|.?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}.?")
"""What seals hold in clear: the names of models, and UUIDs."""
_LONGEST = 48
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_RECORDINGS = (b"OggS", b"ID3", b"\0\0\0")
_FILES = (*_PICTURES, *_DOCUMENTS, *_RECORDINGS)
"""How files begin. No seal begins like that."""


def is_sealed(words: str) -> bool:
    """Whether a string is nothing but letters of base64 that decode to no words and to no file."""
    if not _LETTERS.fullmatch(words):
        return False
    whole = _decoded(words)
    return not (whole.startswith(_FILES) or any(_speaks(_decoded(words[start:])) for start in range(4)))


def _decoded(letters: str) -> bytes:
    letters = letters.rstrip("=").translate(str.maketrans("-_", "+/"))
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except binascii.Error:
        return b""


def _speaks(decoded: bytes) -> bool:
    return _OLDER.search(decoded) is not None or any(
        len(run[0]) > _LONGEST or not _OWN.fullmatch(run[0])
        for run in _WORDS.finditer(decoded.decode("utf-8", "replace"))
    )
