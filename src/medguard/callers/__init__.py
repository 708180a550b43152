"""Who may call: applications known by a key of ours, by a token of the house's identity provider, or by being on this machine.

    visit = callers.admit(request.headers.items(), query=request.query_params, peer=request.client.host)   # raises CallerRefused
    visit.caller.vouched("actor")     # None, unless somebody else than the caller answers for it
    visit.reading(len(body))
    visit.spent(exchange.tokens)

It knows nothing of HTTP servers and of databases: the guard gives it a table of keys, and every door asks it before it reads a body.
"""

from medguard.callers.again import shown_as
from medguard.callers.caller import Caller, Claims, Rate, within
from medguard.callers.credential import ModelKey, read_model_key, secret_reader
from medguard.callers.door import Callers, TokenReader
from medguard.callers.opening import open_tokens
from medguard.callers.rates import Visit
from medguard.callers.secret import digest_of, is_secret, new_secret

__all__ = [
    "Caller",
    "Callers",
    "Claims",
    "ModelKey",
    "Rate",
    "TokenReader",
    "Visit",
    "digest_of",
    "is_secret",
    "new_secret",
    "open_tokens",
    "read_model_key",
    "secret_reader",
    "shown_as",
    "within",
]
