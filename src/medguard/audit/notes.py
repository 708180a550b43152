"""Checkpoints: what the log promises at one moment, signed so that nobody without the key can promise it.

    hospital.example/medguard                                     origin: the log's name
    20852163                                                      how many records
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=                  root of their tree

    — hospital.example/medguard Az3grlgtzPICa5OS8npVmf1Myq…       Ed25519 (RFC 8032)

The form is C2SP tlog-checkpoint in a C2SP signed-note, the keys are written as Go's ``golang.org/x/mod/sumdb/note`` writes them.

    >>> signer = new_signer("hospital.example/medguard")
    >>> note = signer.sign(Checkpoint(signer.name, 3, bytes(32)))
    >>> read_checkpoint(note, [signer.verifier]).size
    3
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from medguard.audit.merkle import HASH_BYTES

_PRIVATE = "PRIVATE+KEY+"
_ED25519 = b"\x01"
_COSIGNATURE = b"\x04"
_NAME = re.compile(r"[^\s+\u2014\x00-\x1f\x7f\ud800-\udfff]{1,200}")
_LINE = re.compile(r"\u2014 (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})\n")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LONGEST_NOTE = 20_000
_HINT = re.compile(r"[0-9a-f]{8}")
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


class NoteError(Exception):
    """A note or a key is not what it should be. Its words quote nothing of a private key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large the tree was, and its root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class Verifier:
    """A log's public key, ``name+hash+key``."""

    def __init__(self, key: str) -> None:
        """Raises NoteError if it is none."""
        name, hint, public = _parted(key)
        self.name, self.text = name, key.strip()
        self.hint = hint
        try:
            self._key = Ed25519PublicKey.from_public_bytes(public)
        except ValueError:
            raise _no_key() from None
        if _hint(name, public) != hint:
            raise NoteError("The public key does not fit the name and hash that stand with it.")

    def __repr__(self) -> str:
        return f"<Verifier {self.text}>"

    def signed(self, text: str, signature: bytes) -> bool:
        """Tell whether this key made the signature."""
        try:
            self._key.verify(signature, text.encode())
        except (InvalidSignature, UnicodeEncodeError):  # no key signs what is no text
            return False
        return True


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness saw the log go on, until it was as the checkpoint says."""

    line: str
    """The signature line, as it stands in the note."""
    at: datetime


class CosignatureVerifier:
    """A witness's public key, ``name+hash+key``: C2SP tlog-cosignature, of its two types Ed25519 (``cosignature/v1``).

    A witness signs a checkpoint with the time at which it was the largest it had seen of this log, and signs none that does not go on from
    the one before. So its signature on two histories of one log is what nobody gets who has not its key as well.
    """

    def __init__(self, key: str) -> None:
        """Raises NoteError if it is none."""
        self.name, self.hint, public = _parted(key, _COSIGNATURE)
        self.text = key.strip()
        try:
            self._key = Ed25519PublicKey.from_public_bytes(public)
        except ValueError:
            raise _no_key(_COSIGNATURE) from None
        if _hint(self.name, public, _COSIGNATURE) != self.hint:
            raise NoteError("The public key does not fit the name and hash that stand with it.")

    def __repr__(self) -> str:
        return f"<CosignatureVerifier {self.text}>"

    def cosignature(self, note: str) -> Cosignature | None:
        """Find this witness's signature on a note, the latest if there are several. Raises NoteError for what is no note."""
        text, signatures = _opened(note)
        found = [
            Cosignature(_line(name, hint + raw), at)
            for name, hint, raw in signatures
            if (name, hint) == (self.name, self.hint) and (at := self._cosigned(text, raw)) is not None
        ]
        return max(found, key=lambda one: one.at, default=None)

    def _cosigned(self, text: str, raw: bytes) -> datetime | None:
        seconds = int.from_bytes(raw[:_TIME_BYTES], "big")
        try:
            at = datetime.fromtimestamp(seconds, UTC)
            self._key.verify(raw[_TIME_BYTES:], f"cosignature/v1\ntime {seconds}\n{text}".encode())
        except (InvalidSignature, ValueError, OverflowError, OSError):
            return None
        return at


