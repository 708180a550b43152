"""Bearer tokens of an identity provider (RFC 7519, RFC 9068): who issued one, for whom, until when, and what it says of its caller.

joserfc checks signatures and claims. It was taken before PyJWT because a key there is of one kind from the start and an algorithm fits
one kind of key, so that a public key can never be the secret of an HMAC; several of PyJWT's advisories of 2026 are about just that.
Algorithms are a list of asymmetric ones, chosen in the profile and never by the token (RFC 8725 section 3.1).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson
from joserfc.errors import ExpiredTokenError, JoseError, UnsupportedAlgorithmError
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact
from joserfc.jwt import JWTClaimsRegistry

from medguard.callers.caller import Claims, Credential, unknown
from medguard.callers.key_sets import Key, Keys

_REFERENCE = re.compile(r"[A-Za-z0-9_.:/=|-]{1,64}")
"""What a claim may say of somebody: no blank, no @, no Chinese, so no name and no address."""
_MOST_PURPOSES: Final = 100
_TYPES = frozenset({"at+jwt", "application/at+jwt", "jwt"})
"""What a header may say that its token is, if it says so (RFC 9068 section 2.1, RFC 8725 section 3.11): not a logout token, not a proof."""


class Tokens:
    """Reads tokens of one issuer for one audience."""

    def __init__(
        self,
        keys: Keys,
        *,
        issuer: str,
        audience: str,
        algorithms: Sequence[str],
        skew_seconds: int,
        claims: Claims,
        types: frozenset[str] = _TYPES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``types``: what a header may say that its token is."""
        self._keys, self._types = keys, types
        self._registry = _Registry(algorithms=frozenset(algorithms), strict_check_header=False)
        self._rules = JWTClaimsRegistry(
            now=lambda: int(clock()),
            leeway=skew_seconds,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
        )
        self._claims = claims

    def read(self, credential: Credential) -> tuple[dict[str, str], tuple[str, ...]]:
        """What a good token says of its caller, and which purposes it may name. Raises Unauthenticated, or CallersUnknown."""
        return self._caller(self.said(credential.words))

    def said(self, words: str) -> dict[str, Any]:
        """Everything that a good token says. Raises Unauthenticated, or CallersUnknown."""
        why = ""
        try:
            said = self._said(words)
        except ExpiredTokenError:
            why = "token_expired"
        except UnsupportedAlgorithmError:
            why = "token_algorithm"
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:  # its words may quote the token
            why = f"token_{type(error).__name__}"
        if why:
            raise unknown(why)
        return said

    def close(self) -> None:
        """Let go of the key set."""
        self._keys.close()

    def _said(self, words: str) -> dict[str, Any]:
        # 1. three parts, a header that is understood, an algorithm from the list
        signed = extract_compact(words.encode(), registry=self._registry)
        header = signed.headers()
        self._registry.check_header(header)
        self._registry.get_alg(header["alg"])
        if str(header.get("typ", "JWT")).lower() not in self._types:
            raise unknown("token_type")
        # 2. the signature, by a key that the issuer publishes under this name
        kid = header.get("kid")
        candidates = [key for key in self._keys.with_id(kid) if self._fits(header["alg"], key)]
        if len(candidates) != 1:
            raise unknown("token_key_unknown" if not candidates else "token_key_ambiguous")
        if not self._signed_by(signed, candidates[0]):
            raise unknown("token_signature")
        # 3. for us, from them, now
        said = orjson.loads(signed.payload)
        if not isinstance(said, dict):
            raise unknown("token_no_claims")
        self._rules.validate(said)
        return said

    def _fits(self, algorithm: str, key: Key) -> bool:
        try:
            self._registry.get_alg(algorithm).check_key(key)
        except (JoseError, ValueError):
            return False
        return True

    def _signed_by(self, signed: CompactSignature, key: Key) -> bool:
        return validate_compact(signed, key, registry=self._registry)

    def _caller(self, said: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
        known: dict[str, str] = {}
        for field in ("application", "actor", "patient"):
            name: str | None = getattr(self._claims, field)
            if name is not None and said.get(name) is not None:
                known[field] = _reference(said[name])
        if self._claims.application is not None and "application" not in known:
            raise unknown("token_no_application")
        return known, _purposes(said.get(self._claims.purpose) if self._claims.purpose else None)


class _Registry(JWSRegistry):
    """Knows the algorithms of the profile and no other."""

    max_header_length = 4_096

    def get_alg(self, name: str) -> Any:
        """The algorithm of this name. joserfc warns of EdDSA, whose newer name is Ed25519; providers still write the older."""
        if not isinstance(name, str) or name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


def _reference(value: Any) -> str:
    if not isinstance(value, str) or not _REFERENCE.fullmatch(value):
        raise unknown("token_claim_is_no_reference")
    return value


def _purposes(value: Any) -> tuple[str, ...]:
    """One purpose, or several in a list or with blanks between, as OAuth writes scopes."""
    words = value.split(" ") if isinstance(value, str) else value
    if words is None:
        return ()
    if not isinstance(words, list) or not 0 < len(words) <= _MOST_PURPOSES:
        raise unknown("token_purposes")
    return tuple(_reference(word) for word in words)
