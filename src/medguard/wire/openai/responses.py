"""OpenAI's responses, ``POST /v1/responses``.

https://platform.openai.com/docs/api-reference/responses

A stream says everything up to five times: in deltas, in their ``done``, in the part, in the item and in the response. All of it is
told by where it stands in the finished response, so that what is put into one of them is put into all.

A request may go on with what OpenAI keeps, by ``previous_response_id``; ``conversation`` is refused. What is kept there holds the stand-ins of an
earlier exchange, so such a request needs that exchange's table (``medguard.phi.conversations``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from medguard.errors import MedguardError
from medguard.types import ClearText, Form, Passage, Unread
from medguard.wire import leaves
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, Dialect, Utterance, must_be_named, texts_of
from medguard.wire.errors import openai_shape
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.openai.chat import CODES, COUNTED, MEDIA, VALUES
from medguard.wire.sealed import is_sealed
from medguard.wire.strands import Strand

KEYS = frozenset(
    """
    model input instructions include stream stream_options include_obfuscation store background max_output_tokens
    max_tool_calls metadata parallel_tool_calls previous_response_id conversation prompt prompt_cache_key
    prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier temperature text tool_choice tools
    top_logprobs top_p truncation user context_management compact_threshold type role content status phase id object
    detail file_id image_url file_data file_url filename annotations index end_index start_index title url container_id
    logprobs token bytes logprob refusal queries results attributes score call_id pending_safety_checks action button x y
    keys path scroll_x scroll_y actions output acknowledged_safety_checks query sources pattern arguments name caller
    caller_id namespace execution parameters strict allowed_callers defer_loading description output_schema
    vector_store_ids filters key value max_num_results ranking_options hybrid_search embedding_weight text_weight ranker
    score_threshold display_height display_width environment external_web_access allowed_domains search_context_size
    user_location city country region timezone server_label allowed_tools read_only tool_names authorization connector_id
    headers require_approval always never server_description server_url container file_ids memory_limit network_policy
    input_fidelity input_image_mask moderation output_compression output_format partial_images quality size effort skills
    skill_id version source data media_type format definition syntax schema summary encrypted_content result
    revised_prompt code outputs logs command env timeout_ms working_directory commands max_output_length outcome exit_code
    stderr stdout operation diff input_schema approval_request_id approve variables context generate_summary verbosity
    mode ttl created_by created_at completed_at error message param incomplete_details reason usage input_tokens
    output_tokens total_tokens input_tokens_details output_tokens_details cached_tokens reasoning_tokens billing payer
    delta sequence_number item_id output_index response content_index part command_index obfuscation item summary_index
    partial_image_b64 partial_image_index annotation annotation_index
    properties required enum items anyOf oneOf allOf additionalProperties default minimum maximum minLength maxLength
    minItems maxItems const definitions $defs $ref json_schema
    """.split()
)
EVENTS = frozenset(
    """
    response.created response.queued response.in_progress response.completed response.incomplete response.failed error
    response.output_item.added response.output_item.done response.content_part.added response.content_part.done
    response.output_text.delta response.output_text.done response.output_text.annotation.added response.refusal.delta
    response.refusal.done response.reasoning_text.delta response.reasoning_text.done response.reasoning_summary_part.added
    response.reasoning_summary_part.done response.reasoning_summary_text.delta response.reasoning_summary_text.done
    response.function_call_arguments.delta response.function_call_arguments.done response.custom_tool_call_input.delta
    response.custom_tool_call_input.done response.mcp_call_arguments.delta response.mcp_call_arguments.done
    response.mcp_call.in_progress response.mcp_call.completed response.mcp_call.failed response.mcp_list_tools.in_progress
    response.mcp_list_tools.completed response.mcp_list_tools.failed response.file_search_call.in_progress
    response.file_search_call.searching response.file_search_call.completed response.web_search_call.in_progress
    response.web_search_call.searching response.web_search_call.completed response.code_interpreter_call.in_progress
    response.code_interpreter_call.interpreting response.code_interpreter_call.completed
    response.code_interpreter_call_code.delta response.code_interpreter_call_code.done
    response.image_generation_call.in_progress response.image_generation_call.generating
    response.image_generation_call.partial_image response.image_generation_call.completed
    response.shell_call_command.added response.shell_call_command.delta response.shell_call_command.done
    response.shell_call_output_content.delta response.shell_call_output_content.done
    """.split()
)
READ = frozenset(
    """
    message reasoning function_call function_call_output custom_tool_call custom_tool_call_output web_search_call
    file_search_call mcp_list_tools mcp_call mcp_approval_request mcp_approval_response tool_search_call tool_search_output
    local_shell_call local_shell_call_output shell_call shell_call_output apply_patch_call apply_patch_call_output
    compaction
    """.split()
)
"""Items whose words are there to be read. Any other says something that nobody here knows of."""
ACTED = frozenset("code_interpreter_call computer_call computer_call_output".split())
"""Other items of a reply: what the model did with tools that a profile must have let through."""
TEXT_PARTS = frozenset("input_text output_text text refusal summary_text reasoning_text".split())
TOOLS = frozenset(
    "function custom web_search web_search_2025_08_26 web_search_preview web_search_preview_2025_03_11".split()
)
"""Tools that show the model nothing but what comes by here, or what is on the web. Others show it files, screens and other servers' answers."""
_TYPES = frozenset(
    """
    input_text output_text refusal summary_text reasoning_text input_image input_file item_reference url_citation
    file_citation container_file_citation file_path computer_screenshot code_interpreter_call image_generation_call
    computer_call computer_call_output file_search mcp code_interpreter image_generation computer computer_use
    computer_use_preview local_shell shell apply_patch tool_search namespace text json_object json_schema object string
    number integer boolean array null auto approximate grammar allowed_tools search open_page find_in_page logs image exec
    create_file update_file delete_file exit timeout url eq ne gt gte lt lte in nin and or
    """.split()
)
RESPONSE_VALUES: Mapping[str, frozenset[str]] = VALUES | {
    "type": _TYPES | READ | TOOLS | EVENTS,
    "status": frozenset(
        "in_progress completed incomplete failed queued cancelled searching calling generating".split()
    ),
    "phase": frozenset("commentary final_answer".split()),
    "effort": frozenset("none minimal low medium high xhigh max".split()),
    "summary": frozenset("auto concise detailed".split()),
    "generate_summary": frozenset("auto concise detailed".split()),
    "truncation": frozenset("auto disabled".split()),
    "search_context_size": frozenset("low medium high".split()),
    "require_approval": frozenset("always never".split()),
    "reason": frozenset("max_output_tokens content_filter".split()),
    "ttl": frozenset("30m 12h".split()),
    "mode": frozenset("auto required implicit explicit".split()),
    "payer": frozenset(("developer",)),
    "include": frozenset(
        """
        file_search_call.results web_search_call.results web_search_call.action.sources message.input_image.image_url
        computer_call_output.output.image_url code_interpreter_call.outputs reasoning.encrypted_content
        message.output_text.logprobs
        """.split()
    ),
}
OWN = frozenset(
    """
    id item_id call_id caller_id response_id previous_response_id conversation approval_request_id file_id container_id
    object model service_tier obfuscation
    """.split()
)
"""Strings of a reply that the provider made up by itself."""
ID = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")
KEPT_ID = re.compile(
    r"[a-z]{2,12}_(?=[0-9]*+[a-f])[0-9a-f]{32,64}"
    r"|call_(?!.*\d{6})(?=\D*\d)(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[A-Za-z0-9]{24}"
)
"""An id under which OpenAI keeps something, and must be told letter by letter."""
PEOPLE = frozenset(("user", "safety_identifier"))
NAMED = frozenset("function custom function_call custom_tool_call json_schema mcp_call".split())
MOST_ITEMS = 10_000

