"""The institution's identity provider: sends people there, and reads what they come back with (OpenID Connect Core 1.0, authorization code flow).

    address, begun = issuer.begin()
    said = issuer.finish(begun, query)        # the claims of a good ID token; raises IssuerRefused or IssuerDown

Always with PKCE (RFC 7636, S256), ``state`` and ``nonce``; the answer's ``iss`` is compared if there is one (RFC 9207). Addresses come from the issuer's own
discovery document and nowhere else; there is no redirect, no proxy of the environment, no cookie, and no answer larger than a few hundred kilobytes.
Authlib was looked at and left: it brings an HTTP client of another make, and what it saves is the forty lines that make two requests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx2
import orjson

from medguard import log
from medguard.callers import Claims
from medguard.callers.key_sets import Keys
from medguard.callers.tokens import Tokens
from medguard.errors import CallersUnknown, ProfileError, Unauthenticated
from medguard.log import Event, Word

BACK: Final = "/sign-in/issuer/back"
"""Where people come back to; registered with the provider, below the console's address."""

_FRESH_SECONDS: Final = 3600.0
_PAUSE: Final = 5.0
"""Between two tries to read what the issuer offers."""
_SECONDS: Final = 5.0
_AT_ONCE: Final = 4
_WAITING: Final = 12
"""Beside those who are asking: when a shift begins, people come in the same second. The others' threads are for everybody else."""
_TURN_SECONDS: Final = 3.0
_LARGEST: Final = 512_000
_LONGEST_CODE: Final = 4_096
_LONGEST_TOKEN: Final = 65_536
_LONGEST_SUBJECT: Final = 255
_HOST: Final = re.compile(r"([A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}(:\d{1,5})?")
"""And perhaps a port; nobody's name and password before it."""
_HERE: Final = frozenset(("localhost", "127.0.0.1"))
_ID_TOKEN: Final = frozenset({"jwt"})
"""What a header may say that an ID token is, if it says so: neither an access token nor a logout token (RFC 8725, 3.11)."""


class IssuerRefused(Exception):
    """Somebody came back with something that is no good. ``why`` is a word for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class IssuerDown(Exception):
    """The provider was not reached, or answers with something that is no answer."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What is to be remembered until somebody comes back. Its ``repr`` shows none of it."""

    state: str
    nonce: str
    verifier: str

    def __repr__(self) -> str:
        return "<Begun>"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """What the issuer's discovery document says that we need."""

    authorize: str
    token: str
    keys: str
    end_session: str | None
    posts_secret: bool
    names_itself: bool


