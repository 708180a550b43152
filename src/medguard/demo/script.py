"""What the scripted model of the demo says: a summary in the words that it was sent, stand-ins and all.

It changes stand-ins as models do: bold, a possessive.
"""

from __future__ import annotations

import re
from typing import Any

_STAND_IN = re.compile(r"\[([A-Z_0-9]+?)_\d+\]")


def answer(body: dict[str, Any]) -> str:
    """Summarise the note that stands in the last message."""
    words = body["messages"][-1]["content"]
    if "入院记录" in words:
        name, number, day, phone = (
            _behind(words, label) for label in ("姓名：", "住院号：", "入院日期：", "联系电话：")
        )
        return (
            f"**{name}**（住院号 {number}）因慢性心力衰竭急性加重于{day}入院。"
            f"请社区医生随访{name}的体重与血压，必要时拨打 {phone}。"
        )
    name, number, day, phone = (_behind(words, label) for label in ("Patient:", "MRN:", "Discharged:", "Phone:"))
    return (
        f"**{name}** (MRN {number}) was treated for community-acquired pneumonia and went home on {day}."
        f" Please see {name}'s chest X-ray again; her home number is {phone}."
    )


def _behind(words: str, label: str) -> str:
    """The first stand-in behind a label."""
    found = _STAND_IN.search(words, words.find(label))
    return found[0] if found else "[…]"
