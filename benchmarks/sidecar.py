"""What the sidecar costs, beside a bare pass-through and beside LiteLLM's proxy with its Presidio guardrail, in the same run.

    make bench                                            # --quick; the peer is installed once, about a minute
    python benchmarks/sidecar.py                          # all parts, each under three minutes
    python benchmarks/sidecar.py latency streams --quick  # only these, shorter
    python benchmarks/sidecar.py --without-peer           # nothing is installed

Everybody has the same scripted upstream, the same prompts of 400 characters (clinical, English and Chinese, each with another person) and
the same caller, and they take turns: timings are noisy, the ratio is what to read.

    direct        the upstream itself
    pass-through  bare Starlette with httpx2 (beside/pass_through.py)
    medguard      medguard serve, the profile hospital with all its checks, records in SQLite
    no detection  the same with three patterns for a detector (beside/without_detection.py), which no profile can ask for
    litellm       LiteLLM's proxy, its Presidio guardrail switched on for every call and restoring, and Presidio's analyzer and
                  anonymizer behind their HTTP interface: three processes, stock settings. It keeps no record on the disk.

Latency is of one worker each; throughput and streams of one worker a core, for medguard, for LiteLLM's proxy and for its analyzer.

LiteLLM is installed into an environment of its own below ~/.cache, from peer/requirements.txt, every package pinned by hash. Two of its
releases carried malicious code (1.82.7, 1.82.8); the one before them is pinned, and it never enters medguard's environment.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

HERE = Path(__file__).parent
DIRECT, PASS, OURS, UNDETECTED, PEER = "direct", "pass-through", "medguard", "no detection", "litellm"
LENGTH = 400
CORES = sorted(os.sched_getaffinity(0))
SERVERS = CORES[:2]
"""Where those who are measured run. The caller and the upstream run on the other cores, if there are any."""
MANNERS = tuple(itertools.product(("en", "zh"), (False, True)))
"""Language of the prompt, and whether the reply is streamed."""
CALLERS = CORES[2:] or CORES


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    asked: int
    """Questions for each way, language and manner."""
    seconds: float
    """Of one turn of throughput."""
    rounds: int
    streams: int
    starts: int
    """Of a Python."""


QUICK = Size(40, 4.0, 1, 500, 7)
FULL = Size(150, 8.0, 3, 500, 21)


def main() -> None:
    """Measure in turn, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], help=f"of {', '.join(PARTS)}; all, unless some are named"
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--without-peer", action="store_true", help="only ours: nothing is installed")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    os.sched_setaffinity(0, CALLERS)
    print(f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    peer = None
    if not given.without_peer and set(given.parts or PARTS) - {"imports"}:
        peer = installed_peer()
    for part in given.parts or PARTS:
        began = time.perf_counter()
        print(f"\n── {part}")
        PARTS[part](size, peer)
        print(f"({time.perf_counter() - began:.0f} seconds)")


def _processor() -> str:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return "unknown processor"


# ── prompts ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_ENGLISH = (
    "Discharge letter for {first} {last}, MRN {number}, born 3 May 19{two}. Admitted on 12 March 2026 with chest pain radiating to the left "
    "arm; troponin was raised and the ECG showed ST depression in V4 to V6. Known hypertension and type 2 diabetes. Call the next of kin, "
    "{kin} {last}, at 617-555-01{two}, or write to {first}.{last}@example.org. The referring physician is Dr. {doctor}. Please summarise the stay "
    "for the family practice in plain words and list what is still open."
)
_CHINESE = (
    "请为患者{last}{first}（病历号{number}，19{two}年5月3日出生，手机138001380{two}）撰写出院小结。患者因反复胸痛三天于2026年3月12日由急诊收入"
    "我院心内科，入院时肌钙蛋白升高，心电图示胸前导联压低，既往有高血压和二型糖尿病病史，长期在社区门诊随诊，否认药物过敏。住院期间完善冠状动脉造影，"
    "结果示前降支中段狭窄，经多学科讨论后行介入治疗，术后恢复顺利，生命体征平稳，未再诉胸痛。联系人为其家属{last}{kin}，主治医师{doctor}。请用通俗的语言概括"
    "住院经过、主要检查结果和出院时的一般情况，并列出仍待完成的检查与随访安排，供社区医生和家属阅读。文字力求简明，避免使用缩写，不要遗漏出院后需要"
    "注意的事项，也不要加入病历中没有的内容。如有不确定之处，请直接注明，由主治医师补充后再交给家属，最后请附上随访门诊的时间与地点，以及发生胸痛时应当采取的步骤。另请单列一段，说明饮食、运动和戒烟方面的建议，并写明复查血脂与肝功能的时间。"
)
_FIRST = "Hannah Oliver Martha Edward Judith Samuel Eleanor Walter Nora Victor Clara Arthur".split()
_LAST = "Whitfield Kowalski Abernathy Castellano Lindqvist Okafor Pemberton Rasmussen Thornton Vasquez Yamada".split()
_LAST_ZH = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐".split()
_FIRST_ZH = "建国 秀英 志强 丽华 海燕 文博 晓明 玉兰 国庆 春梅 立新 思远".split()


