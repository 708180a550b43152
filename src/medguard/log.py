"""The program's own log: lines for whoever runs medguard, in which clear text cannot stand.

    >>> from medguard.types import Outcome
    >>> event(Event.EXCHANGE_DONE, exchange=Word("01JD3"), outcome=Outcome.ANSWERED, milliseconds=12.3)

The promise is one of types. Numbers, truth values, members of an Enum and ``Word`` are written; of anything else only the
type and the length. A field's name is one of ``Fields``; an error is its class and the line of ours where it arose. Other
libraries write messages that nobody here has read, so their records lose message and arguments before any handler sees them.

Nothing is written until ``configure`` was called: a library is silent in somebody else's program.
"""

from __future__ import annotations

import logging
import math
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping, MutableMapping
from enum import Enum, StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, TypeAlias, TypedDict, Unpack

import structlog

Format = Literal["json", "console"]


class Word(str):
    """A word of our own vocabulary: a literal in the source, an enum's value, an id that we made. Never a value from a body.

    Whatever is done to a Word (``+``, ``%``, ``upper``) gives a plain ``str``, which is not written.
    """

    __slots__ = ()


Value: TypeAlias = Word | Enum | int | float | None


class Event(StrEnum):
    """What a line tells."""

    READY = "ready"
    """Profile, rules and ledger are loaded."""
    SERVED = "served"
    """The sidecar listens."""
    LEAVING = "leaving"
    """Told to stop: not ready any more, and what is under way is finished."""
    STOPPED = "stopped"
    PROFILE_CHANGED = "profile_changed"
    """The profile was read again, and decides from now on."""
    PROFILE_KEPT = "profile_kept"
    """What was read again does not open; the one before goes on."""
    WORKER_STARTED = "worker_started"
    WORKER_ENDED = "worker_ended"
    """A worker ended by itself; it is started again after ``seconds``."""
    EXCHANGE_DONE = "exchange_done"
    EXCHANGE_REFUSED = "exchange_refused"
    EXCHANGE_ABANDONED = "exchange_abandoned"
    UPSTREAM_FAILED = "upstream_failed"
    PROBE_FAILED = "probe_failed"
    """A question that the sidecar asked by itself got no answer; nobody waited for it."""
    RULES_UNDECIDED = "rules_undecided"
    RULES_CHANGED = "rules_changed"
    """A house's own rules were changed; ``taken`` says whether the new ones decide."""
    RECORD_NOT_KEPT = "record_not_kept"
    CHECKPOINT_NOT_KEPT = "checkpoint_not_kept"
    """The log's checkpoint did not leave the database; it is tried again."""
    WITNESS_FAILED = "witness_failed"
    """A witness was not reached, or did not sign; it is asked again."""
    TIMESTAMP_FAILED = "timestamp_failed"
    """A time-stamping authority was not reached, or its answer is not good; it is asked again."""
    LEDGER_CONTRADICTED = "ledger_contradicted"
    """The log does not go on from a checkpoint that was kept elsewhere: it was put back to an older state, or written anew."""
    CALLER_REFUSED = "caller_refused"
    """Somebody was turned away at the door; ``refusal`` is the number that they were told."""
    CALLER_KEYS_NOT_READ = "caller_keys_not_read"
    """The key set of whoever issues tokens was not read; it is tried again."""
    ISSUER_REFUSED = "issuer_refused"
    """Somebody came back to the console from the identity provider with something that is no good."""
    ISSUER_NOT_READ = "issuer_not_read"
    """The console's identity provider, or its key set, was not reached or answered with something unreadable."""
    MODEL_KEY_NOT_READ = "model_key_not_read"
    """The model's key could not be read again; the one that was read before is tried on."""
    CALLER_KEY_CONTRADICTED = "caller_key_contradicted"
    """A key's rows in the database do not say what the ledger recorded; nobody is known by it."""
    GUARD_FAILED = "guard_failed"
    CRASHED = "crashed"
    """An error that nobody caught."""
    LIBRARY_SPOKE = "library_spoke"
    """Another library logged or warned; its words are withheld."""


class Fields(TypedDict, total=False):
    """What a line may say beside its event. A new field is one line here."""

    bundle: Value
    digest: Value
    process: Value
    exchange: Value
    outcome: Value
    taken: Value
    code: Value
    reason: Value
    rule: Value
    effect: Value
    stage: Value
    status: Value
    position: Value
    milliseconds: Value
    door: Value
    profile: Value
    provider: Value
    stream: Value
    turn: Value
    host: Value
    port: Value
    version: Value
    seconds: Value
    count: Value
    library: Value
    refusal: Value
    key: Value
    error: BaseException | type[BaseException] | None
    """Written as its class, and in ``place`` the innermost line of ours."""


