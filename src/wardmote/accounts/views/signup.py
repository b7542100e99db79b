"""The pages of signing up and in: django-allauth's views, answering with Wardmote's statuses."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account import views as allauth_views
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from wardmote.core.errors import NotSignedIn
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from wardmote.accounts.views.asked import Asked

    View = Callable[..., HttpResponse]


class SignupView(allauth_views.SignupView):
    """Sign-up; the link of an invitation brings its code along."""

    def get_initial(self) -> dict[str, Any]:
        """Fill in the code."""
        code = self.request.GET.get("code", "")
        return {**super().get_initial(), **({"code": code[:40]} if code else {})}

    def closed(self) -> Any:
        """Say that nobody can sign up at present."""
        response = super().closed()
        response.status_code = HTTPStatus.FORBIDDEN
        return response


def answering(view: View) -> View:
    """Give a form that comes back with errors the status 422, and a link that is no good 404."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.status_code == HTTPStatus.OK:
            data = response.context_data or {}
            form = data.get("form")
            if request.method == "POST" and getattr(form, "errors", None):
                response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
            elif data.get("token_fail") or ("confirmation" in data and data["confirmation"] is None):
                response.status_code = HTTPStatus.NOT_FOUND
        return response

    return answer


@require_GET
def awaiting(request: Asked) -> HttpResponse:
    """Tell an applicant what comes next; who is in is led on."""
    if not request.viewer.is_member:
        raise NotSignedIn
    if not request.viewer.awaiting_approval:
        return HttpResponseRedirect("/")
    return page(request, "account/awaiting.html")
