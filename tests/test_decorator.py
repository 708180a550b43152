"""@guarded: a function from text to text."""

from __future__ import annotations

import asyncio

import pytest

from medguard import Blocked, UpstreamError, guarded
from medguard.audit import list_records
from parts import small_guard


@pytest.fixture
def guard(tmp_path):
    with small_guard(tmp_path) as opened:
        yield opened


def test_the_function_sees_stand_ins_and_its_caller_sees_names(guard):
    seen = []

    @guarded(guard=guard)
    def ask(question: str) -> str:
        """Ask."""
        seen.append(question)
        return "Yes, [NAME_1]."

    assert ask("Is Ann Lee well?") == "Yes, Ann Lee."
    assert seen == ["Is [NAME_1] well?"]
    assert (ask.__name__, ask.__doc__) == ("ask", "Ask.")


def test_an_async_function_too(guard):
    @guarded(guard=guard)
    async def ask(question: str) -> str:
        await asyncio.sleep(0)
        return question + "!"

    async def all_at_once():
        return await asyncio.gather(*(ask(f"Is Ann Lee {number}?") for number in range(5)))

    assert asyncio.run(all_at_once()) == [f"Is Ann Lee {number}?!" for number in range(5)]


def test_what_the_function_raises_is_recorded_and_kept_as_the_cause(guard):
    @guarded(guard=guard)
    def ask(_question: str) -> str:
        raise LookupError("no such model")

    with pytest.raises(UpstreamError, match="LookupError") as caught:
        ask("Is Ann Lee well?")
    assert isinstance(caught.value.__cause__, LookupError)
    assert [record.outcome for record in list_records(guard.ledger.engine)] == ["failed"]


def test_what_is_no_text_is_no_answer(guard):
    @guarded(guard=guard)
    def ask(_question: str) -> str:
        return None

    with pytest.raises(UpstreamError, match="NoneType"):
        ask("Is Ann Lee well?")


def test_a_leak_is_withheld(guard):
    @guarded(guard=guard)
    def ask(_question: str) -> str:
        return "Ask bob@example.org"

    with pytest.raises(Blocked) as caught:
        ask("Who?")
    assert caught.value.rule == "phi/no_leak_in_reply"
