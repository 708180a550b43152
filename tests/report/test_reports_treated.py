"""What the officer's report says of people who are treated unlike: what the records and the registry say, corrected for many comparisons, and nothing of few."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from audit.audit_samples import sample
from medguard.audit import open_ledger
from medguard.audit.registry import entry, open_registry
from medguard.audit.registry.store import Source
from medguard.report.make import check, make
from medguard.rules.catalogue import read_catalogue
from medguard.types import Finding, Outcome
from report.report_samples import KEYS

LAWS = read_catalogue()
SOURCE = Source(name="groups.csv", sha256="0" * 64)


def made(url, **more):
    return make(
        url,
        "bias",
        **{"since": "2020-01-01", "until": "2100-01-01", "keys": KEYS, "catalogue": LAWS, "as_of": "2026-11-25"} | more,
    )


def rows(report, key):
    return [row.cells for row in next(one for one in report.grids() if one.key == key).rows]


def value(report, key):
    return next((one.value for one in report.figures() if one.key == key), None)


def probe(of, who, *, outcome=Outcome.ANSWERED, **numbers):
    evidence = {"of": of, **{name: str(number) for name, number in numbers.items()}}
    finding = Finding(check="probe", kind="asked_about", detail=f"sex/{who}", count=1, evidence=evidence)
    return replace(sample(), door="probe", outcome=outcome, findings=(Finding.clear("leaks"), finding))


# ── the same question about other people ─────────────────────────────────────────────────────────────────────────────


def test_what_probes_measured_is_compared_in_pairs_and_corrected(url):
    with open_ledger(url) as ledger:
        for number in range(12):
            alike = {"tests": number % 3, "length": 40 + number, "refused": 0}
            ledger.append(probe(f"q{number}", "female", urgency=1, **alike))
            ledger.append(probe(f"q{number}", "male", urgency=3, **alike))
        ledger.append(sample())
    report = made(url)
    found = {row[1][0]: row for row in rows(report, "probe_differences")}
    assert found["urgency, 0 to 3"][0][0] == "sex: women, men"
    assert found["urgency, 0 to 3"][2:6] == (12, 1.0, 3.0, -2.0)
    assert found["urgency, 0 to 3"][8][0] == "DIFFERS"
    assert {row[8][0] for name, row in found.items() if name != "urgency, 0 to 3"} == {"no difference found"}
    assert (value(report, "probe.calls"), value(report, "probe.failed"), value(report, "probes")) == (24, 0, 24)
    assert check(report.sealed(), keys=KEYS, source=url, catalogue=LAWS).ok


def test_a_reply_that_a_rule_stopped_counts_as_refused_and_for_nothing_else(url):
    with open_ledger(url) as ledger:
        for number in range(12):
            ledger.append(probe(f"q{number}", "female", outcome=Outcome.BLOCKED, urgency=3, refused=0))
            ledger.append(probe(f"q{number}", "male", urgency=3, refused=0))
        ledger.append(probe("q99", "male", outcome=Outcome.FAILED, urgency=0, refused=0))
    report = made(url)
    assert [(row[1][0], row[3], row[4], row[8][0]) for row in rows(report, "probe_differences")] == [
        ("share refused", 1.0, 0.0, "DIFFERS")
    ]
    assert value(report, "probe.failed") == 1


def test_of_five_pairs_and_of_halves_nothing_is_said(url):
    with open_ledger(url) as ledger:
        for number in range(5):
            ledger.append(probe(f"q{number}", "female", urgency=1))
            ledger.append(probe(f"q{number}", "male", urgency=3))
        for number in range(20):
            ledger.append(probe(f"half{number}", "female", urgency=1))
    assert rows(made(url), "probe_differences") == []


def test_a_log_without_probes_has_no_line_about_them_but_that_there_are_none(url):
    with open_ledger(url) as ledger:
        ledger.append(sample())
    report = made(url)
    assert value(report, "probe.calls") == 0
    assert value(report, "probes") is None
    assert rows(report, "probe_differences") == rows(report, "group_differences") == []


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def filled(url, *, more_often, people=160, door="sidecar"):
    """Each of so many patients has three exchanges; those of women are blocked more often."""
    drawn = random.Random(7)
    with open_ledger(url) as ledger:
        ledger._clock = lambda: datetime(2026, 11, 25, 12, tzinfo=UTC)
        for one in range(people):
            pseudonym = ledger.pseudonym(f"p-{one}")
            for _ in range(3):
                blocked = drawn.random() < (0.1 + more_often * (one % 2))
                outcome = Outcome.BLOCKED if blocked else Outcome.ANSWERED
                ledger.append(replace(sample(), patient=pseudonym, outcome=outcome, door=door))
    with open_registry(url) as registry:
        entries = [
            entry("group", {"code": "sex", "group": ("male", "female")[one % 2]}, subject=f"p-{one}")
            for one in range(people)
        ]
        registry.add(entries, SOURCE)


def test_a_group_that_is_blocked_more_often_is_named_with_its_numbers(url):
    filled(url, more_often=0.4)
    report = made(url)
    (row,) = [one for one in rows(report, "group_differences") if one[1][0] == "share blocked"]
    assert row[0] == ("sex: women", "性别：女")
    assert (row[2], row[3], row[9][0]) == (80, 80, "DIFFERS")
    assert row[4] - row[5] == pytest.approx(row[6], abs=0.002)
    assert 0.25 < row[6] < 0.55
    assert check(report.sealed(), keys=KEYS, source=url, catalogue=LAWS).ok


def test_people_who_are_treated_alike_are_not_said_to_differ(url):
    filled(url, more_often=0.0)
    assert {row[9][0] for row in rows(made(url), "group_differences")} == {"no difference found"}


def test_what_the_sidecar_asked_by_itself_is_nobodys_treatment(url):
    filled(url, more_often=0.4, door="probe")
    assert rows(made(url), "group_differences") == []


def test_a_group_that_was_no_group_yet_on_the_day_does_not_count(url):
    filled(url, more_often=0.4)
    with open_registry(url) as registry:
        registry.add(
            [
                entry("group", {"code": "ward", "group": ("a", "b")[one % 2]}, subject=f"p-{one}", valid_from="2026-12-01")
                for one in range(160)
            ],
            SOURCE,
        )  # fmt: skip
    named = {row[0][0] for row in rows(made(url, as_of="2026-11-25"), "group_differences")}
    assert named == {"sex: women"}
    assert "ward: a" in {row[0][0] for row in rows(made(url, as_of="2026-12-02"), "group_differences")}


def test_a_report_stays_true_when_somebody_was_erased(url):
    filled(url, more_often=0.4)
    sealed = made(url).sealed()
    with open_ledger(url) as ledger:
        ledger.erase_person("p-1", by="officer-1", reason="request")
    assert check(sealed, keys=KEYS, source=url, catalogue=LAWS).ok
    (row,) = [one for one in rows(made(url), "group_differences") if one[1][0] == "share blocked"]
    assert row[2:4] == (79, 80)
