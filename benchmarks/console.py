"""How long the console's pages and one month's reports take over many exchanges, in a PostgreSQL of our own.

    python benchmarks/console.py                                # 200,000 exchanges of 90 days; some gigabytes of disk
    python benchmarks/console.py --exchanges 1000000            # as many as the goals speak of: 300 ms a page, 20 s a month's PDF
    python benchmarks/console.py board eu-art50 phi-exposure    # also these reports, and no others

Exchanges are those of the demo: decided by the rules of the profile hospital, 12 KB of canonical JSON each. They go through the ledger's own commit,
1,000 at once, so chain, tree, signature and the rows beside them are as ever. A page is asked for eight times by an officer who is signed in; the first
is told by itself, for the overview counts the days that are over once. Opening an exchange appends a record, as it always does.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/audit"))

import httpx2
import uvicorn
from servers import Server
from sqlalchemy import create_engine, text

from medguard.audit import SqlLedger, Wanted, list_records, migrate, open_ledger
from medguard.audit.accounts import Accounts, add_account
from medguard.audit.log_key import read_signer
from medguard.audit.registry import Source, SqlRegistry
from medguard.console import demo
from medguard.console.app import console
from medguard.console.asked import House
from medguard.console.opening import open_house
from medguard.console.secrets import hash_password, new_totp
from medguard.guard import prepare
from medguard.keys import Key
from medguard.profile import read_profile

DAYS, VARIANTS, TIMES = 90, 400, 8
KEY = Key(bytes(range(32)))


def filled(url: str, total: int) -> None:
    """Write the exchanges, the registry and one account."""
    until = datetime.now(UTC)
    now = [until - timedelta(days=DAYS)]
    step = timedelta(days=DAYS) / total
    settings = read_profile("hospital")
    rules = prepare(settings).rules
    drawn = random.Random(8)  # noqa: S311  traffic, and no secret
    with SqlLedger(url, signer=read_signer(), clock=lambda: now[0]) as ledger:
        migrate.prepare(ledger.engine)
        people = [ledger.pseudonym(f"demo-{at}") for at in range(40)]
        likes = []
        for _ in range(VARIANTS):
            exchange = demo._exchange(drawn, now[0], people)  # noqa: SLF001  the traffic of the demo
            prepared = ledger._prepared(demo._decided(exchange, settings, rules), None)  # noqa: SLF001
            likes.append((exchange.id.encode(), prepared))
        for first in range(0, total, 1000):
            batch = []
            for number in range(first, min(first + 1000, total)):
                old, like = likes[drawn.randrange(VARIANTS)]
                new = f"{number:08x}{drawn.getrandbits(96):024x}"
                document = like.document.replace(old, new.encode())
                batch.append(replace(like, document=document, columns=like.columns | {"exchange_id": new}))
            now[0] = until - timedelta(days=DAYS) + step * first
            ledger._keep(batch)  # noqa: SLF001
        now[0] = until
        demo._vouched(ledger, settings, until.date())  # noqa: SLF001
    rules.close()
    with SqlRegistry(url) as registry:
        registry.add(demo._registered(until.date()), Source(name="demo", sha256="0" * 64))  # noqa: SLF001
    with open_ledger(url) as ledger:
        sealed = Accounts(ledger, KEY).seals.seal("officer-1", new_totp())
        secret = hash_password("correct horse battery")
        add_account(ledger, "officer-1", role="officer", secret=secret, totp=sealed, by="bench")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
    engine.dispose()


@contextmanager
def opened(url: str) -> Iterator[tuple[House, httpx2.Client]]:
    """The console on a real port, and an officer who is signed in."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        origin = f"http://127.0.0.1:{door.getsockname()[1]}"
        with open_house("hospital", url, origin=origin, key=KEY) as house:
            server = uvicorn.Server(uvicorn.Config(console(house), log_config=None, access_log=False))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
            thread.start()
            try:
                officer = house.accounts.find("officer-1")
                assert officer is not None
                token = house.accounts.begin(officer, by="password")
                assert token is not None
                with httpx2.Client(base_url=origin, timeout=300, cookies={"medguard": token}) as client:
                    yield house, client
            finally:
                server.should_exit = True
                thread.join(30)


