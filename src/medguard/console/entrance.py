"""Coming in and going out: the pages of ``door``, and everybody's own account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from medguard import log
from medguard.audit.accounts import CHALLENGE, Account, NotNow, Once, Role, begun_by, renew_account
from medguard.audit.canonical import sha256
from medguard.audit.passkeys import name_of
from medguard.console.asked import Answer, Ask, Go, Mistyped, NotFound, Page
from medguard.console.door import Opened, follow_link, judge, sign_in, sign_in_by_issuer, sign_in_by_passkey
from medguard.console.issuer import Begun, Issuer, IssuerDown, IssuerRefused
from medguard.console.passkeys import Passkeys
from medguard.console.secrets import hash_password, new_totp
from medguard.log import Event, Word
from medguard.profile import OidcSettings
from medguard.types import WhyNot

_LONGEST_LABEL: Final = 40
_ISSUER: Final = "issuer"
"""For what the ticket is that a browser keeps until it comes back."""


# ── password, with a code or a passkey ───────────────────────────────────────────────────────────────────────────────


def knock(ask: Ask) -> Answer:
    """The form to sign in with."""
    return Go(to="/") if ask.account is not None else _door(ask, "")


def come_in(ask: Ask) -> Answer:
    """Judge name, password and code, or a passkey's answer in place of the code."""
    name, password, code, answer = (ask.form.get(name, "") for name in ("name", "password", "code", "passkey"))
    accounts, strangers, passkeys = ask.house.accounts, ask.house.strangers, ask.house.passkeys
    shown = None
    if answer and passkeys is not None:
        shown = passkeys.read(answer, ask.form.get("ticket", ""))
    opened = sign_in(accounts, strangers, name, password, code=code, shown=shown, browser=ask.browser)
    return _instead(ask, opened) if opened is not None else _door(ask, "not_in" if shown is None else "passkey_not_in")


def come_in_by_passkey(ask: Ask) -> Answer:
    """Judge a passkey's answer by itself."""
    passkeys = ask.house.passkeys
    if passkeys is None or not passkeys.alone:
        raise NotFound
    shown = passkeys.read(ask.form.get("passkey", ""), ask.form.get("ticket", ""))
    opened = sign_in_by_passkey(ask.house.accounts, ask.house.strangers, shown, ask.browser)
    return _instead(ask, opened) if opened is not None else _door(ask, "passkey_not_in")


def _door(ask: Ask, wrong: str, *, status: int = 403, number: str = "") -> Page:
    passkeys = ask.house.passkeys
    holds: dict[str, Any] = {"wrong": wrong, "number": number, "issuer": ask.house.issuer is not None, "alone": False}
    if passkeys is not None:
        holds |= {"passkey": passkeys.asking(), "alone": passkeys.alone}
    return Page(template="sign_in.html", holds=holds, status=status if wrong else 200)


def _instead(ask: Ask, opened: Opened) -> Go:
    """A session in place of the one that this browser had: two of them would be one more than anybody ends."""
    if ask.account is not None:
        ask.house.accounts.end(ask.account, ask.session)
    return Go(to="/", opened=opened)


# ── the identity provider ────────────────────────────────────────────────────────────────────────────────────────────


def to_issuer(ask: Ask) -> Answer:
    """Send somebody to the identity provider. It is a link and no form: what a form leads to may only be ours."""
    issuer = _issuer(ask)
    if ask.account is not None:
        return Go(to="/")
    try:
        address, begun = issuer.begin()
    except IssuerDown:
        return _door(ask, "issuer_down", status=503)
    said = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier}
    accounts = ask.house.accounts
    return Go(to=address, begun=accounts.seals.ticket(_ISSUER, said, accounts.clock() + CHALLENGE))


