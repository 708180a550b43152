"""What a provider's module has to say about its JSON: what is machinery, who said what, and where a reply holds its words.

Everything else is the same for all of them (``request``, ``reply``, ``listening``, ``json_wire``). A dialect holds no state but what
came beside the body: Gemini names its model in the path.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from typing import Literal as OneOf

from medguard.errors import MedguardError
from medguard.types import ClearText, Form, Passage, Unread
from medguard.wire import leaves
from medguard.wire.body import Unreadable, json_object
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.strands import Strand
from medguard.wire.unread import is_data

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said, in a request."""

    by: OneOf["user", "model", "other"]
    texts: tuple[str, ...]


class Dialect:
    """How one API spells a conversation. A provider's module fills this in."""

    name: str
    """The provider, as it stands in the record."""
    api: str
    """What the API is called in errors: ``OpenAI's chat completions API``."""
    api_zh: str
    keys: Collection[str]
    """Names of the protocol (and of JSON Schema, where tools are described). They are no words of anybody, and places are told with them."""
    values: Mapping[str, Collection[str]]
    """What machinery may say under some of these keys. Anything else there is words."""
    end: str | None = None
    """The data that ends a stream and is no JSON."""
    parameters: Sequence[str] = ()
    """Keys of small numbers that are recorded."""
    grows: str = ""
    """The key of the conversation. What stands beside it comes first, wherever it is written: so its stand-ins keep their numbers from turn to turn,
    and the model is sent the same beginning again, which providers cache and sign."""
    lines: bool = False
    """Whether a stream is one JSON text a line, and no server-sent events."""
    cumulative: bool = False
    """Whether each piece of a stream may say all that came before as well."""
    space: str = " "
    """What stands behind ``event:`` and ``data:`` in an error of ours: some readers want nothing there."""
    codes: Collection[str] = ()
    """The provider's own words for its errors. Any other could be somebody's name."""

    headers: Collection[str] = ()
    """Request headers of the API's own, in small letters, that go along if they look like versions and names of features."""
    query: Mapping[str, str] = {}
    """What the query of such a call says, told by the path."""

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, body: Body) -> None:
        """Raise Unreadable if this is no request of this API."""
        raise NotImplementedError

    deployment: str | None = None
    """The model that the path names, where it does: the server goes by that one, whatever the body says."""

    def model(self, body: Body) -> str:
        """The model's name."""
        return self.deployment or str(body.get("model") or "")

    def streamed(self, body: Body) -> bool:
        """Whether the reply is to come as a stream."""
        return bool(body.get("stream"))

    def in_pieces(self, body: Body) -> bool:
        """Whether each event of a stream is sure to say only what is new."""
        del body
        return True

    def data_wanted(self, body: Body) -> bool:
        """Whether the reply was asked for as JSON, for a program."""
        raise NotImplementedError

    def goes_on(self, body: Body) -> tuple[str, ...]:
        """Names of what the provider keeps and this request goes on with: a response, a conversation."""
        del body
        return ()

    def said(self, body: Body) -> Iterator[Utterance]:
        """Who said what, in order."""
        raise NotImplementedError

    def numbers(self, body: Body) -> Body:
        """Where ``parameters`` stand."""
        return body

    def unread(self, body: Body) -> Iterator[Unread]:
        """Parts that nobody here can read, and what nobody here could read in the reply."""
        raise NotImplementedError

    def passage(self, literal: Literal) -> Passage | None:
        """What the detector is shown of a literal; None for machinery."""
        words = literal.words
        if literal.sort is Sort.NUMBER:
            return (
                Passage(ClearText(words), Form.TOKEN, leaves.label_of(literal.path)) if leaves.is_long(words) else None
            )
        if literal.sort is Sort.KEY:
            return None if words in self.keys else Passage(ClearText(words), leaves.form_of(words))
        if self.is_machinery(literal) or self.is_sealed(literal):
            return None
        path = literal.path
        form = leaves.form_of(words) if self.is_token(path) else Form.TOKEN if is_data(words) else Form.PROSE
        return Passage(ClearText(words), form, leaves.label_of(path))

    def is_machinery(self, literal: Literal) -> bool:
        """Whether a string is a word of the protocol in its own place."""
        match literal.path:
            case (*_, str(key)) | (*_, str(key), int()):
                return literal.words in self.values.get(key, ())
            case _:
                return False

    def is_sealed(self, literal: Literal) -> bool:
        """Whether a string is the provider's own seal, which must go back to it letter by letter."""
        del literal
        return False

    def is_token(self, path: Path) -> bool:
        """Whether a program compares the string in this place: an id, a tool's name."""
        raise NotImplementedError

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def body_of(self, event: str) -> Body | None:
        """The JSON of a reply, or of an event of one; ``None`` for ``end``. Raises ValueError for what can be read in two ways."""
        return None if event == self.end else json_object(event)

    def is_reply(self, body: Body, *, stream: bool) -> bool:
        """Whether a body is a reply, or an event of one, and can be read in one way only."""
        raise NotImplementedError

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:
        """Whether there is an answer and its end was said. ``None`` stands for ``end``."""
        raise NotImplementedError

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """The string that a literal of a reply is, or is a piece of; None for machinery."""
        raise NotImplementedError

    def answers(self, bodies: Sequence[Body | None]) -> int:
        """How many answers there are, where no words tell."""
        raise NotImplementedError

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """What the provider counted: ``prompt_tokens``, ``completion_tokens``, ``total_tokens``, whatever it calls them."""
        raise NotImplementedError

    def known_as(self, bodies: Sequence[Body | None]) -> tuple[str, ...]:
        """Names under which the provider keeps this reply and what led to it, so that a later request can go on."""
        del bodies
        return ()

    def scanned(self, event: str) -> str:
        """The event with long rows of numbers blanked, each as long as it was: vectors hold no words."""
        return event

    def may_be_cut(self, body: Body) -> bool:
        """Whether a streamed event could as well have come as two, each with a part of its words."""
        del body
        return False

    def event(self, body: Body) -> str:
        """The name of a streamed event, of the protocol's own; empty: it has none."""
        del body
        return ""

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, body: Body) -> object:
        """The code in an error of the provider's. It is told if it is one of ``codes``."""
        raise NotImplementedError

    def refusal(self, error: MedguardError) -> Body:
        """An error of ours in the provider's shape."""
        raise NotImplementedError

    # ── what all of them share ───────────────────────────────────────────────────────────────────────────────────────

    def place(self, path: Path) -> str:
        """A path that may be told: a key that is not the protocol's own may be somebody's name."""
        return "/" + "/".join(str(step) if isinstance(step, int) or step in self.keys else "*" for step in path)


