"""Looks an installation over: what is wrong with it, and what to do.

    for seen in examine("hospital", database=None, upstream=None, listen=None):
        print(seen.verdict, seen.what, seen.says, seen.remedy)

It changes nothing that is in use: no table is made, no key, no record; the one exchange that it tries goes to a database that is thrown away, by a
key that is thrown away, and to a model that is a function. It sends no word to anybody: to the model's server and the time-stamping authority it makes a connection and hangs up.
"""

from __future__ import annotations

from collections.abc import Iterator

from medguard.doctor.ledger import of_database
from medguard.doctor.machine import of_clock, of_disk, of_environment, of_packages, of_port, of_python
from medguard.doctor.parts import of_exchange, of_keys, of_models, of_profile
from medguard.doctor.seen import Seen, Verdict, examined
from medguard.doctor.way import of_authority, of_upstream
from medguard.guard import database_url
from medguard.profile import Profile

__all__ = ["Seen", "Verdict", "examine"]


def examine(
    profile: str, *, database: str | None = None, upstream: str | None = None, listen: tuple[str, int] | None = None
) -> Iterator[Seen]:
    """Look at everything, one thing after the other; what needs the profile is left out if it does not load."""
    yield from examined("python", of_python)
    yield from examined("packages", of_packages)
    yield from examined("environment", of_environment)
    read: list[Profile] = []
    yield from examined("profile", lambda: of_profile(profile, read))
    for settings in read:
        yield from examined("keys", lambda settings=settings: of_keys(settings))  # type: ignore[misc]
        yield from examined("models", lambda settings=settings: of_models(settings))  # type: ignore[misc]
        url = database_url(database, settings)
        yield from examined("database", lambda settings=settings, url=url: of_database(settings, url))  # type: ignore[misc]
        yield from examined("clock", lambda url=url: of_clock(url))  # type: ignore[misc]
        yield from examined("disk", lambda settings=settings, url=url: of_disk(settings, url))  # type: ignore[misc]
        yield from examined("timestamp", lambda settings=settings: of_authority(settings))  # type: ignore[misc]
        yield from examined("exchange", lambda settings=settings: of_exchange(profile, settings))  # type: ignore[misc]
    if upstream is not None:
        yield from examined("upstream", lambda: of_upstream(upstream))
    if listen is not None:
        yield from examined("port", lambda: of_port(*listen))
