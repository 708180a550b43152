"""Whom of the identity provider's people an account belongs to: an administrator says it, and a row and a record keep it.

    identities = Identities(accounts)
    identities.link("officer-1", issuer="https://id.hospital.example", subject="248289761001", by="administrator-1")
    identities.find("https://id.hospital.example", "248289761001")          # the account; None: nobody said that

The provider's number for a person is not kept: under a MAC by the institution's key it can be looked up, and not read.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection, delete, insert, select

from medguard.audit.accounts import Account, Accounts
from medguard.audit.canonical import sha256
from medguard.audit.database import reading
from medguard.audit.last_acts import LastActs
from medguard.audit.tables import account_sessions, identities
from medguard.errors import AuditError
from medguard.types import IdentityAct, Receipt

LONGEST_SUBJECT: Final = 255
"""OpenID Connect Core 1.0, section 2."""


class Identities:
    """Keeps and finds them. Threads and processes may share the table."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._acts = LastActs(accounts.ledger, IdentityAct.KIND, "account")

    def link(self, name: str, *, issuer: str, subject: str, by: str) -> Receipt:
        """Say that an account is this person's, in place of whoever it was before, whose sessions end. Raises AuditError, and then nothing was changed."""
        account = self._accounts.find(name)
        if account is None or account.totp is None or account.closed_at is not None:
            raise _no_account()
        if not subject.isascii() or not subject.isprintable() or not 0 < len(subject.strip()) <= LONGEST_SUBJECT:
            raise AuditError(
                "That is no number of a person at an identity provider (sub); nothing was changed.",
                remedy="Copy it from the provider, or from the page that somebody sees who signs in there and has no account here.",
                remedy_zh="该值不是身份提供方的人员标识（sub），未作任何更改。请从身份提供方复制，或由本人登录后从提示页面获取。",
            )
        person = self._accounts.seals.person(issuer, subject.strip())

        def change(connection: Connection, act: str, at: str) -> IdentityAct:
            of = select(identities.c.account).where(identities.c.person == person)
            if connection.scalar(of.where(identities.c.account != name)) is not None:
                raise AuditError(
                    "This person has an account already; nothing was changed.",
                    remedy="Unlink that account first: one person, one account.",
                    remedy_zh="该人员已关联其他账号，未作任何更改。请先解除原关联（一人一账号）。",
                )
            _let_go(connection, name)
            row = {"account": name, "person": person, "made_at": at}
            connection.execute(insert(identities), [row])
            return _act(act, at, by=by, what="linked", name=name, state=_state(row))

        return self._accounts.ledger.keep_with(change)

    def unlink(self, name: str, *, by: str) -> Receipt:
        """Say that an account is nobody's at the provider. Its sessions end: they may be that somebody's. Raises AuditError if it was nobody's."""

        def change(connection: Connection, act: str, at: str) -> IdentityAct:
            if not _let_go(connection, name):
                raise _no_account()
            return _act(act, at, by=by, what="unlinked", name=name, state=None)

        return self._accounts.ledger.keep_with(change)

    def find(self, issuer: str, subject: str) -> Account | None:
        """The account of somebody whom the provider knows."""
        person = self._accounts.seals.person(issuer, subject)
        with reading(self._accounts.ledger.engine) as connection:
            row = connection.execute(select(identities).where(identities.c.person == person)).mappings().first()
            if row is None or not self._acts.confirm(connection, row["account"], _state(row)):
                return None
        return self._accounts.find(row["account"])

    def linked(self) -> frozenset[str]:
        """The accounts that are somebody's."""
        with reading(self._accounts.ledger.engine) as connection:
            rows = connection.execute(select(identities)).mappings().all()
            return frozenset(
                row["account"] for row in rows if self._acts.confirm(connection, row["account"], _state(row))
            )


def _let_go(connection: Connection, name: str) -> bool:
    """Whether the account was somebody's, who is in no more."""
    gone = connection.execute(delete(identities).where(identities.c.account == name)).rowcount
    if gone:
        connection.execute(delete(account_sessions).where(account_sessions.c.account == name))
    return bool(gone)


def _no_account() -> AuditError:
    return AuditError(
        "There is no such account that could be linked or unlinked, or it is closed or a link; nothing was changed.",
        remedy="List accounts with: medguard console user list",
        remedy_zh="没有可关联或解除关联的账号（或已关闭，或为链接），未作任何更改。请用 medguard console user list 查看。",
    )


def _state(row: Any) -> str:
    return sha256(orjson.dumps([row["account"], row["person"], row["made_at"]]))


def _act(
    act: str, at: str, *, by: str, what: Literal["linked", "unlinked"], name: str, state: str | None
) -> IdentityAct:
    return IdentityAct(id=act, started_at=at, by=by, act=what, account=name, state_sha256=state)
