"""Rulings and findings, spelled out in tables for asking, are those of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain as chained
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from medguard.audit.canonical import canonical, sha256
from medguard.audit.tables import decision_sets, finding_sets
from medguard.audit.verify.found import PAGE, Found, plain_id
from medguard.errors import AuditError


def check_sets(connection: Connection, named: Mapping[tuple[str, str], tuple[str, str]], found: Found) -> None:
    """Rulings and findings are spelled out as the records have them, and no others."""
    missing, whole = dict(named), not found.problems  # else the records that named it may be those that are gone
    for table in (decision_sets, finding_sets):
        rows: list[RowMapping] = []
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=PAGE)
        for row in chained(connection.execute(query).mappings(), [None]):
            if rows and (row is None or row["key"] != rows[0]["key"]):
                exchange_id, spelled = missing.pop((table.name, rows[0]["key"]), (None, None))
                if spelled != spelled_out(rows) and (spelled is not None or whole):
                    _set_differs(found, exchange_id)
                rows = []
            if row is not None:
                rows.append(row)
    for exchange_id, _ in missing.values():
        _set_differs(found, exchange_id)


def spelled_out(rows: Sequence[Any]) -> str:
    """A hash of all that these rows of ``decision_sets`` or ``finding_sets`` say, in whatever order."""
    try:
        return sha256(canonical(sorted([*row.values()] for row in rows)))
    except (AuditError, TypeError):
        return ""


def _set_differs(found: Found, exchange_id: str | None) -> None:
    found.note(
        "set_differs",
        "The rulings or findings that are spelled out for asking are not those of the records.",
        "供查询的裁定或发现明细与记录不符。",
        exchange_id=plain_id(exchange_id),
    )
