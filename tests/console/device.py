"""An authenticator in a few lines, which answers as WebAuthn asks or in any way that a thief would like better."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


def written(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(words):
    return base64.urlsafe_b64decode(f"{words}===")


class Device:
    def __init__(self, origin, name="localhost"):
        self.origin, self.name = origin, name
        self.key, self.id, self.handle, self.count = ec.generate_private_key(ec.SECP256R1()), os.urandom(32), b"", 0

    def public(self):
        """Its public key (COSE)."""
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        return cbor2.dumps({1: 2, 3: -7, -1: 1, **point})

    def makes(self, options, *, flags=PRESENT | VERIFIED, resident=True, statement=("none", {}), **client):
        """An answer to ``create``."""
        self.handle = read(options["user"]["id"])
        made = bytes(16) + struct.pack(">H", len(self.id)) + self.id + self.public()
        data = self._data(flags | MADE) + made
        said = {
            "clientDataJSON": written(self._client("webauthn.create", options, client)),
            "attestationObject": written(cbor2.dumps({"fmt": statement[0], "attStmt": statement[1], "authData": data})),
        }
        return self._whole(said, {"credProps": {"rk": resident}})

    def answers(self, options, *, flags=PRESENT | VERIFIED, key=None, counts=1, handle=None, **client):
        """An answer to ``get``."""
        self.count += counts
        data = self._data(flags)
        told = self._client("webauthn.get", options, client)
        signed = (key or self.key).sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        said = {
            "clientDataJSON": written(told),
            "authenticatorData": written(data),
            "signature": written(signed),
            "userHandle": written(self.handle if handle is None else handle),
        }
        return self._whole(said, {})

    def _data(self, flags):
        return hashlib.sha256(self.name.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, what, options, client):
        said = {"type": what, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False} | client
        return json.dumps(said).encode()

    def _whole(self, response, extensions):
        name = written(self.id)
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps(whole | {"clientExtensionResults": extensions})
