"""``medguard check bias --groups``: compare groups of people over exchanges that are in the log."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import typer

from medguard.cli.show import Mistake, json_bytes, opened, write


def compare_groups(exchanges: str, groups: str) -> None:
    """Read rows of ``v_exchanges`` and the table of groups, both as JSON lines; write one line a comparison, and exit with 1 if any differs."""
    from medguard.comparing import disparities

    table = {}
    for number, row in _rows(groups):
        person = row.pop("patient", None)
        if not isinstance(person, str) or not all(isinstance(group, str) for group in row.values()):
            raise _unreadable(number)
        table[person] = row
    found = disparities((row for _, row in _rows(exchanges)), table)
    for one in found:
        write(json_bytes(asdict(one)))
    if any(one.status == "differs" for one in found):
        raise typer.Exit(1)


def _rows(file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with opened(file) as source:
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise _unreadable(number)
            yield number, row


def _unreadable(number: int) -> Mistake:
    return Mistake(
        f"Line {number} cannot be read.",
        f"第 {number} 行无法读取。",
        remedy='Exchanges are rows of v_exchanges, one JSON object a line; groups are {"patient": "its pseudonym", "sex": "female", …}.',
        remedy_zh='交换记录为 v_exchanges 的行，每行一个 JSON 对象；分组表每行为 {"patient": "假名", "sex": "female", …}。',
    )
