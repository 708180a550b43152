"""A profile and a database made into a console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from medguard.audit import verify
from medguard.audit.accounts import Accounts
from medguard.audit.identities import Identities
from medguard.audit.registry import SqlRegistry
from medguard.callers import secret_reader
from medguard.console.asked import House
from medguard.console.door import Strangers
from medguard.console.issuer import Issuer
from medguard.console.numbers import Days
from medguard.console.passkeys import Passkeys, can_have_passkeys
from medguard.console.replaying import WhatIf
from medguard.console.verifying import Verifying
from medguard.guard import ledger_of
from medguard.keys import Key, read_key
from medguard.profile import OidcSettings, read_profile
from medguard.review.opening import open_desk_at
from medguard.rules.catalogue import read_catalogue


@contextmanager
def open_house(profile: str, url: str, *, origin: str, key: Key | None = None) -> Iterator[House]:
    """Open everything that the console shows. Raises ProfileError or AuditError. ``key``: another than the institution's."""
    settings = read_profile(profile)
    with ledger_of(settings, url) as ledger, SqlRegistry(url) as registry, ExitStack() as opened:
        accounts = Accounts(ledger, key or read_key(settings.phi.key_file))
        strangers = Strangers(accounts)
        wanted = settings.console.passkeys
        issuer = _issuer(settings.console.oidc, origin)
        if issuer is not None:
            opened.callback(issuer.close)
        yield House(
            ledger=ledger,
            accounts=accounts,
            strangers=strangers,
            settings=settings,
            catalogue=read_catalogue(),
            verifying=Verifying(lambda: verify(url, keys=[ledger.signer.verifier])),
            days=Days(),
            what_if=WhatIf(settings, registry.facts_on),
            origin=origin,
            identities=Identities(accounts),
            passkeys=Passkeys(accounts, origin, alone=wanted == "alone")
            if wanted != "off" and can_have_passkeys(origin)
            else None,
            issuer=issuer,
            desk=opened.enter_context(open_desk_at(settings, profile, url, ledger, registry, key))
            if settings.review
            else None,
        )
        strangers.close()


def _issuer(asked: OidcSettings | None, origin: str) -> Issuer | None:
    """Where people sign in, if the profile says so. It is not asked anything yet: a console opens also while it is down."""
    if asked is None:
        return None
    at = asked.secret
    secret = None
    if at is not None:
        secret = secret_reader("console.oidc.secret", variable=at.variable, file=at.file, command=at.command)
        secret()  # at start it can be mended
    return Issuer(
        asked.issuer,
        client_id=asked.client_id,
        secret=secret,
        algorithms=asked.algorithms,
        skew_seconds=asked.skew_seconds,
        scopes=asked.scopes,
        origin=origin,
    )
