"""Opens what reads tokens, for a profile that asks for it; joserfc is loaded then and not before."""

from __future__ import annotations

from collections.abc import Sequence

from medguard.callers.caller import Claims
from medguard.callers.door import TokenReader
from medguard.errors import ProfileError


def open_tokens(
    *, issuer: str, audience: str, keys: str, algorithms: Sequence[str], skew_seconds: int, claims: Claims
) -> TokenReader:
    """Tokens of one issuer for one audience; ``keys`` is where its public keys are, a file or an https address. Raises ProfileError."""
    try:
        from medguard.callers.key_sets import Keys  # noqa: PLC0415
        from medguard.callers.tokens import Tokens  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "joserfc":
            raise
        raise ProfileError(
            "callers.known_by: jwt needs joserfc, which is not installed. Run: pip install 'medguard-gateway[jwt]'",
            remedy="Run: pip install 'medguard-gateway[jwt]'",
            remedy_zh="请运行：pip install 'medguard-gateway[jwt]'",
        ) from None
    return Tokens(
        Keys(keys),
        issuer=issuer,
        audience=audience,
        algorithms=algorithms,
        skew_seconds=skew_seconds,
        claims=claims,
    )
