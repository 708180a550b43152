"""The way to the model and back: what goes along, what does not, and what each trouble on the way means.

A header or a query can carry a name as well as a body can, so only those that a provider needs are passed, by list.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterable, AsyncIterator, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from medguard.errors import AuditError, CallerRefused, Held, MedguardError, UpstreamError, UpstreamTimeout, WireError
from medguard.flow import Released
from medguard.types import Answer, Ask, Effect, Exchange, More, Status

_CREDENTIALS = frozenset("authorization api-key x-api-key x-goog-api-key".split())
"""What a provider knows its customer by. They go along as they are and are never kept."""
_TO_MODEL = frozenset("openai-organization openai-project openai-beta x-dashscope-workspace".split())
_TO_CALLER = frozenset(
    "retry-after retry-after-ms x-request-id request-id openai-processing-ms aigc content-credentials".split()
)
_RATE_LIMIT = ("x-ratelimit-", "anthropic-ratelimit-")
_TOKEN = re.compile(r"[A-Za-z0-9_.=-]{1,64}")
_FORM = re.compile(r"(?!.*(?<!\d)(?!20\d{6}(?!\d))\d{6})[A-Za-z0-9_.=,-]{1,200}")
"""Of a header that an API asks for: versions and names of features, with commas. Six digits in a row might be somebody's."""
_FEATURE = r"[a-z0-9]+(?:[_-][a-z0-9]+)*"
_OWN_FORMS: Mapping[str, re.Pattern[str]] = {
    "openai-organization": re.compile(r"(?:org|user)-[A-Za-z0-9]+"),
    "openai-project": re.compile(r"proj_[A-Za-z0-9]+"),
    "openai-beta": re.compile(rf"(?:(?:\A|,){_FEATURE}=(?:v\d+|20\d\d-\d\d-\d\d|experimental))+"),
    "x-dashscope-workspace": re.compile(r"(?:llm|ws)[_-][A-Za-z0-9]+"),
    "anthropic-version": re.compile(r"20\d\d-\d\d-\d\d"),
    "anthropic-beta": re.compile(rf"(?:(?:\A|,){_FEATURE}-20\d\d-?\d\d-?\d\d)+"),
    "anthropic-workspace-id": re.compile(r"wrkspc_[A-Za-z0-9]+"),
    "x-goog-user-project": re.compile(r"(?!.*(?:18|19)\d\d-)[a-z][a-z0-9-]{4,28}[a-z0-9]"),
}
"""How those look whose form is known. A name, or the day when somebody was born, would look like any word that has none."""
_VISIBLE = re.compile(r"[ -~]{1,256}")
_VERSION = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?:-preview)?|v1|latest|preview")
"""Of Azure's ``api-version``."""


def headers_to_model(headers: Mapping[str, str], said: Ask, own: Collection[str] = ()) -> dict[str, str]:
    """Headers of the request to the model, by list: any other could carry a name. ``own`` are those of the API that is asked."""
    passed = _TO_MODEL | set(own)
    return {
        **{
            name: value
            for name, value in headers.items()
            if name.lower() in _CREDENTIALS or (name.lower() in passed and _looks_like(name.lower(), value))
        },
        "Content-Type": "application/json",
        "Accept": "text/event-stream" if said.stream else "application/json",
        "Accept-Encoding": "identity",  # see Bounds
        "User-Agent": "medguard",
    }


def _looks_like(name: str, value: str) -> bool:
    own = _OWN_FORMS.get(name)
    return _FORM.fullmatch(value) is not None and (own is None or own.fullmatch(value) is not None)


