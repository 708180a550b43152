"""Anthropic's messages, ``POST /v1/messages`` and ``/v1/messages/count_tokens``.

https://platform.claude.com/docs/en/api/messages

A thinking block goes back with its ``signature``, and both have to be what they were. So the signature is left alone, and the
thinking is de-identified as anything else: a stand-in that the model wrote is restored for the caller and becomes the same stand-in on
its way back. Where it does not (the model spelled it in its own way), Anthropic refuses the block; no name goes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from medguard.errors import MedguardError
from medguard.types import ClearText, Form, Passage, Unread
from medguard.wire import leaves
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, Dialect, Utterance, must_be_named, must_be_objects, ours, texts_of
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.sealed import is_sealed
from medguard.wire.strands import Strand

KEYS = frozenset(
    """
    model messages role content text type system max_tokens metadata user_id stop_sequences stream temperature top_p top_k
    thinking budget_tokens display signature data block_binding prefix_mismatch_behavior tools name description input_schema
    input_examples tool_choice disable_parallel_tool_use strict allowed_callers defer_loading eager_input_streaming id input
    tool_use_id tool_id is_error caller toolset_name cache_control ttl source media_type url file_id title context citations
    enabled cited_text document_index document_title start_char_index end_char_index start_page_number end_page_number
    start_block_index end_block_index search_result_index encrypted_content encrypted_index encrypted_stdout page_age stdout
    stderr return_code error_code error_message retrieved_at file_type num_lines start_line total_lines is_file_update
    lines old_start old_lines new_start new_lines tool_references tool_name max_uses allowed_domains blocked_domains
    user_location city region country timezone max_content_tokens max_characters display_width_px display_height_px
    display_number service_tier speed inference_geo container skills skill_id version output_config output_format effort
    format schema context_management edits trigger keep clear_at_least exclude_tools clear_tool_inputs value mcp_servers
    server_name mcp_server_name authorization_token tool_configuration allowed_tools default_config configs diagnostics
    previous_message_id fallbacks from to user_profile_id thread task_budget total remaining tool_changes
    pause_after_compaction instructions
    properties required enum items anyOf oneOf allOf additionalProperties default minimum maximum minLength maxLength minItems
    maxItems pattern const definitions $defs $ref
    stop_reason stop_sequence stop_details category explanation recommended_model usage input_tokens output_tokens
    cache_creation_input_tokens cache_read_input_tokens cache_creation ephemeral_5m_input_tokens ephemeral_1h_input_tokens
    server_tool_use web_search_requests web_fetch_requests output_tokens_details thinking_tokens iterations index message
    content_block delta partial_json citation applied_edits cleared_input_tokens cleared_tool_uses input_transformations path
    reason expires_at fallback_credit status
    """.split()
)
_TYPES = frozenset(
    """
    message message_start message_delta message_stop content_block_start content_block_delta content_block_stop ping text_delta
    input_json_delta thinking_delta signature_delta citations_delta compaction_delta
    text image document thinking redacted_thinking tool_use tool_result server_tool_use search_result container_upload
    web_search_tool_result web_search_tool_result_error web_search_result web_fetch_tool_result web_fetch_tool_result_error
    web_fetch_result code_execution_tool_result code_execution_tool_result_error code_execution_result code_execution_output
    encrypted_code_execution_result bash_code_execution_tool_result bash_code_execution_tool_result_error
    bash_code_execution_result bash_code_execution_output text_editor_code_execution_tool_result
    text_editor_code_execution_tool_result_error text_editor_code_execution_view_result
    text_editor_code_execution_create_result text_editor_code_execution_str_replace_result tool_search_tool_result
    tool_search_tool_result_error tool_search_tool_search_result tool_reference tool_addition tool_removal tool_definition
    mcp_tool_use mcp_tool_result mcp_tool_listing mcp_tool_reference mcp_toolset mcp_toolset_reference advisor_tool_result
    advisor_tool_result_error advisor_result advisor_redacted_result compaction fallback fallback_message browser_state
    base64 url file content ephemeral enabled disabled adaptive auto any tool none custom direct approximate json_schema
    bash text_editor computer web_search web_fetch code_execution memory advisor tool_search_tool_bm25 tool_search_tool_regex
    browser_toolset computer_toolset clear_tool_uses clear_thinking compact input_tokens tool_uses thinking_turns tokens all
    char_location page_location content_block_location search_result_location web_search_result_location refusal redeemed
    thinking_dropped thinking_mismatch_allowed error object string number integer boolean array null
    """.split()
)
_DATED = re.compile(r"_20\d{6}\Z")
"""The version of a tool: ``web_search_20250305``."""
VALUES: Mapping[str, frozenset[str]] = {
    "type": _TYPES,
    "role": frozenset("system user assistant".split()),
    "ttl": frozenset(("5m", "1h")),
    "display": frozenset("omitted summarized updates".split()),
    "effort": frozenset("low medium high xhigh max".split()),
    "service_tier": frozenset("auto standard_only standard priority batch".split()),
    "speed": frozenset("standard fast".split()),
    "keep": frozenset(("all",)),
    "media_type": frozenset(
        "text/plain application/pdf image/jpeg image/png image/gif image/webp".split(),
    ),
    "prefix_mismatch_behavior": frozenset("drop_block error".split()),
    "allowed_callers": frozenset(("direct",)),
    "format": frozenset("date date-time time email uri uuid".split()),
    "inference_geo": frozenset("global us eu not_available".split()),
    "stop_reason": frozenset(
        "end_turn max_tokens stop_sequence tool_use pause_turn refusal model_context_window_exceeded compaction".split()
    ),
    "reason": frozenset(
        "model_binding_mismatch prefix_binding_mismatch organization_binding_mismatch end_user_binding_mismatch".split()
    ),
}
CODES = frozenset(
    """
    invalid_request_error authentication_error billing_error permission_error not_found_error conflict_error request_too_large
    rate_limit_error timeout_error api_error overloaded_error
    """.split()
)
_TYPE_BY_STATUS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
READ = frozenset(
    """
    text thinking redacted_thinking tool_use tool_result server_tool_use search_result content
    web_search_tool_result web_search_tool_result_error web_search_result web_fetch_tool_result web_fetch_tool_result_error
    web_fetch_result code_execution_tool_result code_execution_tool_result_error code_execution_result
    encrypted_code_execution_result bash_code_execution_tool_result bash_code_execution_tool_result_error
    bash_code_execution_result text_editor_code_execution_tool_result text_editor_code_execution_tool_result_error
    text_editor_code_execution_view_result text_editor_code_execution_create_result
    text_editor_code_execution_str_replace_result tool_search_tool_result tool_search_tool_result_error
    tool_search_tool_search_result tool_reference mcp_tool_use mcp_tool_result advisor_tool_result advisor_tool_result_error
    advisor_result advisor_redacted_result compaction fallback tool_addition tool_removal tool_definition
    """.split()
)
"""Blocks whose words are there to be read. Any other says something that nobody here knows of."""
MEDIA = {"image": "image", "document": "file", "file": "file", "container_upload": "file", "_output": "file"}
ELSEWHERE = {"container": "file", "mcp_servers": "other", "thread": "other"}
"""Fields that show the model what never comes by here: files in a container, other people's servers, a conversation that Anthropic keeps."""
DEEPEST = 20
"""Blocks in blocks. A page in a result in a message is three."""
SEALED = frozenset("signature encrypted_content encrypted_index encrypted_stdout".split())
SEALED_IN = {
    "signature": frozenset(("thinking", "compaction")),
    "data": frozenset(("redacted_thinking",)),
    "encrypted_content": frozenset(("web_search_result", "compaction", "advisor_redacted_result")),
    "encrypted_stdout": frozenset(("encrypted_code_execution_result",)),
}
"""The blocks that a seal belongs to."""
OWN = frozenset(
    "id tool_use_id tool_id file_id skill_id model expires_at inference_geo service_tier recommended_model".split()
)
"""Strings of a reply that the provider made up by itself."""
NAMES = frozenset("name server_name tool_name toolset_name mcp_server_name".split())
ID = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")
COUNTED = re.compile(r"(?:^|_)(?:tokens|index|page|number|requests|lines?|start|uses|at)$")
"""Numbers that the provider measures."""
_LETTERS = re.compile(r"[A-Za-z0-9+/=_-]*+")
_EVENT = re.compile(r"[a-z_]{1,40}")
_PIECES = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "input_json_delta": "partial_json",
    "compaction_delta": "content",
}
"""By the type of a delta, the key under which it goes on with what was said."""


