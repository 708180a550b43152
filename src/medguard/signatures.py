"""An officer's signature on a profile: Ed25519 (RFC 8032) over the file's bytes, in a file of 64 bytes beside it.

    openssl genpkey -algorithm ed25519 -out officer.pem && openssl pkey -in officer.pem -pubout -out officers.pem
    medguard profile sign mine.yaml --key officer.pem            writes mine.yaml.sig
    openssl pkeyutl -verify -pubin -inkey officers.pem -rawin -in mine.yaml -sigfile mine.yaml.sig

Where MEDGUARD_PROFILE_KEYS names a file of public keys, medguard starts with no profile that none of them has signed: the facts that a
profile vouches for, and the rules that it switches off, are then an officer's word and not that of whoever can write a file.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from medguard.errors import ProfileError

KEYS_VARIABLE = "MEDGUARD_PROFILE_KEYS"
_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)
_LARGEST_FILE = 64_000


def signature_of(profile: Path) -> Path:
    """Where a profile's signature stands."""
    return profile.with_name(f"{profile.name}.sig")


def signer_of(profile: Path, content: bytes) -> str | None:
    """Which officer's key has signed these bytes, by its fingerprint; ``None`` where the institution names no keys.

    Raises ProfileError if it names keys and none of them has.
    """
    named = os.environ.get(KEYS_VARIABLE, "").strip()
    if not named:
        return None
    keys = _public_keys(Path(named).expanduser())
    signature = _read(signature_of(profile))
    if signature is None:
        raise _fault(
            f"The profile {profile.name} has no signature beside it, and this institution starts with signed profiles only.",
            f"Let an officer run: medguard profile sign {profile.name} --key OFFICER.pem",
            f"配置 {profile.name} 未附签名，本机构仅使用已签名的配置。请由负责人运行：medguard profile sign {profile.name} --key OFFICER.pem",
        )
    for key in keys:
        with suppress(InvalidSignature):
            key.verify(signature, content)
            return fingerprint(key)
    raise _fault(
        f"The profile {profile.name} is not what its signature was made for, or no key in {KEYS_VARIABLE} made it.",
        f"Read what was changed in it, then sign it again: medguard profile sign {profile.name} --key OFFICER.pem",
        f"配置 {profile.name} 与其签名不符，或签名并非由 {KEYS_VARIABLE} 中的密钥作出。请核对改动后重新签名：medguard profile sign {profile.name} --key OFFICER.pem",
    )


def sign(profile: Path, content: bytes, private_key: Path) -> str:
    """Sign a profile's bytes, write the signature beside it, and give the key's fingerprint. Raises ProfileError."""
    raw = _read(private_key)
    try:
        key = load_pem_private_key(raw or b"", None)
    except (ValueError, TypeError):  # TypeError: it asks for a password
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise _fault(
            f"There is no Ed25519 private key without a password in {private_key}.",
            "Make one: openssl genpkey -algorithm ed25519 -out OFFICER.pem",
            "该文件中没有未加密的 Ed25519 私钥。请生成：openssl genpkey -algorithm ed25519 -out OFFICER.pem",
        )
    place = signature_of(profile)
    written = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        written.write_bytes(key.sign(content))
        written.replace(place)
    except OSError:
        raise _fault(
            f"The signature cannot be written to {place}.",
            "Let this user write into the profile's folder.",
            "无法写入签名文件。请授予当前用户写入该配置所在目录的权限。",
        ) from None
    finally:
        written.unlink(missing_ok=True)
    return fingerprint(key.public_key())


def fingerprint(key: Ed25519PublicKey) -> str:
    """``SHA256:`` and the first half of the SHA-256 of a public key (SubjectPublicKeyInfo, DER), in hex."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"SHA256:{hashlib.sha256(der).hexdigest()[:32]}"


def _public_keys(path: Path) -> list[Ed25519PublicKey]:
    keys = []
    for found in _PEM.findall(_read(path) or b""):
        with suppress(ValueError):
            key = load_pem_public_key(found)
            if isinstance(key, Ed25519PublicKey):
                keys.append(key)
    if not keys:
        raise _fault(
            f"{KEYS_VARIABLE} names a file in which no Ed25519 public key can be read, so no profile can be trusted.",
            f"Put the officers' public keys (PEM) into the file, or unset {KEYS_VARIABLE}.",
            f"{KEYS_VARIABLE} 所指文件中没有可读的 Ed25519 公钥，因此任何配置均不可信。请将负责人的公钥（PEM）写入该文件，或取消该变量。",
        )
    return keys


def _read(path: Path) -> bytes | None:
    try:
        if not path.is_file():  # to open a pipe would wait for its writer
            return None
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE)
    except (OSError, ValueError):
        return None


def _fault(what: str, remedy: str, remedy_zh: str) -> ProfileError:
    return ProfileError(f"{what} {remedy}", remedy=remedy, remedy_zh=remedy_zh)
