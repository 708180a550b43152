"""What stands beside the records: people, kept text, legal holds, attestations, and rows that no ledger holds."""

from __future__ import annotations

import re

import orjson
from sqlalchemy import Connection, func, select, union
from sqlalchemy import text as sql

from medguard.audit.attestations import differing
from medguard.audit.tables import holds, payloads, people, pseudonym_of, records
from medguard.audit.verify.found import PAGE, Found, plain_id, problem
from medguard.audit.verify.waiting import contradicted

_SALT = re.compile(r"[0-9a-f]{32}")
_PSEUDONYM_LENGTH = len("p-") + 32


def check_positions(connection: Connection, examined: int, found: Found) -> None:
    """Rows whose position is no place in a ledger, or taken: the table itself was replaced, or its constraint dropped."""
    query = select(records.c.position, records.c.exchange_id).where(records.c.position < 1)
    rows = list(connection.execute(query.limit(PAGE)))
    if connection.dialect.name == "sqlite":
        odd = "SELECT position, exchange_id FROM records WHERE typeof(position) <> 'integer' LIMIT 512"
        rows += list(connection.execute(sql(odd)))
    for row in rows:
        position, exchange_id = row.position, row.exchange_id
        known = type(position) is int
        found.note(
            "position_invalid",
            f"Record {position}: positions begin at 1; this row was not written by medguard."
            if known
            else "A row has a position that is no number: the table was replaced.",
            f"第 {position} 条记录：位置编号从 1 开始，该行并非由 medguard 写入。"
            if known
            else "有一行的位置不是数字：数据表被替换。",
            position=position if known else None,
            exchange_id=plain_id(exchange_id),
            column="position",
        )
    places = [records.c.position >= 1]
    if connection.dialect.name == "sqlite":
        places.append(func.typeof(records.c.position) == "integer")
    if connection.scalar(select(func.count()).select_from(records).where(*places)) != examined:
        _position_twice(connection, found)


def _position_twice(connection: Connection, found: Found) -> None:
    twice = select(records.c.position).group_by(records.c.position).having(func.count() > 1)
    for position in connection.scalars(twice.order_by(records.c.position).limit(PAGE)):
        found.note(
            "position_twice",
            f"Record {position}: several rows have this position.",
            f"第 {position} 条记录：有多行占用该位置。",
            position=position if type(position) is int else None,
            column="position",
        )


def check_erased(connection: Connection, found: Found) -> int:
    """What a record says is erased, is. Gives how many people were."""
    people_erased = 0
    query = (
        select(records.c.position, records.c.document).where(records.c.kind == "erased").order_by(records.c.position)
    )
    for position, document in connection.execute(query.execution_options(yield_per=1)):
        try:
            entry = orjson.loads(document)["erased"]
            people_erased += entry["what"] == "person"
            gone = [one for one in entry["exchanges"] if isinstance(one, str)]
        except (ValueError, TypeError, KeyError):
            continue  # said already
        for at in range(0, len(gone), PAGE):
            back = select(payloads.c.exchange_id).where(
                payloads.c.exchange_id.in_(gone[at : at + PAGE]), payloads.c.erased_by.is_(None)
            )
            for exchange_id in connection.scalars(back):
                found.add([problem("text_not_erased", position, position=position, exchange_id=plain_id(exchange_id))])
    return people_erased


def check_texts(connection: Connection, found: Found) -> None:
    """Kept text is somebody's."""
    query = (
        select(payloads.c.exchange_id)
        .outerjoin(records, records.c.exchange_id == payloads.c.exchange_id)
        .where(records.c.position.is_(None))
        .order_by(payloads.c.exchange_id)
    )
    for exchange_id in connection.scalars(query.execution_options(yield_per=PAGE)):
        found.note(
            "text_of_nobody",
            "There is kept text for an exchange that the log has not.",
            "存有账本中并不存在的交换的文本。",
            exchange_id=plain_id(exchange_id),
        )


def check_people(connection: Connection, erased: int, found: Found) -> None:
    """Every pseudonym that records name means somebody, or a record says that the person was erased."""
    query = select(people.c.pseudonym, people.c.reference, people.c.salt).execution_options(yield_per=PAGE)
    for pseudonym, reference, salt in connection.execute(query):
        if not _SALT.fullmatch(str(salt)) or pseudonym != pseudonym_of(str(reference), str(salt)):
            found.note(
                "person_differs",
                "A row that says whom a pseudonym means was changed.",
                "标明假名所指人员的行被改动。",
                column="people",
            )
    named = union(*(select(column.label("pseudonym")) for column in (records.c.patient, records.c.actor))).subquery()
    unknown = select(func.count()).where(
        named.c.pseudonym.like("p-%"),
        func.length(named.c.pseudonym) == _PSEUDONYM_LENGTH,
        ~select(people.c.pseudonym).where(people.c.pseudonym == named.c.pseudonym).exists(),
    )
    missing = connection.scalar(unknown) or 0
    if missing > erased:
        found.note(
            "person_missing",
            f"No row says whom {missing} of the pseudonyms in records mean, and records tell of {erased} erased people only.",
            f"记录中有 {missing} 个假名已无对应人员，而删除记录仅有 {erased} 人。",
            column="people",
        )


def check_holds(connection: Connection, found: Found) -> None:
    """The legal holds in force are those that records place and do not lift."""
    placed: dict[tuple[str, str], str] = {}
    query = select(records.c.document).where(records.c.kind == "legal_hold").order_by(records.c.position)
    for (document,) in connection.execute(query.execution_options(yield_per=PAGE)):
        try:
            entry = orjson.loads(document)["legal_hold"]
            which = (str(entry["exchange"]), str(entry["matter"]))
            if entry["placed"]:
                placed.setdefault(which, str(entry["started_at"]))
            else:
                placed.pop(which, None)
        except (ValueError, TypeError, KeyError):
            continue  # said already
    there = {(row.exchange_id, row.matter): row.placed_at for row in connection.execute(select(holds))}
    for which in sorted({which for which, _ in placed.items() ^ there.items()}, key=repr):
        found.note(
            "hold_differs",
            "The legal holds in force are not those that the records place.",
            "生效的法律冻结与记录不符。",
            exchange_id=plain_id(which[0]),
        )


def check_attestations(connection: Connection, found: Found) -> None:
    """What people vouch for is what the records say."""
    for which in differing(connection):
        found.note(
            "attestation_differs",
            "The attestations in the table are not those that the records give.",
            "人工证明表与记录不符。",
            exchange_id=plain_id(which),
        )


def check_held_replies(connection: Connection, found: Found) -> None:
    """What the rows say of replies that waited is what the records tell."""
    for which in contradicted(connection):
        found.note(
            "held_reply_differs",
            "What the table says of a reply that waited for a person is not what the records say.",
            "待复核回复表与记录不符。",
            exchange_id=plain_id(which),
        )


def check_once(connection: Connection, found: Found) -> None:
    """Each exchange has one record."""
    # A unique constraint forbids it, but whoever may edit rows may drop a constraint.
    twice = (
        select(func.max(records.c.position), records.c.exchange_id)
        .group_by(records.c.exchange_id)
        .having(func.count() > 1)
        .order_by(func.max(records.c.position))
    )
    for position, exchange_id in connection.execute(twice.execution_options(yield_per=PAGE)):
        found.note(
            "exchange_twice",
            f"Record {position}: an earlier record has the same exchange id; each exchange has one record.",
            f"第 {position} 条记录：与更早的一条记录交换编号相同；每次交换只应有一条记录。",
            position=position,
            exchange_id=plain_id(exchange_id),
            column="exchange_id",
        )
