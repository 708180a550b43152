"""How OpenAI spells a conversation: ``POST /v1/chat/completions``, whole and streamed.

https://platform.openai.com/docs/api-reference/chat

    asked = OpenAIChat().read(b'{"model": "m", "messages": [{"role": "user", "content": "Hello, I am Ann."}]}')
    asked.passages      # everything but "model", "messages", "role", "content", "user": they are machinery

Machinery is named here, with the values it may have; every other string is words for the detector, also in a field that
nobody has heard of.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from medguard.errors import MedguardError, UpstreamError, WireError
from medguard.types import Answer, ClearText, Edit, Form, Passage, Unread
from medguard.wire import leaves, sse
from medguard.wire.json_text import Literal, Path, Sort, TooDeep, apply, rewritten, scan
from medguard.wire.strands import Piece, Strand, scattered
from medguard.wire.unread import is_all_data, media_of

_KEYS = frozenset(
    """
    messages model role content text type name tool_calls tool_call_id function functions function_call id arguments
    parameters description properties required enum items anyOf oneOf allOf additionalProperties strict schema json_schema
    response_format tools tool_choice parallel_tool_calls custom input format grammar syntax definition allowed_tools mode
    image_url url detail input_audio data file file_data file_id filename video_url audio voice modalities refusal prediction
    stop stream stream_options include_usage include_obfuscation temperature top_p n seed max_tokens max_completion_tokens
    presence_penalty frequency_penalty logit_bias logprobs top_logprobs user metadata store service_tier reasoning_effort
    reasoning_content verbosity safety_identifier prompt_cache_key prompt_cache_retention web_search_options title default
    minimum maximum minLength maxLength minItems maxItems pattern const definitions $defs $ref token bytes annotations index
    choices message delta
    """.split()
)
"""Names of the protocol and of JSON Schema. They are not words of anybody, and places may be told with them."""

_VALUES = {
    "role": frozenset("system developer user assistant tool function".split()),
    "type": frozenset(
        "text image_url input_audio file video_url refusal function custom json_schema json_object object string number"
        " integer boolean array null content grammar allowed_tools approximate".split()
    ),
    "detail": frozenset("auto low high".split()),
    "tool_choice": frozenset("auto none required".split()),
    "function_call": frozenset("auto none".split()),
    "modalities": frozenset("text audio".split()),
    "service_tier": frozenset("auto default flex scale priority".split()),
    "reasoning_effort": frozenset("none minimal low medium high xhigh".split()),
    "verbosity": frozenset("low medium high".split()),
    "syntax": frozenset("lark regex".split()),
    "prompt_cache_retention": frozenset(("in_memory", "24h")),
    "finish_reason": frozenset("stop length tool_calls content_filter function_call null".split()),
    "format": frozenset("date date-time time email uri uuid text wav mp3 flac opus pcm16 lark regex".split()),
}
"""What machinery may say. Anything else under the same key is words."""

_PARTS = {"image_url": "image", "input_audio": "audio", "file": "file", "video_url": "video"}
_ENVELOPE = frozenset("id object model system_fingerprint service_tier obfuscation".split())
"""Strings of a reply that the provider made up by itself."""
_UNTOUCHED = frozenset(("logprobs", "usage"))
"""Parts of a reply that describe what the model wrote; they stay as they came, with the stand-ins that it wrote."""

_ENOUGH = 20
"""Unread parts that are reported. One is too many already, and rules read every one."""

_HTTP_OK = range(200, 300)


class OpenAIChat:
    """The chat completions API. Satisfies ``medguard.types.Wire``."""

    name = "openai"

    def __init__(self, *, longest_request: int = 2_000_000) -> None:
        self._longest = longest_request

    def read(self, content: bytes) -> ChatAsked:
        """Raises WireError, which says what is wrong and quotes nothing."""
        if len(content) > self._longest:
            raise TooLarge(self._longest)
        text = _text(content)
        body = _object(text)
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
            raise _unreadable('"messages" is not a list of objects', "messages 不是由对象组成的列表")
        if not isinstance(body.get("model"), str) or not body["model"]:
            raise _unreadable('"model" is missing or is no string', "缺少 model，或其不是字符串")
        if not isinstance(body.get("stream", False), bool | None):
            raise _unreadable('"stream" is neither true nor false', "stream 既不是 true 也不是 false")
        try:
            return ChatAsked(text, body)
        except TooDeep:
            raise _unreadable("JSON stands inside JSON inside JSON, too deep to be read", "JSON 嵌套过深") from None

    def hear(self, answer: Answer, *, stream: bool) -> ChatHeard:
        """Raises UpstreamError for an error, for HTML, for a stream that was cut off, for what is no chat completion."""
        if answer.status not in _HTTP_OK:
            raise upstream_refused(answer)
        try:
            events = sse.read(answer.content) if stream else [answer.content.decode("utf-8-sig")]
            bodies = [None if event == "[DONE]" else _object(event) for event in events]
        except (ValueError, RecursionError, WireError):
            bodies = []
        if not bodies or any(body is not None and not _is_chunk(body) for body in bodies):
            raise UpstreamError(
                "The model's server answered with something that is no chat completion.",
                remedy="Check that the upstream URL is that of an OpenAI-compatible API, and ask again.",
                remedy_zh="请检查上游地址是否为兼容 OpenAI 的接口，然后重试。",
            )
        if stream and not _is_finished(bodies):
            raise UpstreamError(
                "The model's stream was cut off before its end.",
                remedy="Ask again; if it stays so, look at the model's server.",
                remedy_zh="请重新提问；如持续出现，请检查模型服务器。",
            )
        try:
            return ChatHeard(events, bodies, stream=stream)
        except TooDeep:
            raise UpstreamError("The model's reply holds JSON too deep to be read.") from None


class TooLarge(WireError):
    """More than the profile lets anybody send."""

    code = "request_too_large"
    http_status = 413

    def __init__(self, most: int) -> None:
        super().__init__(
            f"The request is larger than {most:,} bytes. Send less text, or raise limits.request_bytes in the profile.",
            remedy="Send less text, or raise limits.request_bytes in the profile.",
            remedy_zh="请减少文字，或在配置文件中调高 limits.request_bytes。",
        )


# ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────────


class ChatAsked:
    """A request that has been read."""

    def __init__(self, text: str, body: dict[str, Any]) -> None:
        self._text = text
        self.model: str = body["model"]
        self.stream = bool(body.get("stream"))
        self.turn = max(1, sum(message.get("role") == "user" for message in body["messages"]))
        self.unread = tuple(itertools.islice(_unread(text), _ENOUGH))
        self.earlier_replies = [
            ClearText(text)
            for message in body["messages"]
            if message.get("role") == "assistant"
            for text in _texts(message.get("content"))
        ]
        self.passages: list[Passage] = []
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
        return made


def _passage(literal: Literal) -> Passage | None:
    """What the detector is shown of a literal; None for machinery."""
    path, words = literal.path, literal.words
    text, label = ClearText(words), leaves.label_of(path)
    passage: Passage | None = Passage(text, Form.PROSE, label)
    match literal.sort, path:
        case Sort.KEY, _:
            passage = None if words in _KEYS else Passage(text, leaves.form_of(words))
        case Sort.NUMBER, _:
            passage = Passage(text, Form.TOKEN, label) if leaves.is_long(words) else None
        case _, (*_, str(key)) | (*_, str(key), int()) if words in _VALUES.get(key, ()):
            passage = None
        case _, ("user" | "safety_identifier",):
            passage = Passage(text, Form.TOKEN, label, whole="OTHER_ID")
        case _, ("messages", int(), "name"):
            passage = Passage(text, Form.TOKEN, label, whole="NAME")
        case _, (
            ("model",)
            | (*_, "id" | "tool_call_id")
            | (*_, "function" | "custom" | "json_schema", "name")
            | ("functions" | "tools", int(), "name")
            | (*_, "required", int())
        ):
            passage = Passage(text, leaves.form_of(words))
        case _ if is_all_data(words):
            passage = None
    return passage


def _unread(text: str) -> Iterator[Unread]:
    """Content that nobody here can read, and content that nobody here could read in the reply."""
    seen = set()
    for literal in scan(text):
        path, is_value = literal.path, literal.sort is not Sort.KEY
        media = _unreadable_part(path) or media_of(literal.words)
        if is_value and (path[0] == "audio" or (path[0] == "modalities" and literal.words != "text")):
            media = "audio"  # a reply that would come as sound
        where = place(path[:4] if media and path[:1] == ("messages",) else path)
        if media and (where, media) not in seen:
            seen.add((where, media))
            yield Unread(place=where, media=media)


def _unreadable_part(path: Path) -> str:
    match path:
        case ("messages", int(), "content", int(), str(part), *_) if part in _PARTS:
            return _PARTS[part]
        case ("messages", int(), "logprobs", *_):  # a name in pieces, token by token
            return "logprobs"
        case ("messages", int(), "audio", *_):
            return "audio"
        case _:
            return ""


def _texts(content: object) -> Iterator[str]:
    match content:
        case str():
            yield content
        case list():
            yield from (
                part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)
            )


# ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ChatHeard:
    """A reply that has been read: a chat completion, or the chunks of one."""

    def __init__(self, events: list[str], bodies: list[dict[str, Any] | None], *, stream: bool) -> None:
        self._events, self._bodies, self._stream = events, bodies, stream
        self._strands = list(_strands(events, bodies))
        self.choices = len({strand.choice for strand in self._strands if strand.choice is not None}) or len(
            {_index(choice, at) for body in bodies if body for at, choice in enumerate(body["choices"])}
        )
        self.media_type = "text/event-stream" if stream else "application/json"
        self.passages: list[Passage] = []
        self.places: list[str] = []
        for strand in self._strands:
            before = len(self.passages)
            self._edits(strand, leaves.collect(self.passages))
            self.places += [strand.place] * (len(self.passages) - before)

    @property
    def for_people(self) -> list[str]:
        """The words that a person will read, one string an answer."""
        return [strand.text for strand in self._strands if strand.for_people]

    def amended(self, first: str, last: str) -> ChatHeard:
        """The reply with ``first`` before and ``last`` after the words for people of every answer."""
        around = {
            at: [Edit(0, 0, first), Edit(len(strand.text), len(strand.text), last)]
            for at, strand in enumerate(self._strands)
            if strand.for_people
        }
        events = self._rewritten(around)
        bodies = [None if body is None else _object(event) for body, event in zip(self._bodies, events, strict=True)]
        return ChatHeard(events, bodies, stream=self._stream)

    def written(self, edits: Sequence[Sequence[Edit]]) -> bytes:
        """The reply with one list of edits a passage made; every other byte of its data stays."""
        each = iter(edits)
        made = {at: self._edits(strand, lambda _passage: next(each)) for at, strand in enumerate(self._strands)}
        events = self._rewritten(made)
        return sse.write(events) if self._stream else events[0].encode()

    def _edits(self, strand: Strand, change: leaves.Change) -> list[Edit]:
        passage = Passage(ClearText(strand.text), strand.form, strand.label)
        return leaves.edits_of(passage, change, cut_off=strand.arguments)

    def _rewritten(self, edits: dict[int, list[Edit]]) -> list[str]:
        """The events with edits of the strands made in them."""
        in_events: dict[int, list[Edit]] = {}
        for at, made in edits.items():
            pieces = self._strands[at].pieces
            for piece, changes in zip(
                pieces, scattered([len(piece.literal.words) for piece in pieces], made), strict=True
            ):
                if changes:
                    edit = rewritten(piece.literal, apply(piece.literal.words, changes))
                    in_events.setdefault(piece.event, []).append(edit)
        return [
            apply(event, sorted(in_events.get(at, []), key=lambda edit: edit.start))
            for at, event in enumerate(self._events)
        ]


def _strands(events: list[str], bodies: list[dict[str, Any] | None]) -> Iterator[Strand]:
    """The strings of a reply, the pieces of a stream joined: one strand a choice and field."""
    strands: dict[tuple[Any, ...], Strand] = {}
    for number, (event, body) in enumerate(zip(events, bodies, strict=True)):
        if body is None:
            continue
        for literal in scan(event):
            steps = _steps(literal.path, body)
            if not _is_said(literal, steps):
                continue
            # What a delta says goes on in the next event; everything else is said anew each time.
            goes_on = len(steps) > 2 and steps[2] == "delta"  # noqa: PLR2004  choices, index, delta
            key = (steps, literal.sort) if goes_on else (steps, literal.sort, number)
            strand = strands.setdefault(key, _strand(steps, literal))
            strand.pieces.append(Piece(number, literal))
    yield from strands.values()


def _strand(steps: Path, literal: Literal) -> Strand:
    own = literal.sort is Sort.STRING and (steps[0] in _ENVELOPE or steps[-1] in {"id", "object"})
    token = own or literal.sort is Sort.KEY or steps[-2:] in {("function", "name"), ("custom", "name")}
    return Strand(
        # No check looks at what the provider made up for itself; a stand-in in it is restored all the same.
        place="" if own else place(tuple("message" if step == "delta" else step for step in steps)),
        form=Form.TOKEN if token else Form.PROSE,
        label=leaves.label_of(steps),
        choice=steps[1] if steps[0] == "choices" and len(steps) > 1 and isinstance(steps[1], int) else None,
        arguments=steps[-2:] == ("function", "arguments"),
        speech=literal.sort is Sort.STRING and steps[2:] in {("message", "content"), ("delta", "content")},
    )


def _is_said(literal: Literal, steps: Path) -> bool:
    if literal.sort is Sort.NUMBER or _UNTOUCHED & set(steps):
        return False
    if literal.sort is Sort.KEY:
        return not (literal.words in _KEYS or literal.words in _ENVELOPE)
    return literal.words not in _VALUES.get(str(steps[-1]), ())


def _steps(path: Path, body: dict[str, Any]) -> Path:
    """The path with the ``index`` that a list's element gives itself: chunks of three choices come in any order."""
    steps: list[str | int] = []
    at: Any = body
    for step in path:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):  # a key that is there twice; its first value has another shape
            at = None
        steps.append(_index(at, step) if isinstance(step, int) else step)
    return tuple(steps)


