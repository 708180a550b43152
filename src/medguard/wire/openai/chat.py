"""OpenAI's chat completions, ``POST /v1/chat/completions``, which a hundred other servers speak as well.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from medguard.errors import MedguardError
from medguard.types import ClearText, Form, Passage, Unread
from medguard.wire import compatible, leaves
from medguard.wire.dialect import Body, Dialect, Utterance, must_be_named, must_be_objects, texts_of
from medguard.wire.errors import openai_shape
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.strands import Strand

KEYS = frozenset(
    """
    messages model role content text type name tool_calls tool_call_id function functions function_call id arguments
    parameters description properties required enum items anyOf oneOf allOf additionalProperties strict schema json_schema
    response_format tools tool_choice parallel_tool_calls custom input format grammar syntax definition allowed_tools mode
    image_url url detail input_audio data file file_data file_id filename video_url audio voice modalities refusal prediction
    stop stream stream_options include_usage include_obfuscation temperature top_p n seed max_tokens max_completion_tokens
    presence_penalty frequency_penalty logit_bias logprobs top_logprobs user metadata store service_tier reasoning_effort
    reasoning_content verbosity safety_identifier prompt_cache_key prompt_cache_retention web_search_options title default
    minimum maximum minLength maxLength minItems maxItems pattern const definitions $defs $ref token bytes annotations index
    choices message delta finish_reason usage created prompt_tokens completion_tokens total_tokens
    """.split()
)
VALUES = {
    "role": frozenset("system developer user assistant tool function".split()),
    "type": frozenset(
        "text image_url input_audio file video_url refusal function custom json_schema json_object object string number"
        " integer boolean array null content grammar allowed_tools approximate".split()
    )
    | compatible.TYPES,
    "detail": frozenset("auto low high".split()),
    "tool_choice": frozenset("auto none required".split()),
    "function_call": frozenset("auto none".split()),
    "modalities": frozenset("text audio".split()),
    "service_tier": frozenset("auto default flex scale priority".split()),
    "reasoning_effort": frozenset("none minimal low medium high xhigh".split()),
    "verbosity": frozenset("low medium high".split()),
    "syntax": frozenset("lark regex".split()),
    "prompt_cache_retention": frozenset(("in_memory", "24h")),
    "finish_reason": frozenset("stop length tool_calls content_filter function_call null".split())
    | compatible.FINISH_REASONS,
    "format": frozenset("date date-time time email uri uuid text wav mp3 flac opus pcm16 lark regex".split()),
}
ENVELOPE = frozenset("id sid request_id object model system_fingerprint service_tier obfuscation".split())
"""Strings of a reply that the provider made up by itself."""
CODES = frozenset(
    """
    invalid_api_key insufficient_quota rate_limit_exceeded context_length_exceeded model_not_found server_error
    invalid_request_error content_filter content_policy_violation billing_hard_limit_reached unsupported_value
    unsupported_parameter invalid_value missing_required_parameter string_above_max_length integer_above_max_value
    engine_overloaded account_deactivated ip_not_authorized
    """.split()
)
PEOPLE = frozenset(("user", "safety_identifier", "name"))
"""Keys whose value identifies somebody whatever it is."""
TEXT_PARTS = frozenset(("text", "refusal"))
THOUGHT_PARTS = frozenset(("thinking", "reference"))
"""Of a reply's content, beside text: what Mistral's models thought, and the numbers of what they quote."""
MADE = frozenset(("audio", "images", "image", "video", "file", "files"))
"""What a model made that is no text, in a message of its or in a part of one."""
TOOLS = ("function", "custom", "web_search", "builtin_function")
"""Tools that show the model nothing but what comes by here, or what is on the web."""
MEDIA = {"image": "image", "audio": "audio", "video": "video", "file": "file", "document": "file"}
UNREAD_FIELDS = frozenset(("logprobs", "audio", "images", "image", "video", "file", "files"))
"""Of a message. ``logprobs`` holds its words token by token: a name in pieces."""
MOST_CHOICES = 128
ID = re.compile(rf"[A-Za-z0-9_.:/-]{{1,128}}|{compatible.SPARKS_ID}")
COUNTED = re.compile(r"created|tokens|duration|time|seconds|count|index", re.IGNORECASE)
"""Numbers that servers measure. Others of that length may be somebody's telephone."""


