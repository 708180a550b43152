"""Passkeys of the console's accounts: each is a row and a record in one transaction, as accounts are.

    passkeys = Passkeys(accounts)
    passkeys.register(officer, Fresh(credential=…, public_key=…, sign_count=0), label="laptop", once=Once(step=step_of_the_code))
    found = passkeys.find(credential)          # None unless its last record confirms the row

Here stand public keys alone. A row that somebody wrote by hand opens nothing, nor one that was registered before the account got new secrets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, func, insert, select

from medguard.audit.accounts import Account, Accounts, Once, use
from medguard.audit.canonical import sha256
from medguard.audit.database import reading
from medguard.audit.last_acts import LastActs
from medguard.audit.tables import passkeys
from medguard.errors import AuditError
from medguard.types import PasskeyAct, Receipt

MOST: Final = 10
"""Of one account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """What an authenticator has just made. Id and public key in base64url."""

    credential: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One that opens an account."""

    credential: str
    account: str
    label: str = field(repr=False)
    """What its owner calls it."""
    public_key: str = field(repr=False)
    sign_count: int
    made_at: str
    used_at: str | None


class Passkeys:
    """Keeps passkeys and finds them. Threads and processes may share the table."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._acts = LastActs(accounts.ledger, PasskeyAct.KIND, "passkey")

    def register(self, account: Account, fresh: Fresh, *, label: str, once: Once) -> Receipt:
        """Give the account one more. Raises NotNow if what was shown for it is used, and AuditError if there is one too many, or it is somebody's."""
        now = self._accounts.clock()

        def change(connection: Connection, act: str, at: str) -> PasskeyAct:
            use(connection, account, once, now)
            of_all = connection.scalar(select(func.count()).where(passkeys.c.account == account.name)) or 0
            known = select(passkeys.c.credential).where(passkeys.c.credential == fresh.credential)
            if of_all >= MOST or connection.scalar(known) is not None:
                raise AuditError(
                    f"An account has at most {MOST} passkeys, and each opens one account; nothing was changed.",
                    remedy="Remove one that is not used any more, or take another device.",
                    remedy_zh=f"每个账号最多 {MOST} 个通行密钥，且每个只能用于一个账号，未作任何更改。请删除不再使用的，或改用其他设备。",
                )
            row = {
                "credential": fresh.credential,
                "account": account.name,
                "label": self._accounts.seals.seal_label(account.name, label),
                "public_key": fresh.public_key,
                "made_at": at,
            }
            connection.execute(insert(passkeys), [row | {"sign_count": fresh.sign_count}])
            return _act(act, at, account, fresh.credential, state=_state(row, account))

        return self._accounts.ledger.keep_with(change)

    def remove(self, account: Account, passkey: str) -> Receipt:
        """Take one away from its owner's account, by the hash that records name it by. Raises AuditError if there is none."""

        def change(connection: Connection, act: str, at: str) -> PasskeyAct:
            these = connection.scalars(select(passkeys.c.credential).where(passkeys.c.account == account.name))
            credential = next((one for one in these if name_of(one) == passkey), None)
            if credential is None:
                raise AuditError(
                    "The account has no such passkey; nothing was changed.",
                    remedy="Open the page again.",
                    remedy_zh="该账号没有此通行密钥，未作任何更改。请重新打开页面。",
                )
            connection.execute(delete(passkeys).where(passkeys.c.credential == credential))
            return _act(act, at, account, credential, state=None)

        return self._accounts.ledger.keep_with(change)

    def find(self, credential: str) -> Passkey | None:
        """The passkey of this id, as its last record and its account confirm it."""
        with reading(self._accounts.ledger.engine) as connection:
            row = connection.execute(select(passkeys).where(passkeys.c.credential == credential)).mappings().first()
        account = self._accounts.find(row["account"]) if row is not None else None
        if account is None:
            return None
        with reading(self._accounts.ledger.engine) as connection:
            return self._confirmed(connection, row, account)

    def of(self, account: Account) -> tuple[Passkey, ...]:
        """Those that open the account, the oldest first."""
        with reading(self._accounts.ledger.engine) as connection:
            mine = select(passkeys).where(passkeys.c.account == account.name).order_by(passkeys.c.made_at)
            rows = connection.execute(mine).mappings().all()
            return tuple(one for row in rows if (one := self._confirmed(connection, row, account)) is not None)

    def _confirmed(self, connection: Connection, row: Any, account: Account) -> Passkey | None:
        if not self._acts.confirm(connection, name_of(row["credential"]), _state(row, account)):
            return None
        label = self._accounts.seals.open_label(account.name, row["label"])
        return Passkey(**{name: row[name] for name in Passkey.__slots__} | {"label": label})


def name_of(credential: str) -> str:
    """By what records name a passkey."""
    return sha256(credential.encode())


def _state(row: Any, account: Account) -> str:
    said = [row[name] for name in ("credential", "account", "label", "public_key", "made_at")]
    return sha256(orjson.dumps([*said, account.secret]))


def _act(act: str, at: str, account: Account, credential: str, *, state: str | None) -> PasskeyAct:
    return PasskeyAct(
        id=act,
        started_at=at,
        by=account.name,
        act="registered" if state is not None else "removed",
        account=account.name,
        passkey=name_of(credential),
        state_sha256=state,
    )
