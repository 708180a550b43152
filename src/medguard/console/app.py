"""The app: who is there, may they, did they mean it; then a page.

Every answer forbids scripts, frames and everything from elsewhere; the pages need none of it, but for one script of ours, on the two pages that ask for
passkeys, which browsers hand to scripts alone. A request that changes something must come from a
page of ours (Origin), and carry what only that page knew.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections.abc import MutableMapping
from contextlib import suppress
from functools import partial
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit

import anyio
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from medguard import log
from medguard.audit.accounts import CHALLENGE
from medguard.console import names
from medguard.console.asked import Answer, Ask, Go, House, NotFound, Page, Take
from medguard.console.issuer import BACK
from medguard.console.pages import DOORS, Door
from medguard.console.secrets import form_token
from medguard.console.timeline import when
from medguard.console.words import LANGUAGES, Words, language_of
from medguard.errors import MedguardError

_ELSEWHERE: Final = 303
_FORM_SECONDS: Final = 20.0
"""For all of it: nobody holds a place here by writing a letter a minute."""
_LONGEST_SHOWN: Final = 400
_METHODS: Final = "GET POST PUT PATCH DELETE OPTIONS TRACE CONNECT".split()
_LOOKS: Final = ("system", "light", "dark")

SCRIPT: Final = "/static/passkeys.js"
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer, browsers send the forms of our own pages with "Origin: null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_PRIVATE: Final = {"cache-control": "no-store"}
_TLS_ONLY: Final = {"strict-transport-security": "max-age=63072000"}

_JUDGED_AT_ONCE: Final = 2
"""People who sign in: a password's hash takes 64 MiB and a tenth of a second of a processor."""
_MOST_WAITING: Final = 40
"""For their turn, in browsers that are not known; and as many in browsers that are, so that a crowd of strangers keeps nobody out."""
_NO_TAKES: Final = 0.5
"""Seconds, or a multiple of it: so how long a no takes says nothing of what was wrong."""
_KNOWN_DAYS: Final = 180


def console(house: House) -> ASGIApp:
    """The console of a house."""
    pages = _Pages(house)
    routes = [Route(door.path, partial(pages.serve, door), methods=[door.method]) for door in DOORS]
    routes += [
        Route("/static/console.css", pages.style),
        Route(SCRIPT, pages.script),
        Route("/language/{choice}", partial(pages.remember, "language", LANGUAGES)),
        Route("/look/{choice}", partial(pages.remember, "look", _LOOKS)),
        Route("/{elsewhere:path}", pages.elsewhere, methods=_METHODS),
    ]
    return Guarded(Starlette(routes=routes), house.origin)


