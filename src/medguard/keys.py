"""The institution's secret key, from which hashes, ciphers and kept tables each take a key of their own.

The environment variable MEDGUARD_KEY, a file, or what a command prints (MEDGUARD_KEY_COMMAND) holds at least 32 random bytes in base64 or
hexadecimal:

    openssl rand -base64 32

>>> key = Key(bytes(range(32)))
>>> key
<Key>
>>> key.derived("hash") == key.derived("hash") != key.derived("encrypt")
True
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import shlex
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from medguard.errors import ProfileError

KEY_VARIABLE = "MEDGUARD_KEY"
COMMAND_VARIABLE = "MEDGUARD_KEY_COMMAND"
"""A program of the house, such as a key management service's client, and its arguments. It is run without a shell."""

COMMAND_SECONDS = 30

SHORTEST = 32
"""Bytes."""

_LARGEST_FILE = 4_096
_DIFFERENT_BYTES = 16  # of 32 random ones about 30 differ; "aaaa…" and a password written twice do not get here


class Key:
    """Holds the key. Nothing that is printed, logged, copied into a record or pickled shows it."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "<Key>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")

    def derived(self, purpose: str) -> bytes:
        """Thirty-two bytes for one purpose: HKDF-SHA256 (RFC 5869) without salt, ``info`` is ``medguard <purpose> 1``."""
        return HKDF(SHA256(), length=32, salt=None, info=f"medguard {purpose} 1".encode()).derive(self._secret)


def read_key(file: str | None = None) -> Key:
    """Read the key from the file if one is named, else from the environment or a command. Raises ProfileError, which quotes nothing of it."""
    if file is not None:
        where, text = "The key's file (phi.key_file)", _text(file)
    elif not os.environ.get(KEY_VARIABLE, "").strip() and (command := os.environ.get(COMMAND_VARIABLE, "").strip()):
        where, text = f"What the command in {COMMAND_VARIABLE} prints", _printed(command)
    else:
        where, text = f"The environment variable {KEY_VARIABLE}", os.environ.get(KEY_VARIABLE, "")
    if not text.strip():
        raise _fault(f"{where} holds no key.")
    secret = _bytes("".join(text.split()))
    if secret is None:
        raise _fault(f"{where} is neither base64 nor hexadecimal.")
    if len(secret) < SHORTEST:
        raise _fault(f"{where} holds a key of fewer than {SHORTEST} bytes.")
    if len(set(secret)) < _DIFFERENT_BYTES:
        raise _fault(f"{where} holds a key that is not random.")
    return Key(secret)


def _text(file: str) -> str:
    path = Path(file)
    try:
        if not path.is_file():  # asked first: to open a pipe would wait for its writer
            raise _fault("The key's file (phi.key_file) is not there.")
        with path.open("rb") as opened:
            return opened.read(_LARGEST_FILE).decode("ascii", "replace")
    except (OSError, ValueError):  # ValueError: a null byte in the path
        raise _fault("The key's file (phi.key_file) cannot be read.") from None


def _printed(command: str) -> str:
    ran = None
    with suppress(OSError, ValueError, subprocess.SubprocessError):  # not chained: its words may quote the key
        ran = subprocess.run(  # noqa: S603  the house's own command, and no shell
            shlex.split(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=True
        )
    if ran is None:
        raise _fault(f"The command in {COMMAND_VARIABLE} failed, or took too long.")
    return ran.stdout[:_LARGEST_FILE].decode("ascii", "replace")


def _bytes(text: str) -> bytes | None:
    if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", text):
        return bytes.fromhex(text)
    try:
        return base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        return None


def _fault(what: str) -> ProfileError:
    remedy = (
        f"Make a key with `openssl rand -base64 32`, keep it where your other secrets are, and give it in {KEY_VARIABLE}, "
        f"in the file that the profile names as phi.key_file, or by a command in {COMMAND_VARIABLE}."
    )
    return ProfileError(
        f"{what} {remedy}",
        remedy=remedy,
        remedy_zh=(
            f"请用 `openssl rand -base64 32` 生成密钥，与其他机密一同保管，"
            f"并通过环境变量 {KEY_VARIABLE}、配置项 phi.key_file 所指的文件，或 {COMMAND_VARIABLE} 中的命令提供。"
        ),
    )