def from_issuer(ask: Ask) -> Answer:
    """Let somebody in who comes back with the provider's word, if an account is theirs."""
    issuer, settings = _issuer(ask), ask.house.settings.console.oidc
    assert settings is not None  # noqa: S101  else there were no issuer
    accounts, strangers = ask.house.accounts, ask.house.strangers
    try:
        begun = _begun(ask)
        said = issuer.finish(begun, ask.whole_query)
    except IssuerDown:
        return _door(ask, "issuer_down", status=503)
    except IssuerRefused as refused:
        log.event(Event.ISSUER_REFUSED, reason=Word(refused.why))
        strangers.note("oidc", "issuer")
        return _door(ask, "issuer_refused")
    account = _whose(ask, issuer, settings, said)
    why: WhyNot = ""
    if account is not None and settings.groups is not None:
        account, why = _by_groups(account, settings, said)
    opened = sign_in_by_issuer(
        accounts,
        strangers,
        account,
        why,
        answered=sha256(begun.state.encode()),
        granted=settings.groups is not None,
        browser=ask.browser,
    )
    if opened is None:
        unknown = account is None and settings.account_claim is None
        wrong = "issuer_group" if why == "group" else "issuer_nobody" if account is None else "issuer_not_in"
        return _door(ask, wrong, number=said["sub"] if unknown else "")
    # A page, and no redirection: only what a page of ours leads to gets the session's cookie, which is a strict one.
    return Page(template="opened.html", opened=opened)


def _begun(ask: Ask) -> Begun:
    accounts = ask.house.accounts
    kept = accounts.seals.read_ticket(_ISSUER, ask.begun, accounts.clock())
    if kept is None:
        raise IssuerRefused("not_asked_here")
    return Begun(kept["state"], kept["nonce"], kept["verifier"])


def _issuer(ask: Ask) -> Issuer:
    if ask.house.issuer is None:
        raise NotFound
    return ask.house.issuer


def _whose(ask: Ask, issuer: Issuer, settings: OidcSettings, said: Mapping[str, Any]) -> Account | None:
    """The account that an administrator has made for this person; nobody gets one by signing in."""
    if settings.account_claim is None:
        return ask.house.identities.find(issuer.name, said["sub"])
    name = said.get(settings.account_claim)
    account = ask.house.accounts.find(name) if isinstance(name, str) else None
    return account if account is not None and account.totp is not None else None


def _by_groups(account: Account, settings: OidcSettings, said: Mapping[str, Any]) -> tuple[Account, WhyNot]:
    """The account with the one role, and the applications, that somebody's groups stand for."""
    groups = settings.groups
    assert groups is not None  # noqa: S101  asked before
    listed = said.get(groups.claim)
    mine = {one for one in listed if isinstance(one, str)} if isinstance(listed, list) else set()
    roles: set[Role] = {role for group, role in groups.roles.items() if group in mine}
    if len(roles) != 1:
        return account, "group"
    applications = account.applications
    if groups.applications:
        named = [one for group, them in groups.applications.items() if group in mine for one in them]
        applications = tuple(dict.fromkeys(named))
    return replace(account, role=roles.pop(), applications=applications), ""


# ── a link ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def link(ask: Ask) -> Answer:
    """Ask before a link is followed: mail programs open links by themselves, and are no auditors."""
    return Page(template="link.html", holds={"over": False, "token": ask.path["token"]})


def link_opened(ask: Ask) -> Answer:
    """Begin an auditor's session."""
    opened = follow_link(ask.house.accounts, ask.house.strangers, ask.path["token"])
    if opened is None:
        return Page(template="link.html", holds={"over": True, "token": ""}, status=403)
    return _instead(ask, opened)


# ── going out ────────────────────────────────────────────────────────────────────────────────────────────────────────


def go_out(ask: Ask) -> Answer:
    """End the session, on this side too."""
    ask.house.accounts.end(ask.who, ask.session)
    return _out(ask)


def go_out_everywhere(ask: Ask) -> Answer:
    """End every session of the account: also the one on the machine that was left unlocked."""
    ask.house.accounts.end_all(ask.who, ask.session)
    return _out(ask)


def _out(ask: Ask) -> Go:
    by_issuer = ask.house.issuer is not None and begun_by(ask.who, ask.session) == "oidc"
    return Go(to="/signed-out" if by_issuer else "/sign-in", ended=True)


