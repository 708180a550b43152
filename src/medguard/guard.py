"""Guard: a profile made into working parts. The one place where neighbours meet.

    with Guard.open("hospital", database="sqlite:////var/lib/medguard/ledger.db") as guard:
        released = run(guard.exchange(content, guard.chat(), door="sidecar"), ask)

Opening one takes seconds and is done once; exchanges share it.
"""

from __future__ import annotations

import functools
import os
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from medguard import flow
from medguard.audit import SqlLedger, open_ledger
from medguard.checks import Leaks, run_checks
from medguard.notices import Notices
from medguard.phi import StandInTable, open_detector
from medguard.profile import Profile, read_profile
from medguard.rules import Catalogue, EmbeddedRules, read_catalogue
from medguard.types import Check, ClearText, Detector, Passage, Wire
from medguard.wire import OpenAIChat

DEFAULT_PROFILE = "hospital"
DATABASE_VARIABLE = "MEDGUARD_DATABASE"

CHECKS: Mapping[str, Callable[[Detector], Check]] = {"leaks": Leaks}
"""The checks that a profile may name."""


class Guard:
    """Everything that an exchange needs, opened once and used by many threads."""

    def __init__(self, profile: Profile, parts: flow.Parts, ledger: SqlLedger, catalogue: Catalogue) -> None:
        self.profile = profile
        self.catalogue = catalogue
        self.ledger = ledger
        self._parts = parts

    @classmethod
    def open(cls, profile: str = DEFAULT_PROFILE, *, database: str | None = None) -> Self:
        """Read the profile, load the models, compile the rules and open the ledger.

        Raises ProfileError or AuditError: what does not work is known now and not at the first question.
        """
        settings = read_profile(profile)
        catalogue = read_catalogue()
        rules = EmbeddedRules(catalogue, settings.levels)
        ledger = open_ledger(database_url(database, settings))
        detector = _detector(settings.phi.threshold)
        checks = {CHECKS[name](detector): setting.timeout_seconds for name, setting in settings.checks.items()}

        def remedy(rule: str) -> tuple[str, str]:
            return catalogue.rules[rule].remedy, catalogue.rules[rule].remedy_zh

        parts = flow.Parts(
            profile=settings.name,
            profile_sha256=settings.sha256,
            deployment=settings.deployment,
            levels=settings.levels,
            detector=detector,
            standins=StandInTable,
            rules=rules,
            remedy=remedy,
            checks=functools.partial(run_checks, checks),
            check_names=tuple(check.name for check in checks),
            notices=Notices(
                interaction=settings.notices.interaction,
                label=settings.notices.label,
                label_place=settings.notices.label_place,
            ),
            ledger=ledger,
            clock=_now,
            new_id=lambda: uuid.uuid4().hex,
        )
        return cls(settings, parts, ledger, catalogue)

    def exchange(self, content: bytes, wire: Wire, *, door: str) -> flow.Steps:
        """Begin an exchange; drive it with ``flow.run`` or ``flow.arun``."""
        return flow.exchange(content, wire, self._parts, door=door)

    def chat(self) -> OpenAIChat:
        """OpenAI's chat completions, within this profile's limits."""
        return OpenAIChat(longest_request=self.profile.limits.request_bytes)

    def check_ready(self) -> None:
        """Prove that an exchange could be kept and read now. Raises MedguardError if not."""
        self.ledger.check_writable()
        self._parts.detector.spans([Passage(ClearText("ready"))])

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


def database_url(given: str | None, profile: Profile) -> str:
    """The URL of the ledger: as given, else from the environment, else from the profile, else a file of this user."""
    if url := given or os.environ.get(DATABASE_VARIABLE) or profile.database:
        return url
    folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "medguard"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'ledger.db'}"


@functools.cache
def _detector(threshold: float) -> Detector:
    # The models are the same for every guard of this process, and they are large.
    return open_detector(threshold=threshold)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
