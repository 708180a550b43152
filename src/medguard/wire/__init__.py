"""How each provider spells a conversation.

A wire module says which strings of its JSON are machinery; every other string is words, is de-identified, and goes back
in place. A field that nobody has heard of is therefore guarded before anyone has heard of it. There is no canonical
message and no translation between providers.
"""

from medguard.wire.openai import OpenAIChat, list_of_models, refusal
from medguard.wire.plain import PlainText

__all__ = ["OpenAIChat", "PlainText", "list_of_models", "refusal"]
