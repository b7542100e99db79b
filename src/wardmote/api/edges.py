"""How often the API may be asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.core import options
from wardmote.core.rates import Rate

GUEST_REQUESTS = options.integer(
    "api_guest_requests",
    120,
    section="limits",
    label=_("Requests to the API a minute from an address without a token"),
    least=1,
    most=100_000,
)
MEMBER_REQUESTS = options.integer(
    "api_member_requests",
    600,
    section="limits",
    label=_("Requests to the API a minute by a member's tokens"),
    least=1,
    most=100_000,
)


def guests() -> Rate:
    """Return the rate of an address without a token."""
    return Rate("api", GUEST_REQUESTS.get(), 60)


def members() -> Rate:
    """Return the rate of a member's tokens together."""
    return Rate("api-member", MEMBER_REQUESTS.get(), 60)
