"""Let an hour go wrong in every way, and see whether the log is whole and callers saw nothing but documented errors.

    python benchmarks/soak.py                  # an hour; needs PostgreSQL's programs in /usr/lib/postgresql
    python benchmarks/soak.py --minutes 5      # the same, more often

Two workers of ``medguard serve`` keep their records in a PostgreSQL. OpenAI's and Anthropic's SDKs and plain HTTP ask them, whole and streamed, with
names in English and Chinese; some callers hang up, some send nonsense. Meanwhile the model's server misbehaves (``beside/faulty_upstream.py``), the
profile is read again every minute and changes between both ways of streaming, the key is rotated, the database is stopped, or killed with -9,
and comes back, workers are killed, and the sidecar is restarted. At the end:

1. every reply that a caller got has one record, whose outcome let it out;
2. every other answer is one of ``medguard.openapi.REFUSALS``; a connection breaks only where a worker was killed or the sidecar restarted;
3. no name was seen by the model's server, in the sidecar's log, or in the database's files;
4. ``medguard audit verify`` with the public key finds nothing.

Exit code 0 if all of it holds.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import anthropic
import httpx2
import openai
from sidecar import free_port, started, stopped
from sqlalchemy import create_engine, text

from medguard.bundled import bundled
from medguard.openapi import REFUSALS

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests/audit"))

from servers import BIN, Server  # noqa: E402

CODES = frozenset(code.strip() for codes, *_ in REFUSALS.values() for code in codes.split(","))
NAMES = ("Ottoline Prewett-Vance", "Ferdinand Quillfeather", "欧阳靖雯", "慕容德海", "48213907-QV")
LET_OUT = frozenset({"answered", "amended"})
CALLERS = 6
PAUSE = 1.0
MODEL = "m"
AROUND_A_BREAK = 15.0
"""Seconds around the end of a process in which connections may break."""


@dataclass
class Heard:
    """What callers got."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    said: collections.Counter[str] = field(default_factory=collections.Counter)
    replies: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    broken: list[tuple[float, str]] = field(default_factory=list)

    def note(self, what: str, *, reply: str = "", refused: str = "", wrong: str = "", broken: str = "") -> None:
        """Count one answer."""
        with self.lock:
            self.said[what] += 1
            if reply:
                self.replies.append(reply)
            if refused:
                self.refused.append(refused)
            if wrong:
                self.wrong.append(f"{time.strftime('%H:%M:%S')} {wrong}")
            if broken:
                self.broken.append((time.time(), broken))


class House:
    """The sidecar, its database, and what happens to them."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.folder, self.stack = folder, stack
        self.database = Server()
        stack.callback(self.database.close)
        self.url = self.database.database()
        self.environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "MEDGUARD_DATABASE": self.url}
        self.port, self.upstream = free_port(), free_port()
        (folder / "names").write_text("\n".join(NAMES), "utf-8")
        (folder / "share").write_text("8", "utf-8")
        self.wayward = started(
            stack,
            [sys.executable, str(HERE / "beside/faulty_upstream.py"), str(self.upstream), str(folder)],
            self.upstream,
            folder,
        )
        self.profile = folder / "soak.yaml"
        self.write_profile("hold")
        self.did: collections.Counter[str] = collections.Counter()
        self.breaks: list[tuple[float, float]] = []
        """From when to when a process was on its way out, or the next on its way in."""
        added = self.medguard("keys", "add", "--application", "soak", "--by", "it-1", "--json")
        self.key, self.secret = self._key_in(added)
        self.process = self._serve()

    def write_profile(self, streaming: str) -> None:
        """The hospital's, with keys, short patience, and this way of streaming."""
        words = (bundled("policies") / "hospital.yaml").read_text("utf-8")
        for old, new in (
            ("name: hospital\n", f"name: soak\nstreaming: {streaming}\ncallers: {{known_by: keys}}\n"),
            ("read_seconds: 120", "read_seconds: 4"),
            ("total_seconds: 600", "total_seconds: 30"),
        ):
            assert words.count(old) == 1, old
            words = words.replace(old, new)
        self.profile.write_text(words, "utf-8")

    def _serve(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "medguard", "serve", "--profile", str(self.profile), "--workers", "2"]
        command += ["--listen", f"127.0.0.1:{self.port}", "--upstream", f"http://127.0.0.1:{self.upstream}/v1"]
        command += ["--log", "json", "--grace", "5"]
        log = self.folder / f"{self.port}.log"
        if log.exists():
            log.rename(self.folder / f"sidecar-{time.time():.0f}.log")
        return started(self.stack, command, self.port, self.folder, only=self.environment)

    def medguard(self, *words: str) -> str:
        """Run a command to its end."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "medguard", *words],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            raise SystemExit(f"medguard {' '.join(words[:2])}: {done.stderr[-2000:]}")
        return done.stdout

    @staticmethod
    def _key_in(said: str) -> tuple[str, str]:
        told = json.loads(said)
        return told["id"], told["secret"]

    # ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────

    def reload(self) -> None:
        """SIGHUP, with the other way of streaming."""
        self.write_profile("sentence" if self.did["reload"] % 2 == 0 else "hold")
        self.process.send_signal(signal.SIGHUP)

    def rotate(self) -> None:
        """A new secret; the one before goes on until the next."""
        self.secret = self._key_in(
            self.medguard("keys", "rotate", self.key, "--by", "it-1", "--overlap", "1h", "--json")
        )[1]

    def database_away(self) -> None:
        """Stopped, or killed, for some seconds."""
        (self.database.kill if self.did["database_away"] % 2 else self.database.stop)()
        time.sleep(6)
        self.database.start()

    def bad_minute(self) -> None:
        """Most answers of the model's server are faults for a while."""
        (self.folder / "share").write_text("70", "utf-8")
        time.sleep(20)
        (self.folder / "share").write_text("8", "utf-8")

    def kill_worker(self) -> None:
        """``kill -9`` for one of the two."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        workers = [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
        if workers:
            self.breaks.append((time.time(), time.time()))
            os.kill(int(random.choice(workers)), signal.SIGKILL)  # noqa: S311

    def restart(self) -> None:
        """SIGTERM, and a new one."""
        began = time.time()
        stopped(self.process)
        self.process = self._serve()
        self.breaks.append((began, time.time()))


# ── callers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def questions() -> Iterator[str]:
    """Of somebody else each time; what they are called is looked for everywhere at the end."""
    for number in itertools.count():
        who = NAMES[number % 4]
        if who.isascii():
            yield f"Patient: {who}\nMRN: {NAMES[4]}\nSeen on the ward; write a short letter to the practice. No. {number}."
        else:
            yield f"患者：{who}，住院号：{NAMES[4]}。今日查房，请写一段简短的交班记录。第{number}次。"


def ask_openai(house: House, question: str, *, stream: bool) -> str:
    """Ask as an application does; gives the exchange's id. Raises what the SDK raises."""
    client = openai.OpenAI(
        base_url=f"http://127.0.0.1:{house.port}/v1", api_key=house.secret, max_retries=0, timeout=60
    )
    with client:
        messages = [{"role": "user", "content": question}]
        raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=messages, stream=stream)
        said = raw.parse()
        words = (
            "".join(c.choices[0].delta.content or "" for c in said if c.choices)
            if stream
            else said.choices[0].message.content
        )
        if not words:
            raise ValueError("an empty reply")
        return raw.headers["x-medguard-exchange"]


