"""``countTokens``, ``embedContent`` and ``batchEmbedContents``: words go in, and numbers come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medguard.types import Unread
from medguard.wire.body import Unreadable
from medguard.wire.dialect import Body, must_be_objects
from medguard.wire.gemini.protocol import Gemini, contents_of, elsewhere, get
from medguard.wire.json_text import Literal, Sort
from medguard.wire.strands import Strand


class CountTokens(Gemini):
    """How many tokens a request would be."""

    api, api_zh = "Gemini's token counting API", " Gemini countTokens 接口"

    def check(self, body: Body) -> None:
        """Contents, or a whole request."""
        must_be_objects(_whole(body), "contents")

    def contents(self, body: Body) -> Iterator[tuple[str, Body]]:
        """Of the request, wherever it stands."""
        yield from contents_of(_whole(body), "" if _whole(body) is body else "/generateContentRequest")

    def unread(self, body: Body) -> Iterator[Unread]:
        """Also what the model would be shown elsewhere."""
        yield from super().unread(body)
        yield from elsewhere(_whole(body), "" if _whole(body) is body else "/generateContentRequest")

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  never streamed
        """``totalTokens``."""
        return type(body.get("totalTokens")) is int and "candidates" not in body

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:
        """The number."""
        for body in bodies:
            if body:
                yield "prompt_tokens", body["totalTokens"]


class EmbedContent(Gemini):
    """``embedContent``, and ``batchEmbedContents`` with many ``requests``."""

    api, api_zh = "Gemini's embedding API", " Gemini 向量接口"

    def __init__(self, model: str, *, many: bool = False) -> None:
        super().__init__(model)
        self._many = many

    def check(self, body: Body) -> None:
        """A content, or requests that have one each."""
        if self._many:
            must_be_objects(body, "requests")
        if not all(isinstance(one.get("content"), dict) for one in self._requests(body)):
            raise Unreadable('"content" is missing or is no object', "缺少 content，或其不是对象")

    def contents(self, body: Body) -> Iterator[tuple[str, Body]]:
        """One a request."""
        for at, one in enumerate(self._requests(body)):
            yield (f"/requests/{at}/content" if self._many else "/content"), one["content"]

    def is_reply(self, body: Body, *, stream: bool) -> bool:  # noqa: ARG002  never streamed
        """Values, and no error beside them."""
        found = body.get("embeddings") if self._many else [body.get("embedding")]
        return (
            isinstance(found, list)
            and all(isinstance(one, dict) and isinstance(one.get("values"), list) for one in found)
            and not body.get("error")
        )

    def strand(self, literal: Literal, body: Body) -> Strand | None:
        """Not the numbers: they are nobody's."""
        if literal.sort is Sort.NUMBER and literal.above[-1:] == ("values",):
            return None
        return super().strand(literal, body)

    def _requests(self, body: Body) -> list[Body]:
        return body["requests"] if self._many else [body]


def _whole(body: Body) -> Body:
    inside = get(body, "generateContentRequest")
    return inside if isinstance(inside, dict) else body
