"""The registry: what counts on which day, what supersedes what, and what happens when it cannot be asked."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import registry_samples
from audit_samples import sample
from hypothesis import given, settings
from hypothesis import strategies as st
from registry_samples import LICENCE, PHYSICIAN, SOURCE, crowd, training
from sqlalchemy import event

from medguard.audit import downgrade, latest, open_ledger, upgrade, verify
from medguard.audit.registry import HERE, Entry, entry, expiring, list_entries, open_registry
from medguard.audit.registry.store import _states
from medguard.errors import AuditError
from medguard.facts import Actor, Consent, Filing, Incident, Institution, Patient, Training

DAY = date(2026, 11, 25)


@pytest.fixture
def registry(url):
    with open_registry(url, busy_seconds=0.2) as opened:
        yield opened


def execute(file, sql):
    with closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute(sql).fetchall()


def test_an_empty_registry_knows_nothing(registry):
    assert registry.facts_on(DAY, "dr-0042", "p-000123") == (Institution(), Actor(), Patient(), ())


def test_facts_are_merged_from_their_kinds(registry):
    registry.add(
        [
            LICENCE,
            entry("filing", {"code": "G10", "status": "active", "first_case_on": "never"}),
            entry("filing", {"code": "G08", "status": "pending"}),
            PHYSICIAN,
            training(),
            training("G08"),
            entry("authorisation", {"code": "G10"}, subject="dr-0042"),
            entry("patient", {"age": 61, "first_visit": False}, subject="p-000123"),
            entry("consent", {"pi_basis": "consent", "procedure_written": True}, subject="p-000123"),
            entry("incident", {"ref": "I-2026-1", "kind": "a", "death": False}),
        ],
        SOURCE,
    )
    assert registry.facts_on(DAY, "dr-0042", "p-000123") == (
        Institution(
            uscc="121100004000000001",
            level="三级甲等",
            registered_departments=("普通外科", "泌尿外科"),
            restricted_filings=(
                Filing(code="G08", status="pending"),
                Filing(code="G10", status="active", first_case_on="never"),
            ),
            stop_triggers=(),
        ),
        Actor(
            ref="dr-0042",
            role="physician",
            registered_here=True,
            authorised_technologies=("G10",),
            training=(Training(code="G08", exam_passed=True), Training(code="G10", exam_passed=True)),
        ),
        Patient(ref="p-000123", age=61, first_visit=False, consent=Consent(pi_basis="consent", procedure_written=True)),
        (Incident(ref="I-2026-1", kind="a", death=False),),
    )


def test_a_stop_trigger_counts_although_the_institution_said_that_there_are_none(registry):
    registry.add([LICENCE, entry("stop_trigger", {"code": "serious_event"}, valid_until="2026-11-25")], SOURCE)
    assert registry.facts_on(DAY)[0].stop_triggers == ("serious_event",)
    assert registry.facts_on(DAY + timedelta(1))[0].stop_triggers == ()


def test_what_was_not_said_is_unknown_and_an_empty_list_is_known(registry):
    registry.add(
        [PHYSICIAN, entry("actor", {"training": [], "authorised_technologies": []}, subject="dr-0043")], SOURCE
    )
    one, other = (registry.facts_on(DAY, ref)[1] for ref in ("dr-0042", "dr-0043"))
    assert (one.training, one.authorised_technologies) == (None, None)
    assert (other.training, other.authorised_technologies) == ((), ())


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2024-02-28", False), ("2024-02-29", True), ("2024-03-01", True), ("2026-02-28", True), ("2026-03-01", False)],
)
def test_both_borders_belong_to_the_time(registry, day, counts):
    registry.add([PHYSICIAN, training(valid_from="2024-02-29", valid_until="2026-02-28")], SOURCE)
    assert (registry.facts_on(date.fromisoformat(day), "dr-0042")[1].training is not None) is counts


def test_a_moment_is_its_day(registry):
    registry.add([PHYSICIAN, training(valid_until="2026-11-25")], SOURCE)
    assert registry.facts_on(datetime(2026, 11, 25, 23, 59, tzinfo=UTC), "dr-0042")[1].training is not None


def test_who_has_left_leaves_trainings_behind(registry):
    registry.add(
        [entry("actor", {"role": "physician"}, subject="dr-0042", valid_until="2026-11-24"), training()], SOURCE
    )
    assert registry.facts_on(DAY, "dr-0042")[1] == Actor()


def test_a_consent_stands_without_a_patient_s_entry(registry):
    registry.add([entry("consent", {"pi_separate": False}, subject="p-1")], SOURCE)
    assert registry.facts_on(DAY, None, "p-1")[2] == Patient(ref="p-1", consent=Consent(pi_separate=False))


def test_people_patients_and_the_institution_are_told_apart(registry):
    registry.add(
        [LICENCE, entry("actor", {"role": "nurse"}, subject="x-1"), entry("patient", {"age": 3}, subject="x-1")], SOURCE
    )
    assert registry.facts_on(DAY, actor="x-1")[1:3] == (Actor(ref="x-1", role="nurse"), Patient())
    assert registry.facts_on(DAY, patient="x-1")[1:3] == (Actor(), Patient(ref="x-1", age=3))
    assert registry.facts_on(DAY, HERE, HERE)[1:3] == (Actor(), Patient())


@pytest.mark.parametrize(
    "ref", ["", "dr-0043", "DR-0042", "dr-0042 ", "张伟", "dr-0042\0", "\ud83d", "' OR 1=1 --", "x" * 100_000]
)
def test_a_reference_that_is_not_there_is_unknown(registry, ref):
    registry.add([PHYSICIAN], SOURCE)
    assert registry.facts_on(DAY, ref, ref)[1:3] == (Actor(), Patient())


# ── newer entries ────────────────────────────────────────────────────────────────────────────────────────────────────


def passed(registry, day):
    found = registry.facts_on(date.fromisoformat(day), "dr-0042")[1].training
    return found and found[0].exam_passed


def test_a_newer_entry_supersedes_and_the_older_stays(registry, url):
    registry.add([PHYSICIAN, training(passed=False)], SOURCE)
    registry.add([training(passed=True)], SOURCE)
    assert passed(registry, "2026-11-25") is True
    assert [(kept.entry.facts, kept.state) for kept in list_entries(url, day=DAY, kind="training")] == [
        ('{"code":"G10","exam_passed":false}', "superseded"),
        ('{"code":"G10","exam_passed":true}', "valid"),
    ]


def test_a_renewal_is_imported_before_it_begins(registry, url):
    registry.add([PHYSICIAN, training(valid_until="2026-12-31", passed=False)], SOURCE)
    [soon] = expiring(list_entries(url, day=DAY), day=DAY, days=60)
    assert soon.entry.code == "G10"
    registry.add([training(valid_from="2027-01-01", valid_until="2028-12-31")], SOURCE)
    assert [passed(registry, day) for day in ("2026-12-31", "2027-01-01", "2029-01-01")] == [False, True, None]
    assert [kept.state for kept in list_entries(url, day=DAY, kind="training")] == ["valid", "future"]
    assert expiring(list_entries(url, day=DAY), day=DAY, days=60) == ()


@pytest.mark.parametrize(("days", "found"), [(35, False), (36, True), (10**6, True)])
def test_what_ends_soon_is_found_on_its_last_day_and_not_before(registry, url, days, found):
    registry.add([training(valid_until="2026-12-31")], SOURCE)
    assert bool(expiring(list_entries(url, day=DAY), day=DAY, days=days)) is found


def test_a_withdrawal_is_a_newer_entry_with_an_earlier_end(registry):
    registry.add([PHYSICIAN, training(valid_from="2026-01-01", valid_until="2028-12-31")], SOURCE)
    registry.add([training(valid_from="2026-01-01", valid_until="2026-11-24")], SOURCE)
    assert [passed(registry, day) for day in ("2026-11-24", "2026-11-25", "2027-06-01")] == [True, None, None]


def test_what_was_entered_by_mistake_is_taken_back_altogether(registry):
    registry.add([PHYSICIAN, training(valid_from="2026-01-01")], SOURCE)
    registry.add([training(valid_until="1900-01-01")], SOURCE)
    assert [passed(registry, day) for day in ("2026-01-01", "2026-11-25")] == [None, None]


def test_the_same_again_is_not_kept_again(registry, url):
    two = [training(valid_until="2026-12-31"), training(valid_from="2027-01-01")]
    results = [registry.add([PHYSICIAN, *two], SOURCE) for _ in range(2)]
    assert [(result.added, result.unchanged) for result in results] == [(3, 0), (0, 3)]
    assert registry.add([two[0]], SOURCE).added == 1  # no longer the newest: this takes the renewal back
    assert len(list_entries(url, day=DAY)) == 4


BORDERS = st.one_of(st.none(), st.dates(DAY - timedelta(9), DAY + timedelta(9)).map(str))
PERIODS = st.tuples(BORDERS, BORDERS).filter(lambda pair: None in pair or pair[0] <= pair[1])


@given(st.lists(PERIODS, max_size=6), st.dates(DAY - timedelta(10), DAY + timedelta(10)))
def test_the_newest_that_has_begun_counts_if_it_has_not_ended(periods, day):
    history = [(number, training(valid_from=begins, valid_until=ends)) for number, (begins, ends) in enumerate(periods)]
    begun = [number for number, one in history if (one.valid_from or "") <= str(day)]
    counting = [number for number in begun[-1:] if (history[number][1].valid_until or "9") >= str(day)]
    assert [number for number, state in _states(history, str(day)) if state == "valid"] == counting


@settings(max_examples=20)  # each makes a database
@given(st.lists(PERIODS, min_size=1, max_size=5), st.dates(DAY - timedelta(10), DAY + timedelta(10)))
def test_the_list_and_the_look_up_agree(tmp_path_factory, periods, day):
    url = f"sqlite:///{tmp_path_factory.mktemp('registry') / 'ledger.db'}"
    with open_registry(url) as registry:
        for number, (begins, ends) in enumerate(periods):
            made = entry("incident", {"ref": "I-1", "death": number % 2 == 0}, valid_from=begins, valid_until=ends)
            registry.add([made], SOURCE)
        listed = [kept.entry.facts for kept in list_entries(url, day=day) if kept.state == "valid"]
        found = registry.facts_on(day)[3]
        assert [f'{{"death":{str(one.death).lower()},"ref":"{one.ref}"}}' for one in found] == listed


# ── what does not belong there ───────────────────────────────────────────────────────────────────────────────────────

REFUSED = {
    "no such kind": ("licence", {"code": "G10"}, {}),
    "no such field": ("actor", {"name": "x"}, {"subject": "dr-0042"}),
    "a name": ("actor", {"role": "nurse"}, {"subject": "张伟"}),
    "a citizen's number": ("actor", {"role": "nurse"}, {"subject": "11010519491231002X"}),
    "a citizen's number elsewhere": ("actor", {"title": "11010519491231002X"}, {"subject": "dr-0042"}),
    "nobody": ("actor", {"role": "nurse"}, {}),
    "an institution of its own": ("institution", {"level": "x"}, {"subject": "h-2"}),
    "an unknown word": ("actor", {"role": "doctor"}, {"subject": "dr-0042"}),
    "a word for a number": ("patient", {"age": "61"}, {"subject": "p-1"}),
    "less than nothing": ("patient", {"age": -1}, {"subject": "p-1"}),
    "a number for yes": ("patient", {"first_visit": 1}, {"subject": "p-1"}),
    "no code": ("training", {"exam_passed": True}, {"subject": "dr-0042"}),
    "a small letter": ("training", {"code": "g10"}, {"subject": "dr-0042"}),
    "a day that never was": ("filing", {"code": "G10", "filed_on": "2026-02-29"}, {}),
    "a border that never was": ("training", {"code": "G10"}, {"subject": "dr-0042", "valid_until": "2026-02-29"}),
    "a week": ("training", {"code": "G10"}, {"subject": "dr-0042", "valid_until": "2026-W01-1"}),
    "an end before the beginning": ("training", {"code": "G10"}, {"subject": "dr-0042", "valid_from": "2026-02-02", "valid_until": "2026-02-01"}),
    "a training without its days": ("actor", {"training": [{"code": "G10"}]}, {"subject": "dr-0042"}),
    "a consent within a patient": ("patient", {"consent": {"pi_separate": True}}, {"subject": "p-1"}),
    "half a character": ("actor", {"title": "\ud83d"}, {"subject": "dr-0042"}),
    "a null character": ("actor", {"title": "a\0"}, {"subject": "dr-0042"}),
    "a story": ("actor", {"title": "x" * 201}, {"subject": "dr-0042"}),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "facts", "more"), REFUSED.values(), ids=REFUSED)
def test_an_entry_outside_the_vocabulary_is_refused(kind, facts, more):
    with pytest.raises(ValueError, match="not in the vocabulary"):
        entry(kind, facts, **more)


@pytest.mark.parametrize(
    "made",
    [
        Entry(kind="actor", subject="dr-0042", facts='{"role": "nurse"}'),
        Entry(kind="actor", subject="dr-0042", facts='{"name":"x"}'),
        Entry(kind="training", subject="dr-0042", facts='{"code":"G10"}', code="G08"),
        Entry(kind="actor", subject="dr-0042", facts="\ud83d"),
        Entry(kind="patient", subject="p-1", facts='{"age":100000000000000000000}'),
    ],
)
def test_an_entry_made_by_hand_is_refused_with_all_the_others(registry, url, made):
    with pytest.raises(AuditError, match="no field"):
        registry.add([PHYSICIAN, made], SOURCE)
    assert list_entries(url, day=DAY) == ()


# ── trouble ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_that_fails_takes_the_others_with_it(registry, url, file):
    execute(
        file, "CREATE TRIGGER no BEFORE INSERT ON registry WHEN new.code = 'G08' BEGIN SELECT raise(ABORT, 'no'); END"
    )
    with pytest.raises(AuditError):
        registry.add([PHYSICIAN, training(), training("G08")], SOURCE)
    assert list_entries(url, day=DAY) == ()


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE registry",
        'UPDATE registry SET facts = \'{"role":"king"}\'',
        'UPDATE registry SET facts = \'{"name":"Ann Lee"}\'',
        "UPDATE registry SET facts = ''",
        "UPDATE registry SET facts = x'ff00'",
        "UPDATE registry SET facts = 7",
        "UPDATE registry SET facts = '[' || x'ff'",
    ],
)
def test_what_cannot_be_read_is_an_error_and_not_nothing(registry, file, damage):
    registry.add([PHYSICIAN], SOURCE)
    execute(file, damage)
    with pytest.raises(AuditError) as caught:
        registry.facts_on(DAY, "dr-0042")
    assert "Ann Lee" not in str(caught.value)
    assert caught.value.remedy_zh


def test_a_file_that_is_gone_is_an_error(registry, file):
    registry.add([PHYSICIAN], SOURCE)
    file.unlink()
    with pytest.raises(AuditError):
        registry.facts_on(DAY, "dr-0042")


def test_a_border_edited_by_hand_is_an_error_where_it_is_listed(registry, url, file):
    registry.add([PHYSICIAN], SOURCE)
    execute(file, "UPDATE registry SET valid_until = '2026-99-99'")
    with pytest.raises(AuditError):
        list_entries(url, day=DAY)


def test_a_locked_database_delays_no_reader_and_stops_a_writer(registry, file):
    registry.add([PHYSICIAN], SOURCE)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert registry.facts_on(DAY, "dr-0042")[1].role == "physician"
        with pytest.raises(AuditError, match="locked"):
            registry.add([training()], SOURCE)


# ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def together(*works):
    """Run them at once; the first error is everybody's."""
    errors = []

    def run(work):
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_many_threads_look_up_while_others_import(url):
    with open_registry(url, busy_seconds=60) as registry:
        registry.add([LICENCE, PHYSICIAN, training()], SOURCE)

        def look():
            for _ in range(30):
                institution, actor, _, _ = registry.facts_on(DAY, "dr-0042")
                assert institution.level == "三级甲等"
                assert [one.code for one in actor.training] == ["G10"]  # never none, and never two

        def change():
            for number in range(15):
                registry.add([training(passed=number % 2 == 0)], SOURCE)

        together(*[look] * 24, change, change)


