"""Ollama's own API, ``POST /api/chat`` and ``/api/generate``; it speaks OpenAI's as well, at ``/v1``.

https://github.com/ollama/ollama/blob/main/docs/api.md

A reply is streamed unless the request says otherwise, one JSON text a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medguard.errors import MedguardError
from medguard.types import Form, Passage, Unread
from medguard.wire import leaves
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, Utterance, must_be_named, must_be_objects, ours
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.openai.chat import COUNTED, ID, KEYS, MADE, VALUES, Chat, is_readable
from medguard.wire.strands import Strand

_KEYS = KEYS | frozenset(
    """
    images thinking tool_name options keep_alive think template raw context system prompt suffix format response done
    done_reason created_at total_duration load_duration prompt_eval_count prompt_eval_duration eval_count eval_duration
    num_ctx num_predict num_keep repeat_penalty repeat_last_n mirostat mirostat_tau mirostat_eta tfs_z typical_p min_p
    top_k penalize_newline num_gpu main_gpu num_thread num_batch use_mmap use_mlock numa truncate shift logprobs error
    """.split()
)
_VALUES = VALUES | {
    "done_reason": frozenset("stop length load unload".split()),
    "format": VALUES["format"] | {"json"},
    "think": frozenset("low medium high max".split()),
}
_OWN = frozenset("model created_at remote_model remote_host".split())
_GROWING = frozenset((("message", "content"), ("message", "thinking"), ("response",), ("thinking",)))
_SPOKEN = frozenset((("message", "content"), ("response",)))


class OllamaChat(Chat):
    """The chat API."""

    name = "ollama"
    api, api_zh = "Ollama's API", " Ollama 接口"
    keys, values, codes = _KEYS, _VALUES, frozenset[str]()
    end = None
    lines = True
    parameters = "temperature top_p top_k min_p seed num_ctx num_predict repeat_penalty".split()

    # ── a request ────────────────────────────────────────────────────────────────────────────────────────────────────

    def streamed(self, body: Body) -> bool:
        """Unless it says ``false``."""
        return body.get("stream") is not False

    def in_pieces(self, body: Body) -> bool:  # noqa: ARG002  lines are not let go one by one
        """Held until it is whole."""
        return False

    def data_wanted(self, body: Body) -> bool:
        """``format``: JSON, or a schema of it."""
        return bool(body.get("format"))

    def numbers(self, body: Body) -> Body:
        """``options``."""
        options = body.get("options")
        return options if isinstance(options, dict) else {}

    # ── a reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  pieces are replies
        """A message or a response, and no error beside it."""
        said = isinstance(body.get("message"), dict) or isinstance(body.get("response"), str)
        read = is_readable(body.get("message")) and not any(body.get(field) for field in MADE)
        return said and read and isinstance(body.get("done"), bool) and not body.get("error")

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:  # noqa: ARG002  every reply says it
        """By ``done``, once and at the end."""
        return [bool(body and body["done"]) for body in bodies] == [False] * (len(bodies) - 1) + [True]

    def answers(self, bodies: Sequence[Body | None]) -> int:  # noqa: ARG002  there is no more than one
        """One."""
        return 1

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """``prompt_eval_count`` and ``eval_count``."""
        for body in bodies:
            for theirs, name in (("prompt_eval_count", "prompt_tokens"), ("eval_count", "completion_tokens")):
                if body and theirs in body:
                    yield name, body[theirs]

    def strand(self, literal: Literal, body: Body) -> Strand | None:  # noqa: ARG002  the path tells
        """What is said goes on in the next line; everything else is said anew each time."""
        path, last = literal.path, literal.path[-1]
        machinery = {
            Sort.KEY: literal.words in self.keys,
            Sort.NUMBER: path[0] == "context" or bool(COUNTED.search(str(last))) or not leaves.is_long(literal.words),
            Sort.STRING: self.is_machinery(literal),
        }
        if "logprobs" in path or machinery[literal.sort]:
            return None
        is_string = literal.sort is Sort.STRING
        own = is_string and len(path) == 1 and last in _OWN and ID.fullmatch(literal.words)
        token = own or literal.sort is Sort.KEY or path[-2:] == ("function", "name")
        return Strand(
            key=path if is_string and path in _GROWING else None,
            place="" if own else self.place(path),
            form=Form.TOKEN if token else Form.PROSE,
            label=leaves.label_of(path),
            answer=0 if path[0] in {"message", "response"} else None,
            speech=is_string and path in _SPOKEN,
        )

    # ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def code(self, body: Body) -> object:  # noqa: ARG002  a sentence, which may quote the question
        """There are none."""
        return None

    def refusal(self, error: MedguardError) -> Body:
        """``error``, a sentence."""
        return {"error": str(error), "code": error.code, "medguard": ours(error)}


class OllamaGenerate(OllamaChat):
    """The generate API: a prompt, and what comes after it."""

    def check(self, body: Body) -> None:
        """A model, and a prompt."""
        must_be_named(body)
        if not isinstance(body.get("prompt", ""), str):
            raise Unreadable('"prompt" is no text', "prompt 不是文本")
        if body.get("messages") is not None:
            must_be_objects(body, "messages")

    def said(self, body: Body) -> Iterator[Utterance]:
        """The system's words, and the prompt."""
        if isinstance(body.get("system"), str):
            yield Utterance("other", (body["system"],))
        yield Utterance("user", (body.get("prompt", ""),))

    def unread(self, body: Body) -> Iterator[Unread]:
        """Pictures, and what was said before as tokens."""
        for field, media in (("images", "image"), ("context", "other")):
            if body.get(field):
                yield Unread(f"/{field}", media)
        yield from super().unread({"messages": body.get("messages") or []})

    def passage(self, literal: Literal) -> Passage | None:
        """Tokens of the context are no numbers of anybody's; they are not let through either."""
        return None if literal.path[:1] == ("context",) and literal.sort is Sort.NUMBER else super().passage(literal)

    def is_token(self, path: Path) -> bool:
        """The model's name."""
        return path == ("model",)