class Chat(Dialect):
    """The chat completions API."""

    name = "openai"
    api, api_zh = "OpenAI's chat completions API", " OpenAI chat completions 接口"
    keys: Collection[str] = KEYS | compatible.KEYS
    values: Mapping[str, Collection[str]] = VALUES
    end: str | None = "[DONE]"
    codes: Collection[str] = CODES | compatible.CODES
    parameters = (
        "temperature top_p n seed max_tokens max_completion_tokens presence_penalty frequency_penalty"
        " parallel_tool_calls".split()
    )
    grows = "messages"

    def __init__(self, deployment: str | None = None) -> None:
        self.deployment = deployment

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, body: Body) -> None:
        """Messages, a model, and ``stream``."""
        must_be_objects(body, "messages")
        must_be_named(body)

    def data_wanted(self, body: Body) -> bool:
        """``response_format`` of JSON."""
        wanted = body.get("response_format")
        return isinstance(wanted, dict) and str(wanted.get("type")) in {"json_object", "json_schema"}

    def said(self, body: Body) -> Iterator[Utterance]:
        """Messages by their role."""
        for message in body["messages"]:
            by = {"user": "user", "assistant": "model"}.get(str(message.get("role")), "other")
            yield Utterance(by, tuple(texts_of(message.get("content"))))  # type: ignore[arg-type]

    def unread(self, body: Body) -> Iterator[Unread]:
        """Parts of messages that are not text, whatever they call themselves; a reply that would come as sound; what shows the model words elsewhere."""
        for at, message in enumerate(body["messages"]):
            content = message.get("content")
            for number, part in enumerate(content if isinstance(content, list) else [content]):
                if not is_text_part(part, in_list=isinstance(content, list)):
                    yield Unread(f"/messages/{at}/content/{number}", media(part))
            for field in sorted(UNREAD_FIELDS & set(message)):
                if message[field] is not None:
                    yield Unread(f"/messages/{at}/{field}", field)
        modalities = body.get("modalities")
        if body.get("audio") is not None or (isinstance(modalities, list) and any(one != "text" for one in modalities)):
            yield Unread("/modalities", "audio")
        yield from _elsewhere(body)

    def passage(self, literal: Literal) -> Passage | None:
        """``user``, ``safety_identifier`` and a message's ``name`` are somebody, whatever they hold."""
        text, path = ClearText(literal.words), literal.path
        if literal.sort is not Sort.KEY:
            match path:
                case ("user" | "safety_identifier", *_):
                    return Passage(text, Form.TOKEN, leaves.label_of(path), whole="OTHER_ID")
                case ("messages", int(), "name", *_):
                    return Passage(text, Form.TOKEN, leaves.label_of(path), whole="NAME")
                case _ if literal.sort is Sort.NUMBER and literal.at in PEOPLE:
                    return Passage(text, Form.TOKEN, leaves.label_of(path))
                case _:
                    pass
        return super().passage(literal)

    def is_token(self, path: Path) -> bool:
        """Ids, and names of tools and of what is required of them."""
        match path:
            case (
                ("model",)
                | (*_, "id" | "tool_call_id")
                | (*_, "function" | "custom" | "json_schema", "name")
                | ("functions" | "tools", int(), "name")
                | (*_, "required", int())
            ):
                return True
            case _:
                return False

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  chunks are chat completions
        """A list of choices that can be read, and no error beside it. A picture or sound that the model made is nothing that we can read."""
        choices = body.get("choices")
        if not isinstance(choices, list) or body.get("error"):
            return False
        if not all(isinstance(one, dict) and _is_readable(one) for one in choices):
            return False
        # Two answers of one number would be taken for one, and only one of them labelled.
        own = [choice["index"] for choice in choices if "index" in choice]
        return len(set(map(str, own))) == len(own) and all(type(one) is int and 0 <= one < MOST_CHOICES for one in own)

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:
        """By ``[DONE]``, or by a reason to finish for every choice. Some servers say only one of them, so one is enough."""
        begun, finished = set(), set()
        for body in bodies:
            for at, choice in enumerate(body["choices"] if body else ()):
                begun.add(index_of(choice, at))
                if choice.get("finish_reason"):
                    finished.add(index_of(choice, at))
        return bool(begun) and (not stream or bodies[-1] is None or begun == finished)

    def answers(self, bodies: Sequence[Body | None]) -> int:
        """Choices."""
        return len({index_of(choice, at) for body in bodies if body for at, choice in enumerate(body["choices"])})

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """``usage``, as it was said last; Moonshot says it in a choice."""
        places = [place for body in bodies if body for place in (*body["choices"], body)]
        said = [place["usage"] for place in places if isinstance(place.get("usage"), dict)]
        for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
            if said and name in said[-1]:
                yield name, said[-1][name]

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """What a delta says goes on in the next event; everything else is said anew each time."""
        steps = _steps(literal.path, body)
        if not _is_said(literal, steps):
            return None
        goes_on = steps[0] == "choices" and steps[2:3] in {("delta",), ("message",), ("text",)}
        own = (
            literal.sort is Sort.STRING and (steps[0] in ENVELOPE or steps[-1] == "id") and ID.fullmatch(literal.words)
        )
        token = own or literal.sort is Sort.KEY or steps[-2:] in {("function", "name"), ("custom", "name")}
        return Strand(
            key=(steps, literal.sort) if goes_on else None,
            # No check looks at what the provider made up for itself; a stand-in in it is restored all the same.
            place="" if own else self.place(tuple("message" if step == "delta" else step for step in steps)),
            form=Form.TOKEN if token else Form.PROSE,
            label=leaves.label_of(steps),
            answer=steps[1] if steps[0] == "choices" and len(steps) > 1 and isinstance(steps[1], int) else None,
            arguments=steps[-2:] == ("function", "arguments"),
            speech=literal.sort is Sort.STRING and _is_speech(steps),
        )

    def may_be_cut(self, body: Body) -> bool:
        """Not with a reason to finish, a call of a tool, or probabilities of its tokens."""
        return all(
            not choice.get("finish_reason")
            and choice.get("logprobs") is None
            and not (isinstance(choice.get("delta"), dict) and choice["delta"].keys() & {"tool_calls", "function_call"})
            for choice in body["choices"]
        )

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, body: Body) -> object:
        """``error.code``; platforms say it in other places too, and as a number, and with a status of 200."""
        error = body.get("error", body)
        said = next((error[name] for name in ("code", "error_code") if error.get(name)), error.get("type"))
        return str(said) if type(said) is int else said

    def refusal(self, error: MedguardError) -> Body:
        """``error``."""
        return openai_shape(error)


