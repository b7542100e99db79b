"""Where a request comes from. Addresses are counted against rates and never stored with a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the client's address; behind a proxy, the one that the proxy itself saw."""
    if settings.BEHIND_PROXY == "yes":
        # The last entry is the proxy's; those before it are whatever the client sent.
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))
