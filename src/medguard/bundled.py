"""Where the files live that travel with the code: policies, rego and migrations."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).parent / "_bundled"
_CHECKOUT = Path(__file__).parents[2]


def bundled(name: str) -> Path:
    """The folder ``name`` (``policies``, ``rego``, ``migrations``): inside the wheel, else beside ``src`` in a checkout."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _CHECKOUT / name
