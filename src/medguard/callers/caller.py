"""Who asks: what came along with a request, what of it is known, and what only the caller says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeAlias

from medguard.errors import NotAllowed, Unauthenticated, WireError
from medguard.facts import KnownBy

Headers: TypeAlias = Iterable[tuple[str, str]]
"""Every header as it came, so that one which stands there twice is seen twice."""

CREDENTIALS = frozenset("authorization api-key x-api-key x-goog-api-key".split())
"""Where the client libraries of the providers put a key."""

QUERY_CREDENTIALS = frozenset("key api_key api-key apikey access_token token".split())

LONGEST_CREDENTIAL = 8_192
"""Characters. A token of an identity provider has one to four thousand."""

FIELDS = ("actor", "patient", "application", "purpose")
HEADERS: Mapping[str, str] = {f"medguard-{field}": field for field in FIELDS}
"""In which an application says who asks, about whom, which program it is and what for. They never go to the model."""

_TOKEN = re.compile(r"[A-Za-z0-9_.=-]{1,64}")
_NUMBER_OF_SOMEBODY = re.compile(r"[0-9]{6}|[0-9]{4}[-._][0-9]{1,2}[-._][0-9]{1,2}")
"""A record number, a telephone or a day: no program and no purpose has one. They stand in the record as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much may be asked in a minute; ``None``: no limit of ours."""

    requests: int | None = None
    tokens: int | None = None


UNLIMITED = Rate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program that may ask. References and words of the house, no names and no secret."""

    known_by: KnownBy | None
    """``None``: it is part of this program."""
    id: str | None = None
    """The key's reference; ``None``: there is no key."""
    application: str | None = None
    purpose: str | None = None
    actor: str | None = None
    patient: str | None = None
    claimed: frozenset[str] = frozenset()
    """Which of the four above only the caller says. They are recorded, and nothing is looked up by them."""
    models: tuple[str, ...] = ("*",)
    """Patterns of the models that it may ask."""
    rate: Rate = UNLIMITED

    def vouched(self, field: str) -> str | None:
        """One of the four, if somebody answers for it who is not the caller."""
        value: str | None = getattr(self, field)
        return None if field in self.claimed else value

    def may_ask(self, model: str) -> bool:
        """Whether this model is among those."""
        return matches(model, self.models)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Which claims of a token say what; ``None``: none does."""

    application: str | None
    purpose: str | None = None
    actor: str | None = None
    patient: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """What a caller shows. Nothing prints it."""

    words: str

    def __repr__(self) -> str:
        return "<Credential>"


def matches(word: str, patterns: Sequence[str]) -> bool:
    """Tell whether one of the patterns fits.

    >>> matches("qwen3-max", ("gpt-*", "qwen?-*")), matches("gpt-5", ()), matches("GPT-5", ("gpt-5",))
    (True, False, False)
    """
    # fnmatch reads [ as the beginning of a set; no key is kept with one.
    return any(fnmatchcase(word, pattern) for pattern in patterns)


def credential_of(headers: Headers, query: Iterable[str]) -> Credential:
    """The one credential that came along. Raises Unauthenticated for none, for several, and for one in the address."""
    if any(name.lower() in QUERY_CREDENTIALS for name in query):
        raise unknown("credential_in_address")  # addresses stand in logs, histories and referrers
    shown = [(name.lower(), value) for name, value in headers if name.lower() in CREDENTIALS]
    if not shown:
        raise unknown("no_credential")
    if len(shown) > 1:
        raise unknown("several_credentials")  # which of them counts, two programs could see differently
    ((name, value),) = shown
    if len(value) > LONGEST_CREDENTIAL:
        raise unknown("credential_too_long")
    if name == "authorization":
        scheme, _, value = value.partition(" ")
        if scheme.lower() != "bearer":
            raise unknown("no_bearer")
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise unknown("credential_unreadable")
    return Credential(value)


def claims_of(headers: Headers) -> dict[str, str]:
    """What the caller says of itself. Raises WireError for what could be a name or anything else, or stands there twice."""
    found: dict[str, str] = {}
    for name, value in headers:
        field = HEADERS.get(name.lower())
        if field is None:
            continue
        of_somebody = field in ("application", "purpose") and _NUMBER_OF_SOMEBODY.search(value)
        if field in found or of_somebody or not _TOKEN.fullmatch(value):
            raise WireError(
                f"The header medguard-{field} is no reference, or stands there twice.",
                remedy="Write it once: a pseudonymous reference of 1 to 64 letters, digits, dots, hyphens, underscores or equals signs; in application and purpose without dates and long numbers.",
                remedy_zh=f"请求头 medguard-{field} 须只出现一次，为 1–64 位的假名编号（字母、数字、._-=）；application 与 purpose 中不得有日期或长数字。",
            )
        found[field] = value
    return found


def within(headers: Headers, *, vouches_for: Sequence[str] = ()) -> Caller:
    """A call within one program, by what its headers say. Raises WireError for what could be a name."""
    return said_by(None, claims_of(headers), vouches_for=vouches_for)


def said_by(
    known_by: KnownBy | None,
    said: Mapping[str, str],
    *,
    id: str | None = None,  # noqa: A002  as the field is called
    known: Mapping[str, str] | None = None,
    purposes: Sequence[str] = (),
    vouches_for: Sequence[str] = (),
    models: tuple[str, ...] = ("*",),
    rate: Rate = UNLIMITED,
) -> Caller:
    """Put together what is known of a caller and what it says of itself. Raises NotAllowed where the two disagree.

    ``known``: what key or token say. ``purposes``: those that the caller may name, and is then believed.
    """
    sure = dict(known or {})
    for field, value in said.items():
        if sure.get(field, value) != value:
            raise not_allowed(
                f"another_{field}", f"The header medguard-{field} says another {field} than the key or token."
            )
    purpose = said.get("purpose")
    if purposes and "purpose" not in sure:
        if purpose is not None and not matches(purpose, purposes):
            raise not_allowed("purpose", "This key or token is not good for this purpose.")
        if purpose is None and len(purposes) == 1 and not set(purposes[0]) & set("*?"):
            purpose = purposes[0]  # the only one there is
        if purpose is not None:
            sure["purpose"] = purpose
    believed = {field: said[field] for field in vouches_for if field in said}
    whole = {**said, **believed, **sure}
    return Caller(
        known_by=known_by,
        id=id,
        claimed=frozenset(said.keys() - believed.keys() - sure.keys()),
        models=models,
        rate=rate,
        **{field: whole.get(field) for field in FIELDS},
    )


def unknown(why: str) -> Unauthenticated:
    """The one refusal for every fault of a key or token; ``why`` goes to the log alone."""
    return Unauthenticated(
        "This caller is not known.",
        why=why,
        headers={"WWW-Authenticate": 'Bearer realm="medguard"'},
        remedy="Send one key or token that is good, as Authorization: Bearer …; whoever runs medguard finds the reason by the refusal's number.",
        remedy_zh="请在请求头 Authorization: Bearer … 中发送一个有效的密钥或令牌；管理员可凭拒绝编号在日志中查到原因。",
    )


def not_allowed(why: str, what: str) -> NotAllowed:
    """A caller that is known, and asks for what it may not."""
    return NotAllowed(
        what,
        why=why,
        remedy="Ask within the scope of the key or token, or have it widened: medguard keys list",
        remedy_zh="请在密钥或令牌的范围内调用，或请管理员调整范围：medguard keys list",
    )
