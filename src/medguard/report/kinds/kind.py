"""What a report is, before anybody asks for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from medguard.report.book import Book
from medguard.report.document import Section, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of report."""

    name: str
    """As ``medguard report`` is told it."""
    title: Words
    law: Words
    purpose: Words
    """For whom, in one sentence."""
    sections: Callable[[Book], tuple[Section, ...]]
