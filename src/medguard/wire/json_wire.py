"""One API whose bodies are JSON, read by its dialect. Satisfies ``medguard.types.Wire``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from medguard.errors import MedguardError, WireError
from medguard.types import Answer, Asked
from medguard.wire import lines, sse
from medguard.wire.body import Unreadable, json_object, text_of
from medguard.wire.dialect import Dialect
from medguard.wire.errors import HTTP_OK, not_a_reply, not_complete, too_deep, upstream_refused
from medguard.wire.json_text import TooDeep
from medguard.wire.listening import JsonListening
from medguard.wire.reply import JsonHeard
from medguard.wire.request import JsonAsked


class JsonWire:
    """How one provider spells a conversation.

    >>> from medguard.wire.openai import Chat
    >>> asked = JsonWire(Chat()).read(b'{"model": "m", "messages": [{"role": "user", "content": "Hello, I am Ann."}]}')
    >>> [passage.text.words for passage in asked.passages]
    ['m', 'Hello, I am Ann.']
    """

    def __init__(self, dialect: Dialect, *, longest_request: int = 2_000_000) -> None:
        self._dialect = dialect
        self._longest = longest_request
        self.name = dialect.name

    def read(self, content: bytes) -> JsonAsked:
        """Raises WireError, which says what is wrong and quotes nothing."""
        if len(content) > self._longest:
            raise TooLarge(self._longest)
        try:
            text = text_of(content)
            body = json_object(text)
            self._dialect.check(body)
            return JsonAsked(text, body, self._dialect)
        except Unreadable as why:
            what, what_zh = why.what, why.what_zh
        except TooDeep:
            what, what_zh = "its JSON is nested too deep, or is in too many pieces", "JSON 嵌套过深或过于零碎"
        raise WireError(
            f"The request cannot be read: {what}.",
            remedy=f"Send the JSON of {self._dialect.api}, in UTF-8.",
            remedy_zh=f"无法读取请求：{what_zh}。请按{self._dialect.api_zh}的 JSON 格式（UTF-8）发送。",
        )

    def hear(self, answer: Answer, *, asked: Asked) -> JsonHeard:
        """Raises UpstreamError for an error, for HTML, for a stream that was cut off, for what is no reply of this API."""
        if answer.status not in HTTP_OK:
            raise upstream_refused(answer, self._dialect.code, self._dialect.codes)
        stream, dialect = asked.stream, self._dialect
        try:
            read = lines.read if dialect.lines else sse.read
            events = read(answer.content) if stream else [answer.content.decode("utf-8-sig")]
            bodies = [dialect.body_of(event) for event in events]
        except (ValueError, RecursionError):
            bodies = []
        wrong = [body for body in bodies if body is not None and not dialect.is_reply(body, stream=stream)]
        if wrong or not bodies:
            raise not_a_reply(dialect, *wrong[:1])
        if not dialect.is_finished(bodies, stream=stream):
            raise not_complete()
        try:
            return JsonHeard(events, bodies, dialect, stream=stream, data_wanted=asked.data_wanted)
        except TooDeep:
            raise too_deep() from None

    def listen(self, uncut: Callable[[str, int], bool], *, asked: Asked) -> JsonListening | None:
        """Hear a streamed reply while it comes. JSON that was asked for is heard as a whole, and so is what may say everything twice."""
        pieces = isinstance(asked, JsonAsked) and asked.in_pieces and not asked.data_wanted
        return JsonListening(self._dialect, uncut) if asked.stream and pieces else None

    def refusal(self, error: MedguardError) -> bytes:
        """An error in the provider's own shape, with what an officer asks for beside it."""
        return json.dumps(self._dialect.refusal(error), ensure_ascii=False).encode()

    def stopped(self, error: MedguardError) -> bytes:
        """The same as the last event of a stream that has begun."""
        body = self._dialect.refusal(error)
        written = json.dumps(body, ensure_ascii=False)
        if self._dialect.lines:
            return lines.write([written])
        return sse.write([written], [self._dialect.event(body)], space=self._dialect.space)

    def spelled(self) -> Mapping[str, Any]:
        """Which dialect, and what it was told beside the body."""
        return {"name": spelling(type(self._dialect)), "told": dict(vars(self._dialect)), "longest": self._longest}


def spelling(dialect: type[Dialect]) -> str:
    """The name of a dialect among all of them: two providers count tokens."""
    return f"{dialect.__module__.removeprefix('medguard.wire.')}.{dialect.__name__}"


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