_LEVELS: Final[Mapping[Event, int]] = {
    Event.EXCHANGE_REFUSED: logging.WARNING,
    Event.EXCHANGE_ABANDONED: logging.WARNING,
    Event.CALLER_REFUSED: logging.WARNING,
    Event.CALLER_KEYS_NOT_READ: logging.ERROR,
    Event.CALLER_KEY_CONTRADICTED: logging.CRITICAL,
    Event.ISSUER_REFUSED: logging.WARNING,
    Event.ISSUER_NOT_READ: logging.ERROR,
    Event.UPSTREAM_FAILED: logging.ERROR,
    Event.PROBE_FAILED: logging.WARNING,
    Event.RULES_UNDECIDED: logging.ERROR,
    Event.GUARD_FAILED: logging.ERROR,
    Event.PROFILE_KEPT: logging.ERROR,
    Event.MODEL_KEY_NOT_READ: logging.ERROR,
    Event.WORKER_ENDED: logging.ERROR,
    Event.CHECKPOINT_NOT_KEPT: logging.ERROR,
    Event.WITNESS_FAILED: logging.WARNING,
    Event.TIMESTAMP_FAILED: logging.WARNING,
    Event.LEDGER_CONTRADICTED: logging.CRITICAL,
    Event.RECORD_NOT_KEPT: logging.CRITICAL,
    Event.CRASHED: logging.CRITICAL,
}
"""Every other event is for information."""


def event(name: Event | Word, /, **fields: Unpack[Fields]) -> None:
    """Write one line."""
    level = _LEVELS.get(name, logging.INFO) if isinstance(name, Event) else logging.INFO
    _out.line(level, name, fields)


def configure(format: Format = "json", level: int | str = "info") -> None:  # noqa: A002 - it is what an operator calls it
    """Let lines out on stderr, and keep everybody else's words in. Call it once, early; calling again changes the settings.

    ``level`` is a name (``debug`` … ``critical``) or a number of ``logging``.
    """
    number = logging.getLevelNamesMapping()[level.upper()] if isinstance(level, str) else level
    processors = [
        only_our_words,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _renderer(format),
    ]
    wrapper = structlog.make_filtering_bound_logger(number)
    # For whoever else uses structlog in this process: the same processors.
    structlog.configure(processors=processors, wrapper_class=wrapper, logger_factory=_Stderr)
    _out.logger = structlog.wrap_logger(_Stderr(), processors=processors, wrapper_class=wrapper)
    _quiet_others(number)
    _quiet_crashes()


# ── our own lines ────────────────────────────────────────────────────────────────────────────────────────────────────


def only_our_words(_logger: Any, _method: str, said: MutableMapping[str, Any]) -> dict[str, Any]:
    """Let through what the types of this module allow; the first structlog processor, which nothing goes around."""
    said = dict(said)
    name = said.pop("event", None)
    # exc_info is structlog's own way to pass an error; its renderers would write the message.
    found = _from_exc_info(said.pop("exc_info", None))
    error = said.pop("error", found)
    line: dict[str, Any] = {"event": _shown(name) if isinstance(name, Word | Event) else _withheld(name)}
    line |= {field: _shown(value) for field, value in _named(said).items()}
    return line if error is None else line | _error(error)


_FIELDS = frozenset(Fields.__annotations__)


def _named(fields: Mapping[str, object]) -> dict[str, object]:
    """Keep the names that are ours: ``**values`` would make names of anything."""
    return {name if name in _FIELDS else f"field_{place}": value for place, (name, value) in enumerate(fields.items())}


# No blanks, no quotation marks, nothing but ASCII: what reads like prose is none of our words, whatever its type says.
_WORD = re.compile(r"[A-Za-z0-9_.:/@+-]{1,128}")

_LONGEST_INTEGER = 64
_SIZED = (str, bytes, bytearray, list, tuple, dict, set, frozenset)


def _shown(value: object) -> str | int | float | bool | None:
    """Write the value, or what kind of thing it is. Asks for exact types: a subclass may print itself as it likes."""
    kind = type(value)
    if value is None or kind is bool:
        return value  # type: ignore[return-value]  # mypy does not narrow by ``kind``
    if isinstance(value, Enum):
        return _shown(Word(value.value)) if isinstance(value.value, str) else _shown(Word(value.name))
    if isinstance(value, Word) and kind is Word and _WORD.fullmatch(value):
        return str(value)
    if isinstance(value, int) and kind is int and value.bit_length() <= _LONGEST_INTEGER:
        return value
    if isinstance(value, float) and kind is float:
        return value if math.isfinite(value) else repr(value)  # JSON has no NaN
    return _withheld(value)


