"""Callers who wait at the same time share a commit, and nothing else: not a failure, not an interruption, not a timeout."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from audit_samples import sample
from sqlalchemy import event, select

from medguard.audit import SqlLedger, open_ledger, read_signer, verify
from medguard.audit.tables import people, pseudonym_of, records
from medguard.errors import AuditError
from medguard.types import Finding

KEYS = [read_signer().verifier]


@pytest.fixture
def ledger(url):
    """Patient: on a busy machine it takes a while until sixteen threads stand in the queue."""
    with open_ledger(url, busy_seconds=60) as opened:
        yield opened


class Callers:
    """Threads that append one entry each, all of them waiting before the first is kept."""

    def __init__(self, ledger, entries):
        self.answers = [None] * len(entries)
        self._threads = [
            threading.Thread(target=self._append, args=(ledger, at, one)) for at, one in enumerate(entries)
        ]
        ledger._turn.acquire()
        try:
            for waiting, thread in enumerate(self._threads, start=1):
                thread.start()
                until = time.monotonic() + 30
                while len(ledger._queue) < waiting:  # in this order
                    assert time.monotonic() < until, "a caller gave up before all were there"
                    time.sleep(0.001)
        finally:
            ledger._pass_on()
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive(), "a caller hangs"

    def _append(self, ledger, at, entry):
        try:
            self.answers[at] = ledger.append(entry).position
        except BaseException as error:
            self.answers[at] = error

    @property
    def kept(self):
        return sorted(answer for answer in self.answers if isinstance(answer, int))

    @property
    def refused(self):
        return [answer for answer in self.answers if isinstance(answer, BaseException)]


def commits_of(ledger):
    counted = []
    event.listen(ledger.engine, "commit", lambda _connection: counted.append(1))
    return counted


def ids(ledger):
    with ledger.engine.connect() as connection:
        return list(connection.scalars(select(records.c.exchange_id).order_by(records.c.position)))


def assert_whole(ledger, count):
    result = verify(ledger.engine, keys=KEYS)
    assert (result.problems, result.records, result.signed) == ((), count, True)


def test_sixteen_who_wait_are_kept_in_one_commit(ledger):
    commits = commits_of(ledger)
    callers = Callers(ledger, [sample(f"e-{n}") for n in range(16)])
    assert (callers.kept, len(commits)) == (list(range(1, 17)), 1)
    assert ids(ledger) == [f"e-{n}" for n in range(16)]
    assert_whole(ledger, 16)


def test_more_than_a_batch_are_kept_in_as_few_commits_as_hold_them(url, monkeypatch):
    monkeypatch.setattr("medguard.audit.ledger._BATCH", 4)
    with open_ledger(url) as ledger:
        commits = commits_of(ledger)
        callers = Callers(ledger, [sample() for _ in range(10)])
        assert (callers.kept, len(commits)) == (list(range(1, 11)), 3)
        assert_whole(ledger, 10)


def test_one_that_is_there_already_fails_alone(ledger):
    ledger.append(sample("e-0"))
    callers = Callers(ledger, [sample(f"e-{n}") for n in (1, 2, 0, 3, 2)])
    assert callers.kept == [2, 3, 4]
    assert [isinstance(answer, AuditError) for answer in callers.answers] == [False, False, True, False, True]
    assert all("there already" in str(one) and one.remedy_zh for one in callers.refused)
    assert sorted(ids(ledger)) == ["e-0", "e-1", "e-2", "e-3"]
    assert_whole(ledger, 4)


def test_one_that_cannot_be_written_down_never_waits(ledger):
    with pytest.raises(AuditError):
        ledger.append(sample(milliseconds={"rules": float("nan")}))
    assert not ledger._queue


class Clock:
    """Tells the time, and does what it was given first."""

    def __init__(self, *first):
        self._first = list(first)

    def __call__(self):
        if self._first and (do := self._first.pop(0)):
            do()
        return datetime.now(UTC)


def interrupt():
    raise KeyboardInterrupt


@pytest.fixture
def clocked(url):
    """A ledger whose clock does something, once: in the middle of keeping."""
    opened = []

    def open_with(*first, busy_seconds=60):
        open_ledger(url).close()
        ledger = SqlLedger(url, busy_seconds=busy_seconds, clock=Clock(*first))
        opened.append(ledger)
        return ledger

    yield open_with
    for ledger in opened:
        ledger.close()


def test_a_leader_that_is_interrupted_leaves_nobody_waiting(clocked):
    ledger = clocked(interrupt)
    callers = Callers(ledger, [sample(f"e-{n}") for n in range(8)])
    assert callers.kept == []
    kinds = sorted(type(one).__name__ for one in callers.refused)
    assert kinds == ["AuditError"] * 7 + ["KeyboardInterrupt"]
    assert all(one.remedy and one.remedy_zh for one in callers.refused if isinstance(one, AuditError))
    assert not ledger._turn.locked()
    assert ledger.append(sample("e-3")).position == 1  # it may be asked again
    assert_whole(ledger, 1)


def test_a_leader_that_is_interrupted_while_it_keeps_one_by_one_leaves_nobody_waiting(clocked):
    ledger = clocked(None, None, None, interrupt)
    ledger.append(sample("e-0"))
    callers = Callers(ledger, [sample(f"e-{n}") for n in (1, 0, 2, 3)])
    # the whole batch, then the first, and the second, in which the clock interrupts: the first's own thread, which did the work
    assert sorted(type(one).__name__ for one in callers.refused) == ["AuditError"] * 3 + ["KeyboardInterrupt"]
    assert ids(ledger) == ["e-0", "e-1"]
    assert ledger.append(sample("e-4")).position == 3
    assert_whole(ledger, 3)


def test_whoever_is_interrupted_before_their_turn_is_not_kept_later(ledger, monkeypatch):
    class Interrupted:
        def acquire(self, blocking=True):
            raise KeyboardInterrupt

    turn = ledger._turn
    monkeypatch.setattr(ledger, "_turn", Interrupted())
    with pytest.raises(KeyboardInterrupt):
        ledger.append(sample("interrupted"))
    monkeypatch.setattr(ledger, "_turn", turn)
    ledger.append(sample("next"))
    assert ids(ledger) == ["next"]


def test_an_entry_that_somebody_took_and_lost_is_said_to_be_lost(ledger):
    taken = ledger._prepared(sample("lost"), None)
    ledger._keep_batch(taken)  # the queue is empty, and there is no answer
    assert "interrupted" in str(taken.failure)


def test_an_interrupted_commit_does_not_leave_rulings_that_are_said_to_be_there(ledger):
    armed = [True]

    @event.listens_for(ledger.engine, "commit")
    def once(_connection):
        if armed and armed.pop():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.append(sample())
    assert ledger.append(sample()).position == 1
    assert_whole(ledger, 1)  # its rulings and findings are spelled out, and its checkpoint is kept


def test_a_caller_who_gives_up_takes_their_own_entry_back_and_no_other(url):
    with open_ledger(url, busy_seconds=0.1) as ledger:
        another = ledger._prepared(sample("same"), None)  # somebody else's, in the same words
        ledger._queue.append(another)
        with ledger._turn, pytest.raises(AuditError, match="too many"):
            ledger.append(sample("same"))
        assert len(ledger._queue) == 1
        assert ledger._queue[0] is another
        ledger.append(sample("next"))
        assert another.receipt is not None
        assert ids(ledger) == ["same", "next"]
        assert_whole(ledger, 2)


def test_a_caller_who_was_told_that_it_was_not_kept_is_right(url):
    with open_ledger(url, busy_seconds=0.1) as ledger:
        with ledger._turn:
            for n in range(5):
                with pytest.raises(AuditError, match="too many"):
                    ledger.append(sample(f"refused-{n}"))
        ledger.append(sample("kept"))
        assert ids(ledger) == ["kept"]


def test_a_caller_whose_entry_is_being_kept_waits_for_the_answer(clocked):
    ledger = clocked(lambda: time.sleep(6), busy_seconds=3)  # longer than one waits for a turn
    callers = Callers(ledger, [sample("one"), sample("two")])
    assert (callers.kept, ids(ledger)) == ([1, 2], ["one", "two"])


def test_a_failing_database_answers_all_who_wait(ledger):
    @event.listens_for(ledger.engine, "checkout")
    def forbid(connection, _record, _proxy):
        connection.execute("PRAGMA query_only = ON")

    callers = Callers(ledger, [sample() for _ in range(6)])
    event.remove(ledger.engine, "checkout", forbid)
    assert len(callers.refused) == 6
    assert len({id(one) for one in callers.refused}) == 6  # each their own, with their own traceback
    assert all("read-only" in str(one) for one in callers.refused)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_under_load_share_commits_and_lose_nothing(kind, request, url):
    if kind == "postgresql":
        url = request.getfixturevalue("postgresql").database()
    with open_ledger(url, busy_seconds=60) as one, open_ledger(url, busy_seconds=60) as two:
        commits = [commits_of(one), commits_of(two)]
        positions = []

        def work(ledger, n):
            for m in range(15):
                findings = (Finding.unjudged("citations", f"reason {n} {m}"),)  # sets that nobody has seen
                positions.append(ledger.append(sample(f"{n}-{m}", findings=findings)).position)

        threads = [threading.Thread(target=work, args=((one, two)[n % 2], n)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(positions) == list(range(1, 241))
        assert sum(map(len, commits)) < 240 * 0.8
        assert_whole(one, 240)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_person_has_one_pseudonym_whoever_asks_first(kind, request, url):
    if kind == "postgresql":
        url = request.getfixturevalue("postgresql").database()
    with open_ledger(url, busy_seconds=60) as one, open_ledger(url, busy_seconds=60) as two:
        found = {"ada": set(), "bob": set()}

        def ask(ledger):
            for reference, words in found.items():
                words.add(ledger.pseudonym(reference))

        threads = [threading.Thread(target=ask, args=(ledger,)) for ledger in (one, two) * 8]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with one.engine.connect() as connection:
            rows = connection.execute(select(people)).all()
        assert {row.reference: {row.pseudonym} for row in rows} == found
        assert all(row.pseudonym == pseudonym_of(row.reference, row.salt) for row in rows)


@pytest.mark.parametrize("reference", ["\ud800", "a\0b", "a\nb"])
def test_a_reference_that_no_database_keeps_is_an_audit_error(ledger, reference):
    with pytest.raises(AuditError) as caught:
        ledger.pseudonym(reference)
    assert caught.value.remedy_zh