def test_several_processes_import_at_once(url):
    open_registry(url).close()
    run = [sys.executable, registry_samples.__file__, url]
    processes = [subprocess.Popen([*run, f"P{number}"]) for number in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    entries = list_entries(url, day=DAY)
    assert len([one for one in entries if one.state == "valid"]) == 3 * 20 + 1
    changing = [one.entry.facts for one in entries if one.entry.code == "G10"]
    assert all(one != other for one, other in pairwise(changing))  # the same is not said twice


def test_looking_up_is_one_walk_along_the_index(registry, file):
    registry.add(list(crowd(500)), SOURCE)
    seen = []
    event.listen(registry.engine, "before_cursor_execute", lambda *told: seen.append(told[2:4]))
    assert registry.facts_on(DAY, "n-1", "p-1")[1].role == "nurse"
    [(query, values)] = [one for one in seen if one[0] != "BEGIN"]
    with closing(sqlite3.connect(file)) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", values))
    assert "COVERING INDEX ix_registry_subject_kind_code_id (subject=?)" in plan, plan
    assert "INDEX ix_registry_subject_kind_code_id (subject=? AND kind=? AND code=?)" in plan, plan
    assert "SCAN registry" not in plan


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_down_and_up_without_losing_an_entry_unasked(url):
    with open_ledger(url) as ledger, open_registry(url) as registry:
        ledger.append(sample())
        registry.add([PHYSICIAN], SOURCE)
    # A record would be lost first, in a database without one an entry.
    with pytest.raises(AuditError, match="checkpoints, kept text or records"):
        downgrade(url, "0001")
    assert len(list_entries(url, day=DAY)) == 1
    assert downgrade(url, "0001", delete_every_record=True) == "0001"
    assert upgrade(url) == latest()
    assert list_entries(url, day=DAY) == ()
    open_ledger(url).close()  # takes the record into the tree
    assert (verify(url).problems, verify(url).records) == ((), 1)


def test_an_entry_is_not_lost_unasked(url):
    with open_registry(url) as registry:
        registry.add([PHYSICIAN], SOURCE)
    with pytest.raises(AuditError, match="every entry of the registry"):
        downgrade(url, "0001")
    assert len(list_entries(url, day=DAY)) == 1


def test_a_database_of_the_last_release_is_upgraded_first(url):
    upgrade(url)
    downgrade(url, "0001")
    for attempt in (open_registry, lambda url: list_entries(url, day=DAY)):
        with pytest.raises(AuditError, match="medguard db upgrade"):
            attempt(url)


def test_the_registry_changes_nothing_in_the_ledger(url):
    with open_ledger(url) as ledger, open_registry(url) as registry:
        before = ledger.append(sample())
        registry.add([PHYSICIAN], SOURCE)
        assert verify(url).sha256 == before.sha256