def headers_to_caller(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of the model's answer that a client library acts on."""
    return {
        name: value
        for name, value in headers.items()
        if (name.lower() in _TO_CALLER or name.lower().startswith(_RATE_LIMIT)) and _VISIBLE.fullmatch(value)
    }


def headers_of(outcome: Released | MedguardError, from_model: Mapping[str, str]) -> dict[str, str]:
    """Headers of what the caller gets: a reply or a refusal."""
    if isinstance(outcome, Released):
        own = {"Content-Type": outcome.media_type, **headers_of_record(outcome.exchange)}
        theirs = {
            name: value for name, value in from_model.items() if name.lower() not in map(str.lower, outcome.headers)
        }
        return {**theirs, **outcome.headers, **own}
    headers = {**from_model, "Content-Type": "application/json"}
    if outcome.exchange:
        # Of what could not be recorded there is only the id: an outcome is what the record says.
        kept = not isinstance(outcome, AuditError)
        headers |= headers_of_record(outcome.exchange) if kept else {"x-medguard-exchange": outcome.exchange.id}
    if isinstance(outcome, CallerRefused):
        headers |= outcome.headers
    elif isinstance(outcome, AuditError):
        headers["Retry-After"] = RETRY_SECONDS  # nothing was released, and the database may be back by then
    elif wait := getattr(outcome, "retry_after", None):
        headers["Retry-After"] = str(
            wait
        )  # too much to do, about to stop, or the model's server is given up for so long
    elif isinstance(outcome, Held) and outcome.kept and outcome.exchange:
        headers |= {"x-medguard-reply": f"/medguard/replies/{outcome.exchange.id}", "x-should-retry": "false"}
    elif not isinstance(outcome, UpstreamError):
        headers["x-should-retry"] = "false"  # a client library would ask three times, and be told no three times
    return headers


def headers_of_record(record: Exchange) -> dict[str, str]:
    """What the record says, for programs: its id, its outcome, and the rules that failed and did something. Words of ours, and nobody's."""
    failed = sorted(
        {
            ruling.rule
            for decision in record.decisions
            for ruling in decision.rulings
            if ruling.status is Status.FAIL and ruling.effect is not Effect.ALLOW
        }
    )
    named = {"x-medguard-rules-failed": ",".join(failed[:MOST_RULES])} if failed else {}
    return {"x-medguard-exchange": record.id, "x-medguard-outcome": record.outcome.value, **named}


MOST_RULES = 32
"""Named in a header: a client may take no more than 8 KB of headers. The record names them all."""


def headers_of_pieces(more: More, from_model: Mapping[str, str]) -> dict[str, str]:
    """Headers of a reply that goes out in pieces."""
    own = {"Content-Type": more.media_type, "Cache-Control": "no-store", "x-medguard-exchange": more.exchange}
    theirs = {name: value for name, value in from_model.items() if name.lower() not in map(str.lower, more.headers)}
    return {**theirs, **more.headers, **own}


RETRY_SECONDS = "5"
"""After a record that could not be kept: a client library waits so long, and asks again by itself."""


class Unguarded(WireError):
    """A call that no wire module reads."""

    code = "call_not_guarded"
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "medguard does not guard this call, so it was not sent. It guards POST /v1/chat/completions and its like.",
            remedy="Use a call that docs/providers lists, or go without medguard for calls that carry nobody's words.",
            remedy_zh="medguard 不保护该调用，因此未发送。请使用 docs/providers 所列接口，如 POST /v1/chat/completions。",
        )


