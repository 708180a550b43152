"""The description is made from the code, is up to date, and names every path and every code."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2

from medguard import openapi
from medguard.errors import MedguardError
from medguard.proxy import TooSlow
from medguard.serving.door import Malformed
from medguard.serving.shift import Crowded, Leaving
from medguard.upstream import Unguarded
from medguard.wire import calls
from medguard.wire.json_wire import TooLarge
from test_proxy import BODY, sidecar

DOCS = Path(__file__).parents[1] / "docs"
AT_THE_START = {"medguard_error", "profile_invalid"}


def test_the_page_is_as_it_is_made():
    there = (DOCS / "openapi.json").read_text("utf-8")
    assert there == openapi.written(), "run: python -m medguard.openapi > docs/openapi.json"


def test_every_call_that_is_guarded_is_described():
    tails = [calls.call_of(path.replace("{model}", "m")).tail for path in openapi.PATHS]
    for pattern, _ in calls._PATTERNS:
        assert any(pattern.fullmatch(tail) for tail in tails), pattern.pattern


def test_every_refusal_of_ours_stands_at_its_status():
    kinds = [MedguardError]
    for kind in kinds:
        kinds += [one for one in kind.__subclasses__() if one.__module__ in {"medguard.errors", "medguard.wire.errors"}]
    kinds += [Crowded, Leaving, Malformed, TooLarge, TooSlow, Unguarded]
    for kind in kinds:
        if kind.code not in AT_THE_START:
            assert kind.code in openapi.REFUSALS[kind.http_status][0].split(", "), kind


def test_every_reference_leads_somewhere():
    document = openapi.document()
    text = json.dumps(document)
    parts = {f"#/components/{kind}/{name}" for kind, named in document["components"].items() for name in named}
    asked = {piece.split('"')[0] for piece in text.split('"$ref": "')[1:]}
    assert asked
    assert asked <= parts


def test_anybody_may_read_it(tmp_path):
    with sidecar(tmp_path) as here:
        response = httpx2.get(here.url + "/openapi.json", trust_env=False)
        assert response.status_code == 200
        assert response.json() == json.loads(openapi.written())
        assert here.kept() == []


def test_an_answer_says_in_headers_what_came_of_it(tmp_path):
    with sidecar(tmp_path) as here:
        answered = here.post(BODY)
        assert (answered.status_code, answered.headers["x-medguard-outcome"]) == (200, here.kept()[-1][0])
        broken = here.post(b"{")
        assert (broken.status_code, broken.headers["x-medguard-outcome"]) == (400, "failed")
        assert "x-medguard-rules-failed" not in answered.headers
        here.model.script = lambda _body: "Write to bob.k@stmary.org."
        blocked = here.post(BODY)
        assert here.kept()[-1] == ("blocked", "phi/no_leak_in_reply")
        assert (blocked.status_code, blocked.headers["x-medguard-outcome"]) == (403, "blocked")
        assert "phi/no_leak_in_reply" in blocked.headers["x-medguard-rules-failed"].split(",")