def processor(server: Server) -> float:
    """Seconds of a processor that console and database have used so far: on a machine that others use, too, it tells more than a clock."""
    postmaster = (server.data / "postmaster.pid").read_text().split()[0]
    ticks = 0
    for process in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
        ticks += sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def pages(server: Server, url: str) -> None:
    """Each page of an officer's."""
    with opened(url) as (house, client):
        engine = house.ledger.engine
        one = list_records(engine, Wanted(outcome="blocked"), limit=1)[0]
        middle = list_records(engine, Wanted(), limit=1, before=one.position // 2)[0].recorded_at[:10]
        asked = {
            "overview": "/",
            "overview, 90 days": f"/?from={(date.today() - timedelta(days=DAYS)).isoformat()}",  # noqa: DTZ011
            "overview, an application": "/?application=ward-assistant",
            "overview, a model": "/?model=gpt-6-mini",
            "exchanges": "/exchanges",
            "exchanges, blocked": "/exchanges?outcome=blocked",
            "exchanges, a rule": "/exchanges?rule=phi/no_leak_in_reply",
            "exchanges, a finding": "/exchanges?finding=citations/fabricated",
            "exchanges, an old day": f"/exchanges?until={middle}&application=discharge-letters",
            "exchanges, none like it": "/exchanges?model=no-such-model",
            "exchanges, deep": f"/exchanges?before={one.position // 2}",
            "find by a beginning": f"/exchanges?id={one.exchange_id[:10]}",
            "one exchange": f"/exchanges/{one.exchange_id}",
            "rules": "/rules",
            "what if, 50": "/what-if?profile=internet-hospital",
            "registry": "/registry",
            "incidents": "/incidents",
            "log integrity": "/integrity",
            "account": "/account",
        }
        for name, path in asked.items():
            took, used = [], [processor(server)]
            for _ in range(TIMES):
                began = time.perf_counter()
                answer = client.get(path)
                took.append(time.perf_counter() - began)
                used.append(processor(server))
                assert answer.status_code in {200, 303}, (path, answer.status_code)
            first, others = used[1] - used[0], (used[-1] - used[1]) / (TIMES - 1)
            told = (
                f"first {took[0] * 1000:6.0f} ms   of a processor {others * 1000:6.0f} ms, first {first * 1000:6.0f} ms"
            )
            print(f"{name:<26} {statistics.median(took) * 1000:6.0f} ms   {told}", flush=True)


def reports(url: str, names: list[str]) -> None:
    """One month's PDF, as the command makes it."""
    until = datetime.now(UTC).date().replace(day=1)
    since = (until - timedelta(days=1)).replace(day=1)
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            span = ["--from", since.isoformat(), "--to", until.isoformat(), "--lang", "zh", "--profile", "hospital"]
            command = [sys.executable, "-m", "medguard", "report", name, *span, "--database", url]
            began = time.perf_counter()
            subprocess.run([*command, "--out", f"{folder}/{name}.pdf"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            print(f"PDF {name:<22} {time.perf_counter() - began:6.1f} s    {since} to {until}", flush=True)


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", default=["board", "eu-art50", "phi-exposure", "g10"])
    parser.add_argument("--exchanges", type=int, default=200_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        server = Server()
        try:
            url = server.database()
            began = time.perf_counter()
            filled(url, asked.exchanges)
            print(f"{asked.exchanges:,} exchanges written in {time.perf_counter() - began:.0f} s", flush=True)
            pages(server, url)
            reports(url, asked.reports)
        finally:
            server.close()


if __name__ == "__main__":
    main()
