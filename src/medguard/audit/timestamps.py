"""Checkpoints are time-stamped (RFC 3161): an authority that others trust signs that a hash was there at a time.

    stamper = open_stamper(ledger, open_authority("https://tsa.example/tsr", "/etc/medguard/tsa-roots.pem"))
    check_stamp(newest_stamp(url), roots=read_roots("tsa-roots.pem"), keys=[public_key]).at

Whoever holds the log's key could sign another history today and say that it is last year's; the authority's key they do not hold. What is
stamped is the signed note, byte for byte, as ``medguard audit checkpoint`` writes it, so that ``openssl ts -verify -data`` takes it as well.

What leaves is the SHA-256 of the note and a random number. An answer is kept only if it is good; what fails is logged and tried again, and
no exchange waits for it.
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

import anyio
import httpx2
from cryptography import x509
from sqlalchemy import Connection, Engine, func, select

from medguard import log
from medguard.audit.database import explained, insert_once, reading, writer
from medguard.audit.ledger import SqlLedger
from medguard.audit.merkle import ProofError
from medguard.audit.migrate import require_latest
from medguard.audit.notes import Checkpoint, NoteError, Verifier, claimed_checkpoint, read_checkpoint
from medguard.audit.tables import head, timestamps
from medguard.errors import ProfileError

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

ANSWER_SECONDS: Final = 20.0
"""For one answer, whatever the authority does."""
PACE: Final = timedelta(hours=1)
"""Between two stamps of one log; a day's last records get theirs right after midnight (UTC). Some authorities are paid by the stamp."""
_AGAIN_SECONDS: Final = 300.0
"""After a failure: an authority that refuses is not asked every minute."""
_LOOK_SECONDS = 60.0
_STOP_SECONDS: Final = 0.1
_CLOSE_SECONDS: Final = 15.0
_LONGEST_ANSWER: Final = 100_000
"""Bytes. A token with its chain has five to ten thousand."""
_HASHES: Final = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
_GRANTED: Final = 0
"""With modifications (1) is not what was asked for."""


