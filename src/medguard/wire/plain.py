"""The plainest conversation: a text goes to the model, and a text comes back. The decorator speaks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from medguard.errors import MedguardError, UpstreamError, WireError
from medguard.types import Answer, Asked, ClearText, Edit, Passage, Unread
from medguard.wire import leaves
from medguard.wire.json_text import TooDeep, apply
from medguard.wire.unread import media_of


class PlainText:
    """UTF-8 text, both ways. Satisfies ``medguard.types.Wire``."""

    name = "text"

    def read(self, content: bytes) -> PlainAsked:
        """Raises WireError for bytes that are no text."""
        words = _words(content)
        if words is None:
            raise WireError(
                "The request cannot be read: it is not UTF-8 text, or JSON too deep to be read.",
                remedy="Send text in UTF-8.",
                remedy_zh="请以 UTF-8 发送文本。",
            )
        return PlainAsked(words)

    def hear(self, answer: Answer, *, asked: Asked) -> PlainHeard:  # noqa: ARG002  whatever was asked, a text is a text
        """Raises UpstreamError for bytes that are no text."""
        words = _words(answer.content)
        if words is None:
            raise UpstreamError(
                "The model answered with something that is no UTF-8 text, or JSON too deep to be read.",
                remedy="Look at the function that asks the model.",
                remedy_zh="模型的回复不是 UTF-8 文本，或嵌套过深。请检查调用模型的函数。",
            )
        return PlainHeard(words)

    def listen(self, _uncut: Callable[[str, int], bool], *, asked: Asked) -> None:
        """A text comes as a whole."""

    def refusal(self, error: MedguardError) -> bytes:
        """What happened, in words."""
        return str(error).encode()

    stopped = refusal

    def spelled(self) -> Mapping[str, Any]:
        """There is one way to spell a text."""
        return {"name": self.name}


class _Plain:
    """One string, JSON in it opened."""

    @property
    def places(self) -> Sequence[str]:
        """Everything is the text."""
        return ["/"] * len(self.passages)

    def __init__(self, words: str) -> None:
        self._words = words
        self.passages: list[Passage] = []
        self._edits(leaves.collect(self.passages))

    def written(self, edits: Sequence[Sequence[Edit]], *, after: int = 0) -> bytes:  # noqa: ARG002  a text has no events
        """The text with one list of edits a passage made."""
        each = iter(edits)
        return apply(self._words, self._edits(lambda _passage: next(each))).encode()

    def _edits(self, change: leaves.Change) -> list[Edit]:
        return leaves.edits_of(Passage(ClearText(self._words)), change)


class PlainAsked(_Plain):
    """A request that has been read."""

    model = ""
    stream = False
    data_wanted = False
    turn = 1
    earlier_replies: Sequence[ClearText] = ()
    parameters: Mapping[str, float] = {}
    goes_on: tuple[str, ...] = ()

    @property
    def question(self) -> ClearText:
        """The text."""
        return ClearText(self._words)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Base64 in the text."""
        media = media_of(self._words)
        return (Unread("/", media),) if media else ()


class PlainHeard(_Plain):
    """A reply that has been read."""

    choices = 1
    media_type = "text/plain; charset=utf-8"
    tokens: Mapping[str, int] = {}
    known_as: tuple[str, ...] = ()

    @property
    def for_people(self) -> Sequence[str]:
        """The text."""
        return [self._words] if self._words.strip() else []

    def amended(self, first: str, last: str) -> PlainHeard:
        """The text with ``first`` before it and ``last`` after it."""
        return PlainHeard(first + self._words + last)

    def worded(self, words: Sequence[str]) -> PlainHeard:
        """The other text."""
        (text,) = words
        return PlainHeard(text)


def _words(content: bytes) -> str | None:
    try:
        words = content.decode()
        leaves.edits_of(Passage(ClearText(words)), leaves.collect([]))
    except (UnicodeDecodeError, TooDeep):
        return None
    return words
