"""The server that lets callers in: how long they may take to say what they want, TLS, and leaving in good order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from medguard import log
from medguard.errors import ProfileError, WireError
from medguard.log import Event
from medguard.serving.settings import Serving
from medguard.wire import refusal

HEAD_SECONDS: Final = 15.0
"""From the first byte of a request, or from the connection's beginning, to the end of its headers."""
UNREAD_SECONDS: Final = 60.0
"""How long a caller may leave an answer unread before the connection is cut."""
IDLE_SECONDS: Final = 30
"""How long a connection may say nothing between two calls; longer than most clients keep one."""
LARGEST_HEAD: Final = 16_384
"""Bytes of a request's line and headers."""
CONNECTIONS_PER_CALL: Final = 4
"""Connections that may be open for each call that may be worked on; more are cut at once."""


class Malformed(WireError):
    """Bytes that are no HTTP request, or headers that are too large."""

    code = "not_http"

    def __init__(self) -> None:
        super().__init__(
            "This is no HTTP/1.1 request, or its headers are larger than 16 KB.",
            remedy="Send an HTTP/1.1 request with fewer or shorter headers.",
            remedy_zh="不是有效的 HTTP/1.1 请求，或请求头超过 16 KB。请检查客户端或减少请求头。",
        )


class Listener(H11Protocol):
    """One connection. Whoever dawdles over the headers, or over reading an answer, is cut off."""

    most_connections = CONNECTIONS_PER_CALL * 1000

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as upstairs
        """Wait for a request, but not for ever."""
        self._head: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Between two calls the next one begins here."""
        if self._head is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()
        super().data_received(data)

    def handle_events(self) -> None:
        """See whether a request's headers are complete."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._head_is_here()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._head_is_here()
        self._read_again()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Nobody reads."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Somebody reads."""
        self._read_again()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Say in our own shape that this was no request."""
        del msg
        content = refusal(Malformed())
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
            b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
        )
        self.transport.close()

    def _await_head(self) -> None:
        self._head = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _head_is_here(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _read_again(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


class Door(uvicorn.Server):
    """Serves until told to stop, then leaves in good order.

    SIGTERM: ``leaves`` is called, the door stays open for ``linger_seconds``, is closed, and what is under way may go on for ``grace_seconds``.
    SIGINT: the same without lingering. A second signal closes the door at once.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        leaves: Callable[[], None],
        serves: Callable[[], None],
        linger_seconds: float = 0.0,
    ) -> None:
        super().__init__(config)
        self._leaves, self._serves, self._linger = leaves, serves, linger_seconds
        self._closes_at: float | None = None
        self.interrupted = False
        """By Ctrl-C."""

    def handle_exit(self, sig: int, frame: object) -> None:
        """Begin to leave. Called between any two steps of the program, so it only notes what was said."""
        del frame
        self.leave(linger=sig != signal.SIGINT)
        self.interrupted |= sig == signal.SIGINT

    def leave(self, *, linger: bool) -> None:
        """Begin to leave; told again, close the door."""
        again = self._closes_at is not None
        self._closes_at = time.monotonic() + (self._linger if linger and not again else 0.0)

    async def on_tick(self, counter: int) -> bool:
        """Whether to close the door now; ten times a second."""
        if self._closes_at is None:
            return await super().on_tick(counter)
        self._leaves()
        return time.monotonic() >= self._closes_at

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so once it really listens."""
        await super().startup(sockets)
        self._serves()


class Aside(uvicorn.Server):
    """A second server in the same process. Signals are the first one's business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def config_of(
    app: ASGIApp, *, most_at_once: int = 100, grace_seconds: float = 1.0, tls: ssl.SSLContext | None = None
) -> uvicorn.Config:
    """Make uvicorn as we use it: no access log, no server's name, nothing believed of proxies, one kind of HTTP."""
    listener = type("Listener", (Listener,), {"most_connections": CONNECTIONS_PER_CALL * most_at_once + 100})
    more: dict[str, Any] = {"ssl_context_factory": lambda _config, _default: tls} if tls is not None else {}
    return uvicorn.Config(
        app,
        http=listener,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        workers=1,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=max(1, round(grace_seconds)),
        h11_max_incomplete_event_size=LARGEST_HEAD,
        **more,
    )


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Tls:
    """The server's certificate, and whose clients are let in. Files are read again when asked: certificates end."""

    def __init__(self, settings: Serving) -> None:
        """Raises ProfileError for files that do not load."""
        self._certificate, self._key = settings.tls_certificate, settings.tls_key
        self._authorities = settings.client_authorities
        self.context = self._made()

    @classmethod
    def of(cls, settings: Serving) -> Tls | None:
        """TLS, if it was asked for."""
        return cls(settings) if settings.tls_certificate else None

    def _made(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        self._load(context)
        if self._authorities is not None:
            with _explained("--client-ca"):
                context.load_verify_locations(Path(self._authorities).expanduser())
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def _load(self, context: ssl.SSLContext) -> None:
        with _explained("--tls-cert, --tls-key"):
            # An empty password: else OpenSSL asks for one at the terminal, and a server waits for ever.
            context.load_cert_chain(
                Path(str(self._certificate)).expanduser(),
                Path(self._key).expanduser() if self._key else None,
                password=lambda: "",
            )

    def read_again(self) -> bool:
        """Use the certificate that the files hold now, for new connections; what does not load changes nothing but the log."""
        try:
            self._made()  # tried beside: half a pair must not be loaded into the one in use
            self._load(self.context)
        except ProfileError as error:
            log.event(Event.PROFILE_KEPT, error=error, reason=log.Word("certificate"))
            return False
        return True


@contextlib.contextmanager
def _explained(option: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ssl.SSLError, ValueError):
        raise ProfileError(
            f"The files of {option} do not load.",
            remedy="Name PEM files that this user may read: the certificate with its chain, and the key that belongs to it, without a password.",
            remedy_zh=f"{option} 所指文件无法加载。请指定当前用户可读的 PEM 文件：证书（含证书链）及与其匹配、未加密的私钥。",
        ) from None