class StampError(ProofError):
    """A time stamp does not hold. ``reason`` is a word for the log."""

    def __init__(self, reason: log.Word, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Stamp:
    """A signed checkpoint, and what an authority answered about it."""

    note: str
    answer: bytes = field(repr=False)
    """TimeStampResp in DER, which is what a ``.tsr`` file holds."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a good stamp shows: this checkpoint was there at this time."""

    checkpoint: Checkpoint
    at: datetime
    by: str
    """The subject of the certificate that signed."""


# ── checking, for us and for the auditor ─────────────────────────────────────────────────────────────────────────────


def check_stamp(stamp: Stamp, *, roots: Sequence[x509.Certificate], keys: Sequence[Verifier]) -> Stamped:
    """Check a stamp with the log's public key and the certificates that are trusted, without network or database. Raises StampError.

    Certificates must have been valid when the stamp was made, not today. Whether one was revoked is not asked.
    """
    try:
        checkpoint = read_checkpoint(stamp.note, keys)
    except NoteError:
        raise StampError(
            log.Word("not_signed"), "no key of the log that was given has signed the stamped checkpoint"
        ) from None
    return _stamped(_opened(stamp.answer), stamp.note, checkpoint, roots)


def of_which(answer: bytes, notes: Sequence[str]) -> str | None:
    """The note among these that the answer is about. Raises StampError for what is no answer of an authority."""
    response = _opened(answer)
    return next((note for note in notes if _is_of(response, note)), None)


def read_roots(file: str) -> list[x509.Certificate]:
    """Read the certificates that are trusted. Raises ProfileError."""
    try:
        return x509.load_pem_x509_certificates(Path(file).expanduser().read_bytes())
    except (OSError, ValueError):
        raise ProfileError(
            "The file with the time-stamping authority's trusted certificates cannot be read, or holds none in PEM.",
            remedy="Name the file with the authority's root certificate, as its operator publishes it (-----BEGIN CERTIFICATE-----).",
            remedy_zh="无法读取时间戳机构的受信任证书文件，或其中没有 PEM 格式证书。请指定该机构公布的根证书文件。",
        ) from None


def _opened(answer: bytes) -> TimeStampResponse:
    response: TimeStampResponse
    try:
        response = _client().decode_timestamp_response(answer)
        granted = response.status == _GRANTED
    except ProfileError:
        raise
    except Exception:  # noqa: BLE001  whoever made it chose what is in it
        raise _unreadable() from None
    if not granted:
        raise StampError(log.Word("rejected"), "the authority has refused to stamp")
    return response


def _is_of(response: TimeStampResponse, note: str) -> bool:
    try:
        imprint = response.tst_info.message_imprint
        hashed = _HASHES.get(imprint.hash_algorithm.dotted_string)
        return hashed is not None and hashed(note.encode()).digest() == imprint.message
    except Exception:  # noqa: BLE001  as above
        raise _unreadable() from None


def _unreadable() -> StampError:
    return StampError(log.Word("unreadable"), "this is no answer of a time-stamping authority")


def _stamped(
    response: TimeStampResponse, note: str, checkpoint: Checkpoint, roots: Sequence[x509.Certificate]
) -> Stamped:
    if not _is_of(response, note):
        raise StampError(log.Word("another_imprint"), "the time stamp is of something else, not of this checkpoint")
    client = _client()
    try:
        signer = _signer(response)
        client.VerifierBuilder(roots=list(roots)).build().verify_message(response, note.encode())
        return Stamped(checkpoint, response.tst_info.gen_time.astimezone(UTC), signer.subject.rfc4514_string())
    except Exception:  # noqa: BLE001  as above; not knowing is not trusting
        raise StampError(
            log.Word("not_trusted"),
            "the time stamp's signature is not good, or its certificate is not one for time-stamping, was not valid then, "
            "or does not lead to a certificate that is trusted",
        ) from None


def _signer(response: TimeStampResponse) -> x509.Certificate:
    # Exactly one may have the signer's issuer and number: of two, one could be checked, and the other's name be told.
    data = response.signed_data
    (who,) = data.signer_infos
    there = map(x509.load_der_x509_certificate, data.certificates)
    (found,) = (one for one in there if (one.issuer, one.serial_number) == (who.issuer, who.serial_number))
    return found


def _client() -> ModuleType:
    try:
        import rfc3161_client  # noqa: PLC0415  an extra
    except ImportError:
        raise ProfileError(
            "Time stamps need rfc3161-client, which is not installed. Run: pip install 'medguard-gateway[timestamp]'",
            remedy="Run: pip install 'medguard-gateway[timestamp]'",
            remedy_zh="请运行：pip install 'medguard-gateway[timestamp]'",
        ) from None
    return rfc3161_client


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def open_authority(url: str, roots: str) -> StampingAuthority:
    """A time-stamping authority, and a file with the certificates that are trusted to be its own. Raises ProfileError."""
    _client()
    return StampingAuthority(url, read_roots(roots))


class StampingAuthority:
    """Somebody who stamps."""

    def __init__(self, url: str, roots: Sequence[x509.Certificate]) -> None:
        """Raises ProfileError if it cannot be asked."""
        try:
            where = httpx2.URL(url)
            plain = where.scheme in {"http", "https"} and bool(where.host) and not where.userinfo
            plain = plain and not where.query and not where.fragment
        except (httpx2.InvalidURL, ValueError):
            plain = False
        if not plain:
            raise ProfileError(
                "ledger.timestamp: the url of the time-stamping authority is none.",
                remedy="Write it as its operator publishes it, like https://tsa.example/tsr.",
                remedy_zh="ledger.timestamp：时间戳机构地址无效，请照其公布的地址填写，如 https://tsa.example/tsr。",
            )
        self.url, self.host, self._roots = url, log.Word(where.host), list(roots)

    def ask(self, note: str, stop: threading.Event | None = None) -> tuple[Stamp, datetime]:
        """Have a note of our own stamped; give the stamp, checked, and its time. Raises StampError, or what the network raises."""
        client = _client()
        request = client.TimestampRequestBuilder().data(note.encode()).hash_algorithm(client.HashAlgorithm.SHA256)
        query = request.build()
        answer = anyio.run(self._answer, query.as_bytes(), stop or threading.Event())
        response = _opened(answer)
        found = _stamped(response, note, claimed_checkpoint(note), self._roots)
        # RFC 3161 section 2.2: an answer without our number may be an old one.
        if response.tst_info.nonce != query.nonce:
            raise StampError(log.Word("another_nonce"), "the answer is one to another question")
        return Stamp(note, answer), found.at

    async def _answer(self, query: bytes, stop: threading.Event) -> bytes:
        trouble: Exception = StampError(log.Word("stopped"), "the authority was not waited for")
        async with anyio.create_task_group() as group:
            group.start_soon(_until, stop, group.cancel_scope)
            try:
                with anyio.fail_after(ANSWER_SECONDS):
                    return await self._post(query)
            except Exception as error:  # noqa: BLE001  raised below: the group would wrap it
                trouble = error
            finally:
                group.cancel_scope.cancel()
        raise trouble

    async def _post(self, query: bytes) -> bytes:
        headers = {
            "User-Agent": "medguard",
            "Accept-Encoding": "identity",
            "Content-Type": "application/timestamp-query",
        }
        answer = bytearray()
        async with (
            httpx2.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS, headers=headers) as client,
            client.stream("POST", self.url, content=query) as response,
        ):
            if response.status_code != HTTPStatus.OK:
                raise StampError(log.Word("status"), f"the authority answered with HTTP {response.status_code}")
            async for piece in response.aiter_raw():
                answer += piece
                if len(answer) > _LONGEST_ANSWER:
                    raise StampError(log.Word("answer_too_long"), "the authority's answer is too long")
        return bytes(answer)


