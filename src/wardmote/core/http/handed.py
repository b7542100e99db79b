"""A secret that is shown once, on the page to which the form that made it leads.

So reloading the page makes nothing again. The secret travels in a signed cookie of the browser that asked, to that one
address and for a minute; the server keeps it nowhere. The page that shows it takes the cookie away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wardmote.core.http.redirect import SeeOther

COOKIE: Final = "wardmote_handed"
SECONDS: Final = 60


def hand_over(response: SeeOther, secret: str, *, to: int) -> SeeOther:
    """Give a secret to the page to which a form leads on; only the member it is for (`to`) can read it there."""
    response.set_cookie(
        COOKIE,
        signing.dumps(secret, salt=_salt(to)),
        max_age=SECONDS,
        path=response.url.partition("#")[0],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def handed_over(request: HttpRequest, *, to: int) -> str:
    """Return the secret that a form has just handed to this page; empty where there is none."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_salt(to), max_age=SECONDS))
    except signing.BadSignature:
        return ""


def shown_once(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Take the secret away with the page that shows it, which nobody keeps."""
    response["Cache-Control"] = "private, no-store"
    response.delete_cookie(COOKIE, path=request.path, samesite="Strict")
    return response


def _salt(member_id: int) -> str:
    return f"wardmote.handed.{member_id}"