class Messages(Dialect):
    """The messages API."""

    name = "anthropic"
    api, api_zh = "Anthropic's messages API", " Anthropic messages 接口"
    keys, values, codes = KEYS, VALUES, CODES
    grows = "messages"
    parameters = ("temperature", "top_p", "top_k", "max_tokens")
    headers = ("anthropic-version", "anthropic-beta", "anthropic-workspace-id")
    """``anthropic-user-profile-id`` stands for a person and does not go along."""

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, body: Body) -> None:
        """Messages, a model, and ``stream``."""
        must_be_objects(body, "messages")
        must_be_named(body)
        if any(not isinstance(message.get("content"), str | list) for message in body["messages"]):
            raise Unreadable("a message's content is neither text nor a list", "消息的 content 既非文本也非列表")

    def data_wanted(self, body: Body) -> bool:
        """``output_config.format``, or the ``output_format`` of before."""
        config = body.get("output_config")
        wanted = config.get("format") if isinstance(config, dict) else body.get("output_format")
        return isinstance(wanted, dict) and wanted.get("type") == "json_schema"

    def said(self, body: Body) -> Iterator[Utterance]:
        """Messages by their role; a tool's result comes as the user's, and is nobody's word."""
        for message in body["messages"]:
            texts = tuple(texts_of(message["content"]))
            by = {"user": "user", "assistant": "model"}.get(str(message.get("role")), "other")
            yield Utterance(by if texts or by == "model" else "other", texts)  # type: ignore[arg-type]

    def unread(self, body: Body) -> Iterator[Unread]:
        """Blocks that are no text, wherever they stand, and what the model is shown elsewhere."""
        for at, message in enumerate(body["messages"]):
            yield from _unread(message["content"], f"/messages/{at}/content")
        yield from _unread(body.get("system"), "/system")
        for field, media in ELSEWHERE.items():
            if body.get(field):
                yield Unread(f"/{field}", media)

    def passage(self, literal: Literal) -> Passage | None:
        """``metadata.user_id`` is somebody, whatever it holds."""
        match literal.path:
            case ("metadata", "user_id", *_) | ("user_profile_id", *_) if literal.sort is not Sort.KEY:
                text = ClearText(literal.words)
                return Passage(text, Form.TOKEN, leaves.label_of(literal.path), whole="OTHER_ID")
            case _:
                return super().passage(literal)

    def is_machinery(self, literal: Literal) -> bool:
        """Types and callers carry the date of their version."""
        match literal.path:
            case (*_, "type") | (*_, "allowed_callers", int()):
                return _DATED.sub("", literal.words) in _TYPES
            case _:
                return super().is_machinery(literal)

    def is_sealed(self, literal: Literal) -> bool:
        """Signatures, and what was encrypted, in the blocks of a message."""
        match literal.path:
            case ("messages", int(), "content", int(), "data") if literal.sort is Sort.STRING:
                return is_sealed(literal.words)
            case ("messages", int(), "content", int(), *rest, str(key)) if literal.sort is Sort.STRING:
                return key in SEALED and "input" not in rest and is_sealed(literal.words)
            case _:
                return False

    def is_token(self, path: Path) -> bool:
        """Ids, names of tools, seals."""
        match path:
            case ("model",) | (*_, "required", int()):
                return True
            case (*rest, str(key)):
                own = key in OWN or key in NAMES or key in SEALED or key == "data"
                return own and not {"input", "properties"} & set(rest)
            case _:
                return False

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_reply(self, body: Body, *, stream: bool) -> bool:
        """A message, or an event of one. An error is none."""
        kind = body.get("type")
        if not stream:
            return kind == "message" and _are_readable(body.get("content"))
        match kind:
            case "message_start":
                message = body.get("message")
                return isinstance(message, dict) and _are_readable(message.get("content"))
            case "content_block_start":
                return type(body.get("index")) is int and _are_readable([body.get("content_block")])
            case "content_block_delta":
                return type(body.get("index")) is int and isinstance(body.get("delta"), dict)
            case "message_delta":
                return isinstance(body.get("delta"), dict)
            case _:
                return isinstance(kind, str) and kind != "error"

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:
        """By ``message_stop``; a message that is whole has a reason to stop."""
        if not stream:
            return True
        kinds = [body.get("type") for body in bodies if body]
        begun = [body["index"] for body in bodies if body and body.get("type") == "content_block_start"]
        # Two blocks of one number would be taken for one.
        return "message_start" in kinds and "message_stop" in kinds and len(begun) == len(set(begun))

    def answers(self, bodies: Sequence[Body | None]) -> int:  # noqa: ARG002  however many blocks
        """A message is one answer."""
        return 1

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """``usage``, as it was said last. What was read from a cache was read."""
        usage: dict[str, object] = {}
        for body in bodies:
            for holder in (body, (body or {}).get("message")):
                said = holder.get("usage") if isinstance(holder, dict) else None
                usage |= {name: count for name, count in (said or {}).items() if type(count) is int}
        read = [usage.get(f"{name}input_tokens", 0) for name in ("", "cache_creation_", "cache_read_")]
        if "input_tokens" in usage:
            yield "prompt_tokens", sum(read)  # type: ignore[arg-type]
        if "output_tokens" in usage:
            yield "completion_tokens", usage["output_tokens"]
        if {"input_tokens", "output_tokens"} <= usage.keys():
            yield "total_tokens", sum(read) + usage["output_tokens"]  # type: ignore[arg-type, operator]

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """What a block says goes on in its deltas; everything else is said anew each time."""
        steps = _steps(literal.path, body)
        if not self._is_said(literal, steps):
            return None
        last, is_key = steps[-1], literal.sort is Sort.KEY
        own = literal.sort is Sort.STRING and last in OWN and not _is_input(steps) and ID.fullmatch(literal.words)
        goes_on = not is_key and len(steps) == 3 and steps[0] == "content" and last in _PIECES.values()  # noqa: PLR2004
        return Strand(
            key=steps if goes_on else None,
            place="" if own else self.place(steps),
            form=Form.TOKEN if own or is_key or (last in NAMES and not _is_input(steps)) else Form.PROSE,
            label=leaves.label_of(steps),
            answer=0 if steps[:1] == ("content",) else None,
            arguments=last == "partial_json",
            speech=goes_on and last == "text",
        )

    def may_be_cut(self, body: Body) -> bool:
        """A delta is nothing but words, or a citation."""
        return body.get("type") == "content_block_delta"

    def event(self, body: Body) -> str:
        """Its ``type``."""
        kind = body.get("type")
        return kind if isinstance(kind, str) and _EVENT.fullmatch(kind) else ""

    def _is_said(self, literal: Literal, steps: Path) -> bool:
        if literal.sort is Sort.KEY:
            return literal.words not in KEYS
        if literal.sort is Sort.NUMBER:
            return leaves.is_long(literal.words) and (_is_input(steps) or not COUNTED.search(str(steps[-1])))
        sealed = (steps[-1] in SEALED or steps[-1] == "data") and not _is_input(steps)
        return not self.is_machinery(literal) and not (sealed and _LETTERS.fullmatch(literal.words))

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, body: Body) -> object:
        """``error.type``."""
        return body["error"]["type"]

    def refusal(self, error: MedguardError) -> Body:
        """``error``, of the type that goes with its status."""
        kind = _TYPE_BY_STATUS.get(error.http_status, "api_error")
        return {"type": "error", "error": {"type": kind, "message": str(error), "medguard": ours(error)}}