def _index(element: object, position: int) -> int:
    own = element.get("index") if isinstance(element, dict) else None
    return own if type(own) is int else position


def _is_chunk(body: dict[str, Any]) -> bool:
    choices = body.get("choices")
    return isinstance(choices, list) and all(isinstance(choice, dict) for choice in choices) and "error" not in body


def _is_finished(bodies: list[dict[str, Any] | None]) -> bool:
    """Whether the end was said: by ``[DONE]``, or by a reason to finish for every choice (some servers say only one of them)."""
    if bodies[-1] is None:
        return True
    begun, finished = set(), set()
    for body in bodies:
        for at, choice in enumerate(body["choices"] if body else ()):
            begun.add(_index(choice, at))
            if choice.get("finish_reason"):
                finished.add(_index(choice, at))
    return bool(begun) and begun == finished


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_WORD = re.compile(r"[a-z][a-z_]{1,63}")


def upstream_refused(answer: Answer) -> UpstreamError:
    """Tell what the model's server said, in the provider's vocabulary and in none of its words."""
    code = ""
    try:
        said = json.loads(answer.content)["error"]["code"]
        code = said if isinstance(said, str) and _WORD.fullmatch(said) else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # HTML, or nothing: the status says enough
    error = UpstreamError(
        f"The model's server answered with status {answer.status}{f' ({code})' if code else ''}.",
        remedy="Look the status up in the provider's documentation; its own message is not passed on, it may quote the question.",
        remedy_zh="请在模型服务商的文档中查阅该状态码；其原始信息可能引用提问内容，因此不予转发。",
    )
    error.http_status = answer.status if answer.status in range(400, 600) else error.http_status
    return error


