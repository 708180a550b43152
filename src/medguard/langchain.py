"""LangChain: an agent whose every question to its model is guarded, whichever model it is that moment.

    from langchain.agents import create_agent
    from medguard.langchain import GuardMiddleware

    agent = create_agent("openai:gpt-5", tools=[...], middleware=[GuardMiddleware(profile="hospital")])

The model is copied with a guarded transport (``medguard.wrap``), so that the tools' descriptions, the system prompt and every setting are
guarded with the messages. What a tool is called with, and what it returns, stays in the house. A model whose transport cannot be guarded
is refused. Put it last in the list: what stands behind it could ask another model.

Without an agent: ``guarded_model(ChatOpenAI(...))``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel

from medguard.errors import WireError
from medguard.guard import DEFAULT_PROFILE, Guard
from medguard.transport import wrap

M = TypeVar("M", bound=BaseChatModel)


class GuardMiddleware(AgentMiddleware[Any, Any, Any]):
    """Guards an agent's model. Opens a guard for ``profile`` and ``database`` unless one is given."""

    def __init__(
        self, *, guard: Guard | None = None, profile: str = DEFAULT_PROFILE, database: str | None = None
    ) -> None:
        super().__init__()
        self._guard = guard or Guard.open(profile, database=database)
        self._known: dict[int, tuple[BaseChatModel, BaseChatModel]] = {}

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Ask the guarded copy of the model."""
        return handler(request.override(model=self._guarded(request.model)))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """Ask the guarded copy of the model."""
        return await handler(request.override(model=self._guarded(request.model)))

    def _guarded(self, model: BaseChatModel) -> BaseChatModel:
        # By identity, and the model is kept so that no other can have its place: an agent asks the same one again and again.
        known = self._known.get(id(model))
        if known is None:
            known = self._known[id(model)] = (model, guarded_model(model, guard=self._guard))
        return known[1]


def guarded_model(model: M, *, guard: Guard) -> M:
    """A copy of a ``ChatOpenAI`` (or a model derived from it) that goes through the guard. Raises WireError for any other."""
    clients: list[Any] = []
    with suppress(TypeError):  # no SDK below it that we know
        clients = [wrap(getattr(model, name, None), guard=guard) for name in ("root_client", "root_async_client")]
    if not clients:
        raise WireError(
            f"The model {type(model).__name__} has no transport that medguard can guard, so it was not asked.",
            remedy="Use ChatOpenAI, or point the model's base URL at the sidecar (medguard serve).",
            remedy_zh="无法为该模型的传输层加上防护，因此未提问。请使用 ChatOpenAI，或将模型的 base URL 指向 sidecar（medguard serve）。",
        )
    own = {"root_client": clients[0], "client": clients[0].chat.completions}
    own |= {"root_async_client": clients[1], "async_client": clients[1].chat.completions}
    return model.model_copy(update=own)
