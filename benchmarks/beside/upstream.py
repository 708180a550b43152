"""A model that costs next to nothing, so that what stands before it is measured: OpenAI's chat completions, whole and streamed.

    python benchmarks/beside/upstream.py PORT

Its words are always the same, but that it repeats the first stand-in of the question, ours or Presidio's, so that there is something to
restore. Asked for the model ``paced`` it streams as a model does, a piece every tenth of a second; else everything at once.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import Any

PIECES, PACE = 40, 0.1
STAND_IN = re.compile(r"\[NAME_1\]|<PERSON(?:_\w+)?>")
HEAD = {"id": "chatcmpl-bench", "created": 0, "model": "bench"}
ENGLISH = (
    "{who} was seen on the ward this morning and may go home. Please read the letter before it is signed, "
    "and tell the practice that looks after the patient when the next visit is planned."
)
CHINESE = "{who}今晨已在病房查看，可以出院。签字前请通读全文，并告知负责的科室下次随访的时间。"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests come one after the other."""

    def __init__(self) -> None:
        self._read = bytearray()
        self._tasks = set[asyncio.Task[None]]()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._read, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._read) < whole:
                return
            body = bytes(self._read[end + 4 : whole])
            del self._read[:whole]
            self._answer(body)

    def _answer(self, content: bytes) -> None:
        if not content:
            self._whole({"object": "list", "data": []})
            return
        asked = json.loads(content)
        question = str(asked["messages"])
        found = STAND_IN.search(question)
        words = CHINESE if "患者" in question else ENGLISH
        words = words.format(who=found[0] if found else "The patient")
        if not asked.get("stream"):
            message = {"role": "assistant", "content": words}
            choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            usage = {"prompt_tokens": 100, "completion_tokens": 40, "total_tokens": 140}
            self._whole({**HEAD, "object": "chat.completion", "choices": [choice], "usage": usage})
            return
        length = -(-len(words) // PIECES)
        pieces = [words[at : at + length] for at in range(0, len(words), length)]
        events = [
            _event({"role": "assistant", "content": ""}),
            *(_event({"content": each}) for each in pieces),
            _event({}, "stop"),
            b"data: [DONE]\n\n",
        ]
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        if asked["model"] == "paced":
            task = asyncio.ensure_future(self._paced(events))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self._transport.write(b"".join(map(_chunk, events)) + b"0\r\n\r\n")

    async def _paced(self, events: list[bytes]) -> None:
        for event in events:
            self._transport.write(_chunk(event))
            await asyncio.sleep(PACE)
        self._transport.write(b"0\r\n\r\n")

    def _whole(self, answer: Any) -> None:
        content = json.dumps(answer, ensure_ascii=False).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self._transport.write(head.encode() + content)


def _event(delta: dict[str, str], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    said = json.dumps({**HEAD, "object": "chat.completion.chunk", "choices": [choice]}, ensure_ascii=False)
    return f"data: {said}\n\n".encode()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


async def serve(port: int) -> None:
    """Answer until killed."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
