"""What the pages say, compared with the database, and what they never say."""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from medguard.again import replay
from medguard.audit import Wanted, list_records
from medguard.audit.attestations import Attested, attest, withdraw
from medguard.audit.database import reading
from medguard.audit.registry import Source, SqlRegistry, entry
from medguard.console.demo import _decided, _month
from medguard.console.numbers import Days
from medguard.console.replaying import WhatIf
from medguard.console.rules import _left
from medguard.console.window import days_of
from medguard.facts import Actor, Institution, Patient
from medguard.guard import prepare
from medguard.profile import profile_names, read_profile
from medguard.report import queries
from medguard.types import OPENED, Opened, Outcome


def inside(running, role="officer", language="en"):
    return running.client(cookie=f"medguard={running.session(f'{role}-1')}; medguard-language={language}")


def kept(running):
    return list_records(running.house.ledger.engine, limit=10_000)


def sample(**changes):
    """An exchange like those of the demo, on which somebody has decided."""
    settings = read_profile("hospital")
    rules = prepare(settings).rules
    _, one = next(_month(datetime.now(UTC), 2, 20, ("p-" + "0" * 32,)))
    return replace(_decided(one, settings, rules), id=uuid.uuid4().hex, actor=None, patient=None, **changes)


# ── overview ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(page, anchor):
    """The rows of a table, as words."""
    table = page.partition(f'<h2 id="{anchor}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


@pytest.mark.parametrize("name", ["application", "model"])
def test_the_overviews_numbers_are_those_of_the_records(running, name):
    counted = Counter((getattr(one, name), one.outcome) for one in kept(running) if one.door != "review")
    page = inside(running).get("/").text
    outcomes = [outcome.value for outcome in Outcome if any(key[1] == outcome for key in counted)]
    for row in rows_of(page, f"by-{name}"):
        who = None if row[0] == "none named" else row[0]
        numbers = [counted[who, outcome] for outcome in outcomes]
        assert row[2:] == list(map(str, [sum(numbers), *numbers])), row


def test_fabricated_citations_are_counted_by_model(running):
    fabricated, judged = Counter(), Counter()
    for one in kept(running):
        found = [each for each in one.exchange()["findings"] if each["check"] == "citations"]
        fabricated[one.model] += any(each["kind"] == "fabricated" for each in found)
        judged[one.model] += any(each["status"] == "judged" for each in found)
    assert fabricated.total() > 0
    for model, _, in_replies, of, _ in rows_of(inside(running).get("/").text, "cited"):
        assert (int(in_replies), int(of)) == (fabricated[model], judged[model])


def test_a_chosen_model_leaves_the_others_to_choose(running):
    page = inside(running).get("/?model=qwen4-max").text
    assert '<option value="qwen4-max" selected>' in page
    assert rows_of(page, "by-model")[0][0] == "qwen4-max"
    assert len(rows_of(page, "by-model")) == 1


def test_days_that_are_over_are_counted_once_and_today_each_time(running):
    engine = running.house.ledger.engine
    today = datetime.now(UTC).date()
    days = days_of((today - timedelta(days=6)).isoformat(), (today + timedelta(days=1)).isoformat())
    span = queries.window(days[0], (today + timedelta(days=1)).isoformat())
    numbers = Days()

    def total():
        with reading(engine) as connection:
            return sum(one.exchanges for one in numbers.ended(connection, days, span))

    before = total()
    assert before == len([one for one in kept(running) if one.recorded_at[:10] >= days[0]])
    running.house.ledger.append(sample(application="days"))
    assert total() == before + 1
    assert set(days) - set(numbers._known) <= set(days[-2:])
    numbers._size += 1_000_000  # as if an older state of the log had been put back
    numbers._known[days[0]] = ()
    assert total() == before + 1


def test_what_had_no_end_when_its_day_was_counted_is_looked_for_again(running):
    ledger = running.house.ledger
    today = datetime.now(UTC).date()
    tomorrow = (today + timedelta(days=1)).isoformat()
    span = queries.window(today.isoformat(), tomorrow, application="unfinished")
    numbers = Days(lambda: datetime.now(UTC) + timedelta(days=2))  # so that today is over

    def left():
        with reading(ledger.engine) as connection:
            return numbers.unfinished(connection, [today.isoformat()], span)

    ended = sample(application="unfinished")
    of = {name: getattr(ended, name) for name in ("started_at", "door", "profile", "profile_sha256", "application")}
    for which in (ended.id, uuid.uuid4().hex):
        nobody = {"purpose": None, "actor": None, "patient": None, "provider": "openai", "model": "m"}
        ledger.append(Opened(id=which + OPENED, request_sha256="0" * 64, **of, **nobody))
    assert left() == 2
    ledger.append(ended)
    assert left() == 1
    assert len(numbers._open[today.isoformat()]) >= 2


# ── rules and who vouches ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_enforced_depends_on_the_day_and_the_profile(running):
    client, catalogue = inside(running), running.house.catalogue
    for profile in profile_names():
        levels = read_profile(profile).levels
        for at in ("2026-01-01", "2028-01-01"):
            page = client.get(f"/rules?profile={profile}&at={at}").text
            enforced = page.partition('<h2 id="enforced"')[2].partition("</section>")[0]
            coming = page.partition('<h2 id="coming"')[2].partition("</section>")[0]
            for rule, level in levels.items():
                first = catalogue.rules[rule].effective_from
                begun = first is None or first.isoformat() <= at
                assert (f"<code>{rule}</code>" in enforced) == (level != "off" and begun), (profile, at, rule)
                assert (f"<code>{rule}</code>" in coming) == (level != "off" and not begun), (profile, at, rule)
        assert ("not the profile of this house" in page) == (profile != "hospital")


def test_who_vouches_for_a_manual_control_stands_beside_it_until_it_is_withdrawn(running):
    client, ledger = inside(running), running.house.ledger
    rule = next(
        one.id for one in running.house.catalogue.rules.values() if one.not_checked and one.effective_from is None
    )
    until = (datetime.now(UTC).date() + timedelta(days=300)).isoformat()
    given = attest(ledger, rule, by="dpo-77", evidence="DMS-77", evidence_sha256="c" * 64, until=until)
    page = client.get("/rules").text
    line = page.partition("DMS-77")[0].rpartition("<tr>")[2] + page.partition("DMS-77")[2].partition("</tr>")[0]
    assert "dpo-77" in line
    assert ">valid<" in line
    assert until in line
    withdraw(ledger, given, by="dpo-78", reason="superseded")
    page = client.get("/rules").text
    line = page.partition("dpo-77")[0].rpartition("<tr>")[2] + page.partition("dpo-77")[2].partition("</tr>")[0]
    assert ">withdrawn<" in line
    assert "dpo-78" in line


def test_what_a_clock_that_ran_ahead_withdrew_is_withdrawn_today():
    today, digest = datetime.now(UTC).date(), "c" * 64
    given = Attested(
        id="1" * 32,
        control="eu/art27/fria",
        given_by="dpo-77",
        given_at=f"{today}T08:00:00Z",
        evidence="DMS-77",
        evidence_sha256=digest,
        valid_from=today.isoformat(),
        valid_until=(today + timedelta(days=300)).isoformat(),
        withdrawn_by="dpo-78",
        withdrawn_at=f"{today + timedelta(days=30)}T08:00:00Z",
        withdrawn_for="superseded",
    )
    assert _left(given.control, ("", ""), "", [given], today).state == "withdrawn"
    assert _left(given.control, ("", ""), "", [given], today + timedelta(days=1)).state == "valid"


# ── what if ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def nothing_known(_day):
    return Institution(), Actor(), Patient(), ()


def test_under_its_own_profile_on_its_own_day_nothing_changes(running):
    page = inside(running).get("/what-if?profile=hospital&many=50").text
    assert "0 of 50 exchanges would be decided differently" in page


@pytest.mark.parametrize("profile", [name for name in profile_names() if name != "hospital"])
def test_what_would_change_is_what_the_other_profile_decides(running, profile):
    records = list_records(running.house.ledger.engine, Wanted(), limit=20)
    other = read_profile(profile)
    outlook = WhatIf(read_profile("hospital"), nothing_known).outlook(records, other, None)
    said = {one.exchange_id: change for change, those in outlook.changes for one in those}
    rules = prepare(other).rules
    for again in replay(records, other, rules, at=None):
        if again.exchange_id in said:
            assert said[again.exchange_id].would_be is again.would_be
        else:
            assert not again.changes or again.was is again.would_be


def test_on_another_day_rules_that_have_begun_by_then_decide(running):
    client = inside(running)
    page = client.get("/what-if?profile=hospital&at=2029-01-01&many=50").text
    listed = page.partition('<h2 id="turned"')[2].partition("</section>")[0]
    begun = {
        one.id
        for one in running.house.catalogue.rules.values()
        if one.effective_from and date(2026, 12, 31) < one.effective_from < date(2029, 1, 1)
    }
    assert any(f"<code>{rule}</code>" in listed for rule in begun)


def test_what_if_writes_nothing(running):
    before = list_records(running.house.ledger.engine, Wanted(kind=None), limit=1)[0].position
    client = inside(running)
    come = list_records(running.house.ledger.engine, Wanted(kind=None), limit=1)[0].position
    client.get("/what-if?profile=research&many=50")
    assert list_records(running.house.ledger.engine, Wanted(kind=None), limit=1)[0].position == come > before


# ── registry and incidents ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["officer", "reviewer", "auditor"])
def test_references_of_staff_are_for_officers_and_those_of_patients_for_nobody(running, role):
    page = inside(running, role).get("/registry").text
    assert ("dr-0005" in page) == (role == "officer")
    assert not re.search(r"\bdemo-\d", page)
    assert "PDY00001X11010511A1001" in page
    assert [row[:3] for row in rows_of(page, "patients")] == [["consent", "—", "34"]]


def test_what_is_renewed_in_time_is_no_warning_any_more(running):
    client = inside(running)
    assert "dr-0003" in client.get("/registry").text
    today = datetime.now(UTC).date()
    renewed = entry(
        "actor",
        {"role": "physician", "licence_no": "110110199000003", "registered_here": True},
        subject="dr-0003",
        valid_from=(today + timedelta(days=13)).isoformat(),
        valid_until=(today + timedelta(days=400)).isoformat(),
    )
    with SqlRegistry(running.url) as registry:
        registry.add([renewed], Source(name="tests", sha256="1" * 64))
    assert "dr-0003" not in client.get("/registry").text


@pytest.mark.parametrize(
    ("language", "overdue", "left"), [("en", "OVERDUE by 4 days", "6 days left"), ("zh", "已逾期 4 日", "尚余 6 日")]
)
def test_the_clock_of_an_incident_runs(running, language, overdue, left):
    page = inside(running, language=language).get("/incidents").text
    first, second, third = re.findall(r"<article.*?</article>", page, re.DOTALL)[:3]
    assert "INC-2026-002" in first
    assert overdue in first
    assert "INC-2026-004" in second
    assert left in second
    assert "INC-2026-003" in third


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=1>\u202e" + "w" * 100_000


def test_hostile_rows_of_registry_and_attestations_stay_words(running):
    with running.house.ledger.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO attestations (id, control, given_by, given_at, evidence, evidence_sha256, valid_from, valid_until)"
                " SELECT :id, control, :words, :words, :words, :digest, '2026-01-01', '2099-01-01' FROM attestations LIMIT 1"
            ),
            {"id": uuid.uuid4().hex, "words": HOSTILE, "digest": "f" * 64},
        )
        for kind, facts in (("incident", {"ref": "x", "kind": "a"}), ("filing", {"code": "x"}), ("consent", {})):
            connection.execute(
                text(
                    "INSERT INTO registry (kind, subject, code, facts, imported_at, source_name, source_sha256)"
                    " VALUES (:kind, :subject, :words, :facts, '2026-01-01', 'x', 'x')"
                ),
                {
                    "kind": kind,
                    "subject": "here" if kind != "consent" else HOSTILE,
                    "words": HOSTILE,
                    "facts": json.dumps(facts | {"status": HOSTILE}),
                },
            )
    client = inside(running)
    for path in ("/rules", "/registry", "/incidents", "/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert "\u202e" not in answer.text
        assert "w" * 2000 not in answer.text
    with running.house.ledger.engine.begin() as connection:
        connection.execute(text("DELETE FROM registry WHERE source_name = 'x'"))
        connection.execute(text("DELETE FROM attestations WHERE evidence_sha256 = :digest"), {"digest": "f" * 64})


# ── lists that are asked for again by themselves ─────────────────────────────────────────────────────────────────────


def test_a_list_asks_again_a_number_of_times_and_then_no_more(running):
    client, path, times = inside(running), "/exchanges?outcome=blocked&live=60", 0
    while answer := client.get(path).headers.get("refresh"):
        seconds, _, path = answer.partition("; url=")
        assert seconds == "10"
        assert "outcome=blocked" in path
        times += 1
    assert times == 60


@pytest.mark.parametrize(
    "query",
    ["", "?live=", "?live=-1", "?live=x", "?live=1e9", "?live=²", "?live=60&before=5", "?live=" + "9" * 5000],
)
def test_a_list_for_which_nobody_asked_so_stands_still(running, query):
    answer = inside(running).get(f"/exchanges{query}")
    assert answer.status_code == 200
    assert "refresh" not in answer.headers


def test_nobody_makes_a_list_ask_for_ever_or_for_another_page(running):
    client = inside(running)
    far = client.get("/exchanges?live=999999999").headers["refresh"]
    assert "live=59&" in far
    evil = client.get(
        "/exchanges", params={"live": "5", "model": "\r\nset-cookie: a=b; url=https://evil.example/", "seen": "x"}
    )
    assert evil.headers["refresh"].startswith("10; url=/exchanges?model=")
    assert evil.headers["refresh"].count("url=") == 1
    assert "a=b" not in str(evil.headers.get("set-cookie"))


def test_in_chinese_a_trouble_is_told_once(running):
    page = inside(running, language="zh").get("/?from=x").text
    assert page.count("操作未完成") == 2  # the title and the heading
    assert "请返回并按 2026-11-25 的形式填写日期。" in page
