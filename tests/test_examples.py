"""Every example runs, as its reader would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from medguard.testing import Raw, ScriptedModel
from medguard.wire import sse

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
WORDS = "Dear [NAME_1], all is well. ([EMAIL_1])"


def says(path, body):
    """The same words in the API of whoever asks."""
    if path.endswith("/api/chat"):  # Ollama's
        return {"model": "m", "message": {"role": "assistant", "content": WORDS}, "done": True, "done_reason": "stop"}
    if "contents" in body:  # Gemini's
        parts = [{"text": WORDS}]
        return {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}]}
    if "anthropic_version" in body:  # Claude's on Vertex AI
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": []}
        usage = {"input_tokens": 1, "output_tokens": 1}
        events = [
            {"type": "message_start", "message": {**message, "stop_reason": None, "usage": usage}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            *(
                {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": WORDS[at : at + 5]}}
                for at in range(0, len(WORDS), 5)
            ),
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage},
            {"type": "message_stop"},
        ]
        content = sse.write([json.dumps(event) for event in events], [event["type"] for event in events])
        return Raw(content=content, media_type="text/event-stream")
    return WORDS


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(example, tmp_path):
    environment = {**os.environ, "MEDGUARD_DATABASE": f"sqlite:///{tmp_path / 'ledger.db'}"}
    with ScriptedModel(lambda body: says(model.received[-1].path, body)) as model:
        command = [sys.executable, str(example), model.url]
        result = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
        assert result.returncode == 0, result.stderr
        assert "Margaret Thornbury" in result.stdout
        assert "Thornbury" not in b"".join(received.body for received in model.received).decode()