def refusal(error: MedguardError) -> bytes:
    """An error in the provider's own shape, with what an officer asks for beside it."""
    exchange = error.exchange
    return json.dumps(
        {
            "error": {
                "message": str(error),
                "type": "medguard_error",
                "param": None,
                "code": error.code,
                "medguard": {
                    "exchange": exchange.id if exchange else None,
                    "rule": getattr(error, "rule", None),
                    "remedy": error.remedy,
                    "remedy_zh": error.remedy_zh,
                },
            }
        },
        ensure_ascii=False,
    ).encode()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def place(path: Path) -> str:
    """A path that may be told: a key that is not the protocol's own may be somebody's name."""
    return "/" + "/".join(str(step) if isinstance(step, int) or step in _KEYS else "*" for step in path)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("it is not UTF-8", "不是 UTF-8 编码") from None


def _object(text: str) -> dict[str, Any]:
    problem, problem_zh = "it is not a JSON object", "不是 JSON 对象"
    body = None
    try:
        body = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        problem, problem_zh = "it is nested too deep", "嵌套过深"
    except ValueError:
        pass
    if not isinstance(body, dict):
        raise _unreadable(problem, problem_zh)
    try:
        half = "\\u" in text and _has_half_characters(text)
    except TooDeep:
        raise _unreadable("it is nested too deep", "嵌套过深") from None
    if half:
        raise _unreadable("it holds half a character (a lone surrogate)", "含有不完整的字符（孤立代理项）")
    return body


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for literal in scan(text) for character in literal.words)


def _no_constant(_name: str) -> float:
    raise ValueError("NaN and Infinity are not JSON")


def _unreadable(what: str, what_zh: str) -> WireError:
    return WireError(
        f"The request cannot be read: {what}.",
        remedy="Send the JSON of OpenAI's chat completions API, in UTF-8.",
        remedy_zh=f"无法读取请求：{what_zh}。请按 OpenAI chat completions 接口的 JSON 格式（UTF-8）发送。",
    )
