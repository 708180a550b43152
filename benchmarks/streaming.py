"""How long a reader waits for the first sentence, beside the model's own: ``streaming: sentence`` and ``hold``, in one run.

    python benchmarks/streaming.py [--rounds 40]

A scripted model says a sentence of sixteen tokens, one every 20 ms, and goes on for eight more. "Behind" is the time from the moment
when the model sent the end of its first sentence until a client has it, restored, through the real sidecar with the hospital profile.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from medguard.bundled import bundled
from medguard.guard import Guard
from medguard.proxy import create_app
from medguard.testing import ScriptedModel, chunks

FIRST = "Dear [NAME_1], please take your tablet in the morning with a glass of water."
REST = " " + "Call [PHONE_1] if it hurts. " * 8
QUESTION = {"role": "user", "content": "Patient Ann Lee, phone 212-555-0137: write her what to do."}
TOKEN_SECONDS = 0.02


class Model:
    """Says its words slowly, and remembers when the first sentence was out."""

    def __init__(self) -> None:
        self.ended = 0.0

    def __call__(self, _body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Say it, piece by piece."""
        said = ""
        for chunk in chunks(FIRST + REST, 5):
            said += chunk["choices"][0]["delta"].get("content", "") if chunk["choices"] else ""
            yield chunk
            if not self.ended and len(said) >= len(FIRST):
                self.ended = time.perf_counter()
            time.sleep(TOKEN_SECONDS)


def behind(url: str, model: Model, rounds: int, *, warm: int = 3) -> list[float]:
    """Milliseconds, one a round."""
    waited = []
    for number in range(warm + rounds):
        model.ended, said, there = 0.0, "", 0.0
        body = {"model": "m", "stream": True, "messages": [QUESTION]}
        with httpx2.stream("POST", f"{url}/v1/chat/completions", json=body, timeout=60, trust_env=False) as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    choices = json.loads(line[6:])["choices"]
                    said += choices[0]["delta"].get("content", "") if choices else ""
                    there = there or (time.perf_counter() if "glass of water." in said else 0.0)
        if number >= warm:
            waited.append((there - model.ended) * 1000)
    return waited


def profile_with(folder: Path, streaming: str) -> str:
    """The hospital profile, streaming so."""
    text = (bundled("policies") / "hospital.yaml").read_text(encoding="utf-8")
    path = folder / f"{streaming}.yaml"
    written = text.replace("name: hospital\n", f"name: {streaming}\n")
    path.write_text(f"{written}\nstreaming: {streaming}\n", encoding="utf-8")
    return str(path)


def main() -> None:
    """Measure both, one after the other."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=40)
    rounds = asked.parse_args().rounds
    print("milliseconds behind the model's own end of its first sentence")
    with tempfile.TemporaryDirectory() as folder:
        for streaming in ("sentence", "hold"):
            model = Model()
            database = f"sqlite:///{folder}/{streaming}.db"
            with (
                ScriptedModel(model) as upstream,
                Guard.open(profile_with(Path(folder), streaming), database=database) as guard,
            ):
                server = uvicorn.Server(
                    uvicorn.Config(create_app(guard, upstream.url), host="127.0.0.1", port=0, log_config=None)
                )
                thread = threading.Thread(target=server.run, daemon=True)
                thread.start()
                while not server.started:
                    time.sleep(0.01)
                port = server.servers[0].sockets[0].getsockname()[1]
                found = sorted(behind(f"http://127.0.0.1:{port}", model, rounds if streaming == "sentence" else 5))
                server.should_exit = True
                thread.join(10)
            p95 = found[int(len(found) * 0.95)] if len(found) > 1 else found[0]
            print(f"  {streaming:<9} median {statistics.median(found):7.1f}   p95 {p95:7.1f}   n={len(found)}")


if __name__ == "__main__":
    main()