class CountTokens(Messages):
    """How many tokens a request would be: the same request, and a number for a reply."""

    api, api_zh = "Anthropic's token counting API", " Anthropic count_tokens 接口"

    def streamed(self, body: Body) -> bool:  # noqa: ARG002  a number is said at once
        """Never."""
        return False

    def data_wanted(self, body: Body) -> bool:  # noqa: ARG002  a number is for a program
        """Always."""
        return True

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  never streamed
        """``input_tokens``."""
        return type(body.get("input_tokens")) is int and "content" not in body

    def answers(self, bodies: Sequence[Body | None]) -> int:  # noqa: ARG002  nothing is said
        """Nothing is said to anybody."""
        return 0

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """The number."""
        for body in bodies:
            if body:
                yield "prompt_tokens", body["input_tokens"]


def _are_readable(blocks: object) -> bool:
    """Whether these are blocks whose words are known to stand where they are looked for. A picture that the model drew is nothing that we can read."""
    return isinstance(blocks, list) and all(
        isinstance(block, dict)
        and (str(block.get("type")) in READ or block.get("type") == "container_upload")
        and (block.get("type") != "text" or isinstance(block.get("text"), str))
        for block in blocks
    )


def _unread(content: object, place: str) -> Iterator[Unread]:
    """Blocks in this content, and in theirs, that are not known to be words."""
    if place.count("/content") > DEEPEST:
        yield Unread(place, "other")
        return
    for number, block in enumerate(content if isinstance(content, list) else [content]):
        here = f"{place}/{number}" if isinstance(content, list) else place
        if isinstance(block, dict):
            yield from _unread_block(block, here)
        elif isinstance(content, list) or not isinstance(block, str | None):
            yield Unread(here, "other")