class Signer:
    """A log's private key, ``PRIVATE+KEY+name+hash+key``. Nothing that is printed or pickled shows it."""

    __slots__ = ("_key", "name", "verifier")

    def __init__(self, key: str) -> None:
        """Raises NoteError if it is none."""
        if not key.strip().startswith(_PRIVATE):
            raise _no_key()
        name, hint, secret = _parted(key.strip().removeprefix(_PRIVATE))
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.name = name
        self.verifier = Verifier(_written(name, self._key.public_key().public_bytes_raw()))
        if self.verifier.hint != hint:
            raise NoteError("The private key does not fit the name and hash that stand with it.")

    def __repr__(self) -> str:
        return f"<Signer {self.name}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")

    def sign(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a signed note."""
        text = checkpoint.text()
        return f"{text}\n{_line(self.name, self.verifier.hint + self._key.sign(text.encode()))}"

    def written(self) -> str:
        """The private key itself, for the file that keeps it."""
        return _PRIVATE + _written(self.name, self._key.private_bytes_raw(), of=self.verifier.hint)


def new_signer(origin: str) -> Signer:
    """Make a key for a log of this name. Raises NoteError for a name that cannot stand in a note."""
    if not _NAME.fullmatch(origin):
        raise NoteError("A log's name has no blank and no plus sign, like hospital.example/medguard.")
    key = Ed25519PrivateKey.generate()
    hint = _hint(origin, key.public_key().public_bytes_raw())
    return Signer(_PRIVATE + _written(origin, key.private_bytes_raw(), of=hint))


def read_checkpoint(note: str, trusted: Iterable[Verifier]) -> Checkpoint:
    """Read a checkpoint that one of these keys has signed. Raises NoteError if none has, or if it is none."""
    text, signatures = _opened(note)
    checkpoint = _checkpoint(text)
    for verifier in trusted:
        if verifier.name != checkpoint.origin:
            continue
        for name, hint, signature in signatures:
            if (name, hint) == (verifier.name, verifier.hint) and verifier.signed(text, signature):
                return checkpoint
    raise NoteError("No trusted key has signed this checkpoint.")


def claimed_checkpoint(note: str) -> Checkpoint:
    """Read what a note says, without asking who signed it. Raises NoteError if it is no checkpoint."""
    return _checkpoint(_opened(note)[0])


def notes_in(text: str) -> list[str]:
    """The notes of a file to which one was appended after the other. What was cut off, at its end or before, is left out."""
    return [found[0] for found in _NOTE.finditer(text)]


_NOTE = re.compile(r"(?m)^(?:[^\n\u2014][^\n]*\n){3,20}\n(?:\u2014 [^\s+]+ [A-Za-z0-9+/]+={0,2}\n)+")


def _opened(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    if len(note) > _LONGEST_NOTE:
        raise NoteError("This is no checkpoint: it is too long.")
    text, blank, below = note.rpartition("\n\n")
    if _NO_TEXT.search(note):
        raise NoteError("This is no checkpoint: it holds characters that are no text.")
    lines = [_LINE.fullmatch(line) for line in below.splitlines(keepends=True)]
    if not blank or not lines:
        raise NoteError("This is no checkpoint: there is no signature below an empty line.")
    signatures = []
    for line in lines:
        try:
            raw = base64.b64decode(line["signature"], validate=True) if line else b""
        except binascii.Error:
            raw = b""
        # One way to write a signature: base64 that ends in other unused bits is not what was signed down.
        if line is None or len(raw) <= _HINT_BYTES or base64.b64encode(raw).decode() != line["signature"]:
            raise NoteError("This is no checkpoint: a signature line is damaged.")
        signatures.append((line["name"], raw[:_HINT_BYTES], raw[_HINT_BYTES:]))
    return text + "\n", signatures


def _checkpoint(text: str) -> Checkpoint:
    origin, size, root, *_more = [*text.split("\n"), "", "", ""]
    try:
        raw = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not origin or not _SIZE.fullmatch(size) or len(raw) != HASH_BYTES or base64.b64encode(raw).decode() != root:
        raise NoteError("This is no checkpoint: it does not begin with a name, a size and a root.")
    return Checkpoint(origin, int(size), raw)


_HINT_BYTES, _KEY_BYTES, _TIME_BYTES = 4, 32, 8


def _hint(name: str, public: bytes, algorithm: bytes = _ED25519) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + algorithm + public).digest()[:_HINT_BYTES]


def _line(name: str, signature: bytes) -> str:
    return f"\u2014 {name} {base64.b64encode(signature).decode()}\n"


def _written(name: str, key: bytes, *, of: bytes | None = None) -> str:
    hint = _hint(name, key) if of is None else of
    return f"{name}+{hint.hex()}+{base64.b64encode(_ED25519 + key).decode()}"


def _parted(key: str, algorithm: bytes = _ED25519) -> tuple[str, bytes, bytes]:
    # base64 may hold a plus sign, a name may not
    name, hint, encoded, *more = [*key.strip().split("+", 2), "", ""]
    try:
        raw, found = base64.b64decode(encoded, validate=True), bytes.fromhex(hint if _HINT.fullmatch(hint) else "")
    except (binascii.Error, ValueError):
        raise _no_key(algorithm) from None
    if any(more) or not _NAME.fullmatch(name) or len(found) != _HINT_BYTES:
        raise _no_key(algorithm)
    if raw[:1] != algorithm or len(raw) != 1 + _KEY_BYTES:
        raise _no_key(algorithm)
    return name, found, raw[1:]


def _no_key(algorithm: bytes = _ED25519) -> NoteError:
    if algorithm == _COSIGNATURE:
        return NoteError(
            "This is no key of a witness: it is written name+hash+key, and the key begins with 04 (Ed25519)."
        )
    return NoteError(
        "This is no key of a log: it is written name+hash+key, and a private one begins with PRIVATE+KEY+."
    )