def signed_out(ask: Ask) -> Answer:
    """Say that the provider's own session goes on, and where to end it: on a machine that others use, it would open the console again."""
    return Page(template="signed_out.html", holds={"farewell": _issuer(ask).farewell()})


# ── one's own account ────────────────────────────────────────────────────────────────────────────────────────────────


def own_account(ask: Ask) -> Answer:
    """The forms to get secrets that no administrator has seen, and passkeys. A link has none."""
    _has_secrets(ask)
    return _account(ask)


def _has_secrets(ask: Ask) -> None:
    if ask.who.totp is None:
        raise NotFound


def _account(ask: Ask, *, wrong: str = "", made: Mapping[str, str] | None = None) -> Page:
    passkeys = ask.house.passkeys
    holds: dict[str, Any] = {"made": made, "wrong": wrong, "longest": _LONGEST_LABEL}
    if passkeys is not None and made is None:
        kept = [(name_of(one.credential), one) for one in passkeys.kept.of(ask.who)]
        holds |= {"passkey": passkeys.asking_for_a_new_one(ask.who), "kept": kept}
    return Page(template="account.html", holds=holds, status=403 if wrong else 200)


def renew(ask: Ask) -> Answer:
    """Give the account new secrets, if it is its owner who asks: the password and a code once more, as at the door."""
    _has_secrets(ask)
    accounts, name = ask.house.accounts, ask.who.name
    password, code = ask.form.get("password", ""), ask.form.get("code", "")
    opened = sign_in(accounts, ask.house.strangers, name, password, code=code, browser=ask.browser)
    if opened is None:
        return _account(ask, wrong="not_in")
    fresh, key = secrets.token_urlsafe(15), new_totp()
    # With it every session ends, this one and the one that was just begun.
    renew_account(ask.house.ledger, name, secret=hash_password(fresh), totp=accounts.seals.seal(name, key), by=name)
    return _account(ask, made={"name": name, "password": fresh, "totp": key})


def passkey_add(ask: Ask) -> Answer:
    """Give the account a passkey, if it is its owner who asks, and not whoever found the machine unlocked: password and code once more."""
    _has_secrets(ask)
    passkeys = _passkeys(ask)
    label = " ".join(ask.form.get("label", "").split())
    if not 0 < len(label) <= _LONGEST_LABEL or not label.isprintable():
        raise Mistyped(
            f"A passkey has a name of 1 to {_LONGEST_LABEL} letters.",
            remedy="Write what you will know the device by.",
            remedy_zh=f"通行密钥名称须为 1–{_LONGEST_LABEL} 个字符，请填写便于您辨认设备的名称。",
        )
    # 1. the passkey is one that we take
    made = passkeys.read_new(ask.who, ask.form.get("passkey", ""), ask.form.get("ticket", ""))
    if made is None:
        return _account(ask, wrong="passkey_not_taken")
    fresh, answered = made
    # 2. its owner asks
    password, code = ask.form.get("password", ""), ask.form.get("code", "")
    who = judge(ask.house.accounts, ask.house.strangers, ask.who.name, password, code=code, browser=ask.browser)
    if who is None:
        return _account(ask, wrong="not_in")
    # 3. code and question are used, and the passkey is kept: all three, or none
    once = Once(step=who.once.step, challenges=(answered,))
    try:
        passkeys.kept.register(who.account, fresh, label=label, once=once)
    except NotNow:
        return _account(ask, wrong="not_in")
    return Go(to="/account")


def passkey_remove(ask: Ask) -> Answer:
    """Take a passkey away. It asks for no password: on the day a device is lost that must be quick, and it opens nothing to anybody."""
    _has_secrets(ask)
    _passkeys(ask).kept.remove(ask.who, ask.form.get("which", ""))
    return Go(to="/account")


def _passkeys(ask: Ask) -> Passkeys:
    if ask.house.passkeys is None:
        raise NotFound
    return ask.house.passkeys
