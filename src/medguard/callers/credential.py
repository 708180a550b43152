"""The model's key, which lives in the sidecar: no caller sees it, and no caller's key goes to the model.

It comes from an environment variable, a file, or what a command prints, and is read again after a while, so that a key that was
exchanged there, or a token that lives for an hour, needs no restart.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from medguard import log
from medguard.callers.caller import CREDENTIALS
from medguard.errors import ProfileError
from medguard.log import Event

COMMAND_SECONDS: Final = 30
READ_AGAIN_SECONDS: Final = 300.0
_TRY_AGAIN_SECONDS: Final = 10.0
_LARGEST: Final = 8_192
_KEY = re.compile(r"[!-~]{1,8192}")


class ModelKey:
    """Holds the model's key. Nothing that is printed, logged, copied into a record or pickled shows it."""

    __slots__ = ("_clock", "_due", "_key", "_name", "_read", "_reading")

    def __init__(self, read: Callable[[], str], header: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._read, self._name, self._clock = read, header.lower(), clock
        self._reading = threading.Lock()
        self._key = read()
        self._due = clock() + READ_AGAIN_SECONDS

    def __repr__(self) -> str:
        return "<ModelKey>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")

    def header(self) -> dict[str, str]:
        """The header in which it goes to the model."""
        return {self._name: f"Bearer {self._key}" if self._name == "authorization" else self._key}

    def read_again(self) -> None:
        """Read it once more if it has grown old. Where that fails, the one that was read before is tried on."""
        if self._clock() >= self._due and self._reading.acquire(blocking=False):
            try:
                self._due = self._clock() + _TRY_AGAIN_SECONDS
                self._key = self._read()
                self._due = self._clock() + READ_AGAIN_SECONDS
            except ProfileError as trouble:
                log.event(Event.MODEL_KEY_NOT_READ, error=trouble)
            finally:
                self._reading.release()


def read_model_key(
    *, variable: str | None = None, file: str | None = None, command: str | None = None, header: str = "authorization"
) -> ModelKey:
    """Open the model's key from the one place that is named. Raises ProfileError, which quotes nothing of it."""
    return ModelKey(secret_reader("upstream.key", variable=variable, file=file, command=command), header)


def secret_reader(
    place: str, *, variable: str | None = None, file: str | None = None, command: str | None = None
) -> Callable[[], str]:
    """What reads a secret from the one place that is named, each time anew; it raises ProfileError, which quotes nothing of it.

    ``place``: where in the profile that stands.
    """
    if variable is not None:
        name = variable
        return lambda: _key(os.environ.get(name, ""), f"The environment variable in {place}.variable")
    if file is not None:
        path = Path(file).expanduser()
        return lambda: _key(_text(path), f"The file in {place}.file")
    run = command or ""
    return lambda: _key(_printed(run), f"What the command in {place}.command prints")


def without_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers without what a caller is known by."""
    return {name: value for name, value in headers.items() if name.lower() not in CREDENTIALS}


def _text(path: Path) -> str:
    with suppress(OSError, ValueError):
        if path.is_file():  # asked first: to open a pipe would wait for its writer
            with path.open("rb") as file:
                return file.read(_LARGEST).decode("ascii", "replace")
    return ""


def _printed(command: str) -> str:
    with suppress(OSError, ValueError, subprocess.SubprocessError):  # not chained: its words may quote the key
        ran = subprocess.run(  # noqa: S603  the house's own command, and no shell
            shlex.split(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=True
        )
        return ran.stdout[:_LARGEST].decode("ascii", "replace")
    return ""


def _key(text: str, where: str) -> str:
    key = text.strip()
    if not _KEY.fullmatch(key):
        raise ProfileError(
            f"{where} holds no key.",
            remedy="Put the key there, in one line and nothing else, readable for the user that runs medguard.",
            remedy_zh="请在该处提供密钥：仅一行、不含其他内容，且运行 medguard 的用户可读取。",
        )
    return key
