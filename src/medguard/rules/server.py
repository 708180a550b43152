"""Asks the rules in an OPA server, for institutions that run one: the bundle is uploaded at start, and every answer says which bundle gave it.

A server that is down, slow, restarted and empty, or holds another bundle gives no decision, and no decision is a block. After
a restart the bundle is uploaded again with the next question, or when somebody asks whether the server is ready.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar
from urllib.parse import urlsplit

from medguard.errors import ProfileError, RulesError
from medguard.rules.catalogue import LIST, ROUTER, Catalogue

T = TypeVar("T")

_PREFIX = "medguard"
_UPLOAD_SECONDS = 60.0
_OUR_PACKAGES = re.compile(r"package\s+(?:medguard|catalogue|law)\b")
_SERVED = """package medguard.served

bundle := data.medguard_bundle.sha256

answer := {"decision": data.medguard.main.decision, "bundle": bundle}
"""


class ServerError(Exception):
    """The server gave no answer, or not that of our bundle. Says nothing of what it was asked."""


class ServerPolicy:
    """A client with a thread of its own, because rules are asked from many; opa-python-client wants one event loop."""

    def __init__(self, catalogue: Catalogue, url: str, *, seconds: float) -> None:
        """Upload the bundle. Raises ProfileError if the server cannot be reached or does not take it."""
        try:
            from opa_client.opa_async import AsyncOpaClient  # noqa: PLC0415  an extra that few install
        except ImportError:
            raise ProfileError(
                "engine.opa names a server, but the client for it is not installed.",
                remedy="pip install 'medguard[opa]', or leave engine out and use the embedded rules.",
                remedy_zh="未安装 OPA 客户端。请执行 pip install 'medguard[opa]'，或删除 engine 配置以使用内置引擎。",
            ) from None
        try:
            where = urlsplit(url)
            plain = where.scheme in {"http", "https"} and bool(where.hostname) and where.port != 0
            plain = plain and where.username is None and where.path in {"", "/"}
        except ValueError:
            plain = False
        if not plain:
            raise ProfileError(
                "engine.opa is no URL of a server.",
                remedy="Write it as http://127.0.0.1:8181.",
                remedy_zh="engine.opa 须为服务器地址，如 http://127.0.0.1:8181。",
            )
        self._catalogue, self._seconds, self._loaded = catalogue, seconds, False
        self._connection: Callable[[float], Any] = lambda seconds: AsyncOpaClient(
            host=where.hostname or "",
            port=where.port or 8181,
            ssl=where.scheme == "https",
            timeout=seconds,
            retries=0,  # the caller waits; whoever is slow is not asked twice
        )
        self._client = self._connection(seconds)
        self._told_again: Future[None] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="medguard-opa", daemon=True)
        self._thread.start()
        problem = ""
        try:
            self._run(self._client._init_session())  # noqa: SLF001  its own ``async with`` would close again
            self._run(self._upload(), seconds=_UPLOAD_SECONDS)
        except Exception as error:  # noqa: BLE001  whatever it is: there are no rules
            problem = type(error).__name__
        if problem:
            self.close()
            raise ProfileError(
                f"The OPA server of engine.opa does not take the rules ({problem}).",
                remedy="See that it runs and may be written to: opa run --server --addr 127.0.0.1:8181",
                remedy_zh="OPA 服务器无法加载规则。请确认其已运行且可写入：opa run --server --addr 127.0.0.1:8181",
            )

    def evaluate(self, document: Mapping[str, Any]) -> object:
        """As the embedded one gives it. Raises ServerError."""
        if not self._loaded:
            self._run(self._upload(), seconds=_UPLOAD_SECONDS)
        answer = self._run(self._client.query_rule(dict(document), "medguard.served", "answer"))
        result = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(result, dict):
            self._loaded = False  # it was restarted: tell it again with the next question
            raise ServerError("no answer")
        if result.get("bundle") != self._catalogue.digest:
            raise ServerError("another bundle")
        return [{"result": result["decision"]}] if "decision" in result else []

    def check_ready(self) -> None:
        """One small question, within the time of a decision. Raises RulesError unless our bundle is there.

        A server that was restarted is told again without waiting for it: nobody sends a question to a sidecar that is not ready.
        """
        silent, held = "", None
        try:
            answer = self._run(self._client.query_rule({}, "medguard.served", "bundle"))
            held = answer.get("result") if isinstance(answer, dict) else None
        except Exception as error:  # noqa: BLE001  whatever it is: nobody would decide
            silent = type(error).__name__
        if silent:
            raise RulesError(
                f"The OPA server of engine.opa does not answer ({silent}).",
                remedy="See that it runs and can be reached: opa run --server --addr 127.0.0.1:8181",
                remedy_zh="OPA 服务器无应答。请确认其正在运行且可以访问：opa run --server --addr 127.0.0.1:8181",
            )
        if not held:
            if self._told_again is None or self._told_again.done():
                self._told_again = asyncio.run_coroutine_threadsafe(self._upload(), self._loop)
            raise RulesError(
                "The OPA server of engine.opa holds no rules; it is being told them again.",
                remedy="Wait a moment. If it stays so, see that the server may be written to.",
                remedy_zh="OPA 服务器中没有规则，正在重新加载。请稍候；如持续出现，请确认服务器允许写入。",
            )
        if held != self._catalogue.digest:
            raise RulesError(
                "The OPA server of engine.opa holds other rules than this medguard's.",
                remedy="Give each version of medguard a server of its own, and restart the one that should be asked.",
                remedy_zh="OPA 服务器中的规则与本 medguard 版本不一致。请为每个版本使用各自的服务器，并重启本 medguard。",
            )

    def close(self) -> None:
        """Let go of the connection and the thread."""
        if self._loop.is_closed():
            return
        with contextlib.suppress(Exception):  # it may never have been open
            self._run(self._client.close_connection())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        task = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return task.result(timeout=seconds or self._seconds + 1)
        except TimeoutError:
            task.cancel()
            raise ServerError("too slow") from None

    async def _upload(self) -> None:
        """Libraries first: a module that calls an unknown function is not taken. Until all is there, no bundle is named.

        Over a connection of its own: a server compiles longer than a decision may take.
        """
        async with self._connection(_UPLOAD_SECONDS) as client:
            await self._tell(client)
        self._loaded = True

    async def _tell(self, client: Any) -> None:
        await client.update_or_create_data({"sha256": ""}, "medguard_bundle")
        modules = self._catalogue.modules
        last = {str(LIST): 1, str(ROUTER): 2}
        order = sorted(
            modules,
            key=lambda path: (
                last.get(path, 0),
                not path.startswith("medguard/lib/"),
                modules[path].count("\nimport data.medguard.lib."),
                path,
            ),
        )
        for name, part in self._catalogue.data().items():
            await client.update_or_create_data(part, name)
        for path in order:
            await client.update_policy_from_string(self._catalogue.modules[path], _endpoint(path), rego_compat=False)
        await client.update_policy_from_string(_SERVED, f"{_PREFIX}.served", rego_compat=False)
        ours = {*map(_endpoint, order), f"{_PREFIX}.served"}
        for other in set(await client.get_policies_list()) - ours:
            if other.startswith(f"{_PREFIX}."):
                await client.delete_policy(other)
            elif _OUR_PACKAGES.search(str(await client.get_policy(other))):
                raise ServerError("somebody else's policy is in our packages")
        await client.update_or_create_data({"sha256": self._catalogue.digest}, "medguard_bundle")


def _endpoint(path: str) -> str:
    return path.removesuffix(".rego").replace("/", ".")
