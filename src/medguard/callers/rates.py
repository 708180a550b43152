"""How much a caller may ask in a minute: a bucket of requests and one of tokens for each, refilled as time passes.

The buckets stand in this process. Two workers or two sidecars have two sets of them, and together let through twice as much: the
limit protects a budget and the other callers, it is not counted to the last request.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from medguard.callers.caller import Caller
from medguard.errors import TooMany

_MINUTE = 60.0
_MOST_CALLERS = 10_000
"""Only callers who are known have buckets; of a token's claims there may be many."""
_BYTES_A_TOKEN = 3
"""Rather too few: English has about four bytes a token, Chinese about three (one character)."""


class _Bucket:
    __slots__ = ("at", "level", "most")

    def __init__(self, most: int, now: float) -> None:
        self.most, self.level, self.at = most, float(most), now

    def refilled(self, most: int, now: float) -> float:
        """How much there is now; less than nothing after a reply that was longer than anybody had thought."""
        if most != self.most:  # the key's limit was changed
            self.level, self.most = min(self.level, most), most
        self.level = min(self.level + (now - self.at) * most / _MINUTE, float(most))
        self.at = now
        return self.level

    def seconds_until(self, level: float) -> int:
        return max(1, math.ceil((level - self.level) * _MINUTE / self.most))


class Visit:
    """One admitted request of a caller: what it is thought to cost, and then what it did."""

    __slots__ = ("_bucket", "_rates", "_taken", "caller")

    def __init__(self, caller: Caller, rates: Rates, bucket: _Bucket | None) -> None:
        self.caller = caller
        self._rates, self._bucket, self._taken = rates, bucket, 0

    def reading(self, body_bytes: int) -> None:
        """Take what a body of this length will cost at least, before anybody has counted."""
        self._take(1 + body_bytes // _BYTES_A_TOKEN)

    def spent(self, tokens: Mapping[str, int]) -> None:
        """Take what the provider counted in place of what was thought (``Exchange.tokens``; empty: it counted nothing)."""
        if counted := counted_tokens(tokens):
            self._take(counted)

    def _take(self, tokens: int) -> None:
        if self._bucket is not None:
            with self._rates.lock:
                self._bucket.level -= tokens - self._taken
                self._taken = tokens


class Rates:
    """The buckets of this process. Many threads may use them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.lock = threading.Lock()
        self._clock = clock
        self._requests: OrderedDict[str, _Bucket] = OrderedDict()
        self._tokens: OrderedDict[str, _Bucket] = OrderedDict()

    def visit(self, caller: Caller) -> Visit:
        """Let a caller in. Raises TooMany if it has asked too much within the last minute."""
        who = f"{caller.known_by}/{caller.id}/{caller.vouched('application')}"
        requests, tokens = caller.rate.requests, caller.rate.tokens
        bucket = None
        with self.lock:
            now = self._clock()
            if tokens is not None:
                bucket = self._bucket(self._tokens, who, tokens, now)
                if bucket.refilled(tokens, now) <= 0:
                    raise _too_many("tokens", bucket.seconds_until(1))
            if requests is not None:
                counted = self._bucket(self._requests, who, requests, now)
                if counted.refilled(requests, now) < 1:
                    raise _too_many("requests", counted.seconds_until(1))
                counted.level -= 1
        return Visit(caller, self, bucket)

    def _bucket(self, buckets: OrderedDict[str, _Bucket], who: str, most: int, now: float) -> _Bucket:
        if who not in buckets:
            if len(buckets) >= _MOST_CALLERS:
                buckets.popitem(last=False)  # the one that was asked for least recently is full again by now
            buckets[who] = _Bucket(most, now)
        buckets.move_to_end(who)
        return buckets[who]


def counted_tokens(tokens: Mapping[str, int]) -> int:
    """How many tokens the provider counted, by the names that our wire modules give; 0: it counted nothing.

    >>> counted_tokens({"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 32}), counted_tokens({"prompt_tokens": 4})
    (32, 4)
    """
    parts = tokens.get("prompt_tokens", 0) + tokens.get("completion_tokens", 0)
    return max(parts, tokens.get("total_tokens", 0))


def _too_many(what: str, seconds: int) -> TooMany:
    return TooMany(
        f"This caller has used up its {what} of this minute.",
        why=f"{what}_a_minute",
        headers={"Retry-After": str(seconds)},
        remedy=f"Ask again in {seconds} seconds, or have the limit raised.",
        remedy_zh=f"请在 {seconds} 秒后重试，或请管理员调高限额。",
    )
