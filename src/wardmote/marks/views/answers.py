"""How a button on some page is answered: back to that page, or with nothing where a script asked."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse

from wardmote.core.http.redirect import SeeOther, leads_here

if TYPE_CHECKING:
    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text


def done(request: Asked, said: Text, otherwise: str) -> HttpResponse:
    """Lead back to the page that the form names, or else to `otherwise`, and say what was done."""
    if request.POST.get("quiet"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    messages.success(request, str(said))
    wanted = request.POST.get("next", "")
    return SeeOther(wanted if leads_here(wanted) else otherwise)
