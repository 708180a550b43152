"""@guarded: any function from text to text, guarded.

    @guarded(profile="hospital")
    def ask(question: str) -> str:
        return my_model(question)

    ask("My patient Ann Lee …")

The model sees ``[NAME_1]``, and the answer says Ann Lee again.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from medguard import flow
from medguard.errors import UpstreamError
from medguard.guard import DEFAULT_PROFILE, Guard
from medguard.types import Answer, Ask
from medguard.wire import PlainText

F = TypeVar("F", bound=Callable[[str], str] | Callable[[str], Awaitable[str]])

DOOR = "decorator"


def guarded(
    *, guard: Guard | None = None, profile: str = DEFAULT_PROFILE, database: str | None = None
) -> Callable[[F], F]:
    """Guard a function of one text, sync or async, that returns the model's text.

    The guard is opened at the first call unless one is given. The guarded function raises MedguardError for what is
    refused; what the function itself raises becomes UpstreamError, with the original as its cause.
    """

    @functools.cache
    def the_guard() -> Guard:
        return guard or Guard.open(profile, database=database)

    def decorate(function: F) -> F:
        if inspect.iscoroutinefunction(function):

            async def ask_later(said: Ask) -> Answer:
                with _failures():
                    return _answer(await function(said.content.decode()))

            @functools.wraps(function)
            async def later(text: str) -> str:
                steps = the_guard().exchange(_bytes(text), PlainText(), door=DOOR)
                return (await flow.arun(steps, ask_later)).content.decode()

            return cast("F", later)

        def ask(said: Ask) -> Answer:
            with _failures():
                return _answer(function(said.content.decode()))

        @functools.wraps(function)
        def now(text: str) -> str:
            steps = the_guard().exchange(_bytes(text), PlainText(), door=DOOR)
            return flow.run(steps, ask).content.decode()

        return cast("F", now)

    return decorate


class _failures:  # noqa: N801  reads as a word of a with statement
    """Turns what the function raises into UpstreamError."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, UpstreamError):
            raise UpstreamError(
                f"The guarded function raised {type(error).__name__}.",
                remedy="Look at the cause of this error.",
                remedy_zh="被守护的函数抛出了异常，请查看该错误的原因（__cause__）。",
            ) from error


def _bytes(text: str) -> bytes:
    # Half a character is no UTF-8: the wire module says so, without quoting it as Python's own error does.
    return text.encode("utf-8", "surrogatepass")


def _answer(words: Any) -> Answer:
    if not isinstance(words, str):
        raise UpstreamError(
            f"The guarded function returned {type(words).__name__} and not text.",
            remedy="Let it return a string.",
            remedy_zh="被守护的函数应返回字符串。",
        )
    return Answer(200, _bytes(words), "text/plain; charset=utf-8")