HEADERS: Mapping[str, re.Pattern[str]] = {}
"""No more than any call to OpenAI: ``OpenAI-Organization``, ``-Project`` and ``-Beta``."""


class Responses(Dialect):
    """The responses API."""

    name = "openai"
    api, api_zh = "OpenAI's responses API", " OpenAI responses 接口"
    keys, values, codes = KEYS, RESPONSE_VALUES, CODES
    end = "[DONE]"  # OpenAI itself says none; servers that imitate it do
    grows = "input"
    parameters = "temperature top_p max_output_tokens max_tool_calls top_logprobs parallel_tool_calls".split()

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def check(self, body: Body) -> None:
        """A model, ``stream``, and input that is a text or a list of items."""
        must_be_named(body)
        given = body.get("input")
        if not isinstance(given, str | None) and not _are_objects(given):
            raise Unreadable(
                '"input" is neither a text nor a list of objects', "input 既不是文本，也不是由对象组成的列表"
            )
        if body.get("background"):
            raise Unreadable(
                '"background" is on, and the reply would be fetched past medguard',
                "启用 background 时回复会绕过 medguard",
            )
        if body.get("conversation") is not None:
            # Two turns at once, or one that failed on its way back, would call two people by one stand-in under the same id.
            raise Unreadable(
                '"conversation" is given; go on with "previous_response_id", which belongs to one reply alone',
                "请求中有 conversation；请改用只属于一个回复的 previous_response_id",
            )
        if not isinstance(body.get("tools"), list | None):
            raise Unreadable('"tools" is no list', "tools 不是列表")
        for tool in body.get("tools") or ():
            if isinstance(tool, dict) and tool.get("type") == "mcp" and _has_credentials(tool):
                raise Unreadable(
                    "a tool brings a password for another server, and bodies may be kept",
                    "工具中带有访问其他服务器的凭证，而请求正文可能被保存",
                )

    def data_wanted(self, body: Body) -> bool:
        """``text.format`` of JSON."""
        text = body.get("text")
        wanted = text.get("format") if isinstance(text, dict) else None
        return isinstance(wanted, dict) and str(wanted.get("type")) in {"json_object", "json_schema"}

    def goes_on(self, body: Body) -> tuple[str, ...]:
        """The response before."""
        before = body.get("previous_response_id")
        return () if before is None else (str(before),)

    def known_as(self, bodies: Sequence[Body | None]) -> tuple[str, ...]:
        """The response's id, unless nothing is kept."""
        for body in reversed(bodies):
            said = _response(body or {})
            if "output" in said:
                own = said.get("id")
                return (own,) if isinstance(own, str) and said.get("store") is not False else ()
        return ()

    def said(self, body: Body) -> Iterator[Utterance]:
        """Instructions, and messages by their role."""
        yield Utterance("other", tuple(texts_of(body.get("instructions"))))
        given = body.get("input")
        for item in [{"role": "user", "content": given}] if isinstance(given, str) else given or ():
            by = {"user": "user", "assistant": "model"}.get(str(item.get("role")), "other")
            yield Utterance(by, tuple(texts_of(item.get("content"))))  # type: ignore[arg-type]

    def unread(self, body: Body) -> Iterator[Unread]:
        """Items and parts that are not text, whatever they call themselves, and tools that show the model what never comes by here."""
        given = body.get("input")
        for at, item in enumerate(given if isinstance(given, list) else ()):
            yield from _unread_item(item, f"/input/{at}")
        for at, tool in enumerate(body.get("tools") or ()):
            kind = str(tool.get("type")) if isinstance(tool, dict) else None
            if kind not in TOOLS:
                yield Unread(f"/tools/{at}", _media(tool))
        prompt = body.get("prompt")
        variables = prompt.get("variables") if isinstance(prompt, dict) else None
        if isinstance(variables, dict) and any(
            not isinstance(one, str) and not _is_text_part(one) for one in variables.values()
        ):
            yield Unread("/prompt/variables", "other")

    def passage(self, literal: Literal) -> Passage | None:
        """``user`` and ``safety_identifier`` are somebody, whatever they hold."""
        if literal.sort is not Sort.KEY and literal.path[:1] in {("user",), ("safety_identifier",)}:
            return Passage(ClearText(literal.words), Form.TOKEN, leaves.label_of(literal.path), whole="OTHER_ID")
        return super().passage(literal)

    def is_machinery(self, literal: Literal) -> bool:
        """Ids of OpenAI's own, too: it looks up what it keeps under them."""
        match literal.path:
            case (*rest, str(key)) if key in OWN and not {"arguments", "metadata", "variables"} & set(rest):
                return bool(KEPT_ID.fullmatch(literal.words)) or super().is_machinery(literal)
            case _:
                return super().is_machinery(literal)

    def is_sealed(self, literal: Literal) -> bool:
        """What OpenAI encrypted, and wants back as it was."""
        match literal.path:
            case ("input", int(), "encrypted_content") if literal.sort is Sort.STRING:
                return is_sealed(literal.words)
            case _:
                return False

    def is_token(self, path: Path) -> bool:
        """Ids, and names of tools and of what is required of them."""
        match path:
            case (
                ("model",)
                | ("tools" | "input", int(), "name" | "server_label" | "connector_id")
                | ("tool_choice", "name" | "server_label")
                | ("tool_choice", "tools", int(), "name" | "server_label")
                | ("text", "format", "name")
                | (*_, "required", int())
                | (*_, "vector_store_ids" | "file_ids", int())
            ):
                return True
            case (*rest, str(key)):
                return key in OWN and not {"metadata", "variables", "properties"} & set(rest)
            case _:
                return False

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_reply(self, body: Body, *, stream: bool) -> bool:
        """A response that is there, or an event of one."""
        if not stream:
            return _is_response(body) and body.get("status", "completed") in {"completed", "incomplete"}
        kind = body.get("type")
        if not isinstance(kind, str) or kind == "error" or body.get("error"):
            return False
        indexes = [body[name] for name in _INDEXES if name in body]
        if not all(type(one) is int and 0 <= one < MOST_ITEMS for one in indexes):
            return False
        return _is_event(kind, body)

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:
        """By ``response.completed`` or ``response.incomplete``, which comes last; and nothing came before what it follows."""
        if not stream:
            return True
        events = [body for body in bodies if body is not None]
        ends = [at for at, body in enumerate(events) if body["type"] in {"response.completed", "response.incomplete"}]
        numbers = [body["sequence_number"] for body in events if type(body.get("sequence_number")) is int]
        return ends == [len(events) - 1] and "response" in events[-1] and numbers == sorted(numbers)

    def answers(self, bodies: Sequence[Body | None]) -> int:  # noqa: ARG002  however many items
        """A response is one answer."""
        return 1

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """``usage``, as it was said last."""
        names = {"input_tokens": "prompt_tokens", "output_tokens": "completion_tokens", "total_tokens": "total_tokens"}
        for body in bodies:
            usage = _response(body or {}).get("usage")
            if isinstance(usage, dict):
                yield from ((ours, usage[theirs]) for theirs, ours in names.items() if theirs in usage)

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """What an item says goes on in its deltas and is repeated in what follows; everything else is said anew each time."""
        steps = _steps(literal.path, body)
        if not self._is_said(literal, steps):
            return None
        last, is_key = steps[-1], literal.sort is Sort.KEY
        in_output = steps[0] == "output" and len(steps) > 2 and not is_key  # noqa: PLR2004
        delta = in_output and literal.path[0] == "delta"
        own = literal.sort is Sort.STRING and last in OWN and ID.fullmatch(literal.words)
        container = _container(literal.path, body)
        name = last in {"name", "server_label"} and str(container.get("type")) in NAMED | {"mcp_list_tools"}
        return Strand(
            key=steps if delta else None,
            repeats=steps if in_output and not delta else None,
            place="" if own else self.place(steps),
            form=Form.TOKEN if own or is_key or name else Form.PROSE,
            label=leaves.label_of(steps),
            answer=0 if in_output else None,
            arguments=steps[0] == "output" and steps[2:] in {("arguments",), ("input",)},
            speech=literal.sort is Sort.STRING and _is_speech(steps, container, body),
        )

    def may_be_cut(self, body: Body) -> bool:
        """A delta of words, without probabilities of its tokens."""
        return str(body.get("type")) in _CUT and not body.get("logprobs")

    def event(self, body: Body) -> str:
        """Its ``type``."""
        kind = body.get("type")
        return kind if isinstance(kind, str) and kind in EVENTS else ""

    def _is_said(self, literal: Literal, steps: Path) -> bool:
        if "logprobs" in steps:
            return False
        if literal.sort is Sort.KEY:
            return literal.words not in KEYS
        if literal.sort is Sort.NUMBER:
            return leaves.is_long(literal.words) and not (COUNTED.search(str(steps[-1])) or _AT.search(str(steps[-1])))
        if steps[-1] == "encrypted_content":
            return not is_sealed(literal.words)
        return not super().is_machinery(literal)

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, body: Body) -> object:
        """``error.code``, in a body, an event or a response."""
        said = body.get("error") or _response(body).get("error") or {"code": body.get("code")}
        return said["code"]

    def refusal(self, error: MedguardError) -> Body:
        """``error``, which is the name of an event as well."""
        return {"type": "error"} | openai_shape(error)


