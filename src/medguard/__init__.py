"""medguard: the guard that a medical use of a language model stands behind.

    import openai
    from medguard import wrap

    client = wrap(openai.OpenAI(), profile="hospital", database="sqlite:////var/lib/medguard/ledger.db")
    client.chat.completions.create(model="…", messages=[…])

Importing this loads no models and no rules; opening a guard does.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

# ONNX Runtime 1.32 and later sends usage events to its maker from the moment it is imported. Nothing leaves this machine
# that nobody asked for; so this stands before anything of ours imports it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from medguard.decorator import guarded
    from medguard.errors import (
        AuditError,
        Blocked,
        GuardError,
        Held,
        MedguardError,
        ProfileError,
        RulesError,
        UpstreamError,
        UpstreamTimeout,
        WireError,
    )
    from medguard.guard import Guard
    from medguard.transport import guarded_http, wrap

__version__ = "0.1.0"

_HOMES = {
    "decorator": ("guarded",),
    "errors": (
        "AuditError",
        "Blocked",
        "GuardError",
        "Held",
        "MedguardError",
        "ProfileError",
        "RulesError",
        "UpstreamError",
        "UpstreamTimeout",
        "WireError",
    ),
    "guard": ("Guard",),
    "transport": ("guarded_http", "wrap"),
}

__all__ = [
    "AuditError",
    "Blocked",
    "Guard",
    "GuardError",
    "Held",
    "MedguardError",
    "ProfileError",
    "RulesError",
    "UpstreamError",
    "UpstreamTimeout",
    "WireError",
    "guarded",
    "guarded_http",
    "wrap",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"medguard.{home}"), name)
    raise AttributeError(f"module 'medguard' has no attribute {name!r}")
