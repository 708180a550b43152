"""What the console's tests share."""

from __future__ import annotations

from medguard.keys import Key

PASSWORD = "correct horse battery"
KEY = Key(bytes(range(32)))
"""The institution's."""
