"""LiteLLM as a client of the sidecar: whether what docs/providers/litellm.md says is so. Says it, and fails if it is not.

    python benchmarks/litellm_client.py                    # installs LiteLLM once, as benchmarks/sidecar.py does
    python benchmarks/litellm_client.py --record FOLDER    # writes down what it sends, for tests/wire/test_litellm.py

LiteLLM runs in an environment of its own (peer/requirements.txt) and asks ``medguard serve`` with the profile hospital and all its checks, before a
scripted model that speaks every API that is asked.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sidecar import HERE, free_port, installed_peer, started

from medguard.testing import Raw, ScriptedModel, completion
from medguard.wire import sse

WORDS = "Dear [NAME_1], all is well. ([EMAIL_1])"
RESTORED = "Dear Margaret Thornbury, all is well. (m.thornbury@example.org)"
SECRETS = ("Thornbury", "m.thornbury", "555-0137")
EXPECTED = {
    "openai, a tool": '{"to": "Margaret Thornbury"}',
    "openai, an embedding": "3 numbers",
    "a picture": "APIError 403",
}
"""Any other way gets the words of the reply."""


def says(path: str, body: dict[str, Any]) -> Any:
    """What the model says, in the API that is asked."""
    path = urlsplit(path).path
    if "contents" in body:
        said: dict[str, Any] = {
            "candidates": [{"content": {"role": "model", "parts": [{"text": WORDS}]}, "finishReason": "STOP"}]
        }
        said["usageMetadata"] = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
        streamed = Raw(content=sse.write([json.dumps(said)]), media_type="text/event-stream")
        return streamed if "streamGenerateContent" in path else said
    if path.endswith("/embeddings"):
        return {"object": "list", "model": "m", "data": [{"object": "embedding", "index": 0, "embedding": [0.5] * 3}]}
    if path.endswith("/messages"):
        return _claude(streamed=bool(body.get("stream")))
    if body.get("tools"):
        call = {"id": "call_1", "type": "function", "function": {"name": "write", "arguments": '{"to": "[NAME_1]"}'}}
        said = completion("")
        said["choices"][0] |= {
            "message": {"role": "assistant", "content": None, "tool_calls": [call]},
            "finish_reason": "tool_calls",
        }
        return said
    return WORDS


def _claude(*, streamed: bool) -> Any:
    usage = {"input_tokens": 1, "output_tokens": 1}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_sequence": None, "usage": usage}
    if not streamed:
        return {**head, "content": [{"type": "text", "text": WORDS}], "stop_reason": "end_turn"}
    events = [
        {"type": "message_start", "message": {**head, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": WORDS[at : at + 3]}}
            for at in range(0, len(WORDS), 3)
        ),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage},
        {"type": "message_stop"},
    ]
    content = sse.write([json.dumps(event) for event in events], [event["type"] for event in events])
    return Raw(content=content, media_type="text/event-stream")


def asked(peer: Path, url: str) -> dict[str, str]:
    """What LiteLLM got, by way."""
    command = [str(peer / "bin/python"), str(HERE / "peer/client.py"), url]
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, timeout=300, check=True)  # noqa: S603
    lines = [json.loads(line) for line in told.stdout.splitlines() if line.startswith(b"{")]
    return {line["way"]: line["got"] for line in lines}


def main() -> None:
    """Ask through the sidecar, or write down what is sent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", type=Path)
    given = parser.parse_args()
    peer = installed_peer()
    with ScriptedModel(lambda body: says(model.received[-1].path, body)) as model, ExitStack() as stack:
        upstream = model.url.removesuffix("/v1")
        if given.record:
            record(given.record, asked(peer, upstream), model)
            return
        folder, port = Path(stack.enter_context(tempfile.TemporaryDirectory())), free_port()
        options = {
            "--profile": "hospital",
            "--listen": f"127.0.0.1:{port}",
            "--upstream": upstream,
            "--database": f"sqlite:///{folder / 'ledger.db'}",
            "--log-level": "error",
        }
        command = [sys.executable, "-m", "medguard", "serve", *itertools.chain(*options.items())]
        started(stack, command, port, folder, more={"XDG_STATE_HOME": str(folder / "state")})
        got = asked(peer, f"http://127.0.0.1:{port}")
        seen = b"".join(received.body for received in model.received).decode()
    wrong = [way for way, words in got.items() if words != EXPECTED.get(way, RESTORED)]
    for way, words in got.items():
        print(f"{'FAILED' if way in wrong else 'ok':<8}{way:<24}{words[:200]}")
    leaked = [secret for secret in SECRETS if secret in seen]
    print(f"{len(model.received)} questions reached the model, {len(leaked)} of {len(SECRETS)} identifiers in them")
    if wrong or leaked or not got:
        raise SystemExit(1)


def record(folder: Path, got: dict[str, str], model: ScriptedModel) -> None:
    """Write down what was sent: one file a call, its path and its headers in the first line."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, received in enumerate(model.received):
        kept = {name: value for name, value in received.headers.items() if name not in {"host", "content-length"}}
        line = json.dumps({"path": received.path, "headers": kept}, sort_keys=True)
        (folder / f"{number:02}.txt").write_bytes(line.encode() + b"\n" + received.body)
    print(json.dumps(got, indent=1))


if __name__ == "__main__":
    main()
