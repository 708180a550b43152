"""The door: who is let in, and how many were not."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final, Protocol

from medguard import log
from medguard.callers.caller import (
    UNLIMITED,
    Caller,
    Credential,
    Headers,
    Rate,
    claims_of,
    credential_of,
    matches,
    not_allowed,
    said_by,
    unknown,
)
from medguard.callers.credential import ModelKey, without_credentials
from medguard.callers.rates import Rates, Visit
from medguard.callers.secret import digest_of, is_secret
from medguard.errors import AuditError, CallerRefused, CallersUnknown, Unauthenticated
from medguard.facts import KnownBy
from medguard.log import Event, Word
from medguard.types import CallerKey, CallersRefused, Entry

NOTED_EVERY: Final = 600.0
"""Seconds between two records of how many were turned away: a flood of them is a line in the log each, and a record now and then."""

_FROM_ELSEWHERE: Final = frozenset("forwarded x-forwarded-for x-real-ip via origin".split())
"""What a proxy or a browser puts in: whoever asks is then somewhere else, whatever the connection's address says."""


class KeyTable(Protocol):
    """The keys of applications."""

    def find(self, digest: str) -> CallerKey | None:
        """The key that this secret opens now. Raises AuditError if that cannot be looked up."""
        ...


class TokenReader(Protocol):
    """Tokens of an identity provider."""

    def read(self, credential: Credential) -> tuple[dict[str, str], tuple[str, ...]]:
        """What a good one says of its caller, and which purposes it may name. Raises Unauthenticated or CallersUnknown."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class Callers:
    """Knows callers as one profile says. Threads may share it; ``admit`` may wait for a database or a server, so not in an event loop."""

    def __init__(
        self,
        known_by: KnownBy,
        *,
        profile: str,
        vouches_for: Sequence[str] = (),
        rate: Rate = UNLIMITED,
        keys: KeyTable | None = None,
        tokens: TokenReader | None = None,
        model_key: ModelKey | None = None,
        server_keys: Mapping[str, ModelKey] | None = None,
        keep: Callable[[Entry], object] = lambda _entry: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.known_by = known_by
        self._profile, self._vouches_for, self._rate = profile, tuple(vouches_for), rate
        self._keys, self._tokens, self._model_key = keys, tokens, model_key
        self._server_keys = server_keys or {}
        self._rates = Rates(clock)
        self._refusals = Refusals(keep, clock)

    def admit(self, headers: Headers, *, query: Iterable[str] = (), peer: str | None = None) -> Visit:
        """Let one request in, or raise CallerRefused: 401, 403, 429, or 503 where nobody can be known. Reads no body.

        ``peer``: the other end of the connection, as the server sees it.
        """
        try:
            visit = self._rates.visit(self._known(list(headers), query, peer))
        except CallerRefused as refused:
            self._refusals.note(refused)
            raise
        for key in (self._model_key, *self._server_keys.values()):
            if key is not None:
                key.read_again()  # here, where somebody may wait, and not where the model is asked
        return visit

    def headers_to_model(self, headers: Mapping[str, str], server: str | None = None) -> dict[str, str]:
        """Headers of the request to the model: with the sidecar's own key if there is one, and a caller's only where it is for the model.

        ``server``: the URL of another than the usual one, which has its own key or none.
        """
        key = self._model_key if server is None else self._server_keys.get(server)
        if key is None and self.known_by in {"this_machine", "anyone_on_the_network"}:
            return dict(headers)
        own = key.header() if key is not None else {}
        return {**without_credentials(headers), **own}

    @property
    def refused(self) -> Mapping[str, int]:
        """How many were turned away since the start, by reason."""
        return self._refusals.all_time

    def close(self) -> None:
        """Note the last refusals, and let go of the key set."""
        self._refusals.keep_now()
        if self._tokens is not None:
            self._tokens.close()

    def _known(self, headers: list[tuple[str, str]], query: Iterable[str], peer: str | None) -> Caller:
        if self.known_by == "this_machine" and not _is_here(peer, headers):
            raise Unauthenticated(
                "medguard answers callers on its own machine only.",
                why="not_this_machine",
                remedy="Ask from there and not through a proxy or a browser, or let callers be known by keys: callers.known_by in the profile.",
                remedy_zh="medguard 仅接受本机调用。请在本机直接调用（不经代理或浏览器），或在配置文件中设置 callers.known_by，以密钥识别调用方。",
            )
        if self._keys is None and self._tokens is None:
            return said_by(self.known_by, claims_of(headers), vouches_for=self._vouches_for, rate=self._rate)
        credential = credential_of(headers, query)
        if self._keys is not None:
            return self._of_key(self._key(credential.words), claims_of(headers))
        assert self._tokens is not None  # noqa: S101  one of the two
        known, purposes = self._tokens.read(credential)
        return said_by(
            "jwt",
            claims_of(headers),
            known=known,
            purposes=purposes,
            vouches_for=self._vouches_for,
            rate=self._rate,
        )

    def _key(self, secret: str) -> CallerKey:
        assert self._keys is not None  # noqa: S101  asked before
        try:
            key = self._keys.find(digest_of(secret))
        except AuditError:
            raise CallersUnknown(
                "The keys of callers cannot be looked up now.",
                why="keys_not_read",
                headers={"Retry-After": "5"},
                remedy="Ask again later; whoever runs medguard looks at the ledger's database.",
                remedy_zh="暂时无法查询调用方密钥。请稍后重试；管理员请检查审计数据库。",
            ) from None
        if key is None:
            raise unknown("key_unknown" if is_secret(secret) else "no_key_of_ours")
        return key

    def _of_key(self, key: CallerKey, said: Mapping[str, str]) -> Caller:
        if not matches(self._profile, key.profiles):
            raise not_allowed("profile", "This key is not good for this profile.")
        return said_by(
            "keys",
            said,
            id=key.id,
            known={"application": key.application},
            purposes=key.purposes,
            vouches_for=key.vouches_for,
            models=key.models,
            rate=Rate(
                requests=key.requests_per_minute or self._rate.requests,
                tokens=key.tokens_per_minute or self._rate.tokens,
            ),
        )


class Refusals:
    """Counts who was turned away, writes a line for each, and now and then a record for all: a flood must not fill the ledger."""

    def __init__(self, keep: Callable[[Entry], object], clock: Callable[[], float]) -> None:
        self._keep, self._clock = keep, clock
        self._lock = threading.Lock()
        self._since: Counter[str] = Counter()
        self._first = self._last = ""
        self._due = clock()
        self.all_time: Counter[str] = Counter()

    def note(self, refused: CallerRefused) -> None:
        """One more."""
        log.event(
            Event.CALLER_REFUSED,
            refusal=Word(refused.refusal),
            code=Word(refused.code),
            reason=Word(refused.why),
            status=refused.http_status,
        )
        with self._lock:
            self._last = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            self._first = self._first or self._last
            self._since[refused.why] += 1
            self.all_time[refused.why] += 1
            due = self._clock() >= self._due
            self._due = self._clock() + NOTED_EVERY if due else self._due
        if due:
            self.keep_now()

    def keep_now(self) -> None:
        """Record those of whom no record tells yet. Where that fails they are told of next time."""
        with self._lock:
            since, first, last = self._since, self._first, self._last
            self._since, self._first = Counter(), ""
        if not since:
            return
        try:
            self._keep(
                CallersRefused(id=uuid.uuid4().hex, started_at=first, until=last, counts=dict(sorted(since.items())))
            )
        except AuditError as trouble:
            log.event(Event.RECORD_NOT_KEPT, error=trouble)
            with self._lock:
                self._since += since
                self._first = first


def _is_here(peer: str | None, headers: list[tuple[str, str]]) -> bool:
    """Whether the other end is on this machine, and speaks for itself."""
    if any(name.lower() in _FROM_ELSEWHERE for name, _ in headers):
        return False
    try:
        address = ip_address(peer or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback  # ::ffff:127.0.0.1, at a door for both
