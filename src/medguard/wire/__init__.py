"""How each provider spells a conversation.

A wire module says which strings of its JSON are machinery; every other string is words, is de-identified, and goes back
in place. A field that nobody has heard of is therefore guarded before anyone has heard of it. There is no canonical
message and no translation between providers.
"""

from medguard.wire.calls import Call, call_behind, call_of
from medguard.wire.dialect import Dialect
from medguard.wire.errors import list_of_models, models_for, refusal
from medguard.wire.json_wire import JsonWire
from medguard.wire.openai import Chat
from medguard.wire.plain import PlainText
from medguard.wire.spelled import spelled_wire

__all__ = [
    "Call",
    "Chat",
    "Dialect",
    "JsonWire",
    "PlainText",
    "call_behind",
    "call_of",
    "list_of_models",
    "models_for",
    "refusal",
    "spelled_wire",
]