def _unread_block(block: Body, place: str) -> Iterator[Unread]:
    kind = str(block.get("type", ""))
    source = block.get("source")
    if kind == "document" and isinstance(source, dict) and source.get("type") == "text":
        return  # its data are words
    if kind == "document" and isinstance(source, dict) and source.get("type") == "content":
        yield from _unread(source.get("content"), f"{place}/source/content")
    elif kind not in READ or "file_id" in block or any(kind not in SEALED_IN[key] for key in SEALED_IN.keys() & block):
        yield Unread(place, next((media for word, media in MEDIA.items() if word in kind), "other"))
    elif kind != "text":
        yield from _unread(block.get("content"), f"{place}/content")


def _steps(path: Path, body: Body) -> Path:
    """The path as it is in a whole message, whichever event it comes in."""
    match body.get("type"), path:
        case ("message_start", ("message", _, *_)) | ("message_delta", ("delta", _, *_)):
            return path[1:]
        case "content_block_delta", ("delta", "citation", *rest):
            return ("content", body["index"], "citations", *rest)
        case ("content_block_start", ("content_block", *rest)) | ("content_block_delta", ("delta", *rest)):
            return ("content", body["index"], *rest)
        case _:
            return path


def _is_input(steps: Path) -> bool:
    """Whether this is for a tool: keys and values are the model's own."""
    return steps[:1] == ("content",) and "input" in steps[2:]
