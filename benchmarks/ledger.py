"""What keeping, verifying, proving and finding records costs, beside a plain table in the same database in the same run.

    make bench                                           # --quick: under three minutes
    python benchmarks/ledger.py --full                   # a million records; twenty minutes and 10 GB of disk
    python benchmarks/ledger.py --full appends lists     # only these

Records are those of a hospital: 90 rulings over two stages, 11 KB of canonical JSON. "Plain" is ``INSERT … COMMIT`` of rows with the same
columns and bytes by the same number of callers with the driver alone, each commit on the disk: what a log without a chain, a tree and a
signature would cost. Plain rows are written down beforehand; ours are not. Ours and plain take turns and medians are shown: timings are
noisy, the ratio is what to read. Without PostgreSQL's programs in /usr/lib/postgresql only SQLite is measured.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/audit"))

from audit_samples import sample
from sqlalchemy import Engine, MetaData, Table, create_engine, event, select, text

from medguard.audit import SqlLedger, Wanted, list_records, migrate, open_ledger, verify
from medguard.audit.canonical import canonical
from medguard.audit.notes import new_signer
from medguard.audit.proofs import prove
from medguard.audit.tables import checkpoints, decision_sets, entry_copies, finding_sets, head, records, tiles
from medguard.errors import AuditError
from medguard.rules import read_catalogue
from medguard.types import Decision, Effect, Exchange, Finding, Opened, Outcome, Ruling, Stage, Status

BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
CALLERS, AT_ONCE = 16, 10
SIGNER = new_signer("bench.invalid/ledger")
SEED_DAYS, BEGAN = 100, datetime(2026, 8, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    seconds: float
    """Of one turn."""
    latencies: int
    verified: int
    grown: tuple[int, int]
    """Records in two ledgers of short records: memory must be the same for both."""
    listed: int
    whole: int
    """Records of a log whose documents are whole; those of ``listed`` are cut short."""
    sets: int
    """Different sets of rulings."""
    processes: tuple[int, ...]


QUICK = Size(3, 1.5, 90, 34_000, (40_000, 80_000), 30_000, 0, 200, ())
FULL = Size(7, 4.0, 600, 100_000, (100_000, 400_000), 1_000_000, 100_000, 2_000, (1, 2, 4))


def main() -> None:
    """Measure in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], help=f"of {', '.join(PARTS)}; all, unless some are named"
    )
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--quick", action="store_true", help="the default")
    parser.add_argument("--folder", type=Path, help="where the databases are made and thrown away")
    given = parser.parse_args()
    size = FULL if given.full else QUICK
    document = canonical(exchange(0))
    rulings = sum(len(decision.rulings) for decision in exchange(0).decisions)
    print(
        f"{os.cpu_count()} cores; records of {len(document):,} bytes with {rulings} rulings; SQLite {sqlite3.sqlite_version}"
    )
    with tempfile.TemporaryDirectory(dir=given.folder) as folder, databases(Path(folder)) as places:
        for part in given.parts or PARTS:
            PARTS[part](places, size)


# ── exchanges ────────────────────────────────────────────────────────────────────────────────────────────────────────

RULES = sorted(read_catalogue().rules)
STATUSES = (Status.PASS, Status.PASS, Status.PASS, Status.NOT_APPLICABLE, Status.NOT_APPLICABLE, Status.UNDETERMINED)


def exchange(variant: int) -> Exchange:
    """An exchange of a hospital. There are as many different sets of rulings as there are variants."""
    decided = [
        Ruling(
            rule=rule,
            status=(status := STATUSES[(number + (variant >> (number % 12) & 1)) % len(STATUSES)]),
            effect=Effect.WARN if status is Status.UNDETERMINED else Effect.ALLOW,
            why={Status.PASS: "", Status.NOT_APPLICABLE: "outside_china"}.get(status, "channel_unknown"),
        )
        for number, rule in enumerate(RULES)
    ]
    half = len(decided) // 2
    if variant % 50 == 1:  # a rule that fails is seldom
        decided[-1] = replace(decided[-1], status=Status.FAIL, effect=Effect.DENY, why="remaining_identifiers")
    findings = [Finding.clear("leaks"), Finding.clear("citations"), Finding.unjudged("dosage", "timeout")]
    if variant % 20 == 1:
        findings.append(Finding(check="leaks", kind="identifier_not_sent", detail="NAME", place="choices[0]", count=1))
    return sample(
        decisions=tuple(
            Decision(stage=stage, effect=Effect.WARN, bundle="b" * 64, rulings=tuple(part))
            for stage, part in ((Stage.REQUEST, decided[:half]), (Stage.REPLY, decided[half:]))
        ),
        findings=tuple(findings),
        reply_sha256="d" * 64,
        application="ward-round",
        purpose="discharge-letter",
        tokens={"prompt_tokens": 1834, "completion_tokens": 512},
        milliseconds={"deidentify": 112.25, "rules": 3.5, "model": 2403.125, "checks": 18.75, "restore": 0.5},
    )


