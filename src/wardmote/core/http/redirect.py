"""Send a browser on."""

from __future__ import annotations

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """Send a browser on after a form, always with GET."""

    status_code = 303
