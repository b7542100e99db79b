"""Where a request comes from. Addresses are counted against rates and never stored with a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the client's address; behind a proxy, the one that the proxy itself saw."""
    return address_in(request.META)


def address_in(meta: Mapping[str, Any]) -> str:
    """Return the same of what a server tells of a request."""
    if settings.BEHIND_PROXY == "yes":
        # The last entry is the proxy's; those before it are whatever the client sent.
        forwarded = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return str(forwarded)
    return str(meta.get("REMOTE_ADDR", ""))
