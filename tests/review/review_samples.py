"""A house that holds diagnoses for a physician: small parts, the real rules, ledger, registry, files and desk."""

from __future__ import annotations

import contextlib
import json
import random
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import openai
import pytest

from medguard.audit import Wanted, list_records, open_ledger
from medguard.audit.callers import add_key
from medguard.audit.callers.store import UNKNOWN_SECONDS
from medguard.audit.registry import Source, entry, open_registry
from medguard.callers import digest_of, new_secret
from medguard.errors import Held
from medguard.flow import Who, run
from medguard.guard import Guard
from medguard.keys import Key
from medguard.phi import StandInTable
from medguard.profile import CallerSettings, ReviewSettings, read_profile
from medguard.proxy import create_app
from medguard.review import Desk
from medguard.review.planted import read_items
from medguard.reviews import Reviews
from medguard.rules import RegoRules
from medguard.testing import ScriptedModel, completion
from medguard.types import Answer, Level
from parts import CATALOGUE, LEVELS, parts
from test_proxy import serving

RULE = "cn/clinical/final_decision_by_physician"
HELD = LEVELS | {RULE: Level.REQUIRE_HUMAN_REVIEW}
KEY = Key(bytes(range(32)))
WORDS = "Diagnosis: [NAME_1], you have pneumonia. Rest and drink."
RESTORED = WORDS.replace("[NAME_1]", "Ann Lee")
QUESTION = {"model": "m", "messages": [{"role": "user", "content": "Summarise the note of Ann Lee, 13800138000."}]}
SECRETS = ("Ann Lee", "13800138000", "pneumonia", "dr-1 ")
PHYSICIAN = {
    "role": "physician",
    "licence_no": "110310105000123",
    "registered_here": True,
    "practice_scope": "内科专业",
}


class House:
    """One process: a guard, and a desk on the same database and folder."""

    def __init__(self, guard, desk, registry):
        self.guard, self.desk, self.registry = guard, desk, registry

    def person(self, ref="dr-1", *, until=None, trained=False, **facts):
        """Somebody whom the registry knows."""
        rows = [entry("actor", PHYSICIAN | facts, subject=ref, valid_until=until)]
        if trained:
            rows.append(entry("training", {"code": "AI_OVERSIGHT", "exam_passed": True}, subject=ref))
        self.registry.add(rows, Source(name="tests", sha256="0" * 64))
        return ref

    def hold(self, words=WORDS, *, who=None, question=QUESTION):
        """Ask something whose reply is held; the exchange's id."""
        asked = json.dumps(question).encode()

        def says(ask):
            said = words(ask) if callable(words) else words
            content = said if isinstance(said, bytes) else json.dumps(completion(said)).encode()
            return Answer(200, content, "application/json")

        with pytest.raises(Held) as caught:
            run(
                self.guard.exchange(asked, self.guard.chat(), door="wrap", who=who or Who()),
                says,
            )
        assert caught.value.kept
        return caught.value.exchange.id

    def taken(self, ref="dr-1", **more):
        """A held reply before somebody's eyes."""
        which = self.hold(**more)
        self.desk.take(which, ref)
        return which

    def acts(self, which=None):
        """What was done at the desk, the oldest first."""
        found = []
        for record in reversed(list_records(self.guard.ledger.engine, Wanted(kind=None), limit=500)):
            if record.kind == "held_reply":
                said = record.entry("held_reply")
                found.append((said["act"], said["of"], said["reviewer"]))
            elif record.kind == "exchange" and record.door == "review":
                said = record.exchange()
                found.append((said["reason"], said["review_of"], said["reviewer"]))
        return [(act, who) for act, of, who in found if which in {None, of}]

    def last(self, reason):
        """The newest record of an act."""
        records = list_records(self.guard.ledger.engine, Wanted(), limit=100)
        return next(one for one in (record.exchange() for record in records) if one["reason"] == reason)

    def key(self, application="ward-assistant", **scope):
        """A caller's key."""
        secret = new_secret()
        add_key(self.guard.ledger, digest=digest_of(secret), application=application, by="it-0007", **scope)
        time.sleep(UNKNOWN_SECONDS)  # as soon a new one is read
        return secret


@contextlib.contextmanager
def house(
    folder, url, *, levels=HELD, settings=None, clock=None, drawn=None, callers="keys", standins=StandInTable, **review
):
    """``review`` is the profile's section, ``clock`` that of the files."""
    made = replace(
        settings or read_profile("hospital"),
        callers=CallerSettings(known_by=callers),
        review=ReviewSettings(folder=str(folder / "held"), **review),
        levels=levels,
    )
    rules = RegoRules(CATALOGUE, dict(levels))
    clocks = {} if clock is None else {"clock": clock}
    reviews = Reviews(folder / "held", KEY, seconds=int(made.review.hours * 3600), **clocks)
    with open_ledger(url) as ledger, open_registry(url) as registry:
        whole = parts(
            profile=made.name,
            deployment=made.deployment,
            operator=made.operator,
            system=made.system,
            readings=made.readings,
            levels=levels,
            standins=standins,
            rules=rules,
            registry=registry,
            reviews=reviews,
            ledger=ledger,
            new_id=lambda: uuid.uuid4().hex,
            clock=lambda: datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )
        guard = Guard(made, whole, ledger, CATALOGUE)
        desk = Desk(
            settings=made,
            rules=rules,
            catalogue=CATALOGUE,
            ledger=ledger,
            registry=registry,
            reviews=reviews,
            marks=None,
            guard=lambda: guard,
            items=read_items(None),
            drawn=drawn or random.Random(7),
        )
        yield House(guard, desk, registry)


@contextlib.contextmanager
def sidecar(house, script=lambda _body: WORDS):
    """The house behind a real server, with a model of its own."""
    with ScriptedModel(script) as model, serving(create_app(house.guard, model.url)) as url:
        yield url


@contextlib.contextmanager
def client(url, key):
    with openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0, timeout=60) as made:
        yield made


def get(url, which, key=None, **headers):
    """Come for a reply."""
    named = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx2.get(f"{url}/medguard/replies/{which}", headers={**named, **headers}, timeout=60, trust_env=False)


def yesterday():
    return (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
