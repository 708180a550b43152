"""OpenAI's embeddings and moderations, ``POST /v1/embeddings`` and ``/v1/moderations``: texts go, numbers come back.

https://platform.openai.com/docs/api-reference/embeddings

Nothing in these replies is for a reader, so no notice is put in, and vectors come back as they were: as numbers or as base64. Texts that
were cut into tokens before they came are numbers that nobody here can read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medguard.errors import MedguardError
from medguard.types import ClearText, Form, Passage, Unread
from medguard.wire import leaves
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, Dialect, Utterance, must_be_named
from medguard.wire.errors import openai_shape
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.openai.chat import CODES, COUNTED, ID, is_text_part, media
from medguard.wire.strands import Strand

_LARGEST_TOKEN = 7
"""Digits of a token's number: vocabularies are smaller than ten million words. A longer number in its place may be a telephone."""
_VECTOR = re.compile(r"\[[-+.\deE,\s]{256,}+\]")
_VALUES = {
    "encoding_format": frozenset("float base64".split()),
    "object": frozenset("list embedding".split()),
    "type": frozenset("text image_url".split()),
}
_CATEGORIES = """
    harassment harassment/threatening hate hate/threatening illicit illicit/violent self-harm self-harm/instructions
    self-harm/intent sexual sexual/minors violence violence/graphic
    """.split()
_MODERATION_VALUES = {"type": _VALUES["type"]} | {category: frozenset(("text", "image")) for category in _CATEGORIES}


class Embeddings(Dialect):
    """The embeddings API."""

    name = "openai"
    api, api_zh = "OpenAI's embeddings API", " OpenAI embeddings 接口"
    keys = frozenset(
        """
        model input encoding_format dimensions user text type image_url url task truncate truncate_prompt_tokens input_type
        object data index embedding usage prompt_tokens total_tokens id created
        """.split()
    )
    values, codes = _VALUES, CODES
    parameters = ("dimensions",)
    answers_in = "data"
    """The list that a reply is."""

    def __init__(self, deployment: str | None = None) -> None:
        self.deployment = deployment

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, body: Body) -> None:
        """A model, and something to read."""
        must_be_named(body)
        _must_be_given(body)

    def streamed(self, body: Body) -> bool:  # noqa: ARG002  numbers are said at once
        """Never."""
        return False

    def data_wanted(self, body: Body) -> bool:  # noqa: ARG002  numbers are for a program
        """Always."""
        return True

    def said(self, body: Body) -> Iterator[Utterance]:  # noqa: ARG002  they are texts
        """Nobody asks anything."""
        yield from ()

    def unread(self, body: Body) -> Iterator[Unread]:
        """Tokens, and parts that are not text."""
        given = body["input"]
        for at, one in enumerate(given if isinstance(given, list) else [given]):
            if one is None or not is_text_part(one, in_list=True):
                yield Unread(f"/input/{at}", media(one))
            if not isinstance(one, str | dict):
                return  # a row of tokens is one text

    def passage(self, literal: Literal) -> Passage | None:
        """``user`` is somebody, whatever it holds; a token's number is none."""
        if literal.sort is not Sort.KEY and literal.path[:1] == ("user",):
            return Passage(ClearText(literal.words), Form.TOKEN, leaves.label_of(literal.path), whole="OTHER_ID")
        if literal.sort is Sort.NUMBER and literal.path[0] == "input" and len(literal.words) <= _LARGEST_TOKEN:
            return None
        return super().passage(literal)

    def is_token(self, path: Path) -> bool:
        """The model's name."""
        return path == ("model",)

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  never streamed
        """A list, and no error beside it."""
        found = body.get(self.answers_in)
        return isinstance(found, list) and all(isinstance(one, dict) for one in found) and not body.get("error")

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:  # noqa: ARG002  never streamed
        """Whatever it says, it says at once."""
        return True

    def answers(self, bodies: Sequence[Body | None]) -> int:  # noqa: ARG002  nothing is said
        """Nothing is said to anybody."""
        return 0

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """``usage``."""
        for body in bodies:
            usage = (body or {}).get("usage")
            if isinstance(usage, dict):
                yield from ((name, usage[name]) for name in ("prompt_tokens", "total_tokens") if name in usage)

    def scanned(self, event: str) -> str:
        """Without vectors: a batch has millions of numbers."""
        return _VECTOR.sub(lambda found: found[0][0] + " " * (len(found[0]) - 2) + found[0][-1], event)

    def strand(self, literal: Literal, body: Body) -> Strand | None:  # noqa: ARG002  nothing goes on
        """What is no number is read, and restored, too."""
        path = literal.path
        counted = bool(COUNTED.search(str(path[-1]))) or not leaves.is_long(literal.words)
        machinery = {
            Sort.KEY: literal.words in self.keys,
            Sort.NUMBER: counted or "embedding" in path,
            Sort.STRING: "embedding" in path or self.is_machinery(literal),
        }
        if machinery[literal.sort]:
            return None
        own = literal.sort is Sort.STRING and path[-1] in {"id", "model", "object"} and ID.fullmatch(literal.words)
        return Strand(
            place="" if own else self.place(path),
            form=Form.TOKEN if own or literal.sort is Sort.KEY else Form.PROSE,
            label=leaves.label_of(path),
        )

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, body: Body) -> object:
        """``error.code``."""
        return body["error"]["code"]

    def refusal(self, error: MedguardError) -> Body:
        """``error``."""
        return openai_shape(error)


class Moderations(Embeddings):
    """The moderations API: texts go, scores come back."""

    api, api_zh = "OpenAI's moderations API", " OpenAI moderations 接口"
    keys = frozenset(
        """
        model input text type image_url url id results categories category_scores category_applied_input_types flagged
        usage object
        """.split()
    ) | frozenset(_CATEGORIES)
    values = _MODERATION_VALUES
    answers_in = "results"

    def check(self, body: Body) -> None:
        """Something to read. The model may go unnamed."""
        if not isinstance(body.get("model"), str | None):
            raise Unreadable('"model" is no string', "model 不是字符串")
        _must_be_given(body)

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """Scores are no words."""
        scores = literal.sort is Sort.NUMBER and "category_scores" in literal.path
        return None if scores else super().strand(literal, body)


def _must_be_given(body: Body) -> None:
    if not isinstance(body.get("input"), str | list) or not body["input"]:
        raise Unreadable('"input" is neither a text nor a list', "input 既不是文本，也不是列表")
