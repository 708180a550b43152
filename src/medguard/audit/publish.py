"""Checkpoints leave the database, so that a log that was put back to an older state is found out.

    publisher = open_publisher(ledger, file="/mnt/audit/checkpoints.txt", witnesses=[("https://witness.example/w1", key)], seconds=60)

1. Into a file that only grows, one signed note after the other, each on the disk before the next. Whoever has the file shows that the log
   was once as large as its last note says: ``verify(url, keys=[public_key], checkpoints=notes_in(text))``.
2. To witnesses (C2SP tlog-witness): each remembers how large the log was, looks at the proof that it went on from there, and signs with the
   time. The signature stands with ours in the table ``checkpoints``.

What leaves is the log's name, its size, hashes and a signature: nothing of a record. A file or a witness that fails is logged and tried again
in the next round; no exchange waits for it. The file is a witness, too: a log that does not go on from its last note is logged as contradicted.
"""

from __future__ import annotations

import base64
import errno
import fcntl
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

import anyio
import httpx2
from sqlalchemy import Engine, select, update

from medguard import log
from medguard.audit.database import explained, reading, writer
from medguard.audit.ledger import SqlLedger
from medguard.audit.merkle import ProofError, check_consistency, consistency_proof
from medguard.audit.migrate import require_latest
from medguard.audit.notes import (
    Checkpoint,
    CosignatureVerifier,
    NoteError,
    claimed_checkpoint,
    notes_in,
    read_checkpoint,
)
from medguard.audit.tables import checkpoints, head
from medguard.audit.tree import StoredHashes
from medguard.errors import AuditError, ProfileError

WITNESS_SECONDS = 10.0
"""For one round with one witness, whatever it does."""
_LOCK_SECONDS, _LOCK_POLL = 10.0, 0.02
_CLOSE_SECONDS = 15.0
_LOOK_SECONDS = 0.1
_TRIES = 3
"""The first may be told where the witness is, the second may meet another sidecar that was faster."""
_LONGEST_ANSWER = 16_000
_TAIL = 65_536
"""Bytes at the file's end in which its last note is. A note has a few hundred."""
_CUT = b"(cut off)\n\n"
"""What follows a note that was not written to its end: with it no line of the rest can be taken for a signature."""
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n?")
_SIGNATURES = re.compile(r"(?:\u2014 [^\n]+\n)+")
_REASONS = {403: log.Word("key_refused"), 404: log.Word("log_unknown")}


def open_publisher(
    ledger: SqlLedger, *, file: str | None = None, witnesses: Sequence[tuple[str, str]] = (), seconds: float = 60.0
) -> Publisher:
    """Begin to publish, every so many seconds. ``witnesses`` are URL and key. Raises ProfileError for what cannot work."""
    path = None if file is None else Path(file).expanduser()
    asked = [Witness(url, key) for url, key in witnesses]
    if path is not None:
        _prepare(path, ledger.signer.name)
    publisher = Publisher(ledger, path, asked, seconds=seconds)
    publisher.start()
    return publisher