def query_to_model(query: Mapping[str, str], own: Mapping[str, str] | None = None) -> dict[str, str]:
    """The version, which Azure asks for, and what the API that is asked says of its own."""
    version = query.get("api-version", "")
    return {**({"api-version": version} if _VERSION.fullmatch(version) else {}), **(own or {})}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of an answer is taken, and for how long.

    Compressed answers are not taken: 64 KB of the network can be 64 MB of memory before anybody has counted them.
    """

    reply_bytes: int
    seconds: float

    def gather(self, response: httpx2.Response, chunks: Iterable[bytes]) -> Answer:
        """The whole answer. Raises UpstreamError if it is too large or drips for too long."""
        _must_be_plain(response)
        content = bytearray()
        until = time.monotonic() + self.seconds
        for chunk in chunks:
            content += chunk
            self._check(len(content), until)
        return _answer(response, content)

    async def agather(self, response: httpx2.Response, chunks: AsyncIterable[bytes]) -> Answer:
        """The same, in an event loop."""
        _must_be_plain(response)
        content = bytearray()
        until = time.monotonic() + self.seconds
        async for chunk in chunks:
            content += chunk
            self._check(len(content), until)
        return _answer(response, content)

    def pieces(self, response: httpx2.Response, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """An answer as it comes. Raises UpstreamError as ``gather`` does."""
        _must_be_plain(response)
        length, until = 0, time.monotonic() + self.seconds
        for chunk in chunks:
            length += len(chunk)
            self._check(length, until)
            yield chunk

    async def apieces(self, response: httpx2.Response, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """The same, in an event loop."""
        _must_be_plain(response)
        length, until = 0, time.monotonic() + self.seconds
        async for chunk in chunks:
            length += len(chunk)
            self._check(length, until)
            yield chunk

    def _check(self, length: int, until: float) -> None:
        if length > self.reply_bytes:
            raise UpstreamError(
                f"The model's answer is larger than {self.reply_bytes:,} bytes.",
                remedy="Ask for less, or raise limits.reply_bytes in the profile.",
                remedy_zh="模型的回复过大。请缩小提问范围，或在配置文件中调高 limits.reply_bytes。",
            )
        if time.monotonic() > until:
            raise timed_out()


def _must_be_plain(response: httpx2.Response) -> None:
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise UpstreamError(
            "The model's server compressed its answer, though it was asked not to.",
            remedy="Switch compression off at the model's server, or at what stands between.",
            remedy_zh="模型服务器在被要求不压缩的情况下仍压缩了回复。请在模型服务器或中间代理处关闭压缩。",
        )


def _answer(response: httpx2.Response, content: bytearray) -> Answer:
    return Answer(response.status_code, bytes(content), response.headers.get("content-type", ""))


@contextmanager
def explaining() -> Iterator[None]:
    """Raise UpstreamError for what may go wrong on the way to the model's server and back."""
    try:
        yield
    except httpx2.HTTPError as trouble:
        problem = explained(trouble)
    else:
        return
    raise problem


def explained(trouble: httpx2.HTTPError) -> UpstreamError:
    """What a trouble on the way means. Its own message may quote a URL or a header, so it goes no further."""
    match trouble:
        case httpx2.ConnectTimeout() | httpx2.ConnectError() | httpx2.UnsupportedProtocol():
            return UpstreamError(
                "The model's server cannot be reached.",
                remedy="Check the upstream URL and that the server is running, then ask again.",
                remedy_zh="无法连接模型服务器。请检查上游地址以及服务器是否运行，然后重试。",
            )
        case httpx2.PoolTimeout():
            return UpstreamError(
                "Too many questions wait for the model's server.",
                remedy="Ask again later, or start another sidecar.",
                remedy_zh="等待模型服务器的请求过多。请稍后重试，或再启动一个 sidecar。",
            )
        case httpx2.TimeoutException():
            return timed_out()
        case httpx2.DecodingError():
            return UpstreamError(
                "The model's answer could not be decompressed.",
                remedy="Look at the model's server, or at what stands between.",
                remedy_zh="模型的回复无法解压。请检查模型服务器或中间代理。",
            )
        case _:
            return UpstreamError(
                "The connection to the model's server broke before its answer was complete.",
                remedy="Ask again; if it stays so, look at the model's server.",
                remedy_zh="与模型服务器的连接中断，回复不完整。请重新提问；如持续出现，请检查模型服务器。",
            )


def timed_out() -> UpstreamTimeout:
    """The model took too long."""
    return UpstreamTimeout(
        "The model did not answer in time.",
        remedy="Ask again, ask for less, or raise upstream.read_seconds and upstream.total_seconds in the profile.",
        remedy_zh="模型未在规定时间内答复。请重试、缩短问题，或在配置文件中调高 upstream.read_seconds 与 upstream.total_seconds。",
    )
