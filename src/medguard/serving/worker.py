"""One process that serves: alone, or as one of several that a parent started.

    python -m medguard.serving.worker 5        # 5: the socket to the parent, over which settings come and news goes

A worker opens its guard and loads its models by itself. To load them once and fork would share their memory, but the threads of ONNX
Runtime and wasmtime do not survive a fork.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from typing import Any, Final

from medguard import log, telemetry
from medguard.errors import MedguardError, ProfileError
from medguard.guard import Guard
from medguard.log import Event, Word
from medguard.proxy import create_app
from medguard.serving.admin import create_admin
from medguard.serving.door import Aside, Door, Tls, config_of
from medguard.serving.settings import Serving
from medguard.serving.shift import Watch, opener
from medguard.telemetry.metrics import PROVIDERS, Metrics

CANNOT_START: Final = 2
"""Exit code of a worker whose guard does not open; it has told its parent why."""


class Worker:
    """Serves ``settings`` on ``listening`` until told to stop."""

    def __init__(
        self,
        settings: Serving,
        listening: socket.socket,
        *,
        admin: socket.socket | None = None,
        parent: socket.socket | None = None,
        served: Callable[[str], None] = lambda _profile: None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings, self._listening, self._admin, self._parent, self._served, self._changed = (
            settings, listening, admin, parent, served, changed,
        )  # fmt: skip

    def work(self) -> bool:
        """Open the guard and serve; whether it was Ctrl-C that ended it. Raises MedguardError if it cannot begin."""
        settings = self._settings
        log.configure(settings.log, settings.log_level)
        self._tls = Tls.of(settings)
        began = time.monotonic()
        opens = opener(settings.profile, settings.database)
        guard = opens()
        self._profile = guard.profile.name
        try:
            metrics = self._switch_on(guard)
        except MedguardError:
            guard.close()
            raise
        log.event(Event.READY, profile=Word(self._profile), seconds=round(time.monotonic() - began, 3))
        self._watch = Watch(
            guard,
            opens,
            lambda guard: create_app(guard, settings.upstream),
            most_at_once=settings.most_at_once,
            over_tls=self._tls is not None,
        )
        try:
            return asyncio.run(self._run(metrics))
        finally:
            telemetry.off()
            log.event(Event.STOPPED, profile=Word(self._profile))

    def _switch_on(self, guard: Guard) -> Metrics | None:
        release = version("medguard-gateway")
        metrics = None
        if self._admin is not None or self._parent is not None:
            metrics = Metrics(providers=PROVIDERS, rules=guard.catalogue.rules, version=release)
            telemetry.count(metrics)
        if self._settings.traces is not None:
            telemetry.trace(_traces(self._settings.traces, release))
        return metrics

    async def _run(self, metrics: Metrics | None) -> bool:
        settings = self._settings
        config = config_of(
            self._watch,
            most_at_once=settings.most_at_once,
            grace_seconds=settings.grace_seconds,
            tls=self._tls.context if self._tls else None,
        )
        self._door = Door(config, leaves=self._leaves, serves=self._serves, linger_seconds=settings.linger_seconds)
        loop = asyncio.get_running_loop()
        beside: list[asyncio.Task[Any]] = []
        aside = None
        if self._parent is not None:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the parent says when
            reader, self._writer = await asyncio.open_connection(sock=self._parent)
            beside.append(asyncio.create_task(self._obey(reader)))
        else:
            loop.add_signal_handler(signal.SIGHUP, lambda: beside.append(asyncio.create_task(self._change())))
        if self._admin is not None and metrics is not None:
            aside = Aside(config_of(create_admin(metrics.written, self._watch.ready)))
            beside.append(asyncio.create_task(aside.serve(sockets=[self._admin])))
        try:
            await self._door.serve(sockets=[self._listening])
        finally:
            if aside is not None:
                aside.should_exit = True
            else:
                for task in beside:
                    task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        return self._door.interrupted

    def _leaves(self) -> None:
        if not self._watch.leaving:
            self._watch.leaving = True
            log.event(Event.LEAVING, profile=Word(self._profile))

    def _serves(self) -> None:
        self._served(self._profile)
        if self._parent is not None:
            self._tell({"serves": self._profile})

    async def _change(self) -> bool:
        taken = await self._watch.change()
        if taken:
            await asyncio.to_thread(self._changed)
        return (self._tls is None or self._tls.read_again()) and taken

    # ── a parent ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _tell(self, news: dict[str, Any]) -> None:
        self._writer.write(json.dumps(news).encode() + b"\n")

    async def _obey(self, reader: asyncio.StreamReader) -> None:
        answers: set[asyncio.Task[None]] = set()
        try:
            while line := await reader.readline():
                task = asyncio.create_task(self._answer(json.loads(line)))
                answers.add(task)
                task.add_done_callback(answers.discard)
        except ConnectionResetError:
            pass  # killed with words of ours unread
        finally:
            self._door.leave(linger=False)  # the parent is gone, and nobody would start us again

    async def _answer(self, asked: dict[str, Any]) -> None:
        said: dict[str, Any] = {}
        match asked["ask"]:
            case "change":
                said = {"taken": await self._change()}
            case "ready":
                response = await self._watch.ready()
                said = {"status": response.status_code, "body": bytes(response.body).decode()}
        self._tell({"to": asked["number"], **said})


def _traces(url: str, release: str) -> Any:
    try:
        from medguard.telemetry.traces import Traces  # noqa: PLC0415  an extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "medguard":
            raise
        raise ProfileError(
            "Traces need OpenTelemetry's packages, which are not installed.",
            remedy="Run: pip install 'medguard-gateway[otel]'",
            remedy_zh="发送追踪数据需要 OpenTelemetry 软件包。请运行：pip install 'medguard-gateway[otel]'",
        ) from None
    return Traces(url, version=release)


def main(number: int) -> int:
    """Work for a parent."""
    parent = socket.socket(fileno=number)
    with parent.makefile("rb", buffering=0) as lines:
        settings = Serving.read(lines.readline().decode())
        listening = socket.socket(fileno=int(lines.readline()))
    try:
        Worker(settings, listening, parent=parent).work()
    except MedguardError as error:
        told = {"failed": str(error), "remedy": error.remedy, "remedy_zh": error.remedy_zh, "code": error.code}
        with suppress(OSError):
            parent.setblocking(True)  # noqa: FBT003  its own name
            parent.sendall(json.dumps(told).encode() + b"\n")
        return CANNOT_START
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