class Publisher:
    """A thread that looks whether the log has grown, and makes known how far."""

    def __init__(self, ledger: SqlLedger, file: Path | None, witnesses: Sequence[Witness], *, seconds: float) -> None:
        self._ledger, self._file, self._witnesses, self._seconds = ledger, file, witnesses, seconds
        self._note = ""
        """The last that was made."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="medguard-checkpoints", daemon=True)

    def start(self) -> None:
        """Begin, with a first round at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop, and keep a last note in the file. No witness is waited for. Close the ledger afterwards."""
        self._stop.set()
        self._thread.join(_CLOSE_SECONDS)
        if not self._thread.is_alive():
            self._keep()

    def look(self) -> None:
        """One round. Raises nothing: what fails is logged, and tried again in the next."""
        note = self._keep()
        waiting = [witness for witness in self._witnesses if witness.signed != note]
        if note is None or not waiting:
            return
        try:
            self._keep_cosignatures(note, anyio.run(self._ask_all, note, waiting))
        except Exception as error:  # noqa: BLE001  whatever it is, the next round must come
            log.event(log.Event.CHECKPOINT_NOT_KEPT, error=error)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.look()
            self._stop.wait(self._seconds)

    # ── 1. the note, into the file ───────────────────────────────────────────────────────────────────────────────────

    def _keep(self) -> str | None:
        """The log's checkpoint of now, in the file if there is one; None for an empty log, or one that cannot be read."""
        try:
            if self._file is not None:
                with _alone(self._file) as handle:
                    return self._into_file(handle)
        except Exception as error:  # noqa: BLE001  as above
            log.event(log.Event.CHECKPOINT_NOT_KEPT, error=error)
        try:
            return self._newest()  # the witnesses' share does not depend on a disk
        except Exception as error:  # noqa: BLE001
            log.event(log.Event.CHECKPOINT_NOT_KEPT, error=error)
            return None

    def _newest(self) -> str | None:
        with reading(self._ledger.engine) as connection:
            now = connection.execute(select(head.c.tree_size, head.c.note).where(head.c.id == 1)).first()
        if now is None or now.tree_size == 0:
            return None
        if now.note != self._note:
            self._note = self._ledger.checkpoint()
        return self._note

    def _into_file(self, handle: int) -> str | None:
        # Asked under the lock: another sidecar's note is then never newer than what we see of the log.
        note = self._newest()
        last = self._last(_tail(handle))
        if last is not None and last != note and not self._goes_on(claimed_checkpoint(last), note):
            log.event(log.Event.LEDGER_CONTRADICTED, reason=log.Word("checkpoint_file"))
        if note is not None and note != last:
            _append(handle, note)
        return note

    def _last(self, tail: str) -> str | None:
        """The last note that our key signed: what somebody else may have written below it says nothing."""
        for note in reversed(notes_in(tail)):
            with suppress(NoteError):
                read_checkpoint(note, [self._ledger.signer.verifier])
                return note
        return None

    def _goes_on(self, before: Checkpoint, note: str | None) -> bool:
        """Whether the log as it is now begins with what it was."""
        if note is None:
            return before.size == 0
        now = claimed_checkpoint(note)
        try:
            check_consistency(before.size, before.root, now.size, now.root, self._proof(before.size, now.size))
        except (ProofError, ValueError):  # ValueError: it was larger
            return False
        return True

    def _proof(self, old: int, size: int) -> list[bytes]:
        with reading(self._ledger.engine) as connection:
            return consistency_proof(StoredHashes(connection), old, size)

    # ── 2. to the witnesses ──────────────────────────────────────────────────────────────────────────────────────────

    async def _ask_all(self, note: str, witnesses: Sequence[Witness]) -> dict[Witness, str]:
        """Ask all at once, each for so long; none any more when we are told to stop. Gives the lines of those who signed."""
        lines: dict[Witness, str] = {}
        headers = {"User-Agent": "medguard", "Accept-Encoding": "identity", "Content-Type": "text/plain"}
        async with (
            httpx2.AsyncClient(trust_env=False, timeout=WITNESS_SECONDS, headers=headers) as client,
            anyio.create_task_group() as outer,
        ):
            outer.start_soon(self._until_stopped, outer.cancel_scope)
            async with anyio.create_task_group() as asking:
                for witness in witnesses:
                    asking.start_soon(self._ask, client, witness, note, lines)
            outer.cancel_scope.cancel()
        return lines

    async def _until_stopped(self, scope: anyio.CancelScope) -> None:
        while not self._stop.is_set():  # noqa: ASYNC110  it is another thread's
            await anyio.sleep(_LOOK_SECONDS)
        scope.cancel()

    async def _ask(self, client: httpx2.AsyncClient, witness: Witness, note: str, lines: dict[Witness, str]) -> None:
        """Get the witness's signature, or log why not."""
        host = log.Word(witness.key.name)
        try:
            with anyio.fail_after(WITNESS_SECONDS):
                line = await self._asked(client, witness, note)
        except _Contradicted as trouble:
            log.event(log.Event.LEDGER_CONTRADICTED, reason=log.Word("witness"), host=host, status=trouble.status)
        except _Refused as trouble:
            log.event(log.Event.WITNESS_FAILED, reason=trouble.reason, host=host, status=trouble.status)
        except Exception as error:  # noqa: BLE001  its class says enough, and one witness must not end the others' round
            log.event(log.Event.WITNESS_FAILED, host=host, error=error)
        else:
            if line is not None:
                lines[witness] = line

    async def _asked(self, client: httpx2.AsyncClient, witness: Witness, note: str) -> str | None:
        size = claimed_checkpoint(note).size
        old = witness.size if witness.size <= size else 0
        for _ in range(_TRIES):
            status, answer = await _post(client, witness.url, _request(old, self._proof(old, size), note))
            if status == HTTPStatus.OK:
                line = witness.line_in(answer, note)
                witness.size = size
                return line
            if status == HTTPStatus.UNPROCESSABLE_ENTITY:
                raise _Contradicted(status)
            if status != HTTPStatus.CONFLICT:
                raise _Refused(status, _REASONS.get(status, log.Word("status")))
            theirs = _size_in(answer)
            if theirs == size == old:  # as large as ours, and with another root
                raise _Contradicted(status)
            if theirs > size:
                if theirs > self._size():
                    raise _Contradicted(status)
                return None  # another sidecar has told it of a later one meanwhile
            witness.size = old = theirs
        raise _Refused(status, log.Word("conflict"))

    def _size(self) -> int:
        with reading(self._ledger.engine) as connection:
            return int(connection.scalar(select(head.c.tree_size).where(head.c.id == 1)) or 0)

    def _keep_cosignatures(self, note: str, lines: Mapping[Witness, str]) -> None:
        """Add what the witnesses signed to the stored note, whose text and first signature stay. Raises AuditError."""
        if not lines:
            return
        engine = self._ledger.engine
        this = checkpoints.c.size == claimed_checkpoint(note).size
        with explained(engine.url), writer(engine).connect() as connection, connection.begin():
            kept = connection.scalar(select(checkpoints.c.note).where(this).with_for_update())
            if not isinstance(kept, str) or not kept.startswith(note):
                raise _another_note()
            more = kept + "".join(line for witness, line in lines.items() if witness.key.cosignature(kept) is None)
            if more != kept:
                connection.execute(update(checkpoints).where(this).values(note=more))
        for witness in lines:
            witness.signed = note


