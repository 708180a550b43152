"""Alibaba DashScope's own API: ``POST /api/v1/services/aigc/text-generation/generation``, and ``multimodal-generation`` with text.

https://help.aliyun.com/en/model-studio/qwen-api-via-dashscope

A conversation stands in ``input``, the reply in ``output``; inside both it is spelled much as OpenAI does. Whether the reply is streamed is
said by a header. Unless ``incremental_output`` is on, every event says all that was said before once more: what stands in one of them is
the beginning of what stands in the last, also after names are restored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from medguard.errors import MedguardError
from medguard.types import Passage, Unread
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, Utterance, must_be_named, must_be_objects, ours
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.openai.chat import KEYS, MADE, MEDIA, VALUES, Chat, index_of
from medguard.wire.strands import Strand

_KEYS = KEYS | frozenset(
    """
    prompt history bot parameters output request_id result_format incremental_output repetition_penalty enable_search
    search_options enable_source enable_citation citation_format forced_search search_strategy enable_thinking
    thinking_budget top_k partial reasoning_content vl_high_resolution_images min_pixels max_pixels usage input_tokens
    output_tokens total_tokens image_tokens input_tokens_details output_tokens_details prompt_tokens_details
    text_tokens cached_tokens reasoning_tokens finish_reason code status_code search_info search_results site_name icon
    image video plugins
    """.split()
)
_VALUES: Mapping[str, frozenset[str]] = VALUES | {
    "result_format": frozenset("message text".split()),
    "search_strategy": frozenset("turbo max standard pro agent".split()),
}
_CODES = frozenset(
    """
    InvalidApiKey InvalidParameter InvalidParameter.DataInspection InvalidURL BadRequest.EmptyInput DataInspectionFailed
    data_inspection_failed Arrearage AccessDenied AccessDenied.Unpurchased ModelNotFound Model.AccessDenied
    Workspace.AccessDenied Throttling Throttling.RateQuota Throttling.BurstRate Throttling.AllocationQuota
    LimitRequests RequestTimeOut ResponseTimeout InternalError InternalError.Algo InternalError.Timeout SystemError
    ModelServiceFailed ModelUnavailable ServiceUnavailable
    """.split()
)
_OWN = frozenset(("request_id",))
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_UNFINISHED = (None, "", "null")


class Generation(Chat):
    """The generation API, for text and for text in multimodal models."""

    name = "dashscope"
    api, api_zh = "DashScope's generation API", " DashScope（百炼）生成接口"
    keys, values, codes = _KEYS, _VALUES, _CODES
    end = None
    parameters = (
        "temperature top_p top_k n seed max_tokens repetition_penalty presence_penalty enable_search enable_thinking"
        " thinking_budget".split()
    )
    headers = ("x-dashscope-sse", "x-dashscope-workspace")
    cumulative = True
    space = ""  # its SDK knows ``event:error`` alone

    def __init__(self, asked: Mapping[str, str]) -> None:
        """``asked`` are the headers of the request, in small letters."""
        self._stream = asked.get("x-dashscope-sse", "").lower() == "enable" or "event-stream" in asked.get("accept", "")

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, body: Body) -> None:
        """A model, and in ``input`` messages or a prompt."""
        must_be_named(body)
        given = body.get("input")
        if not isinstance(given, dict):
            raise Unreadable('"input" is no object', "input 不是对象")
        if not isinstance(body.get("parameters"), dict | None):
            raise Unreadable('"parameters" is no object', "parameters 不是对象")
        if not isinstance(given.get("history"), list | None):
            raise Unreadable('"history" is no list', "history 不是列表")
        if given.get("messages") is not None or not isinstance(given.get("prompt"), str):
            must_be_objects(given, "messages")

    def streamed(self, body: Body) -> bool:  # noqa: ARG002  a header says it
        """``X-DashScope-SSE: enable``."""
        return self._stream

    def in_pieces(self, body: Body) -> bool:
        """``incremental_output``. Where it says nothing, that depends on the model."""
        return self.numbers(body).get("incremental_output") is True

    def data_wanted(self, body: Body) -> bool:
        """``response_format`` of JSON."""
        return super().data_wanted(self.numbers(body))

    def numbers(self, body: Body) -> Body:
        """``parameters``."""
        return body.get("parameters") or {}

    def said(self, body: Body) -> Iterator[Utterance]:
        """Messages by their role; before them what is left of an older form of it."""
        given = body["input"]
        for turn in given.get("history") or ():
            if isinstance(turn, dict):
                yield from _turn(turn)
        if given.get("messages"):
            for message in given["messages"]:
                by = {"user": "user", "assistant": "model"}.get(str(message.get("role")), "other")
                yield Utterance(by, tuple(_texts(message.get("content"))))  # type: ignore[arg-type]
        if isinstance(given.get("prompt"), str):
            yield Utterance("user", (given["prompt"],))

    def unread(self, body: Body) -> Iterator[Unread]:
        """Parts of messages that are not text."""
        for at, message in enumerate(body["input"].get("messages") or ()):
            content = message.get("content")
            for number, part in enumerate(content if isinstance(content, list) else [content]):
                if not _is_text(part, in_list=isinstance(content, list)):
                    yield Unread(f"/input/messages/{at}/content/{number}", _media(part))
        if self.numbers(body).get("modalities") not in (None, ["text"]):
            yield Unread("/parameters/modalities", "audio")

    def passage(self, literal: Literal) -> Passage | None:
        """As in a chat, inside ``input``."""
        return super().passage(_without(literal, "input"))

    def is_token(self, path: Path) -> bool:
        """As in a chat, inside ``parameters``."""
        return super().is_token(path[1:] if path[:1] == ("parameters",) else path)

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_reply(self, body: Body, *, stream: bool) -> bool:
        """``output`` with choices or a text, and no code of an error."""
        output = body.get("output")
        if not isinstance(output, dict) or body.get("code") or any(output.get(field) for field in MADE):
            return False
        if not isinstance(output.get("text"), str | None):
            return False
        if output.get("choices") is None:
            return isinstance(output.get("text"), str)
        return super().is_reply(output, stream=stream)

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:  # noqa: ARG002  every reply says why it ends
        """By a reason to finish, for every answer."""
        begun: set[int] = set()
        finished: set[int] = set()
        for body in bodies:
            for at, choice in enumerate(_choices(body)):
                own = index_of(choice, at)
                begun.add(own)
                if choice.get("finish_reason") not in _UNFINISHED:
                    finished.add(own)
        return bool(begun) and begun == finished

    def answers(self, bodies: Sequence[Body | None]) -> int:
        """Choices, or the one text."""
        return len({index_of(choice, at) for body in bodies for at, choice in enumerate(_choices(body))})

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """``usage``, as it was said last."""
        names = {"input_tokens": "prompt_tokens", "output_tokens": "completion_tokens", "total_tokens": "total_tokens"}
        for body in bodies:
            usage = (body or {}).get("usage")
            if isinstance(usage, dict):
                yield from ((ours, usage[theirs]) for theirs, ours in names.items() if theirs in usage)

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """As in a chat, inside ``output``."""
        path = literal.path
        if path[:1] != ("output",) or len(path) == 1:
            found = super().strand(literal, body)
            own = literal.sort is Sort.STRING and path[-1] in _OWN and _ID.fullmatch(literal.words)
            return replace(found, place="") if found and own else found
        found = super().strand(_without(literal, "output"), body["output"])
        if found is None:
            return None
        place = found.place and f"/output{found.place}"
        if path == ("output", "text") and literal.sort is Sort.STRING:
            return replace(found, place=place, key=path, answer=0, speech=True)
        return replace(found, place=place)

    def may_be_cut(self, body: Body) -> bool:
        """Not with a reason to finish, a call of a tool, or probabilities of its tokens."""
        return all(
            choice.get("finish_reason") in _UNFINISHED
            and choice.get("logprobs") is None
            and not (isinstance(choice.get("message"), dict) and choice["message"].get("tool_calls"))
            for choice in _choices(body)
        )

    def event(self, body: Body) -> str:
        """``result``, or ``error``."""
        return "result" if "output" in body else "error"

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, body: Body) -> object:
        """``code``."""
        return body["code"]

    def refusal(self, error: MedguardError) -> Body:
        """``code`` and ``message``, and the exchange where the id of a request stands."""
        about = ours(error)
        return {"request_id": about["exchange"] or "", "code": error.code, "message": str(error), "medguard": about}


def _choices(body: Body | None) -> Sequence[Body]:
    """The answers of an event: choices, or the one text as one."""
    output = (body or {}).get("output") or {}
    found: Sequence[Body] | None = output.get("choices")
    return [output] if found is None else found


def _turn(turn: Body) -> Iterator[Utterance]:
    """A question and its answer."""
    for key, by in (("user", "user"), ("bot", "model")):
        if isinstance(turn.get(key), str):
            yield Utterance(by, (turn[key],))  # type: ignore[arg-type]


def _texts(content: object) -> Iterator[str]:
    for part in content if isinstance(content, list) else [content]:
        text = part.get("text") if isinstance(part, dict) else part
        if isinstance(text, str):
            yield text


def _is_text(part: object, *, in_list: bool) -> bool:
    """Whether a part is text and nothing else: ``{"text": …}``, with or without a type."""
    if part is None or isinstance(part, str):
        return True
    return in_list and isinstance(part, dict) and isinstance(part.get("text"), str) and not part.keys() - _TEXT_KEYS


_TEXT_KEYS = frozenset("text type cache_control".split())


def _media(part: object) -> str:
    said = " ".join(part) if isinstance(part, dict) else ""
    return next((kind for word, kind in MEDIA.items() if word in said), "other")


def _without(literal: Literal, head: str) -> Literal:
    """The literal as it stands inside ``head``; keys of the body itself stay where they are."""
    return replace(literal, above=literal.above[1:]) if literal.above[:1] == (head,) else literal
