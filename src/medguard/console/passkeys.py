"""Passkeys (WebAuthn Level 3): what an authenticator is asked, and what its answer shows.

    asked = passkeys.asking()                       # goes into the page; the script hands it to the browser
    shown = passkeys.read(answer, asked.ticket)     # whose it is, and what is wrong with it, if anything is

Resident keys that verify their user, and no others: one of them is two factors. The name that keys are made for is that of the console's own address, as
it was started with, and not what a request says it is. Attestation is not asked for: which make of authenticator it is decides nothing here.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import orjson
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from medguard.audit.accounts import CHALLENGE, Account, Accounts, Once
from medguard.audit.canonical import sha256
from medguard.audit.passkeys import Fresh, Passkey
from medguard.audit.passkeys import Passkeys as Kept

LONGEST_ANSWER: Final = 20_000
_ID: Final = re.compile(r"[A-Za-z0-9_-]+")
"""Of a credential, in base64url. PostgreSQL would stumble over a null character."""
_NOT_AN_ANSWER: Final = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What py_webauthn, and our own reading, make of words that are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, once for the browser and once for us."""

    options: str
    ticket: str = field(repr=False)


_NOTHING: Final = Once()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an answer shows. Not good for anything if ``why`` says something."""

    account: Account | None
    why: Literal["", "passkey", "counter"]
    once: Once = _NOTHING


_NOBODY: Final = Shown(account=None, why="passkey")


class Passkeys:
    """The passkeys of one console."""

    def __init__(self, accounts: Accounts, origin: str, *, alone: bool) -> None:
        self.kept, self.alone = Kept(accounts), alone
        self._accounts, self._origin = accounts, origin
        self._name = urlsplit(origin).hostname or ""

    def asking(self) -> Asked:
        """Ask for any passkey of this console."""
        options = webauthn.generate_authentication_options(
            rp_id=self._name, user_verification=UserVerificationRequirement.REQUIRED, timeout=_MILLISECONDS
        )
        return self._asked("get", "", options.challenge, options_to_json(options))

    def asking_for_a_new_one(self, account: Account) -> Asked:
        """Ask for a passkey to be made for an account, on a device that has none of it."""
        options = webauthn.generate_registration_options(
            rp_id=self._name,
            rp_name="medguard",
            user_id=self._accounts.seals.handle(account.name),
            user_name=account.name,
            user_display_name=account.name,
            timeout=_MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in self.kept.of(account)
            ],
        )
        return self._asked("create", account.name, options.challenge, options_to_json(options))

    def read(self, answer: str, ticket: str) -> Shown:
        """Whose passkey answered. The caller sees that it is good for one time."""
        # 1. a passkey that we know
        said = _object(answer)
        credential = said.get("id")
        passkey = self.kept.find(credential) if isinstance(credential, str) and _ID.fullmatch(credential) else None
        account = self._accounts.find(passkey.account) if passkey is not None else None
        if passkey is None or account is None:
            return _NOBODY
        wrong = Shown(account=account, why="passkey")
        # 2. it answers a question of ours, signed, on this console's own pages, by a user that it has verified
        challenge = self._challenge("get", "", ticket)
        count = self._count(said, challenge, passkey) if challenge is not None else None
        if challenge is None or count is None:
            return wrong
        # 3. it counts on: a copy of it would count from where it was taken
        if count <= passkey.sign_count and (count, passkey.sign_count) != (0, 0):
            return Shown(account=account, why="counter")
        once = Once(challenges=(sha256(challenge),), passkey=(passkey.credential, count))
        return Shown(account=account, why="", once=once)

    def read_new(self, account: Account, answer: str, ticket: str) -> tuple[Fresh, str] | None:
        """A passkey that was just made for this account, and by what its question is known; ``None``: it is none that we take."""
        said = _object(answer)
        challenge = self._challenge("create", account.name, ticket)
        if challenge is None:
            return None
        try:
            self._on_our_page(said)
            made = webauthn.verify_registration_response(
                credential=said,
                expected_challenge=challenge,
                expected_rp_id=self._name,
                expected_origin=self._origin,
                require_user_verification=True,
            )
            if said.get("clientExtensionResults", {}).get("credProps", {}).get("rk") is False:
                return None  # it could not be found without a name
        except _NOT_AN_ANSWER:
            return None
        fresh = Fresh(
            credential=bytes_to_base64url(made.credential_id),
            public_key=bytes_to_base64url(made.credential_public_key),
            sign_count=made.sign_count,
        )
        return fresh, sha256(challenge)

    def _count(self, said: dict[str, Any], challenge: bytes, passkey: Passkey) -> int | None:
        try:
            self._on_our_page(said)
            if base64url_to_bytes(said["response"]["userHandle"]) != self._accounts.seals.handle(passkey.account):
                return None
            verified = webauthn.verify_authentication_response(
                credential=said,
                expected_challenge=challenge,
                expected_rp_id=self._name,
                expected_origin=self._origin,
                credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=0,  # which we look at ourselves, to tell a copy from a wrong answer
                require_user_verification=True,
            )
        except _NOT_AN_ANSWER:
            return None
        return verified.new_sign_count

    def _on_our_page(self, said: dict[str, Any]) -> None:
        """Raise ValueError for an answer that was given within somebody else's page, at which py_webauthn does not look."""
        if parse_client_data_json(base64url_to_bytes(said["response"]["clientDataJSON"])).cross_origin:
            raise ValueError

    def _asked(self, purpose: str, account: str, challenge: bytes, options: str) -> Asked:
        said = {"challenge": bytes_to_base64url(challenge), "account": account}
        ends = self._accounts.clock() + CHALLENGE
        return Asked(options=options, ticket=self._accounts.seals.ticket(f"passkey {purpose}", said, ends))

    def _challenge(self, purpose: str, account: str, ticket: str) -> bytes | None:
        said = self._accounts.seals.read_ticket(f"passkey {purpose}", ticket, self._accounts.clock())
        return base64url_to_bytes(said["challenge"]) if said is not None and said["account"] == account else None


_MILLISECONDS: Final = 300_000
"""So long a browser waits for a finger or a PIN (WebAuthn, 15.1)."""


def can_have_passkeys(origin: str) -> bool:
    """Whether browsers make passkeys for this address: for names alone, not for numbers."""
    try:
        ipaddress.ip_address(urlsplit(origin).hostname or "")
    except ValueError:
        return True
    return False


def _object(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        return {}
    try:
        found = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
