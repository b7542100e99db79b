"""Send a browser on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest


class SeeOther(HttpResponseRedirect):
    """Send a browser on after a form, always with GET."""

    status_code = 303


def came_from(request: HttpRequest) -> str:
    """Return the path of the page of this site on which a form was sent; empty where that is not told."""
    told = request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}"
    path = told.removeprefix(own) if told.startswith(f"{own}/") else ""
    return path if leads_here(path) else ""


def leads_here(address: str) -> bool:
    """Say whether an address that a request names is a path of this site, where a browser may be sent."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