_INDEXES = ("output_index", "content_index", "summary_index", "command_index", "annotation_index")
_CUT = frozenset(
    f"response.{kind}.delta" for kind in "output_text refusal reasoning_text reasoning_summary_text".split()
)
_AT = re.compile(r"_at$|^(?:sequence|exit)_")
_WHERE: Mapping[str, Sequence[str]] = {
    "output_text": ("content", "content_index", "text"),
    "refusal": ("content", "content_index", "refusal"),
    "reasoning_text": ("content", "content_index", "text"),
    "reasoning_summary_text": ("summary", "summary_index", "text"),
    "function_call_arguments": ("arguments",),
    "mcp_call_arguments": ("arguments",),
    "custom_tool_call_input": ("input",),
    "code_interpreter_call_code": ("code",),
    "shell_call_command": ("action", "commands", "command_index"),
}
"""By the name of an event, where in its item its words stand when the item is finished."""
_SAID_AS = {"text", "refusal", "arguments", "input", "code", "command"}


def _steps(path: Path, body: Body) -> Path:
    """The path as it is in a finished response, whichever event it comes in."""
    kind = body.get("type")
    head, *rest = path
    if not isinstance(kind, str) or "object" in body:
        return path  # a response as a whole
    if head == "response" and rest:
        return tuple(rest)
    within = _within(head, kind, body)
    return path if within is None else ("output", body.get("output_index", 0), *within, *rest)


