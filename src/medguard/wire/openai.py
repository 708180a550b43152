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
from medguard.types import Answer, Asked, ClearText, Edit, Form, Passage, Unread
from medguard.wire import leaves, sse
from medguard.wire.json_text import Literal, Path, Sort, TooDeep, apply, is_json, rewritten, scan
from medguard.wire.strands import Piece, Strand, scattered
from medguard.wire.unread import is_data, media_of

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

_PEOPLE = frozenset(("user", "safety_identifier", "name"))
_TEXT_PARTS = frozenset(("text", "refusal"))
_MEDIA = {"image": "image", "audio": "audio", "video": "video", "file": "file", "document": "file"}
_ENVELOPE = frozenset("id object model system_fingerprint service_tier obfuscation".split())
"""Strings of a reply that the provider made up by itself."""
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

    def hear(self, answer: Answer, *, asked: Asked) -> ChatHeard:
        """Raises UpstreamError for an error, for HTML, for a stream that was cut off, for what is no chat completion."""
        if answer.status not in _HTTP_OK:
            raise upstream_refused(answer)
        stream = asked.stream
        try:
            events = sse.read(answer.content) if stream else [answer.content.decode("utf-8-sig")]
            bodies = [None if event == "[DONE]" else _object(event, twice=False) for event in events]
        except (ValueError, RecursionError, WireError):
            bodies = []
        if not bodies or any(body is not None and not _is_chunk(body) for body in bodies):
            raise UpstreamError(
                "The model's server answered with something that is no chat completion.",
                remedy="Check that the upstream URL is that of an OpenAI-compatible API, and ask again.",
                remedy_zh="请检查上游地址是否为兼容 OpenAI 的接口，然后重试。",
            )
        if not _is_finished(bodies, stream=stream):
            raise UpstreamError(
                "The model's reply is not complete: it has no answer, or its stream was cut off.",
                remedy="Ask again; if it stays so, look at the model's server.",
                remedy_zh="模型的回复不完整。请重新提问；如持续出现，请检查模型服务器。",
            )
        try:
            return ChatHeard(events, bodies, stream=stream, data_wanted=asked.data_wanted)
        except TooDeep:
            raise UpstreamError(
                "The model's reply holds JSON too deep to be read, or in too many pieces.",
                remedy="Ask again for less; if it stays so, look at the model's server.",
                remedy_zh="模型的回复嵌套过深或过于零碎。请缩小提问范围；如持续出现，请检查模型服务器。",
            ) from None


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
    words = literal.words
    if literal.sort is Sort.NUMBER and not leaves.is_long(words) and literal.at not in _PEOPLE:
        return None
    path = literal.path
    text, label = ClearText(words), leaves.label_of(path)
    passage: Passage | None = Passage(text, Form.PROSE, label)
    match literal.sort, path:
        case Sort.KEY, _:
            passage = None if words in _KEYS else Passage(text, leaves.form_of(words))
        case _, ("user" | "safety_identifier", *_):
            passage = Passage(text, Form.TOKEN, label, whole="OTHER_ID")
        case _, ("messages", int(), "name", *_):
            passage = Passage(text, Form.TOKEN, label, whole="NAME")
        case Sort.NUMBER, _:
            passage = Passage(text, Form.TOKEN, label)
        case _, (*_, str(key)) | (*_, str(key), int()) if words in _VALUES.get(key, ()):
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


# ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ChatHeard:
    """A reply that has been read: a chat completion, or the chunks of one."""

    def __init__(
        self, events: list[str], bodies: list[dict[str, Any] | None], *, stream: bool, data_wanted: bool
    ) -> None:
        self._events, self._bodies, self._stream, self._data_wanted = events, bodies, stream, data_wanted
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
        return [strand.text for strand in self._strands if self._for_people(strand)]

    def _for_people(self, strand: Strand) -> bool:
        """Words that are shown. JSON is, too, unless the caller asked for data."""
        return strand.speech and bool(strand.text.strip()) and not (self._data_wanted and is_json(strand.text))

    def amended(self, first: str, last: str) -> ChatHeard:
        """The reply with ``first`` before and ``last`` after the words for people of every answer."""
        around = {
            at: [Edit(0, 0, first), Edit(len(strand.text), len(strand.text), last)]
            for at, strand in enumerate(self._strands)
            if self._for_people(strand)
        }
        events = self._rewritten(around)
        bodies = [None if body is None else _object(event) for body, event in zip(self._bodies, events, strict=True)]
        return ChatHeard(events, bodies, stream=self._stream, data_wanted=self._data_wanted)

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
            goes_on = steps[0] == "choices" and steps[2:3] in {("delta",), ("message",)}
            key = (steps, literal.sort) if goes_on else (steps, literal.sort, number)
            strand = strands.setdefault(key, _strand(steps, literal))
            strand.pieces.append(Piece(number, literal))
    yield from strands.values()


def _strand(steps: Path, literal: Literal) -> Strand:
    own = literal.sort is Sort.STRING and (steps[0] in _ENVELOPE or steps[-1] == "id") and _ID.fullmatch(literal.words)
    token = own or literal.sort is Sort.KEY or steps[-2:] in {("function", "name"), ("custom", "name")}
    return Strand(
        # No check looks at what the provider made up for itself; a stand-in in it is restored all the same.
        place="" if own else place(tuple("message" if step == "delta" else step for step in steps)),
        form=Form.TOKEN if token else Form.PROSE,
        label=leaves.label_of(steps),
        choice=steps[1] if steps[0] == "choices" and len(steps) > 1 and isinstance(steps[1], int) else None,
        arguments=steps[-2:] == ("function", "arguments"),
        speech=literal.sort is Sort.STRING and _is_speech(steps),
    )


