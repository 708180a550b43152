"""Telling an application that a reply is ready: Standard Webhooks (https://www.standardwebhooks.com), over HTTPS, to an address that the profile names.

    webhook-id: the act's id, the same at every try      webhook-timestamp: seconds since 1970
    webhook-signature: v1,base64(HMAC-SHA256(secret, "{id}.{timestamp}.{body}"))
    {"type":"reply.ready","timestamp":"2026-11-26T04:00:00Z","data":{"exchange":"6f0c…","reply":"/medguard/replies/6f0c…"}}

The reply itself never goes: whoever asked comes for it, with the credential of the question. Callers name no addresses, redirections are not followed and
no proxy of the environment is used, so nobody outside decides where this program connects to. Who is to be told stands in the database until they
answer with 2xx; a try that fails is repeated, later each time, for three days.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import random
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import httpx2

from medguard.audit.held import Call, HeldReplies
from medguard.errors import ProfileError
from medguard.profile import Profile, WebhookSettings

PREFIX: Final = "whsec_"
_SHORTEST, _LONGEST = 24, 64
AGAIN_AFTER: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds from each try to the next, as the specification advises: about three days in all."""
_SECONDS: Final = 15.0
_LEASE: Final = timedelta(minutes=5)
_AT_ONCE: Final = 4
_GONE: Final = 410


class Webhooks:
    """Tells applications of one profile. Several processes may do it at once: each call is one's alone for a while."""

    def __init__(
        self,
        held: HeldReplies,
        settings: Profile,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        drawn: Callable[[], float] = random.random,
    ) -> None:
        self._held, self._profile, self._clock, self._drawn = held, settings.name, clock, drawn
        asked = settings.review.webhooks if settings.review is not None else ()
        self._doors = [(one, _secret(one.key_file), _client(one)) for one in asked]

    def tell(self) -> int:
        """Tell whoever is to be told now; how many were. Raises AuditError if the database is away."""
        told = 0
        away: set[str] = set()
        while calls := self._held.due(self._profile, lease=_LEASE, most=_AT_ONCE):
            for call in calls:
                told += self._told(call, away)
        return told

    def close(self) -> None:
        """Let go of connections."""
        for _, _, client in self._doors:
            client.close()

    def _told(self, call: Call, away: set[str]) -> bool:
        door = next((door for door in self._doors if fits(door[0], call.application)), None)
        if door is None:
            self._held.told(call, "webhook_given_up", "not_named")
            return False
        one, secret, client = door
        # Who has just not answered is not asked again at once: a thousand calls that each take their time would keep everybody else waiting.
        status = self._asked(call, one.url, secret, client) if one.url not in away else None
        if status in range(200, 300):
            self._held.told(call, "webhook_sent", str(status))
            return True
        if status is None:
            away.add(one.url)
        if status == _GONE or call.tries >= len(AGAIN_AFTER):
            self._held.told(call, "webhook_given_up", str(status) if status else "unreachable")
            return False
        # Not all of them at the same moment, after a receiver was away.
        self._held.tell_later(call, AGAIN_AFTER[call.tries] * (1 + self._drawn() / 5))
        return False

    def _asked(self, call: Call, url: str, secret: bytes, client: httpx2.Client) -> int | None:
        """The status of the answer; ``None``: there was none. Nothing of what it says is read."""
        body = body_of(call)
        headers = signed(secret, call.id, int(self._clock().timestamp()), body)
        try:
            with client.stream("POST", url, content=body, headers=headers) as answer:
                return int(answer.status_code)
        except (httpx2.HTTPError, OSError):  # also a certificate that is not good; its message may quote anything
            return None


def body_of(call: Call) -> bytes:
    """What goes: ids and words of ours."""
    ready = call.outcome == "released"
    data = {"exchange": call.exchange_id} | ({"reply": f"/medguard/replies/{call.exchange_id}"} if ready else {})
    said = {"type": "reply.ready" if ready else "reply.refused", "timestamp": call.made_at, "data": data}
    return json.dumps(said, separators=(",", ":")).encode()


def signed(secret: bytes, id: str, timestamp: int, body: bytes) -> dict[str, str]:  # noqa: A002  the specification's word
    """The headers by which a receiver knows that it was us, and when."""
    mac = hmac.new(secret, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "user-agent": "medguard",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def fits(webhook: WebhookSettings, application: str) -> bool:
    """Whether this application is told by this webhook."""
    return any(fnmatchcase(application, one) for one in webhook.applications)


def tell_of(settings: Profile, said: Mapping[str, object], outcome: str) -> dict[str, str] | None:
    """Whom to tell of a reply that was decided on, if anybody. What only the caller said of itself counts for nothing."""
    claimed = said.get("claimed") or ()
    application = str(said["application"] or "") if "application" not in claimed else ""  # type: ignore[operator]
    if settings.review is None or not any(fits(one, application) for one in settings.review.webhooks):
        return None
    return {"application": application, "profile": settings.name, "outcome": outcome}


def webhooks_of(settings: Profile, held: HeldReplies) -> Webhooks | None:
    """Those of a profile, if it names any. Raises ProfileError for a secret or a certificate that is none."""
    return Webhooks(held, settings) if settings.review is not None and settings.review.webhooks else None


def _client(one: WebhookSettings) -> httpx2.Client:
    context: ssl.SSLContext | None = None
    with suppress(OSError, ssl.SSLError):
        context = ssl.create_default_context(cafile=str(Path(one.ca_file).expanduser()) if one.ca_file else None)
    if context is None:
        raise ProfileError(
            "The file review.webhooks.ca_file holds no certificates in PEM, or cannot be read.",
            remedy="Name the file with the certificate of the house's own authority, or leave ca_file out.",
            remedy_zh="review.webhooks.ca_file 不是 PEM 证书或无法读取。请指定本机构证书颁发机构的证书文件，或删除 ca_file。",
        )
    return httpx2.Client(
        verify=context,
        trust_env=False,
        follow_redirects=False,
        timeout=_SECONDS,
        transport=httpx2.HTTPTransport(verify=context, trust_env=False),
    )


def _secret(file: str) -> bytes:
    secret = b""
    with suppress(OSError, ValueError, binascii.Error):
        text = Path(file).expanduser().read_text("ascii").strip()
        if text.startswith(PREFIX):
            secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    if not _SHORTEST <= len(secret) <= _LONGEST:
        raise ProfileError(
            "The file review.webhooks.key_file holds no secret for webhooks, or cannot be read.",
            remedy='Make one with: echo "whsec_$(openssl rand -base64 32)" > webhook.key',
            remedy_zh='review.webhooks.key_file 中没有 webhook 密钥或文件无法读取。请执行：echo "whsec_$(openssl rand -base64 32)" > webhook.key',
        )
    return secret
