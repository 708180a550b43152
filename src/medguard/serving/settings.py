"""What a server was asked to be: everything that a worker needs to know, as one value that also travels to another process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self

from medguard.log import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How to serve. ``repr`` shows nothing: a database's URL may hold a password."""

    profile: str
    upstream: str
    database: str | None = None
    log: Format = "json"
    log_level: str = "info"
    most_at_once: int = 1000
    """Calls that one worker works on at a time."""
    grace_seconds: float = 10.0
    """How long calls may go on after the server was told to stop."""
    linger_seconds: float = 0.0
    """How long the door stays open after that, while ``/readyz`` says no already: so long as a load balancer needs to notice."""
    tls_certificate: str | None = None
    tls_key: str | None = None
    client_authorities: str | None = None
    traces: str | None = None

    def __repr__(self) -> str:
        return "<Serving>"

    def written(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> Self:
        """From one line of JSON."""
        return cls(**json.loads(line))