def must_be_objects(body: Body, key: str) -> None:
    """Raise Unreadable unless there is a list of objects, and not an empty one."""
    found = body.get(key)
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise Unreadable(f'"{key}" is not a list of objects', f"{key} 不是由对象组成的列表")


def must_be_named(body: Body) -> None:
    """Raise Unreadable unless a model is named, and ``stream`` is what it should be."""
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise Unreadable('"model" is missing or is no string', "缺少 model，或其不是字符串")
    if not isinstance(body.get("stream", False), bool | None):
        raise Unreadable('"stream" is neither true nor false', "stream 既不是 true 也不是 false")


def texts_of(content: object) -> Iterator[str]:
    """The texts of a message: a string, or a list of parts with a ``text``."""
    match content:
        case str():
            yield content
        case list():
            yield from (
                part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)
            )


def ours(error: MedguardError) -> Body:
    """What an officer asks for, beside the error in the provider's shape."""
    return {
        "code": error.code,
        "exchange": error.exchange.id if error.exchange else None,
        "rule": getattr(error, "rule", None),
        "remedy": error.remedy,
        "remedy_zh": error.remedy_zh,
    }


def small(dialect: Dialect, body: Body) -> dict[str, float]:
    """The parameters that are short numbers: a long one may be somebody's telephone or record number, and the ledger holds none."""
    numbers = dialect.numbers(body)
    return {
        name: numbers[name]
        for name in dialect.parameters
        if type(numbers.get(name)) in {int, float, bool} and not leaves.is_long(json.dumps(numbers[name]))
    }


def at_most(many: int, unread: Iterator[Unread]) -> tuple[Unread, ...]:
    """The first of them. One is too many already, and rules read every one."""
    return tuple(itertools.islice(unread, many))