def prompts(language: str, *, begin: int = 1) -> Iterator[str]:
    """Clinical prompts of 400 characters without end, each of another person: nobody can have the answer ready. ``begin``: with which."""
    first, last = (_FIRST, _LAST) if language == "en" else (_FIRST_ZH, _LAST_ZH)
    for number in itertools.count(begin):
        filled = (_ENGLISH if language == "en" else _CHINESE).format(
            first=first[number % len(first)],
            last=last[number % len(last)],
            kin=first[(number * 5 + 1) % len(first)],
            doctor=(last[(number * 7 + 3) % len(last)] if language == "en" else f"{last[number * 7 % len(last)]}志远"),
            number=4_000_000 + number * 7919 % 1_000_000,
            two=40 + number % 50,
        )
        assert len(filled) >= LENGTH, len(filled)
        yield filled[:LENGTH]


def question(prompt: str, *, stream: bool, model: str = "fast") -> bytes:
    """The whole HTTP request, but for its host."""
    asked = {"model": model, "stream": stream, "messages": [{"role": "user", "content": prompt}]}
    content = json.dumps(asked, ensure_ascii=False).encode()
    return (
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer none\r\nContent-Length: %d\r\n\r\n%b" % (len(content), content)
    )


# ── a caller ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Wrong(Exception):
    """An answer that is none."""


class Took(NamedTuple):
    """Seconds."""

    first: float
    """Until the first word of the reply was there: for a streamed reply its first piece."""
    whole: float


