"""Runs rules that OPA has compiled to WebAssembly, with wasmtime: a decision over all of them in about a millisecond.

The calling convention is OPA's: https://www.openpolicyagent.org/docs/latest/wasm/ (ABI 1.2, ``opa_eval``). What a
module would have to ask its host for (``time.*`` and the like) is not offered: such a module is refused when it is opened.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

import orjson
import wasmtime

_PAGE = 65536
_MOST_PAGES = 4096  # 256 MB: a rule that builds without end stops there
_BUILTIN_ARGUMENTS = 5


class WasmError(Exception):
    """The module cannot be used, or has stopped. Says nothing of what it was asked."""


class WasmPolicy:
    """One instance of a module with its data. Not for two threads at once."""

    def __init__(self, module: bytes, data: Mapping[str, Any]) -> None:
        """Raises WasmError if the module is not OPA's, or needs built-ins of its host."""
        try:
            engine, compiled = _compiled(module)
        except wasmtime.WasmtimeError as error:
            raise WasmError(f"not WebAssembly ({type(error).__name__})") from None
        self._store = wasmtime.Store(engine)
        self._memory = wasmtime.Memory(self._store, wasmtime.MemoryType(wasmtime.Limits(5, _MOST_PAGES)))
        try:
            exports = self._linked(engine).instantiate(self._store, compiled).exports(self._store)
            self._call: dict[str, Any] = {
                name: exports[name]
                for name in (
                    "opa_eval",
                    "opa_malloc",
                    "opa_json_parse",
                    "opa_json_dump",
                    "opa_heap_ptr_get",
                    "builtins",
                )
            }
            needed = json.loads(self._text(self._do("opa_json_dump", self._do("builtins"))))
        except (wasmtime.WasmtimeError, wasmtime.Trap, KeyError, ValueError) as error:
            raise WasmError(f"not a module of OPA ({type(error).__name__})") from None
        if needed:
            raise WasmError(f"rules use built-ins that are not portable: {', '.join(sorted(needed))}")
        content = json.dumps(data).encode()
        self._data = self._do("opa_json_parse", self._put(content), len(content))
        if not self._data:
            raise WasmError("the data is not JSON")
        self._heap = self._do("opa_heap_ptr_get")

    def evaluate(self, document: Mapping[str, Any]) -> object:
        """The results of the entry point, as OPA lists them. Raises WasmError if the module stops."""
        try:
            content = orjson.dumps(document)
            missing = self._heap + len(content) - self._memory.data_len(self._store)
            if missing > 0:
                self._memory.grow(self._store, missing // _PAGE + 1)
            self._memory.write(self._store, content, self._heap)
            # The heap begins anew behind the question, so that nothing of one question stays for the next.
            answer = self._do("opa_eval", 0, 0, self._data, self._heap, len(content), self._heap + len(content), 0)
            return orjson.loads(self._text(answer))
        except (wasmtime.WasmtimeError, wasmtime.Trap, ValueError, TypeError) as error:
            raise WasmError(type(error).__name__) from None

    def check_ready(self) -> None:
        """It is in this process, and so always there."""

    def close(self) -> None:
        """Nothing is held."""

    def _linked(self, engine: wasmtime.Engine) -> wasmtime.Linker:
        linker = wasmtime.Linker(engine)
        i32 = wasmtime.ValType.i32()

        def offer(name: str, count: int, work: Any, *, gives: bool) -> None:
            kind = wasmtime.FuncType([i32] * count, [i32] if gives else [])
            linker.define(self._store, "env", name, wasmtime.Func(self._store, kind, work))

        def refuse(*_: int) -> int:
            raise WasmError("no built-ins here")

        def abort(_: int) -> None:
            raise WasmError("the module gave up")  # its message may quote the input

        linker.define(self._store, "env", "memory", self._memory)
        offer("opa_abort", 1, abort, gives=False)
        offer("opa_println", 1, lambda _: None, gives=False)
        for count in range(_BUILTIN_ARGUMENTS):
            offer(f"opa_builtin{count}", count + 2, refuse, gives=True)
        return linker

    def _do(self, name: str, *arguments: int) -> int:
        return int(self._call[name](self._store, *arguments))

    def _put(self, content: bytes) -> int:
        address = self._do("opa_malloc", len(content))
        self._memory.write(self._store, content, address)
        return address

    def _text(self, address: int) -> bytes:
        """A C string, read in pieces: nobody says how long it is."""
        found = bytearray()
        while True:
            piece = bytes(
                self._memory.read(self._store, address, min(address + _PAGE, self._memory.data_len(self._store)))
            )
            end = piece.find(b"\0")
            found += piece if end < 0 else piece[:end]
            if end >= 0 or not piece:
                return bytes(found)
            address += len(piece)


@functools.lru_cache(maxsize=2)
def _compiled(module: bytes) -> tuple[wasmtime.Engine, wasmtime.Module]:
    """Compiling takes a second; what comes of it is shared by every instance."""
    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, module)
