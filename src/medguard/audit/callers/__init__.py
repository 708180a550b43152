"""Keys of calling applications, kept in the ledger's database.

from medguard.audit.callers import SqlKeys

SqlKeys(ledger.engine).find(digest)
"""

from medguard.audit.callers.store import (
    FRESH_SECONDS,
    LONGEST_OVERLAP,
    KeptKey,
    Made,
    SqlKeys,
    add_key,
    list_keys,
    revoke_key,
    rotate_key,
)

__all__ = [
    "FRESH_SECONDS",
    "LONGEST_OVERLAP",
    "KeptKey",
    "Made",
    "SqlKeys",
    "add_key",
    "list_keys",
    "revoke_key",
    "rotate_key",
]
