"""LlamaIndex: an LLM whose every question is guarded, its interface unchanged.

    from llama_index.llms.openai_like import OpenAILike
    from medguard.llamaindex import guarded_llm

    Settings.llm = guarded_llm(OpenAILike(model="…", api_base="http://localhost:8000/v1", is_chat_model=True), profile="hospital")

The LLM is copied with guarded clients (``medguard.wrap``) below it, so that tools, system prompts and whatever an index puts before a question are guarded
with the question. What an index shows an *embedding* model goes another way: guard that, too (docs/providers/llamaindex.md).
"""

from __future__ import annotations

from typing import Any, TypeVar

from llama_index.core.llms import LLM

from medguard.errors import WireError
from medguard.guard import DEFAULT_PROFILE, Guard
from medguard.transport import wrap

L = TypeVar("L", bound=LLM)


def guarded_llm(
    llm: L, *, guard: Guard | None = None, profile: str = DEFAULT_PROFILE, database: str | None = None
) -> L:
    """A copy of LlamaIndex's ``OpenAI``, ``Ollama``, or an LLM derived from one of them, that goes through a guard.

    Opens a guard for ``profile`` and ``database`` unless one is given. Raises WireError for any other: it is not asked.
    """
    own = _clients_of(llm)
    try:
        opened = guard or Guard.open(profile, database=database)
        clients = {place: wrap(client, guard=opened) for place, client in own.items()}
    except TypeError:
        clients = {}
    if not clients:
        raise WireError(
            f"The LLM {type(llm).__name__} has no client that medguard can guard, so it was not asked.",
            remedy="Use LlamaIndex's OpenAI, OpenAILike or Ollama, or point the LLM's base URL at the sidecar (medguard serve).",
            remedy_zh="无法为该 LLM 的客户端加上防护，因此未提问。请使用 LlamaIndex 的 OpenAI、OpenAILike 或 Ollama，或将其 base URL 指向 sidecar（medguard serve）。",
        )
    copy = llm.model_copy()
    for place, client in clients.items():
        setattr(copy, place, client)
    if hasattr(copy, "reuse_client"):
        copy.reuse_client = True  # or it would make another client for each question, and that one would not be guarded
    return copy


def _clients_of(llm: Any) -> dict[str, Any]:
    """By where it keeps them, its clients, synchronous and not. They are made when they are first asked for."""
    if hasattr(llm, "_get_client") and hasattr(llm, "_get_aclient"):  # OpenAI's
        return {"_client": llm._get_client(), "_aclient": llm._get_aclient()}  # noqa: SLF001  it has no other door
    if hasattr(llm, "client") and hasattr(llm, "async_client"):  # Ollama's
        return {"_client": llm.client, "_async_client": llm.async_client}
    return {}
