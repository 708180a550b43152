"""A caller known again: by what somebody who comes for a reply that waited shows that it was they who asked.

With keys it is the key, whichever of its secrets opens it; with tokens what they say of program and person. Where nobody is known but by where they are, it is
the credential that went along to the model, if there was one.
"""

from __future__ import annotations

import hashlib
import json

from medguard.callers.caller import CREDENTIALS, Caller, Headers

_KNOWN_BY_OURS = frozenset(("keys", "jwt"))


def shown_as(caller: Caller, headers: Headers) -> str:
    """The same for the same caller, and for no other. It is kept encrypted, and in no record.

    >>> alone = Caller(known_by="this_machine", application="ward-app")
    >>> shown_as(alone, [("Authorization", "Bearer a")]) == shown_as(alone, [("authorization", "Bearer b")])
    False
    """
    if caller.known_by in _KNOWN_BY_OURS:
        known: list[object] = [caller.id, caller.vouched("application")]
        known += [caller.vouched("actor")] if caller.known_by == "jwt" else []
    else:
        known = [
            caller.application,
            sorted([name.lower(), value] for name, value in headers if name.lower() in CREDENTIALS),
        ]
    return hashlib.sha256(json.dumps([caller.known_by, *known]).encode()).hexdigest()