def _withheld(value: object) -> str:
    name = _class(type(value))
    return f"<{name}, {len(value)}>" if type(value) in {*_SIZED, Word} else f"<{name}>"  # type: ignore[arg-type]


def _error(error: object) -> dict[str, Any]:
    if isinstance(error, type):
        return {"error": _class(error)}
    if not isinstance(error, BaseException):
        return {"error": _withheld(error)}
    place = place_of(error)
    return {"error": _class(type(error))} | ({"place": place} if place else {})


def _class(kind: type) -> str:
    return kind.__name__ if _WORD.fullmatch(kind.__name__) else "object"


_PACKAGE = Path(__file__).parent


def place_of(error: BaseException) -> str | None:
    """Find the innermost line of ours that an error came through: ``medguard/flow/measure.py:123``."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            return f"{file.relative_to(_PACKAGE.parent).as_posix()}:{line}"
    return None


def _from_exc_info(exc_info: object) -> BaseException | None:
    """Find the error in any form that logging and structlog accept."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return next((part for part in exc_info if isinstance(part, BaseException)), None)
    return sys.exc_info()[1] if exc_info else None


def _renderer(format: Format) -> Any:  # noqa: A002
    if format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr is not None and sys.stderr.isatty(), timestamp_key="at", pad_event_to=20
    )


class _Stderr:
    """The end of the line. A reader who has gone away does not stop an exchange: what must be kept is in the ledger."""

    def __init__(self, *_arguments: object) -> None: ...

    def msg(self, line: str) -> None:
        if sys.stderr is None or sys.stderr.closed:
            return
        try:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except OSError:
            return

    debug = info = warning = error = critical = exception = msg


class _Out:
    """Where lines go: nowhere until ``configure``."""

    logger: Any = None

    def line(self, level: int, name: Event | Word, fields: Mapping[str, object]) -> None:
        if self.logger is not None:
            self.logger.log(level, name, **_named(fields))


_out = _Out()


# ── everybody else's ─────────────────────────────────────────────────────────────────────────────────────────────────


class _Reduced(logging.LogRecord):
    """A record of another library: its logger, its level, the error. Made so, hence no handler can print more."""

    # A slot, because ``extra=`` writes into the instance's dictionary and logging refuses a name that stands there.
    __slots__ = ("seen",)

    def __init__(  # noqa: PLR0917 - this is how logging calls it
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: object,
        exc_info: object,
        *rest: object,
        **named: object,
    ) -> None:
        del pathname, lineno, msg, args, rest, named
        super().__init__(name, level, "", 0, "", None, None)
        self.seen = _from_exc_info(exc_info)

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """Whoever formats this record finds no words."""
        return "(message withheld)"


class _Others(logging.Handler):
    """Writes that a library spoke. Below a warning, a line without its message would say nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.seen if isinstance(record, _Reduced) else _from_exc_info(record.exc_info)
        _out.line(_plain(record.levelno), Event.LIBRARY_SPOKE, {"library": Word(record.name), "error": error})


def _plain(level: int) -> int:
    """Bring a level that a library made up to one that has a name."""
    return next((known for known in (50, 40, 30, 20) if level >= known), logging.DEBUG)


def _quiet_others(level: int) -> None:
    logging.raiseExceptions = False  # else a handler that fails prints the message and its arguments
    logging.setLogRecordFactory(_Reduced)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    handler = _Others(level if level <= logging.DEBUG else max(level, logging.WARNING))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(handler.level)
    warnings.showwarning = _warned


def _warned(message: Warning | str, category: type[Warning], *_place: Any, **_named: Any) -> None:
    del message
    _out.line(logging.WARNING, Event.LIBRARY_SPOKE, {"library": Word("warnings"), "error": category})


def _quiet_crashes() -> None:
    """Python's own hooks print the message of an error, and sometimes the object that it met."""
    sys.excepthook = _crashed
    threading.excepthook = _crashed_aside
    sys.unraisablehook = _crashed_aside


def _crashed(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    event(Event.CRASHED, error=error)


def _crashed_aside(crash: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
    if crash.exc_type is not SystemExit:  # how a thread ends itself; Python, too, says nothing of it
        event(Event.CRASHED, error=crash.exc_value or crash.exc_type)