_ID = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")


def _is_speech(steps: Path) -> bool:
    """Whether a model says this to a person: content, its text parts, a refusal; not what it thinks or calls."""
    match steps:
        case ("choices", _, "message" | "delta", "content" | "refusal"):
            return True
        case ("choices", _, "message" | "delta", "content", *_, "text" | "refusal"):
            return True
        case ("choices", _, "text"):
            return True
        case _:
            return False


def _is_said(literal: Literal, steps: Path) -> bool:
    if "logprobs" in steps:
        return False
    if literal.sort is Sort.KEY:
        return not (literal.words in _KEYS or literal.words in _ENVELOPE)
    if literal.sort is Sort.NUMBER:
        return leaves.is_long(literal.words) and not _COUNTED.search(str(steps[-1]))
    return literal.words not in _VALUES.get(str(steps[-1]), ())


_COUNTED = re.compile(r"created|tokens|duration|time|seconds|count|index", re.IGNORECASE)
"""Numbers that servers measure. Others of that length may be somebody's telephone."""


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


_MOST_CHOICES = 128


def _index(element: object, position: int) -> int:
    own = element.get("index") if isinstance(element, dict) else None
    return own if type(own) is int and 0 <= own < _MOST_CHOICES else position


def _is_chunk(body: dict[str, Any]) -> bool:
    choices = body.get("choices")
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices) or body.get("error"):
        return False
    # Two answers of one number would be taken for one, and only one of them labelled.
    own = [choice["index"] for choice in choices if "index" in choice]
    return len(set(map(str, own))) == len(own) and all(type(one) is int and 0 <= one < _MOST_CHOICES for one in own)


def _is_finished(bodies: list[dict[str, Any] | None], *, stream: bool) -> bool:
    """Whether there is an answer and its end was said: by ``[DONE]``, or by a reason to finish for every choice.

    Some servers say only one of them, so one is enough.
    """
    begun, finished = set(), set()
    for body in bodies:
        for at, choice in enumerate(body["choices"] if body else ()):
            begun.add(_index(choice, at))
            if choice.get("finish_reason"):
                finished.add(_index(choice, at))
    return bool(begun) and (not stream or bodies[-1] is None or begun == finished)


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_CODES = frozenset(
    """
    invalid_api_key insufficient_quota rate_limit_exceeded context_length_exceeded model_not_found server_error
    invalid_request_error content_filter content_policy_violation billing_hard_limit_reached unsupported_value
    unsupported_parameter invalid_value missing_required_parameter string_above_max_length integer_above_max_value
    engine_overloaded account_deactivated ip_not_authorized
    """.split()
)
"""OpenAI's codes. Any other word could be somebody's name."""


def upstream_refused(answer: Answer) -> UpstreamError:
    """Tell what the model's server said, in the provider's vocabulary and in none of its words."""
    code = ""
    try:
        said = json.loads(answer.content)["error"]["code"]
        code = said if isinstance(said, str) and said in _CODES else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # HTML, or nothing: the status says enough
    error = UpstreamError(
        f"The model's server answered with status {answer.status}{f' ({code})' if code else ''}.",
        remedy="Look the status up in the provider's documentation; its own message is not passed on, it may quote the question.",
        remedy_zh="请在模型服务商的文档中查阅该状态码；其原始信息可能引用提问内容，因此不予转发。",
    )
    error.http_status = answer.status if answer.status in range(400, 600) else error.http_status
    return error


def list_of_models(answer: Answer) -> Answer:
    """The answer to ``GET /v1/models``, if it is that. Raises UpstreamError."""
    if answer.status not in _HTTP_OK:
        raise upstream_refused(answer)
    try:
        listed = isinstance(json.loads(answer.content)["data"], list)
    except (ValueError, KeyError, TypeError, RecursionError):
        listed = False
    if not listed:
        raise UpstreamError(
            "The model's server answered with something that is no list of models.",
            remedy="Check that the upstream URL is that of an OpenAI-compatible API.",
            remedy_zh="模型服务器返回的不是模型列表。请检查上游地址是否为兼容 OpenAI 的接口。",
        )
    return answer


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


def _object(text: str, *, twice: bool = True) -> dict[str, Any]:
    """The JSON object. ``twice``: a key may stand there twice; every reader would take another value for the right one."""
    problem, problem_zh = "it is not a JSON object", "不是 JSON 对象"
    body = None
    try:
        body = json.loads(text, parse_constant=_no_constant, object_pairs_hook=None if twice else _once)
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


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) != len(pairs):
        raise ValueError("a key stands there twice")
    return body


def _no_constant(_name: str) -> float:
    raise ValueError("NaN and Infinity are not JSON")


def _unreadable(what: str, what_zh: str) -> WireError:
    return WireError(
        f"The request cannot be read: {what}.",
        remedy="Send the JSON of OpenAI's chat completions API, in UTF-8.",
        remedy_zh=f"无法读取请求：{what_zh}。请按 OpenAI chat completions 接口的 JSON 格式（UTF-8）发送。",
    )
