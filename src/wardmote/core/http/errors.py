"""Turn errors into pages; the only place that builds them."""

from __future__ import annotations

import logging
import secrets
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import OperationalError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wardmote.core import errors
from wardmote.core.best_effort import is_trouble
from wardmote.core.http import render
from wardmote.core.http.keep import kept_form
from wardmote.core.http.problems import is_api, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest

    from wardmote.core.errors import Text, WardmoteError

log = logging.getLogger("wardmote.errors")

KEPT_FIELDS = {
    "title": _("Title"),
    "text": _("Text"),
    "source": _("Text"),
    "about": _("About you"),
    "signature": _("Signature"),
    "reason": _("Reason"),
    "note": _("Note"),
    "poll_question": _("Question"),
    "poll_choices": _("Choices"),
    "comment": _("Comment"),
}
"""Fields of a form that a person wrote, shown for keeping; the others go along hidden."""
SECRET_FIELDS = ("password", "password1", "password2", "oldpassword", "csrfmiddlewaretoken", "code")


@dataclass(frozen=True)
class SentField:
    """A field of the form that failed; one with a label is shown, the others go along hidden."""

    name: str
    value: str
    label: Text = ""

    @property
    def lines(self) -> int:
        """How high a box for it should be."""
        return min(20, max(1, self.value.count("\n") + 1 + len(self.value) // 60))


@dataclass(frozen=True)
class ErrorPage:
    """What the error page shows: the error, and the fields of a form that was on its way.

    `resend_to` is empty where sending the form again would not help; what was written is shown even so.
    """

    status: int
    title: Text
    message: Text
    details: Sequence[Text]
    sign_in: bool
    request_id: str
    resend: Sequence[SentField] = ()
    resend_to: str = ""


def answer(request: HttpRequest, error: WardmoteError) -> HttpResponse:
    """Return the form that was sent with the error told in it, or else the page of the error."""
    response = kept_form(request, error)
    return error_page(request, error) if response is None else _with_headers(response, error)


def error_page(request: HttpRequest, error: WardmoteError) -> HttpResponse:
    """Return the page of an error, in the person's language, with what they had typed; a script gets its message.

    Whoever asks the API gets a problem (`wardmote.core.http.problems`).
    """
    _choose_language(request)
    if is_api(request):
        return _with_headers(problem(request, error), error)
    if wants_json(request):
        status = 401 if isinstance(error, errors.NotSignedIn) else error.status
        return _with_headers(JsonResponse({"error": str(error.message)}, status=status), error)
    resend = _sent_fields(request)
    if isinstance(error, Expired) and not resend:
        error = Expired(
            _("The page was open too long, or cookies are turned off. Please load it again and repeat that.")
        )
    viewer = getattr(request, "viewer", None)
    signed_in = viewer is not None and viewer.member_id is not None
    may_help = not isinstance(error, (errors.NotFound, errors.NotAllowed, WrongMethod))
    fields = getattr(error, "fields", {})
    data = ErrorPage(
        status=error.status,
        title=error.title,
        message=error.message,
        details=[message for messages in fields.values() for message in messages][1:],
        sign_in=not signed_in and (isinstance(error, errors.NotSignedIn) or _session_ended(request, error)),
        request_id=secrets.token_hex(4),
        resend=resend,
        resend_to=request.get_full_path() if resend and may_help else "",
    )
    return _with_headers(render.page(request, "error.html", data, status=error.status), error)


def wants_json(request: HttpRequest) -> bool:
    """Say whether a script of a page asks, which says so in its header Accept; a browser itself asks for HTML."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _session_ended(request: HttpRequest, error: WardmoteError) -> bool:
    """Say whether a form expired because its writer is no longer signed in; guests write at the sign-up only."""
    match = request.resolver_match
    at_the_door = match is not None and (match.url_name or "").startswith(("account_", "mfa_"))
    return isinstance(error, Expired) and not at_the_door


def _with_headers(response: HttpResponse, error: WardmoteError) -> HttpResponse:
    if isinstance(error, errors.TooOften):
        response["Retry-After"] = str(error.retry_after_s)
    response["Cache-Control"] = "no-store" if error.status >= 500 else "private, no-cache"  # noqa: PLR2004
    if error.status == HTTPStatus.NOT_IMPLEMENTED:
        # What an address does not do is no fault of the server's, and nothing that strangers may fill its log with.
        vars(response)["_has_been_logged"] = True  # as Django marks what it has logged
    return response


class Expired(errors.WardmoteError):
    """The form's token is missing or old."""

    status = 403
    code = "form-expired"
    title = _("This form has expired")
    default = _("The form was open too long, or cookies are turned off. Nothing was lost: check it and send it again.")


class WrongMethod(errors.WardmoteError):
    """The address does not take this method."""

    status = 405
    code = "wrong-method"
    title = _("Wrong method")
    default = _("This address cannot be used that way.")


class ErrorMiddleware:
    """Turn what a view raises into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give Django's own bare answers (a wrong method) a page."""
        response = self.get_response(request)
        if response.status_code == 405 and (is_api(request) or not response.content):  # noqa: PLR2004
            page = error_page(request, WrongMethod())
            page["Allow"] = response.get("Allow", "")
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer the errors of the tree, and Django's that stand for one of them."""
        error = _translate(exception)
        return None if error is None else answer(request, error)


def _translate(exception: Exception) -> WardmoteError | None:
    if isinstance(exception, errors.WardmoteError):
        return exception
    if isinstance(exception, Http404):
        return errors.NotFound()
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return errors.TooLarge()
    if isinstance(exception, OperationalError) and is_trouble(exception):
        log.error("the database cannot do it now: %s", exception)
        return errors.Unavailable()
    return None


def _sent_fields(request: HttpRequest) -> Sequence[SentField]:
    """Return the posted fields, if the form came from this site and holds something that a person wrote.

    A form from elsewhere is never offered for sending: that would let another site post in a person's name.
    """
    if request.method != "POST":
        return ()
    try:
        host, posted = request.get_host(), request.POST
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return ()
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER") or ""
    if origin and _host_of(origin) != host:
        return ()
    fields = [
        SentField(name, value, KEPT_FIELDS.get(name, ""))
        for name, values in posted.lists()
        for value in values
        if name not in SECRET_FIELDS
    ]
    return fields if any(field.label and field.value for field in fields) else ()


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _choose_language(request: HttpRequest) -> None:
    if not hasattr(request, "viewer"):
        translation.activate(translation.get_language_from_request(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token, giving back what was typed."""
    del reason
    return error_page(request, Expired())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django finds malformed."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return error_page(request, errors.TooLarge())
    error = errors.Invalid(_("The request is malformed."))
    error.status = 400  # type: ignore[misc]
    if isinstance(exception, SuspiciousOperation):
        log.info("malformed request: %s", type(exception).__name__)
    return error_page(request, error)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Django's own refusals."""
    del exception
    return error_page(request, errors.NotAllowed())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown address exactly as a hidden object."""
    del exception
    return error_page(request, errors.NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours without needing anything that may be broken."""
    fault = sys.exc_info()[1]
    # Middleware further out meets a database that is away as well, where the one of errors does not see it.
    error = (_translate(fault) if isinstance(fault, Exception) else None) or errors.WardmoteError()
    try:
        return error_page(request, error)
    except Exception:
        log.exception("the error page itself failed")
        return HttpResponse(str(error.message), status=error.status, content_type="text/plain; charset=utf-8")