def ask_anthropic(house: House, question: str, *, stream: bool) -> str:
    """The same with the other."""
    client = anthropic.Anthropic(
        base_url=f"http://127.0.0.1:{house.port}", api_key=house.secret, max_retries=0, timeout=60
    )
    with client:
        asked = {"model": MODEL, "max_tokens": 99, "messages": [{"role": "user", "content": question}]}
        if not stream:
            raw = client.messages.with_raw_response.create(**asked)
            if not raw.parse().content:
                raise ValueError("an empty reply")
            return raw.headers["x-medguard-exchange"]
        with client.messages.stream(**asked) as said:
            if not said.get_final_text():
                raise ValueError("an empty reply")
            return said.response.headers["x-medguard-exchange"]


def hang_up(house: House, question: str, *, stream: bool) -> str:
    """Ask, and leave before the answer is there. Gives nothing."""
    content = {"model": MODEL, "stream": stream, "messages": [{"role": "user", "content": question}]}
    with suppress(httpx2.TimeoutException):
        httpx2.post(
            f"http://127.0.0.1:{house.port}/v1/chat/completions",
            json=content,
            headers={"Authorization": f"Bearer {house.secret}"},
            timeout=0.05,
            trust_env=False,
        )
    return ""


def nonsense(house: House, question: str, *, stream: bool) -> str:
    """What is no call, or no call of a known caller: refused. Raises a status error of OpenAI's."""
    client = openai.OpenAI(
        base_url=f"http://127.0.0.1:{house.port}/v1",
        api_key="mg-nobody" if stream else house.secret,
        max_retries=0,
        timeout=60,
    )
    with client:
        client.post("/chat/completions", cast_to=object, body={"model": MODEL, "messages": question})
    raise AssertionError("nonsense was answered")


WAYS: tuple[Callable[..., str], ...] = (ask_openai, ask_anthropic, ask_openai, ask_anthropic, hang_up, nonsense)


