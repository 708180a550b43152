"""Machine-readable marks of generated content: the AIGC object of GB 45438-2025, and a signed mark for AI Act Art. 50(2).

Both go along with a reply as headers, and into files (``mark_file``); ``detect`` finds and verifies them, with the public key, on any machine.

    AIGC: {"Label":"1","ContentProducer":"001191110000A1B2C3D48L10001","ProduceID":"6f0c…", …}
    medguard-mark: eyJhbGciOiJFZERTQSJ9.eyJnZW5lcmF0b3IiOi….MEUCIQ…      (JWS, RFC 7515; EdDSA, RFC 8037)

A mark says which words it belongs to by their SHA-256, and carries nobody's name. Plain text on a clipboard loses both: there the visible label stays.
What this is not: a watermark in the words themselves, which only the model can put there (Code of Practice on Transparency of
AI-Generated Content, Measure 1.1.2).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from medguard.errors import ProfileError, WireError
from medguard.facts import Implicit, Mark

AIGC = "AIGC"
MARK = "medguard-mark"
GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's word for it."""

_FIELDS = (
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
)

# ── 1. codes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_LENGTH, _PRODUCER_LENGTH = 18, 27


def valid_uscc(code: str) -> bool:
    """统一社会信用代码, 18 characters with a check character (GB 32100-2015).

    >>> valid_uscc("91110000A1B2C3D48L"), valid_uscc("91110000A1B2C3D48M"), valid_uscc("91110000A1B2C3D48O")
    (True, False, False)
    """
    if len(code) != _USCC_LENGTH or any(letter not in _USCC for letter in code):
        return False
    total = sum(_USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return _USCC.index(code[17]) == -total % 31


_PRODUCER = re.compile(r"0011([0-9A-Z]{18})[12][0-9A-Za-z]{4}")


def valid_producer(code: str) -> bool:
    """Provider code of TC260-PG-20252A, 27 characters: 00, organisation, by USCC, the USCC, what it does, which model or app.

    >>> valid_producer("001191110000A1B2C3D48L10001"), valid_producer("001191110000A1B2C3D48M10001")
    (True, False)
    """
    found = _PRODUCER.fullmatch(code)
    return found is not None and valid_uscc(found[1])


def _looks_like_a_code(producer: str) -> bool:
    return len(producer) == _PRODUCER_LENGTH and producer.isascii() and producer.isalnum()


# ── 2. making ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Marker:
    """What one institution marks its replies with.

    ``producer`` is its name or 27-character code; without ``key`` the mark is not signed, and ``detect`` says so.
    """

    def __init__(
        self, producer: str, *, key: Ed25519PrivateKey | None = None, detection_ref: str | None = None
    ) -> None:
        self.producer = producer
        self.detection_ref = detection_ref
        self._key = key

    @property
    def public_key(self) -> str | None:
        """For ``detect``: base64 of the 32 bytes."""
        if self._key is None:
            return None
        return base64.b64encode(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def implicit(self, produce_id: str) -> Implicit:
        """The AIGC object, as facts."""
        code = _looks_like_a_code(self.producer)
        return Implicit(
            label="1",
            content_producer=self.producer,
            produce_id=produce_id,
            reserved_code1="",
            content_propagator="",
            propagate_id="",
            reserved_code2="",
            producer_code_valid=valid_producer(self.producer) if code else None,
        )

    def marks(self) -> tuple[Mark, ...]:
        """The marks, as facts."""
        return (Mark(layer="metadata", standard="JWS", signed=self._key is not None, timestamped=False),)

    def headers(self, content: bytes, *, produce_id: str, model: str, at: str) -> dict[str, str]:
        """Headers that go along with ``content``, byte for byte."""
        return {
            AIGC: aigc(self.producer, produce_id),
            MARK: self.mark(content, produce_id=produce_id, model=model, at=at),
        }

    def early(self, produce_id: str) -> dict[str, str]:
        """The header that can go before anybody knows the bytes: a stream's."""
        return {AIGC: aigc(self.producer, produce_id)}

    def comment(self, content: bytes, *, produce_id: str, model: str, at: str) -> bytes:
        """The mark as a comment that ends a stream of events with these bytes."""
        return f": {MARK} {self.mark(content, produce_id=produce_id, model=model, at=at)}\n\n".encode()

    def mark(self, content: bytes, *, produce_id: str, model: str, at: str) -> str:
        """The signed mark: a compact JWS; its third part is empty if there is no key."""
        says = {
            "generator": "AI",
            "digitalSourceType": GENERATED,
            "id": produce_id,
            "model": model,
            "at": at,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        head = {"alg": "EdDSA" if self._key else "none"}
        signed = f"{_encoded(head)}.{_encoded(says)}"
        signature = self._key.sign(signed.encode()) if self._key else b""
        return f"{signed}.{_base64url(signature)}"


def read_signing_key(file: str) -> Ed25519PrivateKey:
    """The key in a PEM file, as ``openssl genpkey -algorithm ed25519`` makes it. Raises ProfileError, which quotes nothing of it."""
    try:
        key = load_pem_private_key(Path(file).expanduser().read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        key = None
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise ProfileError(
        "The file marks.key_file holds no private Ed25519 key in PEM, or cannot be read.",
        remedy="Make one with: openssl genpkey -algorithm ed25519 -out mark-key.pem",
        remedy_zh="marks.key_file 不是 PEM 格式的 Ed25519 私钥或无法读取。请执行：openssl genpkey -algorithm ed25519 -out mark-key.pem",
    )


def aigc(producer: str, produce_id: str) -> str:
    """The AIGC object as JSON of ASCII letters, so that it may stand in a header."""
    values = dict.fromkeys(_FIELDS, "") | {"Label": "1", "ContentProducer": producer, "ProduceID": produce_id}
    return json.dumps(values, separators=(",", ":"))


# ── 3. files ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_META = re.compile(r'<meta name="(AIGC|medguard-mark)" content="([^"]*)">\n?')
_HEAD = re.compile(r"<head[^>]*>\n?", re.IGNORECASE)


def mark_file(content: bytes, kind: str, marker: Marker, *, produce_id: str, model: str, at: str) -> bytes:
    """The file with both marks in it; ``kind`` is ``html`` or ``json``. Raises WireError if it cannot carry them."""
    bare = _bare(content, kind)
    marks = marker.headers(bare, produce_id=produce_id, model=model, at=at)
    if kind == "json":
        document = _json_object(bare)
        return json.dumps(
            {**document, AIGC: json.loads(marks[AIGC]), MARK: marks[MARK]}, ensure_ascii=False, indent=2
        ).encode("utf-8", "surrogatepass")
    text = bare.decode("utf-8")
    head = _HEAD.search(text)
    if head is None:
        raise _unmarkable("has no <head>")
    lines = "".join(f'<meta name="{name}" content="{html.escape(value)}">\n' for name, value in marks.items())
    return (text[: head.end()] + lines + text[head.end() :]).encode()


def _bare(content: bytes, kind: str) -> bytes:
    """The file without marks, in the one form that is hashed."""
    if kind == "json":
        document = {name: value for name, value in _json_object(content).items() if name not in {AIGC, MARK}}
        return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")
    if kind != "html":
        raise _unmarkable("is neither HTML nor JSON")
    try:
        return _META.sub("", content.decode("utf-8")).encode()
    except UnicodeDecodeError:
        raise _unmarkable("is not UTF-8") from None


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise _unmarkable("is not JSON") from None
    if not isinstance(document, dict):
        raise _unmarkable("is no JSON object")
    return document


def _unmarkable(what: str) -> WireError:
    return WireError(
        f"The file {what}, so it cannot carry a machine-readable mark.",
        remedy="Export as HTML or JSON, or keep the visible label in the text.",
        remedy_zh="该文件无法写入机器可读标识。请导出为 HTML 或 JSON，或在文本中保留显式标识。",
    )


# ── 4. detecting ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What was found of both marks. ``None``: there is none, or it could not be judged."""

    aigc: Mapping[str, str] | None
    aigc_complete: bool | None
    """All seven fields are there, ``Label`` is 1, 2 or 3, and a 27-character producer code has the right check character."""
    mark: Mapping[str, str] | None
    signed: bool | None
    """The signature is that of the given key; ``None`` without a key to compare with, ``False`` if unsigned or wrong."""
    same_content: bool | None
    """The mark belongs to these very bytes."""

    @property
    def generated(self) -> bool:
        """Whether anything says that this was generated."""
        return self.aigc is not None or self.mark is not None


def detect(content: bytes, kind: str, headers: Mapping[str, str], public_key: str | None = None) -> Detected:
    """Look for marks in headers and, if ``kind`` is ``html``, ``json`` or ``sse`` (a stream of events), in the file.

    ``public_key`` as ``Marker.public_key``.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    label, mark, bare = lower.get(AIGC.lower()), lower.get(MARK), content
    if kind in {"html", "json"}:
        inside = _inside(content, kind)
        if inside:
            label, mark, bare = inside.get(AIGC, label), inside.get(MARK, mark), _bare(content, kind)
    if kind == "sse" and (comment := _COMMENT.search(content)):
        mark, bare = comment[1].decode(), content[: comment.start()]
    object_ = _aigc_object(label)
    says, signed = _read_mark(mark, public_key)
    return Detected(
        aigc=object_,
        aigc_complete=_complete(object_) if object_ is not None else None,
        mark=says,
        signed=signed,
        same_content=says.get("sha256") == hashlib.sha256(bare).hexdigest() if says is not None else None,
    )


_COMMENT = re.compile(rb": medguard-mark ([A-Za-z0-9_.-]+)\n\n\Z")


def _inside(content: bytes, kind: str) -> dict[str, str]:
    if kind == "html":
        return {found[1]: html.unescape(found[2]) for found in _META.finditer(content.decode("utf-8", "replace"))}
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict):
        return {}
    found = {MARK: document[MARK]} if isinstance(document.get(MARK), str) else {}
    return found | ({AIGC: json.dumps(document[AIGC])} if AIGC in document else {})


def _aigc_object(text: str | None) -> dict[str, str] | None:
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and isinstance(found.get(AIGC), dict):  # as appendix E wraps it
        found = found[AIGC]
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else None


def _complete(found: Mapping[str, str]) -> bool:
    producer = found.get("ContentProducer", "")
    return (
        all(name in found for name in _FIELDS)
        and found["Label"] in {"1", "2", "3"}
        and bool(producer.strip() and found["ProduceID"].strip())
        and (valid_producer(producer) or not _looks_like_a_code(producer))
    )


def _read_mark(mark: str | None, public_key: str | None) -> tuple[dict[str, str] | None, bool | None]:
    try:
        first, second, third = (mark or "").split(".")
        head, says, signature = json.loads(_decoded(first)), json.loads(_decoded(second)), _decoded(third)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(head, dict) or not isinstance(says, dict):
        return None, None
    words = {str(name): str(value) for name, value in says.items()}
    if head.get("alg") != "EdDSA" or not signature:
        return words, False
    return words, None if public_key is None else _signed(f"{first}.{second}".encode(), signature, public_key)


def _signed(content: bytes, signature: bytes, public_key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _encoded(document: Mapping[str, str]) -> str:
    return _base64url(json.dumps(document, separators=(",", ":")).encode())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise ValueError("not base64url") from None
