"""Simple real parts, for tests and for trying things out: a detector of patterns, a ledger in a list, a scripted model.

    with ScriptedModel(lambda body: "Good morning, [NAME_1].") as model:
        client = openai.OpenAI(base_url=model.url, api_key="none")
        ...
        model.received[0].body      # what really arrived

None of them is for patients: the detector knows nothing but what it was told, the ledger forgets when the process ends.
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self, TypeAlias

from medguard.errors import AuditError
from medguard.facts import Actor, Incident, Institution, Patient
from medguard.types import Entry, Exchange, Passage, Payload, Receipt, Span

PATTERNS: Mapping[str, str] = {
    "EMAIL": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "ID_CARD": r"(?<!\d)\d{17}[\dXx](?!\d)",
    "PHONE": r"(?<!\d)1[3-9]\d{9}(?!\d)",
}


class PatternDetector:
    """Finds what regular expressions find. Satisfies ``medguard.types.Detector``.

    >>> from medguard.types import ClearText
    >>> PatternDetector({"NAME": "Ann"}).spans([Passage(ClearText("I am Ann."))])
    [[Span(start=5, end=8, kind='NAME', score=1.0)]]
    """

    def __init__(self, patterns: Mapping[str, str] = PATTERNS) -> None:
        self._pattern = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items()))

    def spans(self, passages: Sequence[Passage]) -> list[list[Span]]:
        """Score 1.0 each: a pattern either fits or does not."""
        return [
            [
                Span(*found.span(), found.lastgroup or "OTHER_ID", 1.0)
                for found in self._pattern.finditer(passage.text.words)
                if found[0]
            ]
            for passage in passages
        ]


@dataclass
class ListLedger:
    """Keeps records in memory. Satisfies ``medguard.types.Ledger``."""

    entries: list[Entry] = field(default_factory=list)
    broken: bool = False
    """Keeps nothing, and says so."""

    def append(self, entry: Entry, payload: Payload | None = None) -> Receipt:
        """Keep the record. Raises AuditError if broken."""
        self.check_writable()
        del payload
        self.entries.append(entry)
        return Receipt(position=len(self.entries), sha256="0" * 64)

    @property
    def records(self) -> list[Exchange]:
        """The exchanges among its entries."""
        return [entry for entry in self.entries if isinstance(entry, Exchange)]

    def pseudonym(self, reference: str) -> str:
        """A word for a person, the same each time. Raises AuditError if broken."""
        self.check_writable()
        return f"p-{reference}"

    def check_writable(self) -> None:
        """Raises AuditError if broken."""
        if self.broken:
            raise AuditError("This ledger is broken, as it was asked to be.")


class EmptyRegistry:
    """A registry in which nobody stands: everything is unknown."""

    def facts_on(
        self, day: date, actor: str | None = None, patient: str | None = None
    ) -> tuple[Institution, Actor, Patient, tuple[Incident, ...]]:
        """Nothing but the references."""
        del day
        return Institution(), Actor(ref=actor), Patient(ref=patient), ()


# ── a model ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Raw:
    """An answer byte for byte, for servers that misbehave."""

    content: bytes = b""
    status: int = 200
    media_type: str = "application/json"
    then: str = "end"
    """``end``; ``hang``: say nothing more; ``reset``: break the connection, in the middle of the body if there is one."""


@dataclass(frozen=True)
class Received:
    """A request as it arrived; names of headers in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes


Script: TypeAlias = Callable[
    [dict[str, Any]], "str | dict[str, Any] | list[dict[str, Any]] | Iterator[dict[str, Any]] | Raw"
]
"""From a request to what the model says: its words, a whole completion, the chunks of a streamed one (as they come, from an iterator), or raw bytes."""


class ScriptedModel:
    """A real HTTP server on this machine that speaks OpenAI's chat completions and says what a script says."""

    def __init__(self, script: Script, *, piece: int = 3) -> None:
        """Streams words in pieces of ``piece`` characters, so that stand-ins are cut."""
        self.received: list[Received] = []
        self.models: Raw = Raw(content=json.dumps({"object": "list", "data": [_MODEL]}).encode())
        """What it says to ``GET /v1/models``."""
        self.cookie = ""
        """Set with every answer, if not empty."""
        self._stopped = threading.Event()
        self.script, self.piece = script, piece
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"model": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Base URL, with ``/v1``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def wait_until_stopped(self) -> None:
        """Hang, as a script's ``then="hang"`` asks."""
        self._stopped.wait(60)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a caller that was killed resets its connections, and that is what tests ask for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: ClassVar[ScriptedModel]

    def do_GET(self) -> None:
        self.model.received.append(
            Received(self.path, {name.lower(): value for name, value in self.headers.items()}, b"")
        )
        self._raw(self.model.models)

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.model.received.append(
            Received(self.path, {name.lower(): value for name, value in self.headers.items()}, content)
        )
        body = json.loads(content)
        said = self.model.script(body)
        match said:
            case Raw():
                self._raw(said)
            case list() | Iterator():
                self._stream(said)
            case dict():
                self._send(200, "application/json", json.dumps(said).encode())
            case str() if body.get("stream"):
                self._stream(list(chunks(said, self.model.piece)))
            case str():
                self._send(200, "application/json", json.dumps(completion(said), ensure_ascii=False).encode())

    def _send(self, status: int, media_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        if self.model.cookie:
            self.send_header("Set-Cookie", self.model.cookie)
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, events: Iterable[Mapping[str, Any]]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in itertools.chain((json.dumps(event, ensure_ascii=False) for event in events), ["[DONE]"]):
            data = f"data: {event}\n\n".encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _raw(self, raw: Raw) -> None:
        missing = 0 if raw.then == "end" else 10
        self.send_response(raw.status)
        self.send_header("Content-Type", raw.media_type)
        self.send_header("Content-Length", str(len(raw.content) + missing))
        self.end_headers()
        self.wfile.write(raw.content)
        self.wfile.flush()
        if raw.then == "hang":
            self.model.wait_until_stopped()
        if raw.then == "reset":
            time.sleep(0.05)  # let what was written arrive first
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        self.close_connection = raw.then != "end"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name upstairs
        """Say nothing: the path may be anything."""


_MODEL = {"id": "scripted", "object": "model", "created": 0, "owned_by": "medguard"}
_HEAD = {"id": "chatcmpl-scripted", "created": 0, "model": "scripted"}


def completion(words: str) -> dict[str, Any]:
    """A whole chat completion that says these words."""
    message = {"role": "assistant", "content": words}
    return {
        **_HEAD,
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def chunks(words: str, piece: int) -> Sequence[dict[str, Any]]:
    """The same, streamed."""

    def chunk(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return {**_HEAD, "object": "chat.completion.chunk", "choices": [choice]}

    pieces = [words[at : at + piece] for at in range(0, len(words), piece)]
    return [
        chunk({"role": "assistant", "content": ""}),
        *(chunk({"content": each}) for each in pieces),
        chunk({}, "stop"),
        {**_HEAD, "object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 2}},
    ]