VARIANTS = [exchange(variant) for variant in range(64)]


def fresh(number: int) -> Exchange:
    """One that nobody has kept yet."""
    return replace(VARIANTS[number % len(VARIANTS)], id=uuid.uuid4().hex)


# ── databases ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Place(NamedTuple):
    """Somewhere to keep ledgers."""

    name: str
    new: Callable[[], str]
    """Makes an empty database, and gives its URL."""


@contextmanager
def databases(folder: Path) -> Iterator[list[Place]]:
    """SQLite, and a PostgreSQL of its own where there is one, with nothing changed: fsync and synchronous_commit are on."""
    (folder / "lite").mkdir()
    sqlite = Place("SQLite", lambda: f"sqlite:///{folder}/lite/{uuid.uuid4().hex}.db")
    if BIN is None:
        print("no PostgreSQL in /usr/lib/postgresql: SQLite only")
        yield [sqlite]
        return
    home = folder / "pg"
    home.mkdir()
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        folder.chmod(0o755)
        shutil.chown(home, "postgres")
    ctl = [*as_user, str(BIN / "pg_ctl"), "-D", str(home / "data"), "-w"]

    def run(*command: str) -> None:
        # Not captured: the server inherits the pipe and would keep it open.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, timeout=120, **quiet)  # type: ignore[call-overload]  # noqa: S603

    run(*as_user, str(BIN / "initdb"), "-D", str(home / "data"), "-U", "medguard", "--no-locale", "-E", "UTF8")
    run(*ctl, "-l", str(home / "log"), "-o", f"-k {home} -c listen_addresses=", "start")
    base = "postgresql+psycopg://medguard@/{}?host=" + str(home)

    def new() -> str:
        name = f"l{uuid.uuid4().hex}"
        engine = create_engine(base.format("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return base.format(name)

    try:
        yield [Place("PostgreSQL", new), sqlite]
    finally:
        run(*ctl, "-m", "immediate", "stop")


class Plain:
    """A table with the same columns and a primary key, written to by the driver alone."""

    def __init__(self, url: str, *, indexed: bool = False) -> None:
        engine = create_engine(url)
        self.table: Table = records.to_metadata(MetaData(), name="plain")
        if not indexed:
            self.table.indexes.clear()
            self.table.constraints = {one for one in self.table.constraints if one is self.table.primary_key}
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        self.table.create(engine)
        engine.dispose()
        self.url, self.names = engine.url, [column.name for column in self.table.columns]
        self.rows = [self._row(one) for one in VARIANTS]
        self.numbers = itertools.count(1)
        self._own = threading.local()
        self._turn = threading.Lock()

    def _row(self, one: Exchange) -> dict[str, Any]:
        written = canonical({"exchange": one.document(), "position": 1, "previous": "0" * 64, "recorded_at": "2" * 27})
        columns = entry_copies("exchange", one.document() | {"decisions": ()})
        keys = {
            "decisions": "0" * 32,
            "findings": "1" * 32,
            "leaf": b"\1" * 32,
            "sha256": "0" * 64,
            "previous": "0" * 64,
        }
        return columns | {"document": written.decode(), "recorded_at": "2026-11-25T15:00:00.000000Z"} | keys

    def insert(self, number: int) -> None:
        """One row, durably."""
        row = self.rows[number % len(self.rows)] | {"position": next(self.numbers), "exchange_id": uuid.uuid4().hex}
        values = [row[name] for name in self.names]
        if not hasattr(self._own, "connection"):
            self._own.connection = self._connected()
        connection = self._own.connection
        if isinstance(connection, sqlite3.Connection):
            with self._turn:  # at SQLite's own lock callers would sleep and poll: this is the faster of the two
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(self._insert("?"), values)
                connection.execute("COMMIT")
        else:
            connection.execute(self._insert("%s"), values)
            connection.commit()

    def _insert(self, mark: str) -> str:
        return f"INSERT INTO plain ({', '.join(self.names)}) VALUES ({', '.join([mark] * len(self.names))})"  # noqa: S608

    def _connected(self) -> Any:
        if self.url.get_backend_name() == "sqlite":
            connection = sqlite3.connect(
                str(self.url.database), isolation_level=None, timeout=60, check_same_thread=False
            )
            connection.execute("PRAGMA synchronous = FULL")
            return connection
        import psycopg  # noqa: PLC0415  not there where only SQLite is measured

        return psycopg.connect(host=str(self.url.query["host"]), user=self.url.username, dbname=self.url.database)


# ── appending ────────────────────────────────────────────────────────────────────────────────────────────────────────


def appends(places: Sequence[Place], size: Size) -> None:
    """Sixteen callers at once."""
    print(f"\ndurable appends a second, {CALLERS} callers, median of {size.rounds} turns of {size.seconds} s")
    for place in places:
        plain, indexed = Plain(place.new()), Plain(place.new(), indexed=True)
        with open_ledger(place.new(), signer=SIGNER, busy_seconds=60) as ledger:
            held = Held(ledger.engine)
            ways = {
                "ours": lambda number: ledger.append(fresh(number)),
                "plain": plain.insert,
                "indexed": indexed.insert,
            }
            speeds: dict[str, list[float]] = {name: [] for name in ways}
            for turn in range(size.rounds):
                for name in turned(ways, turn):
                    speeds[name].append(speed(ways[name], size.seconds))
            ours, other, third = (statistics.median(speeds[name]) for name in ways)
            print(
                f"{place.name:<11} medguard {ours:7,.0f}   plain {other:7,.0f}   ratio {_ratios(speeds, 'plain'):5.2f} (goal 0.5)"
                f"   plain with our indexes {third:7,.0f}   ratio {_ratios(speeds, 'indexed'):5.2f}"
            )
            print(f"{'':<11} {held.told()}")
            assert verify(ledger.engine).ok


def _ratios(speeds: Mapping[str, Sequence[float]], other: str) -> float:
    return statistics.median(mine / theirs for mine, theirs in zip(speeds["ours"], speeds[other], strict=True))


def turned(names: Iterable[str], by: int) -> list[str]:
    """The names, begun with another one."""
    listed = list(names)
    return listed[by % len(listed) :] + listed[: by % len(listed)]


def speed(work: Callable[[int], object], seconds: float, callers: int = CALLERS) -> float:
    """Calls a second, by so many threads."""
    done = [0] * callers
    until = time.perf_counter() + seconds

    def call(which: int) -> None:
        while time.perf_counter() < until:
            work(which + done[which])
            done[which] += 1

    threads = [threading.Thread(target=call, args=(which,)) for which in range(callers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


class Held:
    """How long the one serial part is held: from the answer that locks the head's row to the end of the commit."""

    def __init__(self, engine: Engine) -> None:
        self.times: list[float] = []
        self.commits: list[float] = []
        self.sizes: list[int] = []
        self._since = self._commit = 0.0

        @event.listens_for(engine, "before_cursor_execute")
        def asking(_connection: Any, _cursor: Any, statement: str, _given: Any, _context: Any, _many: bool) -> None:  # noqa: FBT001
            if statement.startswith("WITH moved"):
                self._since = time.perf_counter()

        @event.listens_for(engine, "after_cursor_execute")
        def executed(_connection: Any, cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:  # noqa: FBT001
            if statement.startswith("WITH moved"):
                self.sizes.append(cursor.rowcount)
            elif statement.startswith("SELECT head."):
                self._since = time.perf_counter()
            elif statement.startswith("INSERT INTO records"):
                self.sizes.append(len(given) if isinstance(given, list) else 1)

        @event.listens_for(engine, "commit")
        def committing(_connection: Any) -> None:
            self._commit = time.perf_counter()

        @event.listens_for(engine, "checkin")
        def ended(_connection: Any, _record: Any) -> None:
            if self._since:
                now = time.perf_counter()
                self.times.append(now - self._since)
                self.commits.append(now - self._commit)
            self._since = 0.0

    def told(self) -> str:
        """In words."""
        whole, commit = statistics.median(self.times) * 1000, statistics.median(self.commits) * 1000
        return f"{statistics.mean(self.sizes):.1f} records in a commit; the head is held {whole:.1f} ms, {commit:.1f} ms of them for the commit"


def latency(places: Sequence[Place], size: Size) -> None:
    """One caller alone."""
    print(f"\nmilliseconds an append, one caller, median of {size.latencies}")
    for place in places:
        plain, indexed = Plain(place.new()), Plain(place.new(), indexed=True)
        with open_ledger(place.new(), signer=SIGNER) as ledger:
            held = Held(ledger.engine)
            ways = {
                "ours": lambda number: ledger.append(fresh(number)),
                "plain": plain.insert,
                "indexed": indexed.insert,
            }
            times: dict[str, list[float]] = {name: [] for name in ways}
            for turn in range(size.latencies // AT_ONCE):
                for name in turned(ways, turn):  # each is first as often as the others
                    for number in range(AT_ONCE):
                        time.sleep(random.uniform(0, 0.01))  # noqa: S311  or all would wait for the disk in step with its own beat
                        times[name].append(seconds(lambda: ways[name](number)))  # noqa: B023
            ours, other, third = (statistics.median(each) * 1000 for each in times.values())
            print(
                f"{place.name:<11} medguard {ours:6.2f}   plain {other:6.2f}   {ours / other:5.2f} times as long (goal 1.5)"
                f"   plain with our indexes {third:6.2f}   {ours / third:5.2f} times"
            )
            print(f"{'':<11} {held.told()}")


def sidecars(places: Sequence[Place], size: Size) -> None:
    """Several processes on one log. They share this machine's cores with the database, so that it is the lock and not the processor that is asked about."""
    if not size.processes:
        return
    print(f"\ndurable appends a second by several processes with {CALLERS} callers each")
    for place in places:
        for processes in size.processes:
            url = place.new()
            open_ledger(url, signer=SIGNER).close()
            command = [sys.executable, __file__, "--one-sidecar", url, str(size.seconds), SIGNER.written()]
            running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(processes)]  # noqa: S603
            told = [one.communicate()[0].split() for one in running]
            print(
                f"{place.name:<11} {processes} processes {sum(float(one[0]) for one in told):7,.0f}"
                f"   slowest append of each process, 99 of 100: {max(float(one[1]) for one in told) * 1000:6.0f} ms"
            )


def one_sidecar(url: str, duration: str, key: str) -> None:
    """What each of several processes does."""
    times: list[float] = []
    with open_ledger(url, signer=type(SIGNER)(key), busy_seconds=60) as ledger:
        found = speed(lambda number: times.append(seconds(lambda: ledger.append(fresh(number)))), float(duration))
    print(found, statistics.quantiles(times, n=100)[98])


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# ── large ledgers ────────────────────────────────────────────────────────────────────────────────────────────────────

RARE = 20
"""The oldest records have words that no later one has: looking for these reads furthest."""


class Filler:
    """Writes many records through the ledger's own commit, 1,000 at once, from a few that were written down beforehand.

    ``cut``: documents of 300 bytes; columns, sets, hashes, tree and signatures are as ever, so only ``verify`` would see it.
    """

    def __init__(self, url: str, total: int, *, sets: int, cut: bool, only_opened: bool = False) -> None:
        self.moment, self.step = BEGAN, timedelta(days=SEED_DAYS) / total
        self.ledger = SqlLedger(url, signer=SIGNER, busy_seconds=60, clock=lambda: self.moment)
        migrate.prepare(self.ledger.engine)
        self.total, self.cut, self.only_opened = total, cut, only_opened
        self.closed = [self.ledger._prepared(exchange(variant), None) for variant in range(sets)]  # noqa: SLF001
        one = exchange(0)
        opened = Opened(
            id="0" * 32 + ".opened",
            provider="openai",
            model="gpt-x",
            request_sha256="c" * 64,
            **{name: getattr(one, name) for name in OPENED_NAMES},
        )
        self.opened = self.ledger._prepared(opened, None)  # noqa: SLF001

    def fill(self) -> float:
        """Write them; give records a second."""
        began = time.perf_counter()
        for first in range(0, self.total, 1000):
            batch = [self._waiting(number) for number in range(first, min(first + 1000, self.total))]
            self.moment = BEGAN + self.step * first
            self.ledger._keep(batch)  # noqa: SLF001
            failed = next((one.failure for one in batch if one.failure), None)
            if failed is not None:
                raise failed
        self.ledger.close()
        return self.total / (time.perf_counter() - began)

    def _waiting(self, number: int) -> Any:
        """Every second record says that an exchange is about to be asked."""
        is_open, which = self.only_opened or number % 2 == 0, number if self.only_opened else number // 2
        like = self.opened if is_open else self.closed[which % len(self.closed)]
        new = f"{which:032x}" + (".opened" if is_open else "")
        if not self.cut:
            document = like.document.replace(like.columns["exchange_id"].encode(), new.encode())
            return replace(like, document=document, columns=like.columns | {"exchange_id": new})
        words = like.columns | {"exchange_id": new} | _words(which, is_open=is_open)
        return replace(like, document=canonical({"id": new, "cut": "…" * 60}), columns=words)


OPENED_NAMES = {field.name for field in fields(Opened)} & {field.name for field in fields(Exchange)} - {
    "id",
    "request_sha256",
}


def _words(which: int, *, is_open: bool) -> dict[str, str | None]:
    mixed = which * 2_654_435_761 % 2**32
    rare = which < RARE
    words: dict[str, str | None] = {
        "application": "oldest" if rare else f"app-{mixed % 20}",
        "model": "oldest" if rare else f"model-{mixed // 20 % 5}",
        "profile": "oldest" if rare else f"profile-{mixed // 100 % 4}",
        "actor": "oldest" if rare else f"p-{mixed // 400 % 500:032x}",
        "patient": "oldest" if rare else f"p-{mixed // 7 % 50_000:032x}",
        "reviewer": None if is_open or mixed % 100 else ("oldest" if rare else f"dr-{mixed // 100 % 20}"),
    }
    if not is_open:
        words["outcome"] = Outcome.ABANDONED if rare else (Outcome.BLOCKED if mixed % 17 == 0 else Outcome.ANSWERED)
    return words


def copied(source: str, target: str) -> None:
    """The same rows in PostgreSQL, by COPY, where writing them one after the other would take an hour."""
    import psycopg  # noqa: PLC0415  as above

    migrate.upgrade(target)
    origin, engine = create_engine(source), create_engine(target)
    with (
        origin.connect() as reading,
        psycopg.connect(
            host=str(engine.url.query["host"]), user=engine.url.username, dbname=engine.url.database
        ) as there,
    ):
        there.execute("DELETE FROM head")
        for table in (records, head, tiles, checkpoints, decision_sets, finding_sets):
            names = ", ".join(column.name for column in table.columns)
            with there.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in reading.execution_options(yield_per=2000).execute(select(table)):
                    copy.write_row(tuple(row))
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
    engine.dispose()
    origin.dispose()


def verifying(places: Sequence[Place], size: Size) -> None:
    """Records a second, and memory at two sizes."""
    print(
        f"\nverify, {os.cpu_count()} cores, in a process of its own; memory of all its processes together, shared pages counted more than once"
    )
    for place in places:
        url = place.new()
        written = Filler(url, size.verified, sets=200, cut=False).fill()
        took, busy, peak = watched([sys.executable, __file__, "--verify", url])
        print(
            f"{place.name:<11} {size.verified:9,} records, half of them of 11 KB {size.verified / took:7,.0f} a second (goal 20,000),"
            f" {busy / size.verified * 1e6:4.0f} µs of processor time each, {peak:4.0f} MB   (written at {written:6,.0f} a second, 1,000 in a commit)"
        )
        _thrown_away(url)
    peaks = []
    for total in size.grown:
        url = places[-1].new()
        Filler(url, total, sets=1, cut=False, only_opened=True).fill()
        took, _, peak = watched([sys.executable, __file__, "--verify", url])
        peaks.append(peak)
        print(f"{places[-1].name:<11} {total:9,} records of 0.6 KB {total / took:7,.0f} a second   {peak:4.0f} MB")
        _thrown_away(url)
    print(
        f"{'':<11} {size.grown[1] / size.grown[0]:.1f} times the records take {peaks[1] / peaks[0]:.2f} times the memory (goal 1.0)"
    )


def _thrown_away(url: str) -> None:
    if url.startswith("sqlite"):
        for end in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)


def watched(command: Sequence[str]) -> tuple[float, float, float]:
    """Seconds that it says it took, of the processor too, and the most megabytes that it and its children had at once."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as one:  # noqa: S603
        peak, busy = 0.0, dict[str, int]()
        while one.poll() is None:
            pages = 0
            for process, ticks, resident in _session(one.pid):
                busy[process], pages = ticks, pages + resident
            peak = max(peak, pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
            time.sleep(0.05)
        assert one.stdout is not None
        return float(one.stdout.read()), sum(busy.values()) / os.sysconf("SC_CLK_TCK"), peak


def _session(leader: int) -> Iterator[tuple[str, int, int]]:
    """Of each process of a session: number, ticks of the processor, pages in memory (proc(5))."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            after = stat.read_text().rpartition(")")[2].split()
            if int(after[3]) == leader:
                yield stat.parent.name, int(after[11]) + int(after[12]), int(after[21])


def one_verify(url: str) -> None:
    """Verify, and say how long it took."""
    began = time.perf_counter()
    result = verify(url)
    took = time.perf_counter() - began
    assert result.ok, result.problems[:3]
    print(took)


# ── proofs and lists ─────────────────────────────────────────────────────────────────────────────────────────────────

LONGEST = 10
"""Seconds after which a search is given up."""
SEARCHES: dict[str, tuple[Wanted, ...]] = {
    # a common word, a word of the oldest records only, a word that is nowhere
    "nothing": (Wanted(), Wanted(kind=None), Wanted(kind="erased")),
    "outcome": (Wanted(outcome="blocked"), Wanted(outcome="abandoned"), Wanted(outcome="lost")),
    "application": (Wanted(application="app-3"), Wanted(application="oldest"), Wanted(application="none")),
    "model": (Wanted(model="model-3"), Wanted(model="oldest"), Wanted(model="none")),
    "profile": (Wanted(profile="profile-3"), Wanted(profile="oldest"), Wanted(profile="none")),
    "actor": (Wanted(actor=f"p-{77:032x}"), Wanted(actor="oldest"), Wanted(actor="none")),
    "patient": (Wanted(patient=f"p-{777:032x}"), Wanted(patient="oldest"), Wanted(patient="none")),
    "reviewer": (Wanted(reviewer="dr-3"), Wanted(reviewer="oldest"), Wanted(reviewer="none")),
    "since": (Wanted(since="2026-09-20"), Wanted(since="2026-08-01"), Wanted(since="2027-08-01")),
    "until": (Wanted(until="2026-09-20"), Wanted(until="2026-08-01T00:10:00Z"), Wanted(until="2025-01-01")),
    "rule": (Wanted(rule=RULES[3]), Wanted(rule=RULES[3]), Wanted(rule="none")),
    "status": (Wanted(status="fail"), Wanted(status="undetermined"), Wanted(status="none")),
    "rule, status": (
        Wanted(rule=RULES[-1], status="fail"),
        Wanted(rule=RULES[3], status="not_applicable"),
        Wanted(rule=RULES[3], status="fail"),
    ),
    "finding": (Wanted(finding="leaks/identifier_not_sent"), Wanted(finding="leaks"), Wanted(finding="none")),
    "a day, outcome": (
        Wanted(since="2026-09-20", until="2026-09-21", outcome="blocked"),
        Wanted(since="2026-09-20", until="2026-09-21", outcome="abandoned"),
        Wanted(since="2026-09-20", until="2026-09-21", outcome="lost"),
    ),
    "application, model": (
        Wanted(application="app-3", model="model-3"),
        Wanted(application="oldest", model="oldest"),
        Wanted(application="app-3", model="oldest"),
    ),
    "application, outcome": (
        Wanted(application="app-3", outcome="blocked"),
        Wanted(application="oldest", outcome="answered"),
        Wanted(application="app-3", outcome="abandoned"),
    ),
    "application, actor": (
        Wanted(application="app-3", actor=f"p-{77:032x}"),
        Wanted(application="oldest", actor="oldest"),
        Wanted(application="app-3", actor="none"),
    ),
    "rule, status, outcome": (
        Wanted(rule=RULES[-1], status="fail", outcome="blocked"),
        Wanted(rule=RULES[3], outcome="abandoned"),
        Wanted(rule=RULES[3], outcome="lost"),
    ),
    "rule, finding": (
        Wanted(rule=RULES[3], finding="leaks/identifier_not_sent"),
        Wanted(rule=RULES[-1], status="fail", finding="leaks/identifier_not_sent"),
        Wanted(rule=RULES[3], finding="none"),
    ),
}


def large(places: Sequence[Place], size: Size) -> None:
    """Proofs and lists in a large ledger, made once."""
    sqlite = places[-1]
    origin = sqlite.new()
    written = Filler(origin, size.listed, sets=size.sets, cut=True).fill()
    print(
        f"\n{size.listed:,} records with documents cut to 300 bytes, {size.sets:,} sets of rulings ({written:,.0f} written a second, SQLite)"
    )
    for place in places:
        url = origin
        if place is not sqlite:
            url = place.new()
            copied(origin, url)
        engine = impatient(url)
        try:
            positions = [1 + number * 2_654_435_761 % size.listed for number in range(40)]
            times = [seconds(partial(prove, engine, at)) * 1000 for at in positions]
            print(
                f"{place.name:<11} an inclusion proof {statistics.median(times):6.2f} ms, the slowest of {len(times)} {max(times):6.2f} ms (goal 20 ms)"
            )
            told(place.name, engine, size.listed)
        finally:
            engine.dispose()
    if size.whole:
        url = sqlite.new()
        Filler(url, size.whole, sets=size.sets, cut=False).fill()
        print(f"\n{size.whole:,} records with whole documents")
        engine = impatient(url)
        told(sqlite.name, engine, size.whole)
        engine.dispose()
        _thrown_away(url)
    _thrown_away(origin)


def told(name: str, engine: Engine, total: int) -> None:
    """Every search, three words each, the newest page and one in the middle."""
    print(f"{name:<22}{'newest page':>36}{'page in the middle':>30}   milliseconds, a page of 20 (goal 1,000)")
    print(f"{'':<22}{'common':>12}{'oldest':>12}{'none':>12}{'common':>10}{'oldest':>10}{'none':>10}")
    for search, wanted in SEARCHES.items():
        cells = [
            f"{_listing(engine, one, before):>{width}}"
            for before, width in ((None, 12), (total // 2, 10))
            for one in wanted
        ]
        print(f"{search:<22}{''.join(cells)}")


def _listing(engine: Engine, wanted: Wanted, before: int | None) -> str:
    times: list[float] = []
    while len(times) < 3 and sum(times) < 2:  # noqa: PLR2004
        _Limit.until = time.perf_counter() + LONGEST
        try:
            times.append(seconds(lambda: list_records(engine, wanted, before=before)))
        except AuditError:
            return f">{LONGEST * 1000:,}"
    return f"{statistics.median(times) * 1000:,.1f}"


class _Limit:
    """When a search is given up."""

    until = float("inf")


def impatient(url: str) -> Engine:
    """An engine whose searches are given up in the end."""
    if url.startswith("sqlite"):
        engine = create_engine(url)

        @event.listens_for(engine, "connect")
        def limited(connection: sqlite3.Connection, _record: Any) -> None:
            connection.set_progress_handler(lambda: time.perf_counter() > _Limit.until, 10_000)

        return engine
    return create_engine(url, connect_args={"options": f"-c statement_timeout={LONGEST * 1000}"})


PARTS: dict[str, Callable[[Sequence[Place], Size], None]] = {
    "appends": appends,
    "latency": latency,
    "sidecars": sidecars,
    "verify": verifying,
    "large": large,
}

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--verify", url]:
            one_verify(url)
        case ["--one-sidecar", url, duration, key]:
            one_sidecar(url, duration, key)
        case _:
            main()
