"""A request: every string that is not machinery, and what nobody here can read."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from typing import Any

from medguard.types import ClearText, Edit, Form, Passage, Unread
from medguard.wire import leaves
from medguard.wire.json_text import Literal, Sort, apply, rewritten, scan
from medguard.wire.openai.protocol import KEYS, VALUES, place
from medguard.wire.unread import is_data, media_of

_PEOPLE = frozenset(("user", "safety_identifier", "name"))
_TEXT_PARTS = frozenset(("text", "refusal"))
_MEDIA = {"image": "image", "audio": "audio", "video": "video", "file": "file", "document": "file"}
_ENOUGH = 20
"""Unread parts that are reported. One is too many already, and rules read every one."""


class ChatAsked:
    """A request that has been read."""

    def __init__(self, text: str, body: dict[str, Any]) -> None:
        self._text = text
        self.model: str = body["model"]
        self.stream = bool(body.get("stream"))
        wanted = body.get("response_format")
        self.data_wanted = isinstance(wanted, dict) and wanted.get("type") in {"json_object", "json_schema"}
        self.turn = max(1, sum(message.get("role") == "user" for message in body["messages"]))
        self.unread = tuple(itertools.islice(_unread(text, body), _ENOUGH))
        self.earlier_replies = [
            ClearText(text)
            for message in body["messages"]
            if message.get("role") == "assistant"
            for text in _texts(message.get("content"))
        ]
        asked = [message for message in body["messages"] if message.get("role") == "user"]
        self.question = ClearText("\n".join(_texts(asked[-1].get("content"))) if asked else "")
        self.parameters = {
            name: body[name]
            for name in _PARAMETERS
            if type(body.get(name)) in {int, float, bool} and not leaves.is_long(json.dumps(body[name]))
        }
        self.passages: list[Passage] = []
        self.places: list[str] = []
        self._walk(leaves.collect(self.passages))

    def written(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """The request with one list of edits a passage made; every other byte stays."""
        each = iter(edits)
        return apply(self._text, self._walk(lambda _passage: next(each))).encode()

    def _walk(self, change: leaves.Change) -> list[Edit]:
        made: list[Edit] = []
        for literal in scan(self._text):
            passage = _passage(literal)
            if passage is None:
                continue
            if changed := leaves.edits_of(passage, change):
                made.append(rewritten(literal, apply(literal.words, changed)))
            self.places += [place(literal.path)] * (len(self.passages) - len(self.places))
        return made


_PARAMETERS = """temperature top_p n seed max_tokens max_completion_tokens presence_penalty frequency_penalty
    parallel_tool_calls""".split()
"""Of these, short numbers: a long one may be somebody's telephone or record number, and the ledger holds none."""


def _passage(literal: Literal) -> Passage | None:
    """What the detector is shown of a literal; None for machinery."""
    words = literal.words
    if literal.sort is Sort.NUMBER and not leaves.is_long(words) and literal.at not in _PEOPLE:
        return None
    path = literal.path
    text, label = ClearText(words), leaves.label_of(path)
    passage: Passage | None = Passage(text, Form.PROSE, label)
    match literal.sort, path:
        case Sort.KEY, _:
            passage = None if words in KEYS else Passage(text, leaves.form_of(words))
        case _, ("user" | "safety_identifier", *_):
            passage = Passage(text, Form.TOKEN, label, whole="OTHER_ID")
        case _, ("messages", int(), "name", *_):
            passage = Passage(text, Form.TOKEN, label, whole="NAME")
        case Sort.NUMBER, _:
            passage = Passage(text, Form.TOKEN, label)
        case _, (*_, str(key)) | (*_, str(key), int()) if words in VALUES.get(key, ()):
            passage = None
        case _, (
            ("model",)
            | (*_, "id" | "tool_call_id")
            | (*_, "function" | "custom" | "json_schema", "name")
            | ("functions" | "tools", int(), "name")
            | (*_, "required", int())
        ):
            passage = Passage(text, leaves.form_of(words))
        case _ if is_data(words):
            passage = Passage(text, Form.TOKEN, label)
    return passage


def _unread(text: str, body: dict[str, Any]) -> Iterator[Unread]:
    """Content that nobody here can read, and content that nobody here could read in the reply."""
    # 1. Parts of messages that are not text, whatever they call themselves.
    for at, message in enumerate(body["messages"]):
        content = message.get("content")
        for number, part in enumerate(content if isinstance(content, list) else [content]):
            if not _is_text_part(part, in_list=isinstance(content, list)):
                yield Unread(f"/messages/{at}/content/{number}", _media(part))
        for field in _UNREAD_FIELDS & set(message):
            if message[field] is not None:
                yield Unread(f"/messages/{at}/{field}", field)
    # 2. A reply that would come as sound.
    modalities = body.get("modalities")
    if body.get("audio") is not None or (isinstance(modalities, list) and any(one != "text" for one in modalities)):
        yield Unread("/modalities", "audio")
    # 3. Data written as letters, wherever it stands.
    for literal in scan(text):
        if literal.sort is not Sort.NUMBER and (media := media_of(literal.words)):
            yield Unread(place(literal.path), media)


_UNREAD_FIELDS = frozenset(("logprobs", "audio", "images", "image", "video", "file", "files"))
"""Of a message. ``logprobs`` holds its words token by token: a name in pieces."""


def _is_text_part(part: object, *, in_list: bool) -> bool:
    if part is None or isinstance(part, str):
        return True
    return in_list and isinstance(part, dict) and part.get("type") in _TEXT_PARTS


def _media(part: object) -> str:
    said = str(part.get("type", "")) if isinstance(part, dict) else ""
    return next((media for word, media in _MEDIA.items() if word in said), "other")


def _texts(content: object) -> Iterator[str]:
    match content:
        case str():
            yield content
        case list():
            yield from (
                part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)
            )
