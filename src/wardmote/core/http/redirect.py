"""Send a browser on."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


class SeeOther(HttpResponseRedirect):
    """Send a browser on after a form, always with GET."""

    status_code = 303


def leads_here(address: str) -> bool:
    """Say whether an address that a request names is a path of this site, where a browser may be sent."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
