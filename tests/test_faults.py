"""What an HTTP client and a model's server can get wrong: a clear error, no hang, no 500, one record for each exchange, and nobody's name."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
from urllib.parse import urlsplit

import pytest

from medguard.audit import list_records, verify
from medguard.testing import ScriptedModel
from serving.serving_samples import serving as behind_the_door
from test_proxy import BODY, SECRETS, sidecar

PATIENCE = 60
CONTENT = json.dumps(BODY).encode()


def said(url, *pieces, close=False):
    """What the sidecar says to these bytes, until it closes the connection or says no more."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as line:
        for piece in pieces:
            with contextlib.suppress(ConnectionError):
                line.sendall(piece)
        if close:
            line.shutdown(socket.SHUT_WR)
        heard = b""
        with contextlib.suppress(ConnectionError):
            while more := line.recv(65536):
                heard += more
    return heard


def head(first="POST /v1/chat/completions HTTP/1.1", *headers):
    return "\r\n".join([first, "Host: x", "Connection: close", *headers, "", ""]).encode()


LENGTH = f"Content-Length: {len(CONTENT)}"
CLIENTS = {
    "no length": (head(), 400),
    "two lengths": (head("POST /v1/chat/completions HTTP/1.1", LENGTH, "Content-Length: 3") + CONTENT, 400),
    "no number": (head("POST /v1/chat/completions HTTP/1.1", "Content-Length: ten") + CONTENT, 400),
    "expects": (head("POST /v1/chat/completions HTTP/1.1", LENGTH, "Expect: 100-continue") + CONTENT, 200),
    "trailers": (
        head("POST /v1/chat/completions HTTP/1.1", "Transfer-Encoding: chunked")
        + b"%x\r\n%s\r\n0\r\nX-Who: Ann Lee\r\n\r\n" % (len(CONTENT), CONTENT),
        200,
    ),
    "bad chunk": (head("POST /v1/chat/completions HTTP/1.1", "Transfer-Encoding: chunked") + b"zz\r\n", 400),
    "trace": (head("TRACE /v1/chat/completions HTTP/1.1", "X-Who: Ann Lee"), 404),
    "head": (head("HEAD /v1/chat/completions HTTP/1.1"), 404),
    "options": (head("OPTIONS * HTTP/1.1"), 404),
    "invented": (head("ANN /v1/chat/completions HTTP/1.1"), 404),
    "absolute": (head("POST http://elsewhere.invalid/v1/chat/completions HTTP/1.1", LENGTH) + CONTENT, 404),
    "two slashes": (head("POST //v1/chat/completions HTTP/1.1", LENGTH) + CONTENT, 404),
    "dots": (head("POST /v1/../v1/chat/completions HTTP/1.1", LENGTH) + CONTENT, 404),
    "percent": (head("POST /v1/chat%2Fcompletions/Ann%20Lee HTTP/1.1", LENGTH) + CONTENT, 404),
    "a line break in the path": (head("POST /v1/%0Achat/completions HTTP/1.1", LENGTH) + CONTENT, 404),
    "huge header": (head("POST /v1/chat/completions HTTP/1.1", "X: " + "a" * 70_000), 400),
    "huge path": (head(f"POST /{'a' * 10_000} HTTP/1.1"), 404),
    "underscores": (head("POST /v1/chat/completions HTTP/1.1", LENGTH, "Content_Length: 3") + CONTENT, 200),
    "version 1.0": (head("POST /v1/chat/completions HTTP/1.0", LENGTH) + CONTENT, 200),
    "version 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 404),
    "gzip": (
        head(
            "POST /v1/chat/completions HTTP/1.1",
            f"Content-Length: {len(gzip.compress(CONTENT, mtime=0))}",
            "Content-Encoding: gzip",
        )
        + gzip.compress(CONTENT, mtime=0),
        400,
    ),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_whatever_a_client_gets_wrong_is_answered(tmp_path, name):
    sent, status = CLIENTS[name]
    with ScriptedModel(lambda _body: "Good.") as model, behind_the_door(tmp_path, model.url) as here:
        heard = said(here.url, sent)
        finals = [line for line in heard.split(b"\r\n") if line.startswith(b"HTTP/1.1 ") and b" 100" not in line]
        assert [int(line.split()[1]) for line in finals] == [status], heard[:300]
        assert status == 200 or not any(secret.encode() in heard for secret in SECRETS)
        assert all(b"Ann Lee" not in received.body + str(received.headers).encode() for received in model.received)
        assert (
            status == 200
            or b"call_not_guarded" in heard
            or b"not_http" in heard
            or b"request_unreadable" in heard
            or b"HEAD" in sent
        )
        assert verify(here.guards[0].ledger.engine).ok


def test_two_calls_at_once_on_one_line_are_answered_in_order(tmp_path):
    one = head("GET /healthz HTTP/1.1").replace(b"Connection: close\r\n", b"")
    with ScriptedModel(lambda _body: "Good.") as model, behind_the_door(tmp_path, model.url) as here:
        heard = said(here.url, one + one + head("GET /nowhere HTTP/1.1"))
        assert [part[:3] for part in heard.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"404"]


def test_a_body_shorter_than_announced_leaves_no_exchange(tmp_path):
    sent = head("POST /v1/chat/completions HTTP/1.1", f"Content-Length: {len(CONTENT) + 10}") + CONTENT
    with ScriptedModel(lambda _body: "Good.") as model, behind_the_door(tmp_path, model.url) as here:
        said(here.url, sent, close=True)
        assert model.received == []
        assert not list_records(here.guards[0].ledger.engine)


# ── the model's server ───────────────────────────────────────────────────────────────────────────────────────────────

EVENT = b'data: {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [{"index": 0, "delta": {"content": "13912345678"}, "finish_reason": null}]}\n\n'
BOMB = gzip.compress(b" " * 20_000_000, mtime=0)
SERVERS = {
    "nothing": b"",
    "garbage": b"\x00\xff Ann Lee \r\n\r\n",
    "http/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "huge headers": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
    "too short": b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{}",
    "too long": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}{}{}",
    "bad chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nAnn Lee\r\n",
    "an error with 200": b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"error": {"message": "Ann Lee", "code": "x"}}',
    "gzip bomb": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB,
    "events twice": b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: [DONE]\n\n" + EVENT * 2,
    "an informational answer": b"HTTP/1.1 103 Early Hints\r\nLink: Ann Lee\r\n\r\n",
    "a redirect": b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
}  # fmt: skip