def call_on(house: House, heard: Heard, which: int, until: float) -> None:
    """Ask, and ask again, and note what comes."""
    for number, question in enumerate(questions()):
        if time.time() > until:
            return
        way, stream = WAYS[which % len(WAYS)], bool(number % 2)
        what = f"{way.__name__}{' streamed' if stream else ''}"
        try:
            if reply := way(house, question, stream=stream):
                heard.note(f"{what}: reply", reply=reply)
            else:
                heard.note(what)
        except (openai.APIStatusError, anthropic.APIStatusError) as error:
            code = _code(error.body)
            known = code in CODES and (error.status_code in {200, *REFUSALS} or code == "upstream_failed")
            heard.note(
                f"{error.status_code} {code}",
                refused=error.response.headers.get("x-medguard-exchange", "") if code != "record_not_kept" else "",
                wrong="" if known else f"{what}: {error.status_code} {code}",
            )
        except (openai.APIConnectionError, anthropic.APIConnectionError, httpx2.HTTPError) as error:
            heard.note("connection broke", broken=f"{what}: {type(error).__name__} {error.__cause__!r:.120}")
        except (openai.APIError, anthropic.APIError) as error:
            code = _code(error.body)
            heard.note(f"stream stopped: {code}", wrong="" if code in CODES else f"{what}: stream stopped: {code}")
        except Exception as error:  # noqa: BLE001 - what is not documented is what is looked for
            broken = "peer closed" in str(error) or "incomplete" in str(error)
            told = f"{what}: {type(error).__name__}: {str(error)[:160]}"
            heard.note(
                "connection broke" if broken else "undocumented", **({"broken": told} if broken else {"wrong": told})
            )
        time.sleep(PAUSE)


def _code(body: object) -> str:
    """Ours, which stands in every provider's shape at its own place."""
    inside = body.get("error", body) if isinstance(body, dict) else {}
    ours = inside.get("medguard", {}) if isinstance(inside, dict) else {}
    return str(ours.get("code") or inside)[:100]


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def faults_found(house: House, heard: Heard) -> list[str]:
    """Everything that should not be."""
    faults = list(heard.wrong)
    for when, what in heard.broken:
        if not any(began - AROUND_A_BREAK < when < ended + AROUND_A_BREAK for began, ended in house.breaks):
            faults.append(f"a connection broke by itself: {time.strftime('%H:%M:%S', time.localtime(when))} {what}")
    engine = create_engine(house.url)
    with engine.connect() as connection:
        rows = connection.execute(text("select exchange_id, outcome from records where kind = 'exchange'")).all()
    engine.dispose()
    outcomes = collections.defaultdict(list)
    for exchange, outcome in rows:
        outcomes[exchange].append(outcome)
    faults += [
        f"a reply without a record that let it out: {reply} {outcomes[reply]}"
        for reply in heard.replies
        if len(outcomes[reply]) != 1 or outcomes[reply][0] not in LET_OUT
    ]
    faults += [f"a refusal without a record: {one}" for one in heard.refused if len(outcomes[one]) != 1]
    if len(set(heard.replies)) != len(heard.replies):
        faults.append("two replies have one id")
    faults += [
        f"the model's server saw {name}"
        for name in set((house.folder / "leaks").read_text("utf-8").split("\n"))
        if name
    ]
    written = [*house.folder.glob("*.log"), *(path for path in house.database.folder.rglob("*") if path.is_file())]
    for path in written:
        content = path.read_bytes()
        faults += [f"{name} stands in {path.name}" for name in NAMES if name.encode() in content]
    key = house.folder / "log.pub"
    key.write_text(house.medguard("audit", "key"), "utf-8")
    verified = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "medguard", "audit", "verify", "--key", str(key), "--json"],
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print("audit verify:", " ".join(verified.stdout.split())[:600])
    if verified.returncode:
        faults.append(f"audit verify: exit code {verified.returncode}")
    print(f"records: {len(rows)} exchanges, {sum(map(len, outcomes.values())) - len(outcomes)} twice")
    return faults


def main() -> int:
    """Run it."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--minutes", type=float, default=60)
    minutes = ap.parse_args().minutes
    if BIN is None:
        print("PostgreSQL's programs are not in /usr/lib/postgresql; install Debian's postgresql-15.")
        return 2
    often = min(1.0, minutes / 15)
    heard = Heard()
    with tempfile.TemporaryDirectory(prefix="medguard-soak-") as name, ExitStack() as stack:
        house = House(stack, Path(name))
        until = time.time() + minutes * 60
        callers = [
            threading.Thread(target=call_on, args=(house, heard, which, until), daemon=True) for which in range(CALLERS)
        ]
        for caller in callers:
            caller.start()
        events = [
            ("reload", 60),
            ("rotate", 90),
            ("database_away", 150),
            ("bad_minute", 240),
            ("kill_worker", 400),
            ("restart", 800),
        ]
        due = {what: time.time() + every * often for what, every in events}
        while time.time() < until:
            for what, every in events:
                if time.time() >= due[what]:
                    getattr(house, what)()
                    house.did[what] += 1
                    due[what] = time.time() + every * often
                    print(
                        f"{time.strftime('%H:%M:%S')} {what}; {sum(heard.said.values())} answers, {len(heard.wrong)} undocumented",
                        flush=True,
                    )
            time.sleep(0.5)
        for caller in callers:
            caller.join(120)
        stopped(house.process)
        stopped(house.wayward)
        faults = faults_found(house, heard)
        print("the model's server did wrong:", (house.folder / "faults").read_text("utf-8"))
    print("what happened:", dict(house.did))
    for what, count in heard.said.most_common():
        print(f"{count:7} {what}")
    print("\n".join(faults[:50]) or "Everything holds.")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
