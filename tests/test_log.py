"""No clear text reaches the log, whichever way it comes."""

from __future__ import annotations

import contextlib
import doctest
import enum
import io
import json
import logging
import subprocess
import sys
import textwrap
import threading
import warnings

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from medguard import log
from medguard.errors import ProfileError
from medguard.log import Event, Fields, Word
from medguard.profile import read_profile
from medguard.types import ClearText, Outcome

PLANTED = "Xiuying-Li-Planted"

# Every kind of text, with the planted name somewhere in it.
planted = st.builds(lambda before, after: f"{before}{PLANTED}{after}", st.text(max_size=20), st.text(max_size=20))
nested = st.recursive(
    planted | planted.map(str.encode) | planted.map(ClearText) | planted.map(ValueError) | planted.map(repr),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(planted, inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=6,
)
formats = st.sampled_from(["json", "console"])


@contextlib.contextmanager
def configured(form="json", level="debug"):
    """The log, set up as the program sets it up; gives what it writes and afterwards puts everything back."""
    root = logging.root
    before = (
        root.handlers[:],
        root.level,
        logging.getLogRecordFactory(),
        logging.raiseExceptions,
        warnings.showwarning,
        (sys.excepthook, threading.excepthook, sys.unraisablehook),
    )
    written = io.StringIO()
    try:
        with contextlib.redirect_stderr(written):
            log.configure(form, level)
            yield written
    finally:
        root.handlers[:], root.level, factory, logging.raiseExceptions, warnings.showwarning, hooks = before
        logging.setLogRecordFactory(factory)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        structlog.reset_defaults()
        log._out.logger = None


def lines(written):
    return [json.loads(line) for line in written.getvalue().splitlines()]


def fail(*words):
    raise ValueError(*words)


def the_line(written):
    (line,) = lines(written)
    return line


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_runs():
    assert doctest.testmod(log).failed == 0


def test_a_line_says_what_happened():
    with configured() as written:
        log.event(
            Event.EXCHANGE_DONE,
            exchange=Word("01JD3"),
            outcome=Outcome.ANSWERED,
            milliseconds=12.3,
            stream=True,
            rule=None,
        )
    line = the_line(written)
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "exchange_done",
        "exchange": "01JD3",
        "outcome": "answered",
        "milliseconds": 12.3,
        "stream": True,
        "rule": None,
        "level": "info",
    }


def test_a_person_can_read_it_too():
    with configured("console") as written:
        log.event(Event.SERVED, host=Word("127.0.0.1"), port=8080)
    assert "served" in written.getvalue()
    assert "port=8080" in written.getvalue()


@pytest.mark.parametrize("event", Event)
def test_every_event_is_written_on_one_line(event):
    with configured() as written:
        log.event(event)
    assert the_line(written)["event"] == event.value


def test_the_level_decides_what_is_written():
    with configured(level="error") as written:
        log.event(Event.EXCHANGE_DONE)
        log.event(Event.EXCHANGE_REFUSED)
        log.event(Event.RECORD_NOT_KEPT)
    assert [line["event"] for line in lines(written)] == ["record_not_kept"]


def test_nothing_is_written_before_the_program_asks_for_it(capsys):
    log.event(Event.RECORD_NOT_KEPT, exchange=Word("01JD3"))
    assert capsys.readouterr() == ("", "")


def test_nobody_reads_stderr_and_the_exchange_goes_on():
    class Gone(io.StringIO):
        def write(self, _text):
            raise BrokenPipeError

    with configured(), contextlib.redirect_stderr(Gone()):
        log.event(Event.EXCHANGE_DONE)
    closed = io.StringIO()
    closed.close()
    with configured(), contextlib.redirect_stderr(closed):
        log.event(Event.EXCHANGE_DONE)


class Chosen(enum.Enum):
    NUMBER = 7
    PROSE = PLANTED + " has a cold"


