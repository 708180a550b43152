"""Runs checks, each within its time, and turns every way to fail into a finding."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from medguard.types import Check, Finding, Reply

MOST_WORDS = 200_000
"""Characters of a reply that checks are asked to judge. A thread that takes too long cannot be stopped, so it is not begun."""


def run_checks(checks: Mapping[Check, float], reply: Reply) -> tuple[Finding, ...]:
    """What each check found; the number is how many seconds it may take. They run side by side."""
    if sum(len(said.text.words) for said in reply.said) > MOST_WORDS:
        return tuple(Finding.unjudged(check.name, "reply_too_long") for check in checks)
    running = [_Running(check, reply) for check in checks]
    return tuple(
        finding for each, seconds in zip(running, checks.values(), strict=True) for finding in each.findings(seconds)
    )


class _Running:
    """One check in a thread of its own. It cannot be stopped, but it need not be waited for."""

    def __init__(self, check: Check, reply: Reply) -> None:
        self._check, self._reply = check, reply
        self._found: tuple[Finding, ...] = ()
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"check {check.name}")
        self._thread.start()

    def findings(self, seconds: float) -> tuple[Finding, ...]:
        self._thread.join(seconds)
        if self._thread.is_alive():
            return (Finding.unjudged(self._check.name, "timeout"),)
        return self._found or (Finding.unjudged(self._check.name, "silent"),)

    def _run(self) -> None:
        try:
            found = tuple(self._check(self._reply))
            if not all(isinstance(finding, Finding) and finding.check == self._check.name for finding in found):
                raise TypeError  # noqa: TRY301  what speaks in another's name has not judged
            self._found = found
        except Exception as error:  # noqa: BLE001  its message may quote the reply; its class says enough
            self._found = (Finding.unjudged(self._check.name, type(error).__name__),)
