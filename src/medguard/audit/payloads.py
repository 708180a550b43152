"""De-identified text kept beside its record, encrypted, so that it can be destroyed while the record and every proof stay.

Envelope encryption: each exchange's text has a key of its own (AES-256-GCM), and that key is kept encrypted under one that comes from the
institution's key. Erasing an exchange deletes its key with its text; taking the institution's key away makes all of them unreadable.
The record holds the SHA-256 of both ciphertexts and the days that they are kept, so that kept text can be proven to be that of the exchange, and nothing more is learnt from it.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, select

from medguard.audit.database import reading
from medguard.audit.tables import payloads
from medguard.errors import AuditError
from medguard.keys import Key
from medguard.types import Payload

_NONCE_BYTES = 12


class Payloads:
    """Seals and opens kept text. ``days`` is how long it is kept."""

    def __init__(self, key: Key, *, days: int) -> None:
        self._wrapping = AESGCM(key.derived("record keys"))
        self.days = days

    def __repr__(self) -> str:
        return f"<Payloads, {self.days} days>"

    def seal(self, exchange_id: str, payload: Payload) -> dict[str, Any]:
        """Columns of ``payloads`` for a text, and the ``sha256`` for its record."""
        key, bound = AESGCM.generate_key(256), exchange_id.encode()
        text = json.dumps({"request": payload.request.hex(), "reply": payload.reply.hex()}).encode()
        wrapped, content = _encrypted(self._wrapping, key, bound), _encrypted(AESGCM(key), text, bound)
        return {
            "exchange_id": exchange_id,
            "wrapped_key": wrapped,
            "content": content,
            "sha256": sealed_sha256(wrapped, content, self.days),
        }

    def read(self, source: str | Engine, exchange_id: str) -> Payload | None:
        """The kept text of an exchange; None if there is none, or none any more. Raises AuditError if it was changed, or for another key."""
        query = select(payloads.c.wrapped_key, payloads.c.content).where(payloads.c.exchange_id == exchange_id)
        with reading(source) as connection:
            row = connection.execute(query).first()
        if row is None or not row.content:
            return None
        bound = exchange_id.encode()
        try:
            key = _decrypted(self._wrapping, row.wrapped_key, bound)
            said = json.loads(_decrypted(AESGCM(key), row.content, bound))
        except (InvalidTag, ValueError, TypeError):
            raise AuditError(
                "The kept text of this exchange cannot be read: it was changed, or encrypted with another key.",
                remedy="Give the key that was in use when it was kept, and run: medguard audit verify",
                remedy_zh="无法读取该交换保存的文本：内容被改动，或使用了其他密钥。请提供当时的密钥，并运行：medguard audit verify",
            ) from None
        return Payload(request=bytes.fromhex(said["request"]), reply=bytes.fromhex(said["reply"]))


def sealed_sha256(wrapped_key: bytes, content: bytes, days: int) -> str:
    """What a record says of the text that is kept beside it, and of how long it is kept."""
    sizes = f"{days} days, {len(wrapped_key)} and {len(content)} bytes\n"
    return hashlib.sha256(sizes.encode() + wrapped_key + content).hexdigest()


def kept_days(stored_at: str, keep_until: str) -> int | None:
    """How many days lie between two moments as the ledger writes them; None if no whole number does."""
    try:
        began, ends = datetime.fromisoformat(stored_at), datetime.fromisoformat(keep_until)
        days = (ends - began).days
    except (ValueError, TypeError, OverflowError):
        return None
    written = (began + timedelta(days=days)).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return days if written == keep_until else None


def _encrypted(cipher: AESGCM, content: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, bound)


def _decrypted(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
