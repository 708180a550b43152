"""LiteLLM as a client, without LiteLLM: what it sends was recorded, and is sent to a real sidecar. ``benchmarks/litellm_client.py`` asks with the real one."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import httpx2
import pytest

from medguard.audit import list_records, verify
from medguard.proxy import create_app
from medguard.testing import PATTERNS, PatternDetector, ScriptedModel
from parts import small_guard
from test_proxy import serving

SAMPLES = sorted((Path(__file__).parent / "samples" / "litellm").glob("*.txt"))
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
NAMES = PatternDetector({"NAME": "Margaret Thornbury", "EMAIL": PATTERNS["EMAIL"], "PHONE": r"212-555-0137"})


@pytest.fixture(scope="module")
def asking():
    """The benchmark's own upstream, which speaks every API that LiteLLM asks."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        found = importlib.util.spec_from_file_location("litellm_client", BENCHMARKS / "litellm_client.py")
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(BENCHMARKS))
        sys.modules.pop("sidecar", None)


def test_there_are_samples_of_every_api():
    paths = {json.loads(path.read_bytes().partition(b"\n")[0])["path"].partition("?")[0] for path in SAMPLES}
    gemini = {f"/v1beta/models/gemini-2.5-pro:{call}" for call in ("generateContent", "streamGenerateContent")}
    assert paths == {"/v1/chat/completions", "/v1/embeddings", "/v1/messages"} | gemini


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_what_litellm_sends_is_guarded(tmp_path, asking, sample):
    head, _, content = sample.read_bytes().partition(b"\n")
    sent = json.loads(head)
    with (
        ScriptedModel(lambda body: asking.says(model.received[-1].path, body)) as model,
        small_guard(tmp_path, detector=NAMES) as guard,
        serving(create_app(guard, model.url.removesuffix("/v1"))) as url,
    ):
        got = httpx2.post(url + sent["path"], content=content, headers=sent["headers"], timeout=60, trust_env=False)
        (record,) = list_records(guard.ledger.engine)
        assert verify(guard.ledger.engine).ok
        if b"image_url" in content:
            assert (got.status_code, got.json()["error"]["medguard"]["rule"]) == (403, "content/unread_parts")
            assert (record.outcome, model.received) == ("blocked", [])
            return
        assert (got.status_code, record.outcome) == (200, "answered")
        (received,) = model.received
        assert received.path == sent["path"]
        assert not [secret for secret in asking.SECRETS if secret in received.body.decode()]
        if "embeddings" not in sent["path"]:
            assert "[NAME_1]" not in got.text
            assert "Thornbury" in got.text
        keys = {"authorization", "x-api-key", "x-goog-api-key", "anthropic-version"}
        assert {name: received.headers[name] for name in keys & sent["headers"].keys()} == {
            name: sent["headers"][name] for name in keys & sent["headers"].keys()
        }
