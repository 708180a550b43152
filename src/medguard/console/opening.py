"""A profile and a database made into a console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from medguard.audit import verify
from medguard.audit.accounts import Accounts
from medguard.console.asked import House
from medguard.console.verifying import Verifying
from medguard.guard import ledger_of
from medguard.profile import read_profile
from medguard.rules.catalogue import read_catalogue


@contextmanager
def open_house(profile: str, url: str, *, origin: str) -> Iterator[House]:
    """Open everything that the console shows. Raises ProfileError or AuditError."""
    settings = read_profile(profile)
    with ledger_of(settings, url) as ledger:
        yield House(
            ledger=ledger,
            accounts=Accounts(ledger),
            settings=settings,
            catalogue=read_catalogue(),
            verifying=Verifying(lambda: verify(url, keys=[ledger.signer.verifier])),
            origin=origin,
        )