def is_readable(message: object) -> bool:
    """Whether a message of a reply, or a piece of one, has its words where they are looked for, and no picture and no sound beside them."""
    if message is None:
        return True
    if not isinstance(message, dict) or any(message.get(field) for field in MADE):
        return False
    content = message.get("content")
    return isinstance(content, str | list | None) and all(
        map(_is_readable_part, content if isinstance(content, list) else ())
    )


def _is_readable(choice: Body) -> bool:
    return isinstance(choice.get("text"), str | None) and all(
        is_readable(choice.get(said)) for said in ("message", "delta")
    )


def _is_readable_part(part: object) -> bool:
    if not isinstance(part, dict) or any(part.get(field) for field in MADE):
        return False
    words = any(isinstance(part.get(key), str) for key in TEXT_PARTS)
    return str(part.get("type")) in THOUGHT_PARTS or (words and media(part) == "other")


def is_text_part(part: object, *, in_list: bool) -> bool:
    """Whether a part of a message is text and nothing else."""
    if part is None or isinstance(part, str):
        return True
    return in_list and isinstance(part, dict) and str(part.get("type")) in TEXT_PARTS


def _elsewhere(body: Body) -> Iterator[Unread]:
    """What shows the model words that never come by here."""
    tools = body.get("tools")
    for at, tool in enumerate(tools if isinstance(tools, list) else ()):
        if isinstance(tool, dict) and tool.get("type", "function") not in TOOLS:
            yield Unread(f"/tools/{at}", "other")
    for field in sorted(compatible.ELSEWHERE & set(body)):
        if body[field] is not None:
            yield Unread(f"/{field}", "file")


def media(part: object) -> str:
    """What kind of content a part is, as far as it says so."""
    said = str(part.get("type", "")) if isinstance(part, dict) else ""
    return next((kind for word, kind in MEDIA.items() if word in said), "other")


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
        return not (literal.words in KEYS or literal.words in compatible.KEYS or literal.words in ENVELOPE)
    if literal.sort is Sort.NUMBER:
        return leaves.is_long(literal.words) and not COUNTED.search(str(steps[-1]))
    return literal.words not in VALUES.get(str(steps[-1]), ())


def _steps(path: Path, body: Body) -> Path:
    """The path with the ``index`` that a list's element gives itself: chunks of three choices come in any order."""
    steps: list[str | int] = []
    at: object = body
    for step in path:
        try:
            at = at[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):  # a key that is there twice; its first value has another shape
            at = None
        steps.append(index_of(at, step) if isinstance(step, int) else step)
    return tuple(steps)


def index_of(element: object, position: int) -> int:
    """The number that an element of a list gives itself, or else its position."""
    own = element.get("index") if isinstance(element, dict) else None
    return own if type(own) is int and 0 <= own < MOST_CHOICES else position
