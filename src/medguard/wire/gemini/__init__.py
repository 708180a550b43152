"""Google's Gemini API: ``POST /v1beta/models/{model}:generateContent`` and its neighbours.

https://ai.google.dev/api/generate-content

The model and whether the reply is streamed stand in the path. A stream comes as events (``alt=sse``, which every SDK asks for) or as one
JSON array; the array is heard as a whole. Keys may be spelled ``inlineData`` or ``inline_data``, in a request.

A thought's ``thoughtSignature`` goes back as it came. It seals what the model thought, and not the words beside it.
"""

from medguard.wire.gemini.generate import GenerateContent
from medguard.wire.gemini.numbers import CountTokens, EmbedContent

__all__ = ["CountTokens", "EmbedContent", "GenerateContent"]