def _within(head: str | int, kind: str, body: Body) -> Path | None:
    """Where in its item this part of an event stands when the item is finished."""
    name, _, what = kind.removeprefix("response.").rpartition(".")
    where: Sequence[str] | None = None
    match head:
        case "item" if name == "output_item":
            where = ()
        case "part" if name == "content_part":
            where = ("content", "content_index")
        case "part" if name == "reasoning_summary_part":
            where = ("summary", "summary_index")
        case "annotation":
            where = ("content", "content_index", "annotations", "annotation_index")
        case "delta":
            where = _WHERE.get(name, (name, "content_index", "summary_index", "command_index"))
        case str() if head in _SAID_AS and what in {"done", "added"}:
            where = _WHERE.get(name)
    return None if where is None else tuple(body.get(step, 0) if step in _INDEXES else step for step in where)


def _container(path: Path, body: Body) -> Body:
    """What a literal stands in, if it is an object."""
    at: object = body
    for step in path[:-1]:
        try:
            at = at[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):  # a key that is there twice; its first value has another shape
            return {}
    return at if isinstance(at, dict) else {}


def _is_speech(steps: Path, container: Body, body: Body) -> bool:
    """Whether a model says this to a person: texts of its messages, not what it thinks or calls."""
    match steps:
        case ("output", _, "content", _, "text" | "refusal"):
            kind = container.get("type")
            thought = kind == "reasoning_text" or str(body.get("type")).startswith("response.reasoning_text.")
            return not thought
        case ("output_text",):  # some servers say all of it once more
            return True
        case _:
            return False


