"""What a profile may do with an identifier: presidio-anonymizer operators, by name, in one table.

    phi:
      replace: {DATE: surrogate, PHONE: mask, SSN: redact}

Add your own by Presidio's own mechanism, before a guard is opened:

    class Initials(Operator):                   # presidio_anonymizer.operators.Operator
        def operator_name(self): return "initials"
        def operator_type(self): return OperatorType.Anonymize
        def validate(self, params=None): ...
        def operate(self, text, params=None): return text[0] + "."

    OPERATORS.add_anonymize_operator(Initials)

``params`` holds ``entity_type``, the kind; ``conversation``, which see; and ``key`` if the class says ``needs_key = True``. A class
that says ``reversible = True`` gets its words turned back into the value wherever a model uses them, so they must be distinct.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import itertools
import os
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from presidio_anonymizer.entities import InvalidParamError
from presidio_anonymizer.operators import Operator, OperatorsFactory, OperatorType

from medguard.keys import Key
from medguard.phi import dates, places
from medguard.phi.kinds import Kind

STAND_IN = "stand-in"


class Conversation(Protocol):
    """What an operator may ask of the conversation that a value stands in."""

    def stand_in(self, kind: str, value: str) -> str:
        """``[NAME_1]``; the same for the same value."""
        ...

    def surrogate(self, kind: str, value: str) -> str:
        """Something realistic of the same kind, or the stand-in where nothing distinct can be made."""
        ...


class MedguardOperator(Operator):
    """What our operators have in common."""

    name: ClassVar[str]
    reversible: ClassVar[bool] = False
    """Whether the model's use of the words is turned back into the value."""
    needs_key: ClassVar[bool] = False
    keeps_part: ClassVar[bool] = False
    """Whether a part of the value, or a value that says no more than that part, may stay."""

    def operator_name(self) -> str:
        """Give the name that a profile uses."""
        return self.name

    def operator_type(self) -> OperatorType:
        """All of ours hide; ``Decrypt`` shows."""
        return OperatorType.Anonymize

    def validate(self, params: Mapping[str, Any] | None = None) -> None:
        """Raise InvalidParamError if a key is needed and not there."""
        if self.needs_key and not isinstance((params or {}).get("key"), Key):
            raise InvalidParamError(f"the operator {self.name} needs a key")

    def operate(self, text: str, params: Mapping[str, Any] | None = None) -> str:
        """Give what stands for the value."""
        params = params or {}
        return self.replaced(text, str(params.get("entity_type", "")), params)

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Give what stands for a value of this kind."""
        raise NotImplementedError


class StandIn(MedguardOperator):
    """``[NAME_1]``: tells the model the kind, and who is the same. Survives most of what models do to it. The default."""

    name = STAND_IN
    reversible = True

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Ask the table."""
        conversation: Conversation = params["conversation"]
        return conversation.stand_in(kind, value)


class Surrogate(MedguardOperator):
    """Another name, another date: reads like the original, where the model should not notice that something was replaced."""

    name = "surrogate"
    reversible = True

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Ask the table."""
        conversation: Conversation = params["conversation"]
        return conversation.surrogate(kind, value)


class Redact(MedguardOperator):
    """``[NAME]``: tells the kind and nothing else.

    >>> Redact().operate("Ann Lee", {"entity_type": "NAME"})
    '[NAME]'
    """

    name = "redact"

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Forget the value."""
        del value, params
        return f"[{kind}]"


class Mask(MedguardOperator):
    """``***-****``: keeps length and punctuation. How long a name is may tell something; a number's form seldom does.

    >>> Mask().operate("(555) 010-1234", {"entity_type": "PHONE"})
    '(***) ***-****'
    """

    name = "mask"

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Put a star for every letter, digit and mark that belongs to one."""
        del kind, params
        return "".join(letter if unicodedata.category(letter)[0] in "PZS" else "*" for letter in value)


class Hash(MedguardOperator):
    """``[NAME:3f2a9c1b70de]``: the same person in every conversation of this key's owner, and nobody to anybody else.

    HMAC-SHA256 of the value without regard to case, width and spaces. Twelve digits, since with eight two of 100,000 patients would share
    one. It is made anew until no four decimal digits follow each other, so that none reads like a telephone.
    """

    name = "hash"
    needs_key = True

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Hash kind and value."""
        key: Key = params["key"]
        plain = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
        secret = key.derived("hash")
        for attempt in itertools.count():
            digest = hmac.new(secret, f"{kind}\0{plain}\0{attempt}".encode(), hashlib.sha256).hexdigest()[:12]
            if not re.search("[0-9]{4}", digest):
                break
        return f"[{kind}:{digest}]"


