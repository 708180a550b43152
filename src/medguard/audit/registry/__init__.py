"""The registry: licences, filings, certificates, consents and incidents, each from a day to a day, as the institution vouches for them.

from medguard.audit.registry import open_registry

with open_registry(url) as registry:
    institution, actor, patient, incidents = registry.facts_on(day, actor="dr-0042", patient="p-000123")

No names: people stand here under pseudonymous identifiers.
"""

from medguard.audit.registry.files import Fault, Found, Misfit, read_entries
from medguard.audit.registry.kinds import HERE, KINDS, Column, Entry, Kind, entry, is_day, is_pseudonym
from medguard.audit.registry.store import (
    Imported,
    Kept,
    Source,
    SqlRegistry,
    expiring,
    list_entries,
    open_registry,
)
from medguard.audit.registry.words import KIND_ZH, column_zh, kind_named, word_zh

__all__ = [
    "HERE",
    "KINDS",
    "KIND_ZH",
    "Column",
    "Entry",
    "Fault",
    "Found",
    "Imported",
    "Kept",
    "Kind",
    "Misfit",
    "Source",
    "SqlRegistry",
    "column_zh",
    "entry",
    "expiring",
    "is_day",
    "is_pseudonym",
    "kind_named",
    "list_entries",
    "open_registry",
    "read_entries",
    "word_zh",
]
