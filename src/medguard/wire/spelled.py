"""A wire written down as plain values, and made of them again: whoever judges a reply that waited hears it as it was heard at first.

>>> from medguard.wire.openai import Chat
>>> spelled_wire(JsonWire(Chat("gpt-5-mini")).spelled()).read(b'{"model": "m", "messages": [{"role": "user", "content": "Hi."}]}').model
'gpt-5-mini'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from medguard.types import Wire
from medguard.wire.dialect import Dialect
from medguard.wire.json_wire import JsonWire, spelling
from medguard.wire.plain import PlainText


def spelled_wire(spelled: Mapping[str, Any]) -> Wire:
    """The wire that spelled itself so; of the dialects that the package has imported. Raises KeyError, TypeError or ValueError for anything else."""
    if spelled["name"] == PlainText.name:
        return PlainText()
    dialect = {spelling(one): one for one in _dialects(Dialect)}[spelled["name"]]
    made = dialect.__new__(dialect)
    vars(made).update(spelled["told"])
    return JsonWire(made, longest_request=int(spelled["longest"]))


def _dialects(of: type[Dialect]) -> Iterator[type[Dialect]]:
    for one in of.__subclasses__():
        yield one
        yield from _dialects(one)
