"""Sentence by sentence, through a real sidecar and a real client: what is good goes at once, what is not never goes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import queue
import sqlite3

import httpx2
import openai
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medguard.audit import list_records, verify
from medguard.checks import Leaks, run_checks
from medguard.marks import Marker, detect
from medguard.testing import PatternDetector, ScriptedModel, chunks
from medguard.transport import wrap
from medguard.types import Level
from parts import LEVELS, NAMES, PATIENTS, small_guard
from test_proxy import serving

MESSAGES = [{"role": "user", "content": "Ann Lee, 张伟, 13800138000: what now?"}]
ASKED = {"model": "m", "messages": MESSAGES, "stream": True}
CHECKS = {Leaks(PatternDetector(NAMES)): 5.0}
SENTENCES = {
    "sentence_checks": lambda reply: run_checks(CHECKS, reply),
    "sentence_check_names": ("leaks",),
    "checks": CHECKS,
}


class Slowly:
    """A model that says its next piece when it is told to."""

    def __init__(self):
        self.told = queue.Queue()

    def __call__(self, _body):
        head, *_ = chunks("", 1)
        yield head
        while (words := self.told.get(timeout=60)) is not None:
            yield from list(chunks(words, 4))[1:-2]
        yield from chunks("", 1)[-2:]


@contextlib.contextmanager
def sidecar(folder, script, **changes):
    with ScriptedModel(script) as model, small_guard(folder, **{**SENTENCES, **changes}) as guard:
        from medguard.proxy import create_app

        with serving(create_app(guard, model.url)) as url:
            yield guard, url + "/v1"


def records(guard):
    return [
        json.loads(one.document)["exchange"]
        for one in list_records(guard.ledger.engine)
        if '"exchange":' in one.document[:20]
    ]


def read(stream, seen):
    """What comes, into ``seen``: an error in the middle leaves there what came before it."""
    for chunk in stream:
        assert not (chunk.choices and chunk.choices[0].finish_reason), "the end was told"
        seen.append(words(chunk))


def words(chunk):
    return (chunk.choices[0].delta.content or "") if chunk.choices else ""


def test_the_first_sentence_is_there_before_the_model_has_finished(tmp_path):
    model = Slowly()
    with sidecar(tmp_path, model) as (guard, url), openai.OpenAI(base_url=url, api_key="k") as client:
        model.told.put("Dear [NAME_1], rest. Th")
        stream = iter(client.chat.completions.create(**ASKED))
        said = ""
        while not said.endswith("rest."):
            said += words(next(stream))
        assert said == "Dear Ann Lee, rest."
        assert records(guard) == []  # it goes on; that it was begun is kept
        model.told.put("en call [PHONE_1].")
        model.told.put(None)
        said += "".join(map(words, stream))
        assert said == "Dear Ann Lee, rest. Then call 13800138000."
        [record] = records(guard)
        assert record["outcome"] == "answered"
        assert record["released_early"] > 0
        assert verify(guard.ledger.engine).ok


def test_what_no_rule_allows_never_goes_and_the_stream_says_why(tmp_path):
    text = "Dear [NAME_1]. Write to bob.k@stmary.org. Goodbye."
    with sidecar(tmp_path, lambda _body: text) as (guard, url), openai.OpenAI(base_url=url, api_key="k") as client:
        seen = []
        with pytest.raises(openai.APIError) as caught:
            read(client.chat.completions.create(**ASKED), seen)
        assert "".join(seen) in {"", "Dear Ann Lee. "}
        assert "phi/no_leak_in_reply" in str(caught.value)
        [record] = records(guard)
        assert (record["outcome"], record["reason"]) == ("blocked", "phi/no_leak_in_reply")
        if seen:
            assert record["released_early"] > 0
            assert record["reply_sha256"]


def test_what_went_before_a_forbidden_sentence_is_in_the_record(tmp_path):
    model = Slowly()
    with sidecar(tmp_path, model) as (guard, url), openai.OpenAI(base_url=url, api_key="k") as client:
        model.told.put("Dear [NAME_1]. ")
        stream = iter(client.chat.completions.create(**ASKED))
        seen = [words(next(stream))]
        while "".join(seen) != "Dear Ann Lee. ":
            seen.append(words(next(stream)))
        model.told.put("Write to bob.k@stmary.org. Or not. ")
        model.told.put(None)
        with pytest.raises(openai.APIError):
            read(stream, seen)
        assert "".join(seen) == "Dear Ann Lee. "
        [record] = records(guard)
        assert record["outcome"] == "blocked"
        assert record["released_early"] > 0
        assert len(record["reply_sha256"]) == 64


def test_notice_and_label_stand_where_they_should(tmp_path):
    with (
        sidecar(tmp_path, lambda _body: "Rest. Drink. Sleep.", deployment=PATIENTS) as (guard, url),
        openai.OpenAI(base_url=url, api_key="k") as client,
    ):
        said = "".join(map(words, client.chat.completions.create(**ASKED)))
        start, _, rest = said.partition("Rest. Drink. Sleep.")
        assert "AI" in start
        assert rest.strip()
        [record] = records(guard)
        assert record["outcome"] == "amended"
        assert [one["placement"] for one in record["obligations"]] == ["start", "end"]
        assert said.count(start.strip()) == 1


def test_a_reply_that_must_wait_for_a_person_stops_and_waits_whole(tmp_path):
    class Holding:
        def __init__(self):
            self.kept = []

        def hold(self, exchange_id, reply):
            self.kept.append((exchange_id, reply.content, reply.media_type))

    holding = Holding()
    levels = LEVELS | {"phi/no_leak_in_reply": Level.REQUIRE_HUMAN_REVIEW}
    text = "Dear [NAME_1]. Write to bob.k@stmary.org. Goodbye."
    with (
        sidecar(tmp_path, lambda _body: text, levels=levels, reviews=holding) as (guard, url),
        openai.OpenAI(base_url=url, api_key="k") as client,
    ):
        seen = []
        with pytest.raises(openai.APIError, match="review"):
            read(client.chat.completions.create(**ASKED), seen)
        assert "bob" not in "".join(seen)
        [record] = records(guard)
        assert record["outcome"] == "held"
        [(kept, content, media_type)] = holding.kept
        assert (kept, media_type) == (record["id"], "text/event-stream")
        assert b"[DONE]" in content


def test_a_model_that_breaks_off_leaves_a_failed_record_and_an_error(tmp_path):
    def breaking(_body):
        yield from list(chunks("One sentence. Two", 4))[:-2]
        raise ConnectionResetError  # the server closes the connection

    with sidecar(tmp_path, breaking) as (guard, url), openai.OpenAI(base_url=url, api_key="k", max_retries=0) as client:
        seen = []
        with pytest.raises(openai.APIError):
            read(client.chat.completions.create(**ASKED), seen)
        assert "".join(seen) in {"", "One sentence. "}
        [record] = records(guard)
        assert record["outcome"] == "failed"
        assert record["reason"].startswith("upstream")


def test_a_caller_who_leaves_in_the_middle_leaves_a_record(tmp_path):
    model = Slowly()
    with sidecar(tmp_path, model) as (guard, url):
        model.told.put("Dear [NAME_1]. ")
        with httpx2.stream("POST", url + "/chat/completions", json=ASKED, timeout=30, trust_env=False) as response:
            next(response.iter_bytes())
        model.told.put("More. ")
        for _ in range(600):
            if found := records(guard):
                break
            asyncio.run(asyncio.sleep(0.05))
        model.told.put(None)
        assert [one["outcome"] for one in found] == ["abandoned"]
        assert found[0]["released_early"] > 0


def test_a_record_that_cannot_be_kept_stops_the_stream_before_its_end(tmp_path):
    model = Slowly()
    with sidecar(tmp_path, model) as (_guard, url), openai.OpenAI(base_url=url, api_key="k", max_retries=0) as client:
        model.told.put("Dear [NAME_1]. ")
        stream = iter(client.chat.completions.create(**ASKED))
        seen = [words(next(stream))]
        with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as shell:
            shell.execute("DROP TABLE records")
        model.told.put("The end. ")
        model.told.put(None)
        with pytest.raises(openai.APIError) as caught:
            read(stream, seen)
        assert "record" in str(caught.value)


def test_marks_come_before_and_behind_a_stream(tmp_path):
    key = Ed25519PrivateKey.generate()
    marker = Marker("Clinic X", key=key)
    with sidecar(tmp_path, lambda _body: "Dear [NAME_1]. Rest. Sleep", marks=marker) as (guard, url):
        response = httpx2.post(url + "/chat/completions", json=ASKED, timeout=30, trust_env=False)
        found = detect(response.content, "sse", response.headers, marker.public_key)
        assert (found.aigc_complete, found.signed, found.same_content) == (True, True, True)
        changed = detect(response.content.replace(b"Lee", b"Ree"), "sse", response.headers, marker.public_key)
        assert changed.same_content is False
        [record] = records(guard)
        assert found.mark["id"] == record["id"] == response.headers["x-medguard-exchange"]
        assert {(one["kind"], one["via"]) for one in record["obligations"]} == {
            ("AIGC", "header"),
            ("medguard-mark", "stream"),
        }
        assert base64.b64decode(marker.public_key)


def test_a_request_that_is_not_streamed_is_answered_as_a_whole(tmp_path):
    with (
        sidecar(tmp_path, lambda _body: "Dear [NAME_1].") as (guard, url),
        openai.OpenAI(base_url=url, api_key="k") as client,
    ):
        assert (
            client.chat.completions.create(**(ASKED | {"stream": False})).choices[0].message.content == "Dear Ann Lee."
        )
        assert records(guard)[0]["released_early"] == 0


def test_an_error_before_the_first_word_is_an_error_and_no_stream(tmp_path):
    with sidecar(tmp_path, lambda _body: "bob.k@stmary.org") as (_guard, url):
        response = httpx2.post(url + "/chat/completions", json=ASKED, timeout=30, trust_env=False)
        assert response.status_code == 403
        assert response.json()["error"]["code"]


def test_a_wrapped_client_reads_sentence_by_sentence(tmp_path):
    model = Slowly()
    with ScriptedModel(model) as upstream, small_guard(tmp_path, **SENTENCES) as guard:
        with wrap(openai.OpenAI(base_url=upstream.url, api_key="k"), guard=guard) as client:
            model.told.put("Dear [NAME_1]. Ca")
            stream = iter(client.chat.completions.create(**ASKED))
            said = ""
            while not said.endswith(". "):
                said += words(next(stream))
            assert said == "Dear Ann Lee. "
            model.told.put("ll [PHONE_1]!")
            model.told.put(None)
            assert said + "".join(map(words, stream)) == "Dear Ann Lee. Call 13800138000!"
        assert [one["outcome"] for one in records(guard)] == ["answered"]


def test_a_wrapped_client_that_stops_reading_leaves_a_record(tmp_path):
    model = Slowly()
    with ScriptedModel(model) as upstream, small_guard(tmp_path, **SENTENCES) as guard:
        with wrap(openai.OpenAI(base_url=upstream.url, api_key="k"), guard=guard) as client:
            model.told.put("Dear [NAME_1]. ")
            stream = client.chat.completions.create(**ASKED)
            next(iter(stream))
            stream.close()
            model.told.put(None)
        assert [one["outcome"] for one in records(guard)] == ["abandoned"]


def test_a_wrapped_async_client_reads_sentence_by_sentence(tmp_path):
    model = Slowly()

    async def ask(upstream, guard):
        said = ""
        async with wrap(openai.AsyncOpenAI(base_url=upstream.url, api_key="k"), guard=guard) as client:
            stream = await client.chat.completions.create(**ASKED)
            model.told.put("[NAME_1]: call [PHONE_1].")
            model.told.put(None)
            async for chunk in stream:
                said += words(chunk)
        return said

    with ScriptedModel(model) as upstream, small_guard(tmp_path, **SENTENCES) as guard:
        model.told.put("Dear [NAME_1]. ")
        assert asyncio.run(ask(upstream, guard)) == "Dear Ann Lee. Ann Lee: call 13800138000."
        assert [one["outcome"] for one in records(guard)] == ["answered"]
