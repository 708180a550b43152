"""A profile and a database made into a desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from medguard.audit import SqlLedger
from medguard.audit.registry import SqlRegistry, open_registry
from medguard.errors import ProfileError
from medguard.guard import Guard, database_url, ledger_of, marker_of, prepare
from medguard.keys import Key, read_key
from medguard.profile import Profile, read_profile
from medguard.review.desk import Desk
from medguard.review.planted import read_items
from medguard.reviews import open_reviews


@contextmanager
def open_desk(profile: str, database: str | None = None) -> Iterator[Desk]:
    """Open what reviewers need, on a database of a profile. Raises ProfileError or AuditError."""
    settings = read_profile(profile)
    if settings.review is None:
        raise no_review()
    url = database_url(database, settings)
    with (
        ledger_of(settings, url) as ledger,
        open_registry(url) as registry,
        open_desk_at(settings, profile, url, ledger, registry) as desk,
    ):
        yield desk


@contextmanager
def open_desk_at(  # noqa: PLR0917  each is another's
    settings: Profile, profile: str, url: str, ledger: SqlLedger, registry: SqlRegistry, key: Key | None = None
) -> Iterator[Desk]:
    """The same where ledger and registry are open already. Models are loaded when the first reviewer changes a reply."""
    if settings.review is None:
        raise no_review()
    own = key or read_key(settings.phi.key_file)
    with ExitStack() as opened:
        prepared = prepare(settings)
        opened.callback(prepared.rules.close)
        yield Desk(
            settings=settings,
            rules=prepared.rules,
            catalogue=prepared.catalogue,
            ledger=ledger,
            registry=registry,
            reviews=open_reviews(settings.review.folder, own, hours=settings.review.hours),
            marks=marker_of(settings),
            guard=_once(lambda: opened.enter_context(Guard.open(profile, database=url))),
            items=read_items(settings.review.test_items),
        )


def _once(opens: Callable[[], Guard]) -> Callable[[], Guard]:
    """A guard that is opened when it is first asked for, by one thread."""
    opened: list[Guard] = []
    lock = threading.Lock()

    def guard() -> Guard:
        with lock:
            if not opened:
                opened.append(opens())
            return opened[0]

    return guard


def no_review() -> ProfileError:
    """No reply waits anywhere."""
    return ProfileError(
        "The profile has no section review:, so no reply waits anywhere.",
        remedy="Add review: with folder:, and give the key in MEDGUARD_KEY.",
        remedy_zh="配置中没有 review: 部分，不存在待复核的回复。请添加 review: 并填写 folder:，同时通过 MEDGUARD_KEY 提供密钥。",
    )