class Loud(int):
    def __repr__(self):
        return PLANTED


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, 0),
        (True, True),
        (1.5, 1.5),
        (None, None),
        (Outcome.BLOCKED, "blocked"),
        (Chosen.NUMBER, "NUMBER"),
        (Word("eu/art50_1/interaction_disclosure"), "eu/art50_1/interaction_disclosure"),
        ("hospital", "<str, 8>"),
        (b"\x00\x01", "<bytes, 2>"),
        ([1, 2, 3], "<list, 3>"),
        ({"a": 1}, "<dict, 1>"),
        (ValueError(PLANTED), "<ValueError>"),
        (ClearText(PLANTED), "<ClearText>"),
        (float("nan"), "nan"),
        (10**50, "<int>"),
        (Loud(7), "<Loud>"),
        # of our type, but no word
        (Word("Li Xiuying"), "<Word, 10>"),
        (Word("李秀英"), "<Word, 3>"),
        (Word("a\nb"), "<Word, 3>"),
        (Word(""), "<Word, 0>"),
        (Word("x" * 200), "<Word, 200>"),
        (Chosen.PROSE, "<Word, 29>"),
        # a word that something was done to
        (Word("a") + PLANTED, f"<str, {len(PLANTED) + 1}>"),
        (Word("%s") % PLANTED, f"<str, {len(PLANTED)}>"),
        (Word("{}").format(PLANTED), f"<str, {len(PLANTED)}>"),
    ],
)
def test_a_value_is_written_or_its_kind(value, shown):
    with configured() as written:
        log.event(Event.EXCHANGE_DONE, reason=value)
    assert the_line(written)["reason"] == shown


def test_the_name_of_an_event_is_a_word():
    with configured() as written:
        log.event(PLANTED)
        log.event(Word("swept"))
        log.event(Outcome.ANSWERED)
    assert [line["event"] for line in lines(written)] == ["<str, 18>", "swept", "<Outcome>"]


def test_an_error_is_its_class_and_our_innermost_line():
    with configured() as written:
        try:
            read_profile(PLANTED)
        except ProfileError as error:
            log.event(Event.STOPPED, error=error)
        log.event(Event.STOPPED, error=KeyError(PLANTED))
    ours, without_place = lines(written)
    assert ours["error"] == "ProfileError"
    file, number = ours["place"].split(":")
    assert file == "medguard/profile.py"
    assert number.isdigit()
    assert without_place["error"] == "KeyError"
    assert "place" not in without_place


# ── what is never written ────────────────────────────────────────────────────────────────────────────────────────────


@given(
    value=nested,
    form=formats,
    field=st.sampled_from([*Fields.__annotations__, "exc_info", "exception", "stack", "at"]),
)
def test_no_value_of_a_field(value, form, field):
    with configured(form) as written:
        log.event(Event.EXCHANGE_DONE, **{field: value})
    assert "exchange_done" in written.getvalue()
    assert PLANTED not in written.getvalue()


@given(name=planted | st.sampled_from(["event", "level", "self", "args", "_logger", "error"]), form=formats)
def test_no_name_of_a_field(name, form):
    with configured(form) as written:
        log.event(Event.EXCHANGE_DONE, **{name: PLANTED})
    assert "exchange_done" in written.getvalue()
    assert PLANTED not in written.getvalue()


@given(message=planted, argument=nested, form=formats)
def test_no_word_of_another_library(message, argument, form):
    with configured(form) as written:
        for name in ("uvicorn.access", "httpx2", "presidio-analyzer", "sqlalchemy.engine", "alembic", "asyncio"):
            logger = logging.getLogger(name)
            logger.warning(message, argument)
            logger.error("%d", argument)  # would fail to be formatted, and say so
            logger.warning(argument, stack_info=True, extra={"patient": argument, "seen": message})
            try:
                fail(message, argument)
            except ValueError:
                logger.exception(message)
    assert written.getvalue().count("library_spoke") == 24
    assert "ValueError" in written.getvalue()
    assert PLANTED not in written.getvalue()