class Witness:
    """A witness, and how far it has come."""

    def __init__(self, url: str, key: str) -> None:
        """Raises ProfileError if it cannot be asked."""
        try:
            where = httpx2.URL(url)
            plain = where.scheme in {"http", "https"} and bool(where.host) and not where.userinfo
            plain = plain and not where.query and not where.fragment
        except (httpx2.InvalidURL, ValueError):
            plain = False
        if not plain:
            raise ProfileError(
                "ledger.witnesses: the url of a witness is none.",
                remedy="Write its submission prefix, like https://witness.example/w1.",
                remedy_zh="ledger.witnesses：见证方地址无效，请填写其提交前缀，如 https://witness.example/w1。",
            )
        try:
            self.key = CosignatureVerifier(key)
        except NoteError as error:
            raise ProfileError(
                f"ledger.witnesses: {error}",
                remedy="Copy the witness's key (vkey) as its operator publishes it.",
                remedy_zh="ledger.witnesses：见证方公钥无效，请照其运营方公布的 vkey 填写。",
            ) from None
        self.url = url.rstrip("/") + "/add-checkpoint"
        self.size = 0
        """Of the last checkpoint that it signed, as far as we know; it says so if it is another."""
        self.signed = ""
        """The last note with its signature in the database."""

    def line_in(self, answer: bytes, note: str) -> str:
        """Its signature line in what it answered, if that is good."""
        lines = answer.decode("utf-8", "replace")
        try:
            found = self.key.cosignature(note + lines) if _SIGNATURES.fullmatch(lines) else None
        except NoteError:
            found = None
        if found is None:
            raise _Refused(HTTPStatus.OK, log.Word("not_cosigned"))
        return found.line


