"""How OpenAI spells a conversation.

    asked = JsonWire(Chat()).read(b'{"model": "m", "messages": [{"role": "user", "content": "Hello, I am Ann."}]}')
    asked.passages      # everything but "model", "messages", "role", "content", "user": they are machinery

Machinery is named, with the values it may have; every other string is words for the detector, also in a field that
nobody has heard of.
"""

from medguard.wire.openai.chat import Chat
from medguard.wire.openai.completions import Completions
from medguard.wire.openai.embeddings import Embeddings, Moderations
from medguard.wire.openai.responses import Responses

__all__ = ["Chat", "Completions", "Embeddings", "Moderations", "Responses"]
