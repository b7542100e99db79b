"""Let a form answer its own errors, with everything that was typed still in it.

A view says once how its form is shown again; should something be raised later, the middleware of errors asks for that
page and gives it the error's status. So views catch nothing, and no refused form loses its text.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias, cast

from wardmote.core import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Show: TypeAlias = Callable[[errors.WardmoteError], HttpResponse]

_ATTRIBUTE = "_show_again"


def keep_form(request: HttpRequest, show: Show) -> None:
    """Answer errors of this request by `show`, which returns the form as it was sent, with the error told in it."""
    setattr(request, _ATTRIBUTE, show)


def kept_form(request: HttpRequest, error: errors.WardmoteError) -> HttpResponse | None:
    """Return the form that tells the error, or None where a page of its own must.

    Guests get the page that lets them sign in; what may not be known is not found, form or no form. `show` may also
    lead on, where it finds that the form did get through.
    """
    show = cast("Show | None", getattr(request, _ATTRIBUTE, None))
    if show is None or isinstance(error, (errors.NotSignedIn, errors.NotFound)):
        return None
    setattr(request, _ATTRIBUTE, None)
    try:
        response = show(error)
    except errors.WardmoteError:
        return None  # What the form is about has gone meanwhile; the page of the error keeps the text.
    if response.status_code == HTTPStatus.OK:
        response.status_code = error.status
    return response