class _Refused(Exception):
    def __init__(self, status: int, reason: log.Word) -> None:
        super().__init__()
        self.status, self.reason = int(status), reason


class _Contradicted(Exception):
    """The witness has seen another history of this log."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = int(status)


def _request(old: int, proof: Sequence[bytes], note: str) -> bytes:
    lines = [f"old {old}", *(base64.b64encode(step).decode() for step in proof), "", note]
    return "\n".join(lines).encode()


async def _post(client: httpx2.AsyncClient, url: str, content: bytes) -> tuple[int, bytes]:
    async with client.stream("POST", url, content=content) as response:
        answer = bytearray()
        async for piece in response.aiter_raw():
            answer += piece
            if len(answer) > _LONGEST_ANSWER:
                raise _Refused(response.status_code, log.Word("answer_too_long"))
        return response.status_code, bytes(answer)


def _size_in(answer: bytes) -> int:
    found = _SIZE.fullmatch(answer)
    if not found:
        raise _Refused(HTTPStatus.CONFLICT, log.Word("unreadable"))
    return int(found[1])


def _another_note() -> AuditError:
    return AuditError(
        "Audit: the checkpoint that was signed is not in the database, or is another there. Run: medguard audit verify",
        remedy="Run: medguard audit verify",
        remedy_zh="已签名的检查点不在数据库中，或与库中不符。请运行：medguard audit verify",
    )


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _prepare(path: Path, origin: str) -> None:
    """See that the file can be appended to, and is not another log's. Raises ProfileError."""
    try:
        with _alone(path) as handle:
            found = notes_in(_tail(handle))
            os.fsync(handle)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)  # a new file's name is on the disk, too
        os.close(folder)
    except OSError:
        raise ProfileError(
            f"ledger.checkpoint_file: {path} cannot be appended to.",
            remedy="Make its folder, and let this user read and append to the file.",
            remedy_zh="ledger.checkpoint_file 所指文件无法追加。请创建其所在目录，并授予当前用户读取和追加权限。",
        ) from None
    if any(claimed != origin for claimed in _origins(found)):
        raise ProfileError(
            f"ledger.checkpoint_file: {path} holds another log's checkpoints.",
            remedy="Give each log a file of its own.",
            remedy_zh="ledger.checkpoint_file 所指文件含有其他日志的检查点，请为每个日志使用单独的文件。",
        )


def _origins(notes: Sequence[str]) -> Iterator[str]:
    for note in notes:
        with suppress(NoteError):
            yield claimed_checkpoint(note).origin


@contextmanager
def _alone(path: Path) -> Iterator[int]:
    """Open the file and be the only one that appends to it. Raises OSError."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        until = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
            time.sleep(_LOCK_POLL)
        yield handle
    finally:
        os.close(handle)


def _tail(handle: int) -> str:
    length = os.fstat(handle).st_size
    return os.pread(handle, _TAIL, max(length - _TAIL, 0)).decode("utf-8", "replace")


def _append(handle: int, note: str) -> None:
    """Write one note at the end, on the disk before this returns; after one that was cut off, so that neither spoils the other."""
    tail = _tail(handle)
    whole = not tail or any(tail.endswith(one) for one in notes_in(tail)[-1:])
    content = (b"" if whole else _CUT) + note.encode()
    if os.write(handle, content) != len(content):
        raise OSError(errno.ENOSPC, "a note was cut off")
    os.fsync(handle)


# ── for the auditor ──────────────────────────────────────────────────────────────────────────────────────────────────


def last_cosigned(source: str | Engine, witness: CosignatureVerifier) -> tuple[str, datetime] | None:
    """Find the newest checkpoint in the database that a witness signed, and when.

    If the records go on long after that, the witness has refused to sign, or was not asked. Raises AuditError.
    """
    with reading(source) as connection:
        require_latest(connection)
        for note in connection.scalars(select(checkpoints.c.note).order_by(checkpoints.c.size.desc())):
            with suppress(NoteError):
                if (found := witness.cosignature(str(note))) is not None:
                    return note, found.at
    return None