class Caller:
    """One kept-alive connection. Plain sockets, so that asking costs little beside what is measured."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def ask(self, request: bytes) -> Took:
        """Ask, and read the answer to its end. Raises Wrong."""
        began = time.perf_counter()
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if b"transfer-encoding: chunked" in head:
            content = await self._reader.readuntil(b"\r\n")
            first = time.perf_counter()
            while not content.endswith(b"\r\n0\r\n\r\n"):
                piece = await self._reader.read(65536)
                if not piece:
                    raise Wrong("the answer broke off")
                content = content[-16:] + piece if len(content) > LENGTH else content + piece
        else:
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            content = await self._reader.readexactly(length)
            first = time.perf_counter()
        ended = time.perf_counter()
        if not head.startswith(b"http/1.1 200 "):
            raise Wrong(head.split(b"\r\n")[0].decode("latin-1") + ": " + content.decode("utf-8", "replace")[:300])
        if b"text/event-stream" in head and b"[done]" not in content.lower():
            raise Wrong("the stream has no end")
        return Took(first - began, ended - began)


# ── who is measured ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Way:
    """Something to ask."""

    name: str
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextmanager
def ways(names: Sequence[str], peer: Path | None, *, workers: int = 1) -> Iterator[list[Way]]:
    """Start each of these, and stop them. ``workers``: processes of medguard; of the peer as many proxies and as many analyzers."""
    with tempfile.TemporaryDirectory(prefix="medguard-bench-") as folder, ExitStack() as stack:
        here = Path(folder)
        upstream = free_port()
        started(stack, [sys.executable, str(HERE / "beside/upstream.py"), str(upstream)], upstream, here, cores=CALLERS)
        found = []
        for name in names:
            port = free_port()
            match name:
                case "direct":
                    found.append(Way(name, upstream))
                case "pass-through":
                    command = [sys.executable, str(HERE / "beside/pass_through.py"), str(port), str(upstream)]
                    found.append(Way(name, port, [started(stack, command, port, here)]))
                case "medguard":
                    program = ["-m", "medguard"]
                    found.append(
                        _medguard(stack, program, name, port=port, upstream=upstream, folder=here, workers=workers)
                    )
                case "no detection":
                    found.append(
                        _medguard(
                            stack,
                            [str(HERE / "beside/without_detection.py")],
                            name,
                            port=port,
                            upstream=upstream,
                            folder=here,
                        )
                    )
                case "litellm" if peer:
                    found.append(_litellm(stack, peer, port=port, upstream=upstream, folder=here, workers=workers))
        yield found


def _medguard(
    stack: ExitStack, program: Sequence[str], name: str, *, port: int, upstream: int, folder: Path, workers: int = 1
) -> Way:
    options = {
        "--profile": "hospital",
        "--listen": f"127.0.0.1:{port}",
        "--upstream": f"http://127.0.0.1:{upstream}/v1",
        "--database": f"sqlite:///{folder / f'{port}.db'}",
        "--log": "json",
        "--log-level": "error",
        **({"--workers": str(workers)} if workers > 1 else {}),
    }
    command = [sys.executable, *program, "serve", *itertools.chain(*options.items())]
    state = {"XDG_STATE_HOME": str(folder / "state")}  # its keys are of this run alone
    return Way(name, port, [started(stack, command, port, folder, more=state)])


def _litellm(stack: ExitStack, peer: Path, *, port: int, upstream: int, folder: Path, workers: int) -> Way:
    analyzer, anonymizer = free_port(), free_port()
    gunicorn = [str(peer / "bin/gunicorn"), "--workers", str(workers), "--chdir", str(HERE / "peer")]
    config = {
        "model_list": [
            {
                "model_name": model,
                "litellm_params": {
                    "model": f"openai/{model}",
                    "api_base": f"http://127.0.0.1:{upstream}/v1",
                    "api_key": "none",
                },
            }
            for model in ("fast", "paced")
        ],
        "guardrails": [
            {
                "guardrail_name": "presidio",
                "litellm_params": {
                    "guardrail": "presidio",
                    "mode": "pre_call",
                    "default_on": True,
                    "output_parse_pii": True,
                    "presidio_language": "en",
                    "presidio_analyzer_api_base": f"http://127.0.0.1:{analyzer}",
                    "presidio_anonymizer_api_base": f"http://127.0.0.1:{anonymizer}",
                },
            }
        ],
    }
    file = folder / "litellm.yaml"
    file.write_text(json.dumps(config))  # JSON is YAML
    litellm = [
        *(str(peer / "bin/litellm"), "--config", str(file), "--host", "127.0.0.1", "--port", str(port)),
        *("--num_workers", str(workers), "--telemetry", "False"),
        # Of several workers uvicorn kills those that have not loaded LiteLLM within five seconds; gunicorn waits.
        *(["--run_gunicorn"] if workers > 1 else []),
    ]
    # Not from our environment: no credentials of anybody's, and no network but this machine's.
    own = {
        "PATH": f"{peer / 'bin'}:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_LOG": "ERROR",
        "NO_PROXY": "127.0.0.1",
    }
    processes = [
        started(stack, [*gunicorn, "--bind", f"127.0.0.1:{analyzer}", "analyzer:app"], analyzer, folder, only=own),
        started(
            stack, [*gunicorn, "--bind", f"127.0.0.1:{anonymizer}", "anonymizer:app"], anonymizer, folder, only=own
        ),
        started(stack, litellm, port, folder, only=own),
    ]
    return Way(PEER, port, processes)


def installed_peer() -> Path:
    """The peer's own environment, made if it is not there: from the pinned file, by hash, wheels only."""
    pinned = HERE / "peer/requirements.txt"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "medguard-bench" / hashlib.sha256(pinned.read_bytes()).hexdigest()[:16]
    done = folder / "installed"
    if not done.exists():
        print(f"installing LiteLLM and Presidio into {folder} (about a minute) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)  # noqa: S603
        pip = [str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        wheels = ["--no-deps", "--only-binary", ":all:", "--requirement", str(pinned)]
        subprocess.run([*pip, *wheels], check=True)  # noqa: S603
        done.touch()
    return folder


def started(
    stack: ExitStack,
    command: Sequence[str],
    port: int,
    folder: Path,
    *,
    cores: Sequence[int] = SERVERS,
    more: Mapping[str, str] | None = None,
    only: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, wait until it lets somebody in, and stop it at the end."""
    log = folder / f"{port}.log"
    with log.open("wb") as lines:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdout=lines,
            stderr=lines,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=only or {**os.environ, **(more or {})},
        )
    stack.callback(stopped, process)
    os.sched_setaffinity(process.pid, cores)  # those it starts inherit it
    until = time.monotonic() + 120
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return process
        if process.poll() is not None or time.monotonic() > until:
            last = log.read_text("utf-8", "replace")[-2000:]
            raise SystemExit(f"This did not start:\n{' '.join(command)}\n{last}")
        time.sleep(0.1)


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Stop the server and those it has started."""
    for one in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, one)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def free_port() -> int:
    """A port of this machine that nobody uses just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def named(peer: Path | None, *names: str) -> list[str]:
    """These, and the peer if it is there."""
    return [*names, *([PEER] if peer else [])]


async def warmed(found: Sequence[Way], count: int = 8) -> None:
    """Ask each a few times, so that nobody's first question is measured. What it answers wrongly ends the run."""
    for way in found:
        async with Caller(way.port) as caller:
            for language, stream in MANNERS:
                for prompt in itertools.islice(prompts(language), count):
                    try:
                        await caller.ask(question(prompt, stream=stream))
                    except (Wrong, OSError, asyncio.IncompleteReadError) as trouble:
                        raise SystemExit(f"{way.name} does not answer: {trouble}") from None


# ── latency ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def latency(size: Size, peer: Path | None) -> None:
    """One caller, one question after the other, everybody in turn."""
    with ways(named(peer, DIRECT, PASS, UNDETECTED, OURS), peer) as found:
        asyncio.run(_latency(size, found))


async def _latency(size: Size, found: Sequence[Way]) -> None:
    await warmed(found)
    print(f"milliseconds added to the upstream's own, {LENGTH} characters, {size.asked} questions each, one at a time")
    print(f"{'':<32}{'p50':>9}{'p95':>9}{'p99':>9}")
    medians: dict[str, list[float]] = {way.name: [] for way in found}
    async with _callers(found) as callers:
        for language, stream in MANNERS:
            took: dict[str, list[float]] = {way.name: [] for way in found}
            # What was read of late is remembered: each manner has people of its own, and none who have warmed anybody.
            begin = 10_000 if stream else 1_000
            for prompt in itertools.islice(prompts(language, begin=begin), size.asked):
                asked = question(prompt, stream=stream)
                for name, caller in callers.items():
                    took[name].append((await caller.ask(asked)).whole * 1000)
            own = statistics.median(took.pop(DIRECT))
            for name, times in took.items():
                added = [one - own for one in times]
                medians[name].append(statistics.median(added))
                cells = "".join(f"{_percentile(added, share):9.2f}" for share in (0.5, 0.95, 0.99))
                print(f"{language}, {'streamed' if stream else 'whole':<10}{name:<18}{cells}")
    middle = {name: statistics.mean(each) for name, each in medians.items() if each}
    print(
        f"{UNDETECTED} beside {PASS}: {middle[UNDETECTED] - middle[PASS]:.2f} ms more at the median, over all (goal: at most 3)"
    )
    print(f"{OURS} beside {PASS}: {middle[OURS] - middle[PASS]:.2f} ms more at the median, over all")
    if PEER in middle:
        ratios = ", ".join(
            f"{theirs / ours:.1f} ({language}, {'streamed' if stream else 'whole'})"
            for (language, stream), ours, theirs in zip(MANNERS, medians[OURS], medians[PEER], strict=True)
        )
        print(f"{PEER} adds, times what {OURS} adds: {ratios} (goal: at least 5; stock Presidio reads no Chinese)")


class _callers:  # noqa: N801  used like a function
    """One caller for each way."""

    def __init__(self, found: Sequence[Way]) -> None:
        self._callers = {way.name: Caller(way.port) for way in found}

    async def __aenter__(self) -> dict[str, Caller]:
        for caller in self._callers.values():
            await caller.__aenter__()
        return self._callers

    async def __aexit__(self, *error: object) -> None:
        for caller in self._callers.values():
            await caller.__aexit__(*error)


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


# ── throughput ───────────────────────────────────────────────────────────────────────────────────────────────────────

AT_ONCE = 32
COMING_UP = 8.0
"""Seconds of load before anything is measured: of several workers the first may let callers in while the others still load."""


def throughput(size: Size, peer: Path | None) -> None:
    """Many callers who ask again as soon as they have their answer, whole replies, English."""
    with ways(named(peer, PASS, OURS), peer, workers=len(SERVERS)) as found:
        asyncio.run(_throughput(size, found))


async def _throughput(size: Size, found: Sequence[Way]) -> None:
    await warmed(found)
    rates: dict[str, list[float]] = {way.name: [] for way in found}
    wrong = dict.fromkeys(rates, 0)
    for way in found:
        await _saturated(way.port, COMING_UP)
    for _ in range(size.rounds):
        for way in found:
            answered, failed, seconds = await _saturated(way.port, size.seconds)
            rates[way.name].append(answered / seconds)
            wrong[way.name] += failed
    print(
        f"answers a second, {AT_ONCE} callers; {len(SERVERS)} workers each (pass-through: 1) on cores {SERVERS}, caller and upstream on {CALLERS}"
    )
    middle = {name: statistics.median(each) for name, each in rates.items()}
    for name, rate in middle.items():
        print(f"{name:<18}{rate:9.1f}   {wrong[name]} errors")
    if PEER in middle:
        print(f"{OURS} answers {middle[OURS] / middle[PEER]:.1f} times as many as {PEER} (goal: at least 5)")


async def _saturated(port: int, seconds: float) -> tuple[int, int, float]:
    """How many were answered and how many were not, and in what time."""
    source = prompts("en", begin=20_000)
    answered = failed = 0
    began = time.perf_counter()

    async def ask_on() -> None:
        nonlocal answered, failed
        while time.perf_counter() - began < seconds:
            try:
                async with Caller(port) as caller:
                    while time.perf_counter() - began < seconds:
                        await caller.ask(question(next(source), stream=False))
                        answered += 1
            except (Wrong, OSError, asyncio.IncompleteReadError):
                failed += 1

    await asyncio.gather(*(ask_on() for _ in range(AT_ONCE)))
    return answered, failed, time.perf_counter() - began


# ── streams ──────────────────────────────────────────────────────────────────────────────────────────────────────────

GIVEN_UP = 100
"""Seconds after which a stream counts as an error."""


def streams(size: Size, peer: Path | None) -> None:
    """Very many streams that begin at once, from an upstream that speaks for four seconds."""
    print(
        f"{size.streams} streams at once; the upstream speaks for four seconds; {len(SERVERS)} workers each (pass-through: 1)"
    )
    print(f"{'':<18}{'errors':>8}{'fastest':>9}{'median':>9}{'slowest':>9}{'slow/fast':>11}{'memory':>11}")
    for name in named(peer, PASS, OURS):  # one after the other: each has the machine to itself
        with ways([name], peer, workers=len(SERVERS)) as [way], _Memory(way.processes) as memory:
            took, troubles = asyncio.run(_streams(way, size.streams))
            fastest, slowest = (min(took), max(took)) if took else (float("nan"), float("nan"))
            median = statistics.median(took) if took else float("nan")
            print(
                f"{name:<18}{len(troubles):>8}{fastest:>7.1f} s{median:>7.1f} s{slowest:>7.1f} s{slowest / fastest:>11.1f}{memory.peak / 1e6:>8.0f} MB"
            )
            for trouble, count in sorted({each: troubles.count(each) for each in troubles}.items())[:3]:
                print(f"{'':<18}{count} times: {trouble}")
    print(
        "(goals for medguard: no error, at most 1,500 MB, nobody starves: the slowest waits for the work of all others)"
    )


async def _streams(way: Way, count: int) -> tuple[list[float], list[str]]:
    await warmed([way])
    await _saturated(way.port, COMING_UP)
    source = prompts("en", begin=20_000)
    took, troubles = list[float](), list[str]()

    async def one(prompt: str) -> None:
        try:
            async with asyncio.timeout(GIVEN_UP), Caller(way.port) as caller:
                took.append((await caller.ask(question(prompt, stream=True, model="paced"))).whole)
        except (Wrong, OSError, TimeoutError, asyncio.IncompleteReadError) as trouble:
            troubles.append(f"{type(trouble).__name__} {trouble}"[:120])

    await asyncio.gather(*(one(next(source)) for _ in range(count)))
    return took, troubles


class _Memory:
    """The most bytes that processes, and those they have started, had at once: their private part and their share of the rest."""

    def __init__(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        self._leaders = {process.pid for process in processes}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.25):
            self.peak = max(self.peak, sum(map(_resident, _with_children(self._leaders))))


def _with_children(leaders: set[int]) -> Iterator[Path]:
    """These processes and all that they have started (proc(5)), in whatever session."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    for process in parents:
        above = process
        while above and above not in leaders:
            above = parents.get(above, 0)
        if above:
            yield Path("/proc", str(process))


def _resident(process: Path) -> int:
    with suppress(OSError, StopIteration):
        lines = (process / "smaps_rollup").read_text().splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return 0


# ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def imports(size: Size, _peer: Path | None) -> None:
    """How long a Python that imports medguard, and the command line's help, take."""
    commands = {
        "python -c pass": ["-c", "pass"],
        "python -c 'import medguard'": ["-c", "import medguard"],
        "medguard --help": ["-m", "medguard", "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(size.starts + 1):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            times[name].append(time.perf_counter() - began)
    middle = {name: statistics.median(each[1:]) * 1000 for name, each in times.items()}  # the first reads the disk
    bare, imported, helped = middle.values()
    print(f"milliseconds, median of {size.starts}")
    for name, took in middle.items():
        print(f"{name:<30}{took:8.0f}   {took / bare:5.1f} times a bare Python")
    print(
        f"import medguard alone: {imported - bare:.0f} ms (goal: at most 100); --help: {helped:.0f} ms (goal: at most 300)"
    )


PARTS: dict[str, Callable[[Size, Path | None], None]] = {
    "latency": latency,
    "throughput": throughput,
    "streams": streams,
    "imports": imports,
}

if __name__ == "__main__":
    main()
