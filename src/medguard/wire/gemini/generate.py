"""``generateContent`` and ``streamGenerateContent``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from medguard.types import Form, Unread
from medguard.wire import leaves
from medguard.wire.body import json_object
from medguard.wire.dialect import Body, must_be_objects
from medguard.wire.gemini.protocol import KEYS, Gemini, contents_of, elsewhere, get, is_read
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.strands import Strand

OWN = frozenset("id responseId modelVersion createTime serviceTier trafficType".split())
"""Strings of a reply that the provider made up by itself."""
COUNTED = re.compile(r"Tokens?$|[tT]okenCount$|[iI]ndex$|Score|Logprobs$|^confidenceScores$|^groundingChunkIndices$")
"""Numbers that the provider measures."""
MOST_CANDIDATES = 128
ID = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")
_LETTERS = re.compile(r"[A-Za-z0-9+/=_-]*+")


class GenerateContent(Gemini):
    """``generateContent`` and ``streamGenerateContent``."""

    parameters = "temperature topP topK candidateCount maxOutputTokens seed presencePenalty frequencyPenalty".split()

    def __init__(self, model: str, *, streams: bool = False, alt: str = "json") -> None:
        super().__init__(model)
        self._events = streams and alt == "sse"
        self.query = {"alt": "sse"} if self._events else {}
        self._array = streams and not self._events

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, body: Body) -> None:
        """Contents."""
        must_be_objects(body, "contents")

    def streamed(self, body: Body) -> bool:  # noqa: ARG002  it stands in the path
        """Events. An array is waited for."""
        return self._events

    def data_wanted(self, body: Body) -> bool:
        """Any type but text."""
        wanted = get(self.numbers(body), "responseMimeType")
        return wanted is not None and wanted != "text/plain"

    def numbers(self, body: Body) -> Body:
        """``generationConfig``."""
        config = get(body, "generationConfig")
        return config if isinstance(config, dict) else {}

    def contents(self, body: Body) -> Iterator[tuple[str, Body]]:
        """The conversation, and before it what the model is told to be."""
        yield from contents_of(body, "")

    def unread(self, body: Body) -> Iterator[Unread]:
        """Also what the model is shown elsewhere, and a reply that would be no text."""
        yield from super().unread(body)
        yield from elsewhere(body, "")
        modalities = get(self.numbers(body), "responseModalities")
        spoken = get(self.numbers(body), "speechConfig") is not None
        if spoken or (isinstance(modalities, list) and any(str(one).upper() != "TEXT" for one in modalities)):
            yield Unread("/generationConfig/responseModalities", "other")

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def body_of(self, event: str) -> Body | None:
        """An array is read as an object of its ``replies``."""
        return json_object(f'{{"replies":{event}}}') if self._array else super().body_of(event)

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  events are replies
        """Candidates whose words stand where they are looked for, or why there are none, and no error beside them."""
        found = body.get("replies", [body])
        return bool(found) and all(isinstance(one, dict) and _is_reply(one) for one in found)

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:
        """By a reason to finish for every candidate, or a reason to give none."""
        begun, finished = set(), set()
        for one in _replies(bodies):
            if (get(one, "promptFeedback") or {}).get("blockReason"):
                return True
            for at, candidate in enumerate(one.get("candidates", ())):
                begun.add(_index(candidate, at))
                if candidate.get("finishReason"):
                    finished.add(_index(candidate, at))
        return bool(begun) and (begun == finished or not (stream or self._array))

    def answers(self, bodies: Sequence[Body | None]) -> int:
        """Candidates."""
        return len(
            {
                _index(candidate, at)
                for one in _replies(bodies)
                for at, candidate in enumerate(one.get("candidates", ()))
            }
        )

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """``usageMetadata``, as it was said last. What was thought was written."""
        usage: Body = {}
        for one in _replies(bodies):
            said = one.get("usageMetadata")
            usage |= said if isinstance(said, dict) else {}
        prompt = [usage.get(name, 0) for name in ("promptTokenCount", "toolUsePromptTokenCount")]
        reply = [usage.get(name, 0) for name in ("candidatesTokenCount", "thoughtsTokenCount")]
        if all(type(count) is int for count in [*prompt, *reply]) and usage:
            yield from (("prompt_tokens", sum(prompt)), ("completion_tokens", sum(reply)))
            yield "total_tokens", usage.get("totalTokenCount")

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """Texts of a candidate go on from part to part and from event to event; everything else is said anew each time."""
        steps, part = _steps(literal.path, body)
        if not self._is_said(literal, steps):
            return None
        is_string, last = literal.sort is Sort.STRING, str(steps[-1])
        args = "args" in steps or "response" in steps
        own = is_string and last in OWN and not args and ID.fullmatch(literal.words)
        token = own or literal.sort is Sort.KEY or steps[-2:] == ("functionCall", "name")
        key: Path | None = None
        if is_string and steps[2:4] == ("content", "parts"):
            match steps[5:]:
                case ("text",):
                    key = (*steps[:4], "thought" if part.get("thought") is True else "text")
                case ("functionCall", "partialArgs", int(at), "stringValue"):
                    key = (*steps[:4], "partialArgs", _json_path(part, at))
                case _:
                    pass
        return Strand(
            key=key,
            place="" if own else self.place(steps),
            form=Form.TOKEN if token else Form.PROSE,
            label=leaves.label_of(steps),
            answer=steps[1] if steps[0] == "candidates" and isinstance(steps[1], int) else None,
            speech=key is not None and key[-1] == "text",
        )

    def may_be_cut(self, body: Body) -> bool:
        """Text and nothing beside it."""
        return all(
            candidate.keys() <= {"content", "index", "safetyRatings"}
            and all(part.keys() <= {"text", "thought"} for part in _parts(candidate))
            for candidate in body.get("candidates", ())
        )

    def _is_said(self, literal: Literal, steps: Path) -> bool:
        if not steps or "logprobsResult" in steps:
            return False
        args = "args" in steps or "response" in steps
        if literal.sort is Sort.KEY:
            return literal.words not in KEYS
        if literal.sort is Sort.NUMBER:
            name = next((step for step in reversed(steps) if isinstance(step, str)), "")
            return leaves.is_long(literal.words) and (args or not COUNTED.search(name))
        sealed = steps[-1] == "thoughtSignature" and not args
        return not self.is_machinery(literal) and not (sealed and _LETTERS.fullmatch(literal.words))


def _replies(bodies: Sequence[Body | None]) -> Iterator[Body]:
    for body in bodies:
        if body is not None:
            yield from body.get("replies", [body])


def _is_reply(body: Body) -> bool:
    candidates = body.get("candidates", [])
    known = {"candidates", "promptFeedback", "usageMetadata"} & body.keys()
    if not known or body.get("error") or not isinstance(body.get("promptFeedback", {}), dict):
        return False
    if not isinstance(candidates, list) or not all(isinstance(one, dict) for one in candidates):
        return False
    # Two candidates of one number would be taken for one, and only one of them labelled.
    own = [one["index"] for one in candidates if "index" in one]
    if len(set(map(str, own))) != len(own) or not all(type(one) is int and 0 <= one < MOST_CANDIDATES for one in own):
        return False
    return all(_has_readable_parts(one) for one in candidates)


def _has_readable_parts(candidate: Body) -> bool:
    content = candidate.get("content", {})
    parts = content.get("parts", []) if isinstance(content, dict) else None
    return isinstance(parts, list) and all(map(_is_readable, parts))


def _is_readable(part: object) -> bool:
    """Whether a part holds words where they are looked for, and nothing else. A picture that the model drew is nothing that we can read."""
    return (
        isinstance(part, dict)
        and all(is_read(key) or value is None for key, value in part.items())
        and isinstance(part.get("text"), str | None)
    )


def _parts(candidate: Body) -> list[Body]:
    found: list[Body] = candidate.get("content", {}).get("parts", [])
    return found


def _steps(path: Path, body: Body) -> tuple[Path, Body]:
    """The path with the number that a candidate gives itself, and the part that it leads through."""
    if path and isinstance(path[0], int):  # an array
        body, path = body["replies"][path[0]], path[1:]
    match path:
        case ("candidates", int(at), *rest):
            candidate = body["candidates"][at]
            part: Body = {}
            if rest[:2] == ["content", "parts"] and len(rest) > 2 and isinstance(rest[2], int):  # noqa: PLR2004
                part = _parts(candidate)[rest[2]]
            return ("candidates", _index(candidate, at), *rest), part
        case _:
            return path, {}


def _json_path(part: Body, at: int) -> str:
    try:
        return str(part["functionCall"]["partialArgs"][at]["jsonPath"])
    except (KeyError, TypeError):
        return ""


def _index(candidate: Body, position: int) -> int:
    own = candidate.get("index")
    return own if type(own) is int else position
