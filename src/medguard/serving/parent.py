"""Starts workers on one listening socket, and starts them again when they end.

The first is started alone: it makes the tables of an empty database, and what is wrong with the profile is known before there are more. A worker that
ended by itself comes back after half a second, and after twice as long each time that it does not stay. The parent loads no model and reads no body.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from medguard import log
from medguard.errors import MedguardError
from medguard.log import Event, Word
from medguard.serving.admin import create_admin
from medguard.serving.door import Aside, config_of
from medguard.serving.settings import Serving
from medguard.telemetry.metrics import FOLDER_VARIABLE, Together

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
STAYED_SECONDS: Final = 60.0
"""A worker that lived so long has not failed at its start."""
ANSWER_SECONDS: Final = 15.0
"""For an answer to ``ready``."""
CHANGE_SECONDS: Final = 300.0
LOOK_SECONDS: Final = 15.0
HANGS_SECONDS: Final = 60.0
"""Without a word. Long, because a machine that is short of processors is no reason to start the models again."""
KILL_SECONDS: Final = 40.0
"""Beyond linger and grace: a worker has its last records to write."""


class CannotStart(MedguardError):
    """A worker's guard did not open. The words are the worker's."""

    code = "worker_cannot_start"
    why: str | None = None
    """The code of the worker's own error."""