class Issuer:
    """One provider, for one client. Threads may share it."""

    def __init__(
        self,
        issuer: str,
        *,
        client_id: str,
        secret: Callable[[], str] | None,
        algorithms: Sequence[str],
        skew_seconds: int,
        scopes: Sequence[str],
        origin: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = issuer
        self._client_id, self._secret = client_id, secret
        self._algorithms, self._skew, self._scopes = algorithms, skew_seconds, scopes
        self._origin, self._clock = origin, clock
        self._client = httpx2.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False)
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._places = threading.BoundedSemaphore(_AT_ONCE + _WAITING)
        self._reading = threading.Lock()
        self._ready: tuple[_Offer, Tokens] | None = None
        self._read_at = self._tried_at = float("-inf")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
        if self._ready is not None:
            self._ready[1].close()

    def begin(self) -> tuple[str, Begun]:
        """Where to send somebody, and what to remember of it. Raises IssuerDown."""
        begun = Begun(*(secrets.token_urlsafe(48) for _ in range(3)))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._origin + BACK,
            "scope": " ".join(self._scopes),
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return _with(self._known()[0].authorize, asked), begun

    def finish(self, begun: Begun, query: str) -> Mapping[str, Any]:
        """What a good ID token says of whoever came back. Raises IssuerRefused or IssuerDown."""
        said = _answered(query)
        # 1. it answers what this browser asked, and it is this issuer who answers
        if not hmac.compare_digest(said.get("state", "").encode(), begun.state.encode()):
            raise IssuerRefused("state")
        offer, tokens = self._known()
        if said.get("iss", "" if offer.names_itself else self.name) != self.name:
            raise IssuerRefused("another_issuer")
        if "error" in said:
            raise IssuerRefused("issuer_says_no")
        code = said.get("code", "")
        if not 0 < len(code) <= _LONGEST_CODE:
            raise IssuerRefused("no_code")
        # 2. the code, which works once, for a token
        token = self._exchanged(offer, code, begun.verifier)
        # 3. signed by the issuer, for us, now; then the answer to this very question
        try:
            claims = tokens.said(token)
        except CallersUnknown:
            raise IssuerDown from None
        except Unauthenticated as refused:
            raise IssuerRefused(refused.why) from None
        return self._for_us(claims, begun)

    def farewell(self) -> str | None:
        """Where somebody ends the session that they have at the provider itself; ``None``: it offers none, or cannot be asked."""
        try:
            offer, _ = self._known()
        except IssuerDown:
            return None
        if offer.end_session is None:
            return None
        back = {"client_id": self._client_id, "post_logout_redirect_uri": f"{self._origin}/sign-in"}
        return _with(offer.end_session, back)

    def _for_us(self, claims: Mapping[str, Any], begun: Begun) -> Mapping[str, Any]:
        nonce, audience, subject = claims.get("nonce"), claims.get("aud"), claims.get("sub")
        if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), begun.nonce.encode()):
            raise IssuerRefused("nonce")
        several = isinstance(audience, list) and len(audience) > 1
        if claims.get("azp", None if several else self._client_id) != self._client_id:
            raise IssuerRefused("for_another_client")
        if not isinstance(claims.get("iat"), int | float):
            raise IssuerRefused("no_time")
        if not isinstance(subject, str) or not subject.isascii() or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise IssuerRefused("no_subject")
        return claims

    def _exchanged(self, offer: _Offer, code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._origin + BACK,
            "code_verifier": verifier,
        }
        headers = {"Accept": "application/json"}
        try:
            secret = self._secret() if self._secret is not None else None
        except ProfileError as trouble:
            log.event(Event.ISSUER_NOT_READ, error=trouble)
            raise IssuerDown from None
        if secret is None or offer.posts_secret:
            form |= {"client_id": self._client_id} | ({} if secret is None else {"client_secret": secret})
        else:  # RFC 6749, 2.3.1: both are encoded as in a form before they are joined
            pair = f"{quote(self._client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        status, content = self._asked("POST", offer.token, headers, form)
        if status in {400, 401, 403}:
            raise IssuerRefused("code_not_taken")
        token = _object(content).get("id_token") if status == httpx2.codes.OK else None
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
            raise self._unreadable()
        return token

    # ── what the issuer offers ───────────────────────────────────────────────────────────────────────────────────────

    def _known(self) -> tuple[_Offer, Tokens]:
        # Whoever comes while another reads goes on with what there is, or waits a second: a provider that hangs must not hold every thread.
        if self._due() and self._reading.acquire(timeout=0.0 if self._ready is not None else 1.0):
            try:
                if self._due():
                    self._ready = self._read()
                    self._read_at = time.monotonic()
            except IssuerDown:
                self._tried_at = time.monotonic()
            finally:
                self._reading.release()
        if self._ready is None:
            raise IssuerDown
        return self._ready

    def _due(self) -> bool:
        now = time.monotonic()
        return now - self._read_at >= _FRESH_SECONDS and now - self._tried_at >= _PAUSE

    def _read(self) -> tuple[_Offer, Tokens]:
        where = f"{self.name.removesuffix('/')}/.well-known/openid-configuration"
        status, content = self._asked("GET", where, {"Accept": "application/json"}, None)
        said = _object(content) if status == httpx2.codes.OK else {}
        # Another issuer's document could send people, and our secret, anywhere (OpenID Connect Discovery 1.0, 4.3).
        if said.get("issuer") != self.name or "code" not in _words(said.get("response_types_supported", ["code"])):
            raise self._unreadable()
        methods = said.get("code_challenge_methods_supported")
        if methods is not None and "S256" not in _words(methods):
            raise self._unreadable()
        known = _words(said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]))
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        authorize, token, keys = (_address(said.get(name)) for name in names)
        if authorize is None or token is None or keys is None:
            raise self._unreadable()
        offer = _Offer(
            authorize=authorize,
            token=token,
            keys=keys,
            end_session=_address(said.get("end_session_endpoint")),
            posts_secret="client_secret_basic" not in known and "client_secret_post" in known,
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )
        if self._ready is not None and self._ready[0].keys == keys:
            return offer, self._ready[1]
        return offer, Tokens(
            Keys(keys, trouble=Event.ISSUER_NOT_READ),
            issuer=self.name,
            audience=self._client_id,
            algorithms=self._algorithms,
            skew_seconds=self._skew,
            claims=Claims(application=None),
            types=_ID_TOKEN,
            clock=self._clock,
        )

    def _asked(self, method: str, url: str, headers: dict[str, str], form: dict[str, str] | None) -> tuple[int, bytes]:
        content = bytearray()
        until = time.monotonic() + 2 * _SECONDS
        try:
            with (
                self._turn(),
                self._client.stream(method, url, headers=headers, data=form) as response,
            ):
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > _LARGEST or time.monotonic() > until:
                        raise self._unreadable()
                return response.status_code, bytes(content)
        except (httpx2.HTTPError, UnicodeError) as error:  # a name that cannot be one
            log.event(Event.ISSUER_NOT_READ, error=type(error))
            raise IssuerDown from None
        finally:
            self._client.cookies.clear()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """A slow provider holds a few threads and not all of them."""
        if not self._places.acquire(blocking=False):
            raise IssuerDown
        try:
            if not self._free.acquire(timeout=_TURN_SECONDS):
                raise IssuerDown
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._places.release()

    def _unreadable(self) -> IssuerDown:
        log.event(Event.ISSUER_NOT_READ, reason=Word("no_answer_of_a_provider"))
        return IssuerDown()


def _answered(query: str) -> dict[str, str]:
    """What came back in the address; a name that stands there twice is none (RFC 6749, 3.1)."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise IssuerRefused("unreadable") from None
    said = dict(pairs)
    if len(said) != len(pairs):
        raise IssuerRefused("twice")
    return said


def _with(address: str, more: Mapping[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(more)}"


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _words(listed: object) -> tuple[str, ...]:
    return tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()


def _address(said: object) -> str | None:
    """An address to which people or secrets may go: https, or http on this machine."""
    if not isinstance(said, str) or not said.isascii() or not said.isprintable() or " " in said:
        return None
    try:
        parts = urlsplit(said)
    except ValueError:
        return None
    sound = _HOST.fullmatch(parts.netloc) is not None and not parts.fragment
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    return said if sound and safe else None
