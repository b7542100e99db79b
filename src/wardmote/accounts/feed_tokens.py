"""How a feed token is written: the member's number, and a secret of which only the hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

_FORM: Final = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{43})", re.ASCII)
_SECRET_BYTES: Final = 32
_NO_HASH: Final = "0" * 64


def new_secret() -> str:
    """Return a new secret of 256 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def hashed(secret: str) -> str:
    """Return what is kept of a secret. It is random and long, so that it needs no slow hash and no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def written(member_id: int, secret: str) -> str:
    """Return the token as an address holds it."""
    return f"{member_id}-{secret}"


def parts(token: str) -> tuple[int, str] | None:
    """Return the member's number and the secret, or None for what is no token."""
    match = _FORM.fullmatch(token)
    return (int(match[1]), match[2]) if match else None


def agrees(secret: str, kept: str | None) -> bool:
    """Say whether a secret is the one that is kept, in a time that tells nothing of how much of it is right."""
    return hmac.compare_digest(hashed(secret), kept or _NO_HASH)