def _response(body: Body) -> Body:
    """The response that a body is, or that an event brings."""
    said = body.get("response", body)
    return said if isinstance(said, dict) else {}


def _is_event(kind: str, body: Body) -> bool:
    match kind.split("."):
        case ["response", "output_item", *_]:
            return _are_readable([body.get("item")]) and "output_index" in body
        case ["response", "content_part", *_]:
            return _is_readable_part(body.get("part"))
        case ["response", "image_generation_call", *_]:
            return False
        case _ if "response" in body:
            return _is_response(body["response"]) and kind != "response.failed"
        case _:
            return not kind.endswith(".delta") or isinstance(body.get("delta"), str | dict)


def _is_response(body: object) -> bool:
    return isinstance(body, dict) and _are_readable(body.get("output")) and not body.get("error")


def _are_readable(items: object) -> bool:
    """Whether these are items whose words are known to stand where they are looked for. A picture that the model drew is nothing that we can read."""
    return isinstance(items, list) and all(isinstance(item, dict) and _is_readable(item) for item in items)


def _is_readable(item: Body) -> bool:
    kind, content = str(item.get("type", "message")), item.get("content")
    if kind != "message":
        return kind in READ | ACTED
    return content is None or (isinstance(content, list) and all(map(_is_readable_part, content)))