@given(message=planted, argument=nested, form=formats)
def test_no_word_of_anybody_who_uses_structlog(message, argument, form):
    with configured(form) as written:
        logger = structlog.get_logger().bind(patient=argument)
        logger.warning(message, patient=argument, exception=argument, stack=message)
        logger.warning("%s", argument)
        try:
            fail(message)
        except ValueError as error:
            logger.exception(message)
            logger.exception(message, exc_info=error)
            logger.exception(message, exc_info=sys.exc_info(), stack_info=True)  # noqa: G202 - a tuple is another way in
    assert written.getvalue().count("ValueError") >= 3
    assert PLANTED not in written.getvalue()


@given(message=planted, form=formats)
def test_no_word_of_a_warning(message, form):
    with warnings.catch_warnings(), configured(form) as written:
        warnings.simplefilter("always")
        warnings.warn(message, DeprecationWarning, stacklevel=1)
    assert "DeprecationWarning" in written.getvalue()
    assert PLANTED not in written.getvalue()


def test_a_handler_that_comes_later_finds_no_words_either():
    with configured():
        late = io.StringIO()
        handler = logging.StreamHandler(late)
        handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s %(exc_text)s"))
        logger = logging.getLogger("late")
        logger.addHandler(handler)
        try:
            fail(PLANTED)
        except ValueError:
            logger.exception("%s", PLANTED)
        logger.removeHandler(handler)
    assert "late (message withheld)" in late.getvalue()
    assert PLANTED not in late.getvalue()


def test_a_handler_that_was_there_before_is_gone():
    early = io.StringIO()
    logger = logging.getLogger("early")
    logger.addHandler(logging.StreamHandler(early))
    logger.propagate = False
    with configured() as written:
        logger.error(PLANTED)
        the_line(written)
    assert early.getvalue() == ""


def test_a_record_that_was_made_elsewhere_keeps_its_words_to_itself():
    with configured() as written:
        record = logging.makeLogRecord({"name": "queue", "msg": PLANTED, "levelno": 35, "levelname": PLANTED})
        logging.getLogger("queue").handle(record)
    line = the_line(written)
    assert (line["library"], line["level"]) == ("queue", "warning")
    assert PLANTED not in written.getvalue()


def test_a_library_that_only_informs_is_not_heard():
    with configured(level="info") as written:
        logging.getLogger("httpx2").info(PLANTED)
    assert written.getvalue() == ""


CRASHES = {
    "the program": "raise ValueError(planted)",
    "a thread": "thread = threading.Thread(target=lambda: int(planted), name=planted); thread.start(); thread.join()",
    "a finalizer": """
        class Leaves:
            def __init__(self, words): self.words = words
            def __repr__(self): return self.words
            def __del__(self): raise ValueError(self.words)
        Leaves(planted)
        """,
    "a task that nobody awaits": """
        async def fails(): raise ValueError(planted)
        async def main():
            task = asyncio.create_task(fails(), name=planted)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "a group": "raise ExceptionGroup(planted, [ValueError(planted)])",
    "a cause": "raise KeyError(planted) from ValueError(planted)",
    "a handler that fails": """
        class Fails(logging.Handler):
            def emit(self, record):
                try: raise ValueError(planted)
                except ValueError: self.handleError(record)
        logging.getLogger("x").addHandler(Fails())
        logging.getLogger("x").error(planted)
        """,
}


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("crash", CRASHES)
def test_no_word_of_a_crash(crash, form):
    program = f"""
import asyncio, logging, threading
from medguard import log
log.configure({form!r}, "info")
planted = "Xiuying-Li-" + "Planted"
{textwrap.dedent(CRASHES[crash])}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert PLANTED not in done.stderr + done.stdout
    assert "crashed" in done.stderr or "library_spoke" in done.stderr
    assert "Traceback" not in done.stderr
