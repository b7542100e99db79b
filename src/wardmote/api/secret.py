"""The secret of a token: what programs show, and what of it is stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Final

PREFIX: Final = "wardmote_"
"""By which people and scanners of leaked secrets know a token."""
HINT_CHARS: Final = 4
USED_EVERY: Final = dt.timedelta(minutes=1)
"""How exactly the last use of a token is kept."""


def new() -> str:
    """Return a secret that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what of a secret is stored."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