def _is_readable_part(part: object) -> bool:
    texts = [part.get(key, "") for key in ("text", "refusal")] if isinstance(part, dict) else []
    return _is_text_part(part) and all(isinstance(text, str) for text in texts)


def _are_objects(items: object) -> bool:
    return isinstance(items, list) and all(isinstance(one, dict) for one in items)


def _unread_item(item: Body, place: str) -> Iterator[Unread]:
    kind = str(item.get("type", "message"))
    if kind not in READ:
        yield Unread(place, _media(item))
        return
    for field in ("content", "summary", "output"):
        parts = item.get(field)
        for at, part in enumerate(parts if isinstance(parts, list) else [parts]):
            if (
                kind in {"shell_call_output", "local_shell_call_output", "apply_patch_call_output"}
                and field == "output"
            ):
                continue  # logs, in an object of their own
            where = f"{place}/{field}/{at}" if isinstance(parts, list) else f"{place}/{field}"
            if isinstance(part, dict):
                if not _is_text_part(part) or part.get("logprobs"):
                    yield Unread(where, _media(part))
            elif isinstance(parts, list) or not isinstance(part, str | None):
                yield Unread(where, "other")


def _is_text_part(part: object) -> bool:
    return isinstance(part, dict) and str(part.get("type")) in TEXT_PARTS


_MEDIA = MEDIA | {"computer": "image", "file_search": "file", "code_interpreter": "file"}


def _media(part: object) -> str:
    """What kind of content this is, as far as it says so."""
    said = str(part.get("type", "")) if isinstance(part, dict) else ""
    return next((kind for word, kind in _MEDIA.items() if word in said), "other")


def _has_credentials(tool: Body) -> bool:
    url = str(tool.get("server_url") or "")
    return any(tool.get(key) for key in ("authorization", "headers")) or "?" in url or "@" in url
