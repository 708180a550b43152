"""Where the ledger's signing key comes from: the environment, a file, or a file of this user that is made at the first start.

The key is what makes the ledger more than a table: whoever can write every row but has not the key cannot make another history look signed.
So it belongs where the database's administrator cannot read it, and the public key with the auditor.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from medguard.audit.notes import NoteError, Signer, new_signer
from medguard.errors import ProfileError

KEY_VARIABLE = "MEDGUARD_LOG_KEY"
KEY_FILE = "ledger-key"
_LARGEST_FILE = 4_096


def read_signer(file: str | None = None, *, make: bool = True) -> Signer:
    """Read the key: from MEDGUARD_LOG_KEY, else from the file that a profile names, else from this user's own. Raises ProfileError.

    This user's own is made if it is not there, unless ``make`` is false: who only reads a log has no use for a new key.
    """
    if text := os.environ.get(KEY_VARIABLE, "").strip():
        return _signer(text, f"The environment variable {KEY_VARIABLE}")
    own = file is None
    path = state_folder() / KEY_FILE if own else Path(str(file)).expanduser()
    if own and make and not path.exists():
        with suppress(FileExistsError):  # another process that starts just now was faster, and its key is as good
            _write(path, new_signer(f"medguard.invalid/{secrets.token_hex(4)}"))
    return read_key_file(path)


def read_key_file(path: Path) -> Signer:
    """Read a private key from a file. Raises ProfileError."""
    try:
        with path.open("rb") as opened:
            text = opened.read(_LARGEST_FILE).decode("utf-8", "replace")
    except (OSError, ValueError):
        raise _fault(f"The ledger's signing key cannot be read from {path}.") from None
    return _signer(text, f"The file {path}")


def make_key(path: Path, origin: str) -> Signer:
    """Make a key for a log of this name in a new file that only its owner may read. Raises ProfileError if it is there already."""
    try:
        signer = new_signer(origin)
        _write(path, signer)
    except NoteError as error:
        raise _fault(str(error)) from None
    except FileExistsError:
        raise _fault(f"There is a file at {path} already; a key is never overwritten.") from None
    return signer


def _write(path: Path, signer: Signer) -> None:
    """Whole or not at all. Raises FileExistsError rather than write over another, ProfileError if it cannot be written."""
    written = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(signer.written() + "\n")
            opened.flush()
            os.fsync(handle)
        os.link(written, path)
    except FileExistsError:
        raise
    except OSError:
        raise _fault(f"The ledger's signing key cannot be written to {path}.") from None
    finally:
        with suppress(OSError):
            written.unlink()


def state_folder() -> Path:
    """Where this user's ledger and key are, unless told otherwise."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "medguard"


def _signer(text: str, where: str) -> Signer:
    try:
        return Signer(text)
    except NoteError:
        raise _fault(f"{where} holds no signing key of a ledger.") from None


def _fault(what: str) -> ProfileError:
    remedy = (
        "Make one with `medguard audit key NAME --out FILE`, keep it where your other secrets are, and give it in "
        f"{KEY_VARIABLE} or in the file that the profile names as ledger.key_file."
    )
    return ProfileError(
        f"{what} {remedy}",
        remedy=remedy,
        remedy_zh=(
            "账本签名密钥不可用。请用 `medguard audit key 名称 --out 文件` 生成，与其他机密一同保管，"
            f"并通过环境变量 {KEY_VARIABLE} 或配置项 ledger.key_file 所指的文件提供。"
        ),
    )
