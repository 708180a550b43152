"""A model's server with bad days: OpenAI's chat completions and Anthropic's messages, whole and streamed, and every way to get them wrong.

    python benchmarks/beside/faulty_upstream.py PORT FOLDER

``FOLDER/share`` holds how many answers in a hundred are faults, and may change at any time. ``FOLDER/names`` holds words that no question may
contain, a line each: each that is seen all the same stands in ``FOLDER/leaks``. ``FOLDER/faults`` counts, when it ends, what it did wrong.
"""

from __future__ import annotations

import asyncio
import collections
import gzip
import json
import random
import re
import signal
import sys
from pathlib import Path
from typing import Any

STAND_IN = re.compile(r"\[(?:NAME|MRN)_\d+\]")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
WORDS = "{who} was seen this morning and may go home. Please read the letter before it is signed. The next visit is planned in two weeks."
STALL_SECONDS = 20.0
FAULTS = (
    "reset stall garbage error_in_200 status_500 status_429 html cut twice out_of_order gzip_bomb huge_header no_length wrong_type empty"
).split()


class Upstream:
    """What all connections share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.random = random.Random(7)  # noqa: S311
        self.faults: collections.Counter[str] = collections.Counter()
        self.names = (folder / "names").read_text("utf-8").split("\n")
        self.leaks = (folder / "leaks").open("a", encoding="utf-8")

    def fault(self) -> str | None:
        """What goes wrong this time."""
        share = int((self.folder / "share").read_text() or 0)
        return self.random.choice(FAULTS) if self.random.random() * 100 < share else None

    def seen(self, request: bytes) -> None:
        """Note every name that should not have come."""
        words = request.decode("utf-8", "replace")
        for name in self.names:
            if name and (name in words or json.dumps(name)[1:-1] in words):
                self.leaks.write(f"{name}\n")
                self.leaks.flush()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, a request after the other."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                self.seen(head + body)
                if not await self._answer(head, body, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> bool:
        if not body:
            _whole(writer, b'{"object":"list","data":[]}')
            return True
        asked = json.loads(body)
        found = STAND_IN.findall(json.dumps(asked, ensure_ascii=False))
        words = WORDS.format(who=found[0] if found else "The patient")
        anthropic = b" /v1/messages " in head.split(b"\r\n")[0]
        events = _anthropic_events(words) if anthropic else _openai_events(words)
        whole = json.dumps(_anthropic(words) if anthropic else _openai(words)).encode()
        fault = self.fault()
        if fault:
            self.faults[fault] += 1
            return await self._wrong(fault, whole, events, writer, stream=bool(asked.get("stream")))
        if not asked.get("stream"):
            _whole(writer, whole)
            return True
        _events(writer, events)
        return True

    async def _wrong(  # noqa: C901, PLR0911, PLR0912 -- one fault after the other
        self, fault: str, whole: bytes, events: list[bytes], writer: asyncio.StreamWriter, *, stream: bool
    ) -> bool:
        middle = len(events) // 2
        match fault:
            case "reset":
                writer.transport.abort()
            case "stall":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{")
                await writer.drain()
                await asyncio.sleep(STALL_SECONDS)
                writer.transport.abort()
            case "garbage":
                writer.write(b"\x00\xff\x16\x03 not http\r\n\r\n")
            case "error_in_200":
                _whole(writer, b'{"error":{"message":"overloaded","type":"server_error","code":"overloaded"}}')
                return True
            case "status_500":
                _whole(writer, b'{"error":{"message":"no","type":"server_error"}}', b"500 Internal Server Error")
                return True
            case "status_429":
                _whole(writer, b'{"error":{"message":"slowly","type":"rate_limit_error"}}', b"429 Too Many Requests")
                return True
            case "html":
                _whole(writer, b"<html>proxy says no</html>", kind=b"text/html")
                return True
            case "cut" if stream:
                _events(writer, events[:middle], end=False)
                writer.transport.abort()
            case "twice" if stream:
                _events(writer, [*events[:middle], *events[:middle], *events[middle:]])
                return True
            case "out_of_order" if stream:
                _events(writer, [*events[middle:], *events[:middle]])
                return True
            case "gzip_bomb":
                _whole(writer, gzip.compress(b"0" * 20_000_000), more=b"Content-Encoding: gzip\r\n")
                return True
            case "huge_header":
                _whole(writer, whole, more=b"X-Filler: " + b"a" * 200_000 + b"\r\n")
            case "no_length":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + whole[: len(whole) // 2])
            case "wrong_type":
                _whole(writer, b'{"choices":"none","content":3,"usage":[]}')
                return True
            case _:
                _whole(writer, b"")
                return True
        return False


def _openai(words: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": words}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
    }


def _openai_events(words: str) -> list[bytes]:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": "m"}

    def event(delta: dict[str, str], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return b"data: " + json.dumps({**head, "choices": [choice]}).encode() + b"\n\n"

    pieces = [words[at : at + 7] for at in range(0, len(words), 7)]
    said = [event({"content": piece}) for piece in pieces]
    return [event({"role": "assistant", "content": ""}), *said, event({}, "stop"), b"data: [DONE]\n\n"]


def _anthropic(words: str) -> dict[str, Any]:
    usage = {"input_tokens": 9, "output_tokens": 9}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": words}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
    }


def _anthropic_events(words: str) -> list[bytes]:
    def event(kind: str, **more: object) -> bytes:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n".encode()

    pieces = [words[at : at + 7] for at in range(0, len(words), 7)]
    return [
        event("message_start", message={**_anthropic(""), "content": [], "stop_reason": None}),
        event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece}) for piece in pieces),
        event("content_block_stop", index=0),
        event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": 9}),
        event("message_stop"),
    ]


def _whole(
    writer: asyncio.StreamWriter,
    content: bytes,
    status: bytes = b"200 OK",
    *,
    kind: bytes = b"application/json",
    more: bytes = b"",
) -> None:
    head = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n" % (status, kind, len(content), more)
    writer.write(head + content)


def _events(writer: asyncio.StreamWriter, events: list[bytes], *, end: bool = True) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for event in events:
        writer.write(b"%x\r\n%b\r\n" % (len(event), event))
    if end:
        writer.write(b"0\r\n\r\n")


async def main(port: int, folder: Path) -> None:
    """Serve until told to stop."""
    upstream = Upstream(folder)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", port, limit=4_000_000)
    await stop.wait()
    server.close()
    (folder / "faults").write_text(json.dumps(upstream.faults), "utf-8")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
