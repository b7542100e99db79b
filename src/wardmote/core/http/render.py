"""The one way to make a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from wardmote.core import site
from wardmote.core.http.formats import bilingual

if TYPE_CHECKING:
    from django.http import HttpRequest


def common(request: HttpRequest) -> dict[str, Any]:
    """Return what every page may use: the viewer, the site, the request's path, messages and the CSRF field."""
    return {
        "request": request,
        "viewer": getattr(request, "viewer", None),
        "site": {
            "name": bilingual(site.SITE_NAME.get(), site.SITE_NAME_EN.get()),
            "mark": site.SITE_MARK.get(),
            "tagline": bilingual(site.SITE_TAGLINE.get(), site.SITE_TAGLINE_EN.get()),
            "filing_number": site.FILING_NUMBER.get(),
        },
        "here": request.get_full_path(),
        "notices": SimpleLazyObject(lambda: list(messages.get_messages(request))),
        "csrf_input": SimpleLazyObject(
            lambda: format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
        ),
    }


def html(request: HttpRequest, template: str, data: object = None, **more: object) -> str:
    """Return the rendered template; the page's data are `page` in it."""
    return engines["jinja2"].get_template(template).render({"page": data, **more}, request)


def page(
    request: HttpRequest, template: str, data: object = None, *, status: int = 200, **more: object
) -> HttpResponse:
    """Return the page made of a template and its data."""
    return HttpResponse(html(request, template, data, **more), status=status)
