"""The demo: a scripted model, the sidecar in front of it, and two real notes; and whether every promise held.

    from medguard.demo import run
    raise SystemExit(run())

Everything is the real thing but the model: HTTP servers on this machine, the official ``openai`` client, a SQLite ledger
in a folder that is thrown away. Needs the extra ``demo``.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx2
import openai
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from medguard.audit import Record, list_records, verify
from medguard.demo.script import answer
from medguard.testing import ScriptedModel

_READY_SECONDS = 60
_HIGHLIGHT = r"\[[A-Z_0-9]+_\d+\]"


@dataclass(frozen=True)
class Note:
    """A note, what is asked about it, and what in it identifies somebody."""

    title: str
    file: str
    question: str
    identifiers: tuple[str, ...]
    expected: str
    """What the caller must get back."""

    @property
    def words(self) -> str:
        """The note itself."""
        return files(__name__).joinpath(self.file).read_text("utf-8")


NOTES = (
    Note(
        title="A discharge summary in English",
        file="discharge_summary.txt",
        question="Summarise this discharge for the family doctor in two sentences.",
        identifiers=(
            "Margaret", "Thornbury", "Emily", "Okafor", "48213907", "03/14/1951", "218 Willow Creek", "62704", "555-0148",
            "m.thornbury@example.org", "11/02/2026", "11/09/2026", "11/23/2026", "217-555-0163",
        ),
        expected=(
            "**Margaret Thornbury** (MRN 48213907) was treated for community-acquired pneumonia and went home on 11/09/2026."
            " Please see Margaret Thornbury's chest X-ray again; her home number is (217) 555-0148."
        ),
    ),
    Note(
        title="入院记录（中文）",
        file="admission_note.txt",
        question="请用两句话为社区医生总结这份入院记录。",
        identifiers=(
            "欧阳建国", "ZY20261187", "110101190001018884", "13800138000", "张杨路", "陈雨桐", "李秀英", "13912345678",
            "11月18日", "11月20日",
        ),
        expected=(
            "**欧阳建国**（住院号 ZY20261187）因慢性心力衰竭急性加重于2026年11月18日入院。"
            "请社区医生随访欧阳建国的体重与血压，必要时拨打 13800138000。"
        ),
    ),
)  # fmt: skip


def run(console: Console | None = None) -> int:
    """Show it. Returns 0 only if nothing that identifies anybody reached the model and everything else held too."""
    out = console or Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="medguard-demo-") as folder, ScriptedModel(answer) as model:
        database = f"sqlite:///{Path(folder) / 'ledger.db'}"
        out.print(Text("medguard: one exchange, end to end · 一次受保护的调用", style="bold"))
        out.print(f"scripted model {model.url}; ledger {database}")
        with _sidecar(model.url, database) as url:
            out.print(f"sidecar        {url}\n")
            with openai.OpenAI(base_url=url, api_key="none-needed", max_retries=0) as client:
                held = [_show(out, client, model, note) for note in NOTES]
        held.append(_show_ledger(out, database))
    out.print(
        Text("Everything held. 全部通过。", style="bold green")
        if all(held)
        else Text("Something did not hold; see ✗ above. 有未通过项，见上方 ✗。", style="bold red")
    )
    return 0 if all(held) else 1


def _show(out: Console, client: openai.OpenAI, model: ScriptedModel, note: Note) -> bool:
    out.rule(note.title)
    messages: Any = [{"role": "user", "content": f"{note.question}\n\n{note.words}"}]

    # 1. Once whole, once streamed.
    whole = client.chat.completions.create(model="scripted", messages=messages).choices[0].message.content or ""
    pieces = [
        chunk.choices[0].delta.content or ""
        for chunk in client.chat.completions.create(model="scripted", messages=messages, stream=True)
        if chunk.choices
    ]
    # Written anew without escapes: 张 as \u5f20 would be a name that nobody looks for.
    seen = [json.dumps(json.loads(received.body), ensure_ascii=False) for received in model.received[-2:]]

    # 2. For a person to read.
    saw = Text(json.loads(seen[0])["messages"][0]["content"])
    saw.highlight_regex(_HIGHLIGHT, "bold magenta")
    out.print(Panel(saw, title="what the model saw · 模型所见", title_align="left"))
    out.print(Panel(Text(whole), title="what the caller got back · 调用方所得", title_align="left"))

    # 3. Did it hold?
    leaked = [words for words in note.identifiers if any(words in body for body in seen)]
    missing = [words for words in note.identifiers if words not in note.words]
    return all(
        (
            _says(
                out,
                not missing and not leaked,
                f"none of {len(note.identifiers)} identifiers reached the model · 标识未外泄",
            ),
            _says(out, whole == note.expected, "the reply came back with the real names · 回复已还原真实姓名"),
            _says(out, "".join(pieces) == note.expected, f"so did the stream, in {len(pieces)} pieces · 流式回复亦然"),
        )
    )


def _show_ledger(out: Console, database: str) -> bool:
    out.rule("What was decided, and what is kept · 裁定与审计记录")
    records = list_records(database, limit=100)
    newest = records[0]
    out.print(_rulings(newest))
    shown = {name: value for name, value in newest.exchange().items() if name not in {"decisions", "milliseconds"}}
    out.print(
        Panel(
            Text(json.dumps(shown, ensure_ascii=False, indent=1)), title=f"record {newest.position}", title_align="left"
        )
    )
    verified = verify(database)
    secrets = [words for note in NOTES for words in note.identifiers]
    kept_clear = [words for words in secrets if any(words in record.document for record in records)]
    calls = 2 * len(NOTES)
    return all(
        (
            _says(
                out,
                len(records) == calls,
                f"{calls} exchanges, {len(records)} closed by a record · 每次调用均有结果记录",
            ),
            _says(out, all(record.outcome == "answered" for record in records), "all answered · 均已答复"),
            _says(out, not kept_clear, "the ledger holds no clear text · 账本不含明文"),
            _says(
                out,
                verified.ok,
                f"the ledger verifies: {verified.records} records, {verified.sha256[:16]}… · 账本校验通过",
            ),
        )
    )


def _rulings(record: Record) -> Table:
    table = Table(
        "stage", "rule", "status", "effect", "why", title="Rules of the last exchange · 最近一次调用的规则裁定"
    )
    for decision in record.exchange()["decisions"]:
        for ruling in decision["rulings"]:
            table.add_row(decision["stage"], ruling["rule"], ruling["status"], ruling["effect"], ruling["why"])
    return table


def _says(out: Console, held: bool, what: str) -> bool:  # noqa: FBT001  reads as a sentence
    out.print(Text(f"{'✓' if held else '✗'} {what}", style="green" if held else "bold red"))
    return held


@contextlib.contextmanager
def _sidecar(upstream: str, database: str) -> Iterator[str]:
    """The sidecar as a process of its own, as an operator starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    program = [sys.executable, "-m", "medguard", "serve", "--profile", "hospital", "--log", "json"]
    arguments = ["--listen", listen, "--upstream", upstream, "--database", database]
    with subprocess.Popen([*program, *arguments], stderr=subprocess.DEVNULL) as process:  # noqa: S603  our own program
        try:
            _wait(f"http://{listen}/readyz", process)
            yield f"http://{listen}/v1"
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(url, trust_env=False).is_success:
                return
        time.sleep(0.1)
    raise RuntimeError("the sidecar did not become ready; run `medguard serve` by hand to see why")