@contextlib.contextmanager
def answering(content):
    """A server that says these bytes to whoever asks, whatever the question, and closes the line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    line, _ = listener.accept()
                    with line, contextlib.suppress(OSError):
                        line.recv(65536)
                        line.sendall(content)
                        line.shutdown(socket.SHUT_WR)
                        while line.recv(65536):
                            pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", SERVERS)
def test_whatever_a_models_server_gets_wrong_is_told_and_recorded(tmp_path, name, stream):
    with answering(SERVERS[name]) as url, behind_the_door(tmp_path, url) as here:
        content = json.dumps({**BODY, "stream": stream}).encode()
        heard = said(here.url, head("POST /v1/chat/completions HTTP/1.1", f"Content-Length: {len(content)}") + content)
        record, *more = list_records(here.guards[0].ledger.engine)
        assert more == []
        assert record.outcome == "failed", record
        assert (b"compressed its answer" in heard) == (name == "gzip bomb")
        assert record.exchange_id.encode() in heard
        assert int(heard.split()[1]) in {502, 307, 200}, heard[:300]
        assert not any(secret.encode() in heard or secret in record.document for secret in SECRETS)
        assert verify(here.guards[0].ledger.engine).ok


def test_no_compressed_answer_is_asked_for(tmp_path):
    with sidecar(tmp_path) as here:
        assert here.post(BODY).status_code == 200
        assert {one.headers["accept-encoding"] for one in here.model.received} == {"identity"}