class Child:
    """One worker, as its parent sees it."""

    def __init__(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.process, self._reader, self._writer = process, reader, writer
        self.serves = False
        self.began = time.monotonic()
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self._hearing: asyncio.Task[None] | None = None

    async def until_it_serves(self) -> str:
        """Its profile's name. Raises CannotStart with its reason, or without if it died."""
        said = await self._next()
        if "serves" not in said:
            error = CannotStart(
                said.get("failed", "A worker ended before it served; the log says why."),
                remedy=said.get("remedy", "Run: medguard doctor"),
                remedy_zh=said.get("remedy_zh", "请运行：medguard doctor"),
            )
            error.why = said.get("code")
            raise error
        self.serves = True
        self._hearing = asyncio.create_task(self._hear())
        return str(said["serves"])

    async def _hear(self) -> None:
        while said := await self._next():
            if (waiting := self._asked.get(said.get("to", 0))) is not None and not waiting.done():
                waiting.set_result(said)

    async def _next(self) -> dict[str, Any]:
        """What it says next; empty if it is gone."""
        try:
            line = await self._reader.readline()
        except OSError:  # killed with words unread
            line = b""
        said: dict[str, Any] = json.loads(line) if line else {}
        return said

    async def ask(self, word: str, seconds: float) -> dict[str, Any]:
        """Its answer; empty if it gave none in time."""
        self._number += 1
        number = self._number
        waiting = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(json.dumps({"number": number, "ask": word}).encode() + b"\n")
            async with asyncio.timeout(seconds):
                answer: dict[str, Any] = await waiting
                return answer
        except (TimeoutError, OSError):
            return {}
        finally:
            del self._asked[number]

    async def look_after(self) -> None:
        """Kill it if it does not answer: a process that hangs serves nobody, and holds what it has taken."""
        while await self.ask("alive", HANGS_SECONDS):  # noqa: ASYNC110  it does not tell when it hangs
            await asyncio.sleep(LOOK_SECONDS)
        with suppress(ProcessLookupError):
            self.process.kill()

    def let_go(self) -> None:
        """Hear no more of it."""
        self.serves = False
        if self._hearing is not None:
            self._hearing.cancel()
        self._writer.close()


class Parent:
    """Keeps ``workers`` processes serving ``settings``."""

    def __init__(
        self,
        settings: Serving,
        listening: socket.socket,
        *,
        workers: int,
        admin: socket.socket | None = None,
        served: Callable[[str], None],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings, self._listening, self._workers, self._admin, self._served, self._changed = (
            settings, listening, workers, admin, served, changed,
        )  # fmt: skip
        self._children: set[Child] = set()
        self._leaving = asyncio.Event()
        self._interrupted = False
        self._changing = asyncio.Lock()

    def work(self) -> bool:
        """Serve until told to stop; whether it was Ctrl-C. Raises CannotStart if the first worker cannot begin."""
        log.configure(self._settings.log, self._settings.log_level)
        with tempfile.TemporaryDirectory(prefix="medguard-metrics-") as self._folder:
            return asyncio.run(self._run())

    async def _run(self) -> bool:
        self._together = Together(self._folder)
        self._together.workers.set_function(lambda: sum(child.serves for child in self._children))
        loop = asyncio.get_running_loop()
        for told in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(told, self._leave, told)
        first = await self._start()
        try:
            self._served(await first.until_it_serves())
        except CannotStart:
            await self._until_it_ends(first)
            if self._leaving.is_set():
                return self._interrupted
            raise
        tasks = [asyncio.create_task(self._keep(first if place == 0 else None)) for place in range(self._workers)]
        changes: list[asyncio.Task[None]] = []
        loop.add_signal_handler(signal.SIGHUP, lambda: changes.append(asyncio.create_task(self._change())))
        aside = None
        if self._admin is not None:
            aside = Aside(config_of(create_admin(self._together.written, self._ready)))
            changes.append(asyncio.create_task(aside.serve(sockets=[self._admin])))
        await self._leaving.wait()
        await self._end(tasks)
        if aside is not None:
            aside.should_exit = True
        await asyncio.gather(*changes, return_exceptions=True)
        log.event(Event.STOPPED)
        return self._interrupted

    # ── workers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _start(self) -> Child:
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "medguard.serving.worker", str(theirs.fileno()),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), self._listening.fileno()),
                env={**os.environ, FOLDER_VARIABLE: self._folder},
                start_new_session=True,  # Ctrl-C at the terminal is for the parent, who tells the others
            )  # fmt: skip
        reader, writer = await asyncio.open_connection(sock=ours)
        # Settings over the socket and not on the command line, which everybody on the machine can read.
        writer.write(f"{self._settings.written()}\n{self._listening.fileno()}\n".encode())
        child = Child(process, reader, writer)
        self._children.add(child)
        if self._leaving.is_set():  # told while it was being made, so nobody told it
            process.terminate()
        log.event(Event.WORKER_STARTED, process=process.pid)
        return child

    async def _keep(self, child: Child | None) -> None:
        """One place: whoever ends by himself is followed by another."""
        pause = FIRST_PAUSE
        while not self._leaving.is_set():
            why = None
            if child is None:
                child = await self._start()
                try:
                    await child.until_it_serves()
                except CannotStart as error:
                    why = error.why
            code = await self._until_it_ends(child)
            if self._leaving.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - child.began > STAYED_SECONDS else pause
            child = None
            self._together.restarts.inc()
            log.event(Event.WORKER_ENDED, code=code, reason=Word(why) if why else None, seconds=pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._leaving.wait()
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _until_it_ends(self, child: Child) -> int:
        looking = asyncio.create_task(child.look_after()) if child.serves else None
        code = await child.process.wait()
        if looking is not None:
            looking.cancel()
        self._gone(child)
        return code

    def _gone(self, child: Child) -> None:
        child.let_go()
        self._children.discard(child)
        self._together.ended(child.process.pid)

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _leave(self, told: int) -> None:
        self._interrupted |= told == signal.SIGINT
        if not self._leaving.is_set():
            log.event(Event.LEAVING)
        self._leaving.set()
        for child in self._children:
            with suppress(ProcessLookupError):
                # One that only begins has nobody to be interrupted by, and nothing to finish.
                child.process.send_signal(told if child.serves else signal.SIGTERM)

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        linger = 0.0 if self._interrupted else self._settings.linger_seconds
        await asyncio.wait(tasks, timeout=linger)
        # While this one is open, callers wait before a door that nobody opens.
        self._listening.close()
        _, late = await asyncio.wait(tasks, timeout=self._settings.grace_seconds + KILL_SECONDS)
        for child in set(self._children) if late else ():
            with suppress(ProcessLookupError):
                child.process.kill()
        await asyncio.gather(*tasks)

    # ── change and readiness ─────────────────────────────────────────────────────────────────────────────────────────

    async def _change(self) -> None:
        """One worker after the other, and none after one whose new guard does not open: they then all go on as they were."""
        async with self._changing:
            for child in [child for child in self._children if child.serves]:
                if not (await child.ask("change", CHANGE_SECONDS)).get("taken", False):
                    return
            await asyncio.to_thread(self._changed)

    async def _ready(self) -> Response:
        """Ready is who has one worker that is."""
        serving = [] if self._leaving.is_set() else [child for child in self._children if child.serves]
        answers = await asyncio.gather(*(child.ask("ready", ANSWER_SECONDS) for child in serving))
        known = sorted((answer for answer in answers if answer), key=lambda answer: int(answer["status"]))
        if known:
            return Response(known[0]["body"], int(known[0]["status"]), media_type="application/json")
        return JSONResponse({"status": "leaving" if self._leaving.is_set() else "no_worker"}, 503)