async def _until(stop: threading.Event, scope: anyio.CancelScope) -> None:
    while not stop.is_set():  # noqa: ASYNC110  it is another thread's
        await anyio.sleep(_STOP_SECONDS)
    scope.cancel()


def open_stamper(ledger: SqlLedger, authority: StampingAuthority) -> Stamper:
    """Begin to have the log's checkpoints stamped."""
    stamper = Stamper(ledger, authority)
    stamper.start()
    return stamper


class Stamper:
    """A thread that looks whether the newest checkpoint is to be stamped, and asks. Apart from the publisher's, which a slow authority must not hold up."""

    def __init__(
        self,
        ledger: SqlLedger,
        authority: StampingAuthority,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ledger, self._authority, self._clock = ledger, authority, clock
        self._not_before = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="medguard-timestamps", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop. No authority is waited for. Close the ledger afterwards."""
        self._stop.set()
        self._thread.join(_CLOSE_SECONDS)

    def look(self) -> None:
        """One round. Raises nothing: what fails is logged, and tried again."""
        try:
            if time.monotonic() >= self._not_before and self._due():
                keep(
                    self._ledger.engine, *self._authority.ask(self._ledger.checkpoint(), self._stop), now=self._clock()
                )
        except Exception as error:  # noqa: BLE001  whatever it is, the next round must come
            if self._stop.is_set():
                return
            self._not_before = time.monotonic() + _AGAIN_SECONDS
            host = self._authority.host
            if isinstance(error, StampError):
                log.event(log.Event.TIMESTAMP_FAILED, reason=error.reason, host=host)
            else:
                log.event(log.Event.TIMESTAMP_FAILED, host=host, error=error)

    def _run(self) -> None:
        # Sidecars and workers that start together do not look together, so that one finds what another has had stamped.
        while not self._stop.wait(random.uniform(0, 2 * _LOOK_SECONDS)):  # noqa: S311  no secret
            self.look()

    def _due(self) -> bool:
        """The log has grown since its last stamp, and an hour has passed, or the day."""
        with reading(self._ledger.engine) as connection:
            size = connection.scalar(select(head.c.tree_size).where(head.c.id == 1)) or 0
            stamped = connection.scalar(select(func.max(timestamps.c.size))) or 0
            last = connection.scalar(select(func.max(timestamps.c.kept_at)))
        if size <= stamped:
            return False
        if last is None:
            return True
        now, kept = self._clock(), datetime.fromisoformat(last)
        return (
            now.date() != kept.date() or not timedelta(0) <= now - kept < PACE
        )  # a clock that was put back is no reason to wait


# ── keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def keep(engine: Engine, stamp: Stamp, at: datetime, *, now: datetime) -> None:
    """Keep a stamp that is good, for ever. Raises AuditError."""
    size = claimed_checkpoint(stamp.note).size
    row = {
        "size": size,
        "stamped_at": _written(at),
        "kept_at": _written(now),
        "note": stamp.note,
        "answer": stamp.answer,
    }
    with explained(engine.url), writer(engine).begin() as connection:
        insert_once(connection, timestamps, [row])


def newest_stamp(source: str | Engine) -> Stamp | None:
    """The stamp of the largest checkpoint that has one, as it is stored and not checked. Raises AuditError."""
    with reading(source) as connection:
        require_latest(connection)
        return _newest(connection)


def _newest(connection: Connection) -> Stamp | None:
    largest_first = select(timestamps.c.note, timestamps.c.answer).order_by(
        timestamps.c.size.desc(), timestamps.c.stamped_at.desc()
    )
    for note, answer in connection.execute(largest_first.limit(1)):
        with suppress(TypeError):
            return Stamp(str(note), bytes(answer))
    return None


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