class Encrypt(MedguardOperator):
    """``[NAME:MFRGG…]``: whoever has the key can read it, without the table; see ``decrypted``.

    AES-256-GCM with a random nonce, which is why the same value looks different in the next conversation. Base32, which survives a
    model's changes of case.
    """

    name = "encrypt"
    reversible = True
    needs_key = True

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Encrypt the value; the kind is authenticated with it."""
        key: Key = params["key"]
        nonce = os.urandom(12)
        sealed = nonce + AESGCM(key.derived("encrypt")).encrypt(nonce, value.encode(), kind.encode())
        return f"[{kind}:{base64.b32encode(sealed).decode().rstrip('=')}]"


class Generalise(MedguardOperator):
    """Keeps what HIPAA's Safe Harbor lets stand: 90+, the year, the state or province; else ``[NAME]``. 45 CFR 164.514(b)(2)(i)(B), (C).

    >>> Generalise().operate("12 Main St, Springfield, IL 62704", {"entity_type": "LOCATION"})
    'IL'
    """

    name = "generalise"
    keeps_part = True

    def replaced(self, value: str, kind: str, params: Mapping[str, Any]) -> str:
        """Say less."""
        del params
        match kind:
            case Kind.AGE90:
                return "90+岁" if value.rstrip().endswith(("岁", "歲")) else "90+"
            case Kind.DATE:
                return _year(value) or f"[{kind}]"
            case Kind.LOCATION:
                return places.state(value) or f"[{kind}]"
            case _:
                return f"[{kind}]"


def _year(value: str) -> str:
    """The year, unless it tells that somebody is over 89 or the value holds several."""
    years = {found.day.year for found in dates.read(value) if found.has_year}
    if not years and (bare := re.fullmatch(r"\s*((?:19|20)\d\d)\s*年?\s*", value)):
        years = {int(bare[1])}
    if len(years) != 1 or (year := years.pop()) < dt.datetime.now(dt.UTC).year - 89:
        return ""
    return f"{year}年" if "年" in value else str(year)


class Decrypt(Operator):
    """Presidio's way back from ``encrypt``: operates on ``[NAME:MFRGG…]`` with ``params={"key": …}``."""

    def operator_name(self) -> str:
        """Give its name."""
        return "medguard-decrypt"

    def operator_type(self) -> OperatorType:
        """It shows."""
        return OperatorType.Deanonymize

    def validate(self, params: Mapping[str, Any] | None = None) -> None:
        """Raise InvalidParamError if the key is not there."""
        if not isinstance((params or {}).get("key"), Key):
            raise InvalidParamError("the operator medguard-decrypt needs a key")

    def operate(self, text: str, params: Mapping[str, Any] | None = None) -> str:
        """Give the value, or the text as it is if this key did not make it."""
        return decrypted(text, (params or {})["key"])


_CIPHER = re.compile(r"\[(?P<kind>[A-Za-z0-9_]{2,20}):(?P<sealed>[A-Za-z2-7]{47,})\]")  # 12 + 1 + 16 bytes at least


def decrypted(words: str, key: Key) -> str:
    """Give a text back the values that ``encrypt`` replaced under this key. What another key made stays as it is.

    >>> key = Key(bytes(range(32)))
    >>> decrypted("Dear " + Encrypt().operate("Ann Lee", {"entity_type": "NAME", "key": key}).lower() + ",", key)
    'Dear Ann Lee,'
    """
    cipher = AESGCM(key.derived("encrypt"))

    def value(found: re.Match[str]) -> str:
        text = found["sealed"].upper()
        try:
            sealed = base64.b32decode(text + "=" * (-len(text) % 8))
            return cipher.decrypt(sealed[:12], sealed[12:], found["kind"].upper().encode()).decode()
        except (binascii.Error, InvalidTag, UnicodeDecodeError):
            return found[0]

    return _CIPHER.sub(value, words)


def _table() -> OperatorsFactory:
    """Presidio's factory with our operators, and without its own: ``keep`` keeps, and the others need settings of their own."""
    table = OperatorsFactory()  # type: ignore[no-untyped-call]
    for theirs in list(table.get_anonymizers().values()):
        table.remove_anonymize_operator(theirs)
    for ours in (StandIn, Surrogate, Redact, Mask, Hash, Encrypt, Generalise):
        table.add_anonymize_operator(ours)
    table.add_deanonymize_operator(Decrypt)
    return table


OPERATORS = _table()
"""The operators that a profile may name."""
