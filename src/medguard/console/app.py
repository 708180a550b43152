"""The app: who is there, may they, did they mean it; then a page.

Every answer forbids scripts, frames and everything from elsewhere; the pages need none of it. A request that changes something must come from a
page of ours (Origin), and carry what only that page knew.
"""

from __future__ import annotations

import hmac
from functools import partial
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from medguard import log
from medguard.console.asked import Answer, Ask, Go, House, NotFound, Page, Take
from medguard.console.pages import DOORS, Door
from medguard.console.secrets import digest_of, form_token
from medguard.console.words import LANGUAGES, Words, language_of
from medguard.errors import MedguardError

_LARGEST_FORM: Final = 64_000
_LONGEST_SHOWN: Final = 400
_LOOKS: Final = ("system", "light", "dark")

_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer, browsers send the forms of our own pages with "Origin: null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_PRIVATE: Final = {"cache-control": "no-store"}


def console(house: House) -> ASGIApp:
    """The console of a house."""
    pages = _Pages(house)
    routes = [Route(door.path, partial(pages.serve, door), methods=[door.method]) for door in DOORS]
    routes += [
        Route("/static/console.css", pages.style),
        Route("/language/{choice}", partial(pages.remember, "language", LANGUAGES)),
        Route("/look/{choice}", partial(pages.remember, "look", _LOOKS)),
        Route("/{elsewhere:path}", pages.elsewhere),
    ]
    return _Guarded(Starlette(routes=routes), house.origin)


class _Guarded:
    """Headers on every answer, and none at all under another name: a page elsewhere may point its own name at us (DNS rebinding)."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app, self._host = app, urlsplit(origin).netloc.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if [value for name, value in scope["headers"] if name == b"host"] != [self._host]:
            words = Words("en"), Words("zh")
            plain = "\n".join(one.unknown_host for one in words)
            await Response(plain, 421, _HEADERS, "text/plain; charset=utf-8")(scope, receive, send)
            return
        await self._app(scope, receive, send)


class _Pages:
    def __init__(self, house: House) -> None:
        self._house = house
        self._secure = house.origin.startswith("https:")
        # A name with __Host- is one that no neighbour of the domain can set (RFC 6265bis); it needs TLS.
        self._cookie = "__Host-medguard" if self._secure else "medguard"
        self._css = files("medguard.console").joinpath("static/console.css").read_bytes()
        self._templates = Environment(
            loader=PackageLoader("medguard.console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters |= {"shown": shown, "quoted": partial(quote, safe="")}

    async def serve(self, door: Door, request: Request) -> Response:
        """Let somebody in at a door."""
        form = await _form(request) if door.method == "POST" else {}
        return await run_in_threadpool(self._answer, door, request, form)

    def _answer(self, door: Door, request: Request, form: dict[str, str] | None) -> Response:
        words = self._words(request)
        ask = None
        try:
            ask = self._ask(request, form)
            return self._in_order(door, ask, request, form)
        except NotFound:
            return self._problem(ask, request, 404, words.not_found, words.not_found_do)
        except MedguardError as error:
            # Its message is English; in Chinese the remedy says what happened, too.
            said = words.choose(str(error), words.problem)
            return self._problem(ask, request, error.http_status, said, words.choose(error.remedy, error.remedy_zh))
        except Exception as error:  # noqa: BLE001  its message may quote what it choked on
            log.event(log.Event.CRASHED, error=error)
            return self._problem(ask, request, 500, words.fault, words.fault_do)

    def _ask(self, request: Request, form: dict[str, str] | None) -> Ask:
        session = request.cookies.get(self._cookie, "")
        account = self._house.accounts.session(digest_of(session)) if session else None
        return Ask(
            house=self._house,
            words=self._words(request),
            account=account,
            form_token=form_token(session) if account is not None else "",
            path=request.path_params,
            query={name: value[:_LONGEST_SHOWN] for name, value in request.query_params.items()},
            form=form or {},
            session=session,
        )

    def _in_order(self, door: Door, ask: Ask, request: Request, form: dict[str, str] | None) -> Response:
        words = ask.words
        if door.roles is not None:
            # 1. who is there
            if ask.account is None:
                return self._finished(Go(to="/sign-in", session="" if ask.session else None), ask, request)
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
            return Response(answer.content, 200, {**_HEADERS, **_PRIVATE, **kept}, "application/octet-stream")
        if isinstance(answer, Page):
            return self._page(answer, ask, request)
        response = RedirectResponse(answer.to, 303, {**_HEADERS, **_PRIVATE})
        if answer.session:
            response.set_cookie(self._cookie, answer.session, httponly=True, secure=self._secure, samesite="strict")
        elif answer.session is not None:
            response.delete_cookie(self._cookie, httponly=True, secure=self._secure, samesite="strict")
        return response

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
        return Response(html, page.status, {**_HEADERS, **_PRIVATE}, "text/html; charset=utf-8")

    def _problem(self, ask: Ask | None, request: Request, status: int, what: str, remedy: str) -> Response:
        return self._page(
            Page(template="problem.html", holds={"what": what, "remedy": remedy}, status=status), ask, request
        )

    async def elsewhere(self, request: Request) -> Response:
        """Nothing is here."""
        words = self._words(request)
        return self._problem(None, request, 404, words.not_found, words.not_found_do)

    async def style(self, _request: Request) -> Response:
        """The one style sheet."""
        return Response(self._css, 200, {**_HEADERS, "cache-control": "max-age=3600"}, "text/css; charset=utf-8")

    async def remember(self, name: str, choices: tuple[str, ...], request: Request) -> Response:
        """Keep which language or look somebody chose, and go back to where they were."""
        choice, back = request.path_params["choice"], request.query_params.get("back", "/")
        local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
        response = RedirectResponse(back if local else "/", 303, {**_HEADERS, **_PRIVATE})
        if choice in choices:
            response.set_cookie(
                f"medguard-{name}", choice, max_age=31_536_000, httponly=True, secure=self._secure, samesite="strict"
            )
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
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


async def _form(request: Request) -> dict[str, str] | None:
    """What a form of ours sent; ``None``: it is no form, or larger than any of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_FORM:
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
