"""Secrets of webhooks, and the signatures made with them.

A signature needs the secret in clear, so no hash of it would do. None is stored all the same: a secret is made anew,
whenever it is needed, of a salt in the database and the site's SECRET_KEY. Who has one of the two has nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

from django.utils.crypto import salted_hmac

from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.webhooks.models import Webhook

_PURPOSE: Final = "wardmote.webhooks"
BOTH_GOOD: Final = dt.timedelta(hours=24)
"""How long a secret that has been replaced signs as well."""
FORMERS_MOST: Final = 4


def new_salt() -> str:
    """Return a salt that no other secret is made of."""
    return secrets.token_hex(16)


def secret_of(salt: str) -> str:
    """Return the secret of a salt, as it is shown to an administrator once."""
    made = salted_hmac(_PURPOSE, salt, algorithm="sha256").digest()
    return "whs_" + base64.urlsafe_b64encode(made).decode().rstrip("=")


def print_of(salt: str) -> str:
    """Return what tells whether the same site's key still makes the same secret of a salt, and no more than that."""
    return hashlib.sha256(secret_of(salt).encode()).hexdigest()[:16]


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return HMAC-SHA256 over the timestamp, a full stop and the body, in hexadecimal digits."""
    return hmac.new(secret.encode(), b"%d.%s" % (timestamp, body), hashlib.sha256).hexdigest()


def retired(hook: Webhook) -> list[tuple[str, str]]:
    """Return a webhook's secrets before, as they are kept once it has another: what is good stays good for its time.

    So a form that was sent twice, or a page that was never seen, leaves the receiver's secret in force.
    """
    until = (clock.now() + BOTH_GOOD).isoformat()
    return [(hook.salt, until), *still_good(hook.formers)][:FORMERS_MOST]


def still_good(formers: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Return the secrets before that still sign."""
    now = clock.now()
    return [(salt, until) for salt, until in formers if dt.datetime.fromisoformat(until) > now]


def signatures(hook: Webhook, timestamp: int, body: bytes) -> str:
    """Return the header's value: a signature by the secret, and one by each secret before while that is good."""
    salts = [hook.salt, *(salt for salt, _until in still_good(hook.formers))]
    return ", ".join(f"v1={signature(secret_of(salt), timestamp, body)}" for salt in salts)