class Guarded:
    """Headers on every answer, and no page at all under another name: a page elsewhere may point its own name at us (DNS rebinding)."""

    def __init__(self, app: Starlette, origin: str) -> None:
        self.routes = app.routes
        self._app, self._host = app, urlsplit(origin).netloc.encode()
        self._headers = _HEADERS | (_TLS_ONLY if origin.startswith("https:") else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (self._headers | _PRIVATE).items():
                    headers.setdefault(name, value)
            await send(message)

        if [value for name, value in scope["headers"] if name == b"host"] != [self._host]:
            words = Words("en"), Words("zh")
            plain = "\n".join(one.unknown_host for one in words)
            await Response(plain, 421, media_type="text/plain; charset=utf-8")(scope, receive, dressed)
            return
        await self._app(scope, receive, dressed)


class _Pages:
    def __init__(self, house: House) -> None:
        self._house = house
        self._secure = house.origin.startswith("https:")
        # A name with __Host- is one that no neighbour of the domain can set (RFC 6265bis); it needs TLS.
        self._cookie = "__Host-medguard" if self._secure else "medguard"
        self._known = f"{self._cookie}-browser"
        self._begun = f"{self._cookie}-issuer"
        self._turns = anyio.CapacityLimiter(_JUDGED_AT_ONCE)
        self._waiting = {"known": 0, "strange": 0}
        static = files("medguard.console").joinpath("static")
        self._css, self._js = (static.joinpath(name).read_bytes() for name in ("console.css", "passkeys.js"))
        script = f"script-src {house.origin}{SCRIPT}; {_POLICY}"
        self._scripted = {"content-security-policy": script}
        self._templates = Environment(
            loader=PackageLoader("medguard.console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters |= {"shown": shown, "quoted": partial(quote, safe=""), "when": when}
        stamp = hashlib.sha256(self._css).hexdigest()[:8]
        self._templates.globals |= {"names": names, "catalogue": house.catalogue, "stamp": stamp}

    async def serve(self, door: Door, request: Request) -> Response:
        """Let somebody in at a door."""
        form = await _form(request, door.largest_form) if door.method == "POST" else {}
        if door.knocked:
            return await self._knocked(door, request, form)
        return await run_in_threadpool(self._answer, door, request, form)

    async def _knocked(self, door: Door, request: Request, form: dict[str, str] | None) -> Response:
        began = time.monotonic()
        which = "known" if await run_in_threadpool(self._is_known, request, form or {}) else "strange"
        if self._waiting[which] >= _MOST_WAITING:
            words = self._words(request)
            response = self._problem(None, request, 503, words.busy, words.busy_do)
            response.headers["retry-after"] = "5"
            return response
        self._waiting[which] += 1
        try:
            response = await anyio.to_thread.run_sync(self._answer, door, request, form, limiter=self._turns)
        finally:
            self._waiting[which] -= 1
        if response.status_code != _ELSEWHERE:
            took = time.monotonic() - began
            await anyio.sleep(math.ceil(took / _NO_TAKES) * _NO_TAKES - took)
        return response

    def _is_known(self, request: Request, form: dict[str, str]) -> bool:
        """Whether the account was opened in this browser before."""
        accounts = self._house.accounts
        with suppress(MedguardError):
            account = accounts.find(form.get("name", ""))
            kept = request.cookies.get(self._known, "")
            return account is not None and accounts.seals.browser(account, kept) is not None
        return False

    def _answer(self, door: Door, request: Request, form: dict[str, str] | None) -> Response:
        words = self._words(request)
        ask = None
        try:
            ask = self._ask(request, form)
            return self._in_order(door, ask, request, form)
        except NotFound:
            return self._problem(ask, request, 404, words.not_found, words.not_found_do)
        except MedguardError as error:
            if ask is None or ask.account is None:  # it may name the database's server, which is no stranger's business
                return self._problem(ask, request, error.http_status, words.database, words.database_do)
            # Its message is English; in Chinese the remedy says what happened, too.
            what = str(error) if words.language == "en" else ""
            return self._problem(ask, request, error.http_status, what, words.choose(error.remedy, error.remedy_zh))
        except Exception as error:  # noqa: BLE001  its message may quote what it choked on
            log.event(log.Event.CRASHED, error=error)
            return self._problem(ask, request, 500, words.fault, words.fault_do)

    def _ask(self, request: Request, form: dict[str, str] | None) -> Ask:
        session = request.cookies.get(self._cookie, "")
        account = self._house.accounts.session(session) if session else None
        return Ask(
            house=self._house,
            words=self._words(request),
            account=account,
            form_token=form_token(session) if account is not None else "",
            path=request.path_params,
            query={name: shown(value) for name, value in request.query_params.items()},
            form=form or {},
            session=session,
            browser=request.cookies.get(self._known, ""),
            begun=request.cookies.get(self._begun, ""),
            whole_query=request.url.query,
        )

    def _in_order(self, door: Door, ask: Ask, request: Request, form: dict[str, str] | None) -> Response:
        words = ask.words
        if not all(map(str.isprintable, ask.path.values())):  # PostgreSQL would stumble over a null character
            raise NotFound
        if door.roles is not None:
            # 1. who is there
            if ask.account is None:
                return self._finished(Go(to="/sign-in", ended=bool(ask.session)), ask, request)
            # 2. may they
            if ask.account.role not in door.roles:
                return self._problem(ask, request, 403, words.not_allowed, words.not_allowed_do)
        # 3. did they mean it
        if door.method == "POST" and not self._meant(request, ask, form, signed_in=door.roles is not None):
            return self._problem(ask, request, 403, words.stale, words.stale_do)
        # 4. the page
        return self._finished(door.answer(ask), ask, request)

    def _meant(self, request: Request, ask: Ask, form: dict[str, str] | None, *, signed_in: bool) -> bool:
        if form is None or request.headers.get("origin") != self._house.origin:
            return False
        given = form.get("form_token", "").encode("utf-8", "surrogatepass")
        return not signed_in or hmac.compare_digest(given, ask.form_token.encode())

    def _finished(self, answer: Answer, ask: Ask, request: Request) -> Response:
        if isinstance(answer, Take):
            kept = {"content-disposition": f'attachment; filename="{answer.name}"'}
            return Response(answer.content, 200, kept, "application/octet-stream")
        response: Response
        if isinstance(answer, Page):
            response = self._page(answer, ask, request)
        else:
            response = RedirectResponse(answer.to, _ELSEWHERE)
        if answer.opened is not None:
            self._give(response, self._cookie, answer.opened.token)
            if answer.opened.browser is not None:
                self._give(response, self._known, answer.opened.browser, days=_KNOWN_DAYS)
        if request.url.path == BACK:  # whoever comes back comes back once, whatever comes of it
            response.delete_cookie(self._begun, httponly=True, secure=self._secure, samesite="lax")
        if isinstance(answer, Go):
            if answer.ended:
                response.delete_cookie(self._cookie, httponly=True, secure=self._secure, samesite="strict")
            if answer.begun is not None:
                self._lend(response, answer.begun)
        return response

    def _give(self, response: Response, name: str, value: str, *, days: int | None = None) -> None:
        most = 86_400 * days if days is not None else None
        response.set_cookie(name, value, max_age=most, httponly=True, secure=self._secure, samesite="strict")

    def _lend(self, response: Response, value: str) -> None:
        # Strict ones do not come along when somebody comes back from the identity provider's pages.
        most = int(CHALLENGE.total_seconds())
        response.set_cookie(self._begun, value, max_age=most, httponly=True, secure=self._secure, samesite="lax")

    def _page(self, page: Page, ask: Ask | None, request: Request) -> Response:
        words = self._words(request)
        html = self._templates.get_template(page.template).render(
            **page.holds,
            t=words,
            account=ask.account if ask is not None else None,
            form_token=ask.form_token if ask is not None else "",
            look=self._chosen(request, "look", _LOOKS) or "system",
            here=request.url.path if request.method == "GET" else "/",
            back=_back(request),
        )
        headers = dict(self._scripted) if "passkey" in page.holds else {}
        if page.renewed is not None:
            headers["refresh"] = "{}; url={}".format(*page.renewed)
        return Response(html, page.status, headers, media_type="text/html; charset=utf-8")

    def _problem(self, ask: Ask | None, request: Request, status: int, what: str, remedy: str) -> Response:
        said = [one for one in (what, remedy) if one]
        return self._page(Page(template="problem.html", holds={"said": said}, status=status), ask, request)

    async def elsewhere(self, request: Request) -> Response:
        """Nothing is here."""
        words = self._words(request)
        return self._problem(None, request, 404, words.not_found, words.not_found_do)

    async def style(self, _request: Request) -> Response:
        """The one style sheet."""
        return Response(self._css, 200, {"cache-control": "max-age=3600"}, "text/css; charset=utf-8")

    async def script(self, _request: Request) -> Response:
        """The one script."""
        return Response(self._js, 200, {"cache-control": "max-age=3600"}, "text/javascript; charset=utf-8")

    async def remember(self, name: str, choices: tuple[str, ...], request: Request) -> Response:
        """Keep which language or look somebody chose, and go back to where they were."""
        choice, back = request.path_params["choice"], request.query_params.get("back", "/")
        local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
        response = RedirectResponse(back if local else "/", _ELSEWHERE)
        if choice in choices:
            self._give(response, f"medguard-{name}", choice, days=365)
        return response

    def _words(self, request: Request) -> Words:
        chosen = self._chosen(request, "language", LANGUAGES)
        if chosen is None:
            return Words(language_of(request.headers.get("accept-language", "")))
        return Words("zh" if chosen == "zh" else "en")

    def _chosen(self, request: Request, name: str, choices: tuple[str, ...]) -> str | None:
        found = request.cookies.get(f"medguard-{name}")
        return found if found in choices else None


def _back(request: Request) -> str:
    if request.method != "GET":
        return "/"
    if request.url.path == BACK:  # with what it came with it works once
        return "/sign-in"
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


async def _form(request: Request, largest: int) -> dict[str, str] | None:
    """What a form of ours sent; ``None``: it is no form, or larger than any of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = b""
    try:
        with anyio.fail_after(_FORM_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > largest:
                    return None
    except TimeoutError:
        return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError:
        return None


def shown(value: object, most: int = _LONGEST_SHOWN) -> str:
    """Words from anywhere, for a page: what is not printable would rewrite the line it stands in, and what is endless would hide the rest."""
    words = "" if value is None else str(value)
    cut = words[:most] + ("…" if len(words) > most else "")
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in cut)
