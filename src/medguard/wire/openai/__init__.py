"""How OpenAI spells a conversation: ``POST /v1/chat/completions``, whole and streamed.

https://platform.openai.com/docs/api-reference/chat

    asked = OpenAIChat().read(b'{"model": "m", "messages": [{"role": "user", "content": "Hello, I am Ann."}]}')
    asked.passages      # everything but "model", "messages", "role", "content", "user": they are machinery

Machinery is named in ``protocol``, with the values it may have; every other string is words for the detector, also in a field that
nobody has heard of.
"""

from __future__ import annotations

from medguard.errors import UpstreamError, WireError
from medguard.types import Answer, Asked
from medguard.wire import sse
from medguard.wire.json_text import TooDeep
from medguard.wire.openai.body import json_object, text_of, unreadable
from medguard.wire.openai.errors import list_of_models, refusal, upstream_refused
from medguard.wire.openai.protocol import HTTP_OK
from medguard.wire.openai.reply import ChatHeard, is_chunk, is_finished
from medguard.wire.openai.request import ChatAsked

__all__ = ["OpenAIChat", "TooLarge", "list_of_models", "refusal"]


class OpenAIChat:
    """The chat completions API. Satisfies ``medguard.types.Wire``."""

    name = "openai"

    def __init__(self, *, longest_request: int = 2_000_000) -> None:
        self._longest = longest_request

    def read(self, content: bytes) -> ChatAsked:
        """Raises WireError, which says what is wrong and quotes nothing."""
        if len(content) > self._longest:
            raise TooLarge(self._longest)
        text = text_of(content)
        body = json_object(text)
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
            raise unreadable('"messages" is not a list of objects', "messages 不是由对象组成的列表")
        if not isinstance(body.get("model"), str) or not body["model"]:
            raise unreadable('"model" is missing or is no string', "缺少 model，或其不是字符串")
        if not isinstance(body.get("stream", False), bool | None):
            raise unreadable('"stream" is neither true nor false', "stream 既不是 true 也不是 false")
        try:
            return ChatAsked(text, body)
        except TooDeep:
            raise unreadable(
                "its JSON is nested too deep, or is in too many pieces", "JSON 嵌套过深或过于零碎"
            ) from None

    def hear(self, answer: Answer, *, asked: Asked) -> ChatHeard:
        """Raises UpstreamError for an error, for HTML, for a stream that was cut off, for what is no chat completion."""
        if answer.status not in HTTP_OK:
            raise upstream_refused(answer)
        stream = asked.stream
        try:
            events = sse.read(answer.content) if stream else [answer.content.decode("utf-8-sig")]
            bodies = [None if event == "[DONE]" else json_object(event, twice=False) for event in events]
        except (ValueError, RecursionError, WireError):
            bodies = []
        if not bodies or any(body is not None and not is_chunk(body) for body in bodies):
            raise UpstreamError(
                "The model's server answered with something that is no chat completion.",
                remedy="Check that the upstream URL is that of an OpenAI-compatible API, and ask again.",
                remedy_zh="请检查上游地址是否为兼容 OpenAI 的接口，然后重试。",
            )
        if not is_finished(bodies, stream=stream):
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
