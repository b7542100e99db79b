"""The one way to make a page."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from wardmote.core import site
from wardmote.core.http.head import SEARCHABLE
from wardmote.core.http.meter import note_rendering
from wardmote.core.http.packed import InParts
from wardmote.core.http.redirect import came_from
from wardmote.core.language import bilingual
from wardmote.core.reader import one_reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def common(request: HttpRequest) -> dict[str, Any]:
    """Return what every page may use: the viewer, the site, the request's path, messages and the CSRF field."""
    return {
        "request": request,
        "viewer": getattr(request, "viewer", None),
        "site": {
            "name": site.name(),
            "mark": site.SITE_MARK.get(),
            "tagline": bilingual(site.SITE_TAGLINE.get(), site.SITE_TAGLINE_EN.get()),
            "filing_number": site.FILING_NUMBER.get(),
            "searchable": SEARCHABLE.get(),
        },
        "here": _here(request),
        "notices": SimpleLazyObject(lambda: list(messages.get_messages(request))),
        "csrf_input": SimpleLazyObject(
            lambda: format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
        ),
    }


def _here(request: HttpRequest) -> str:
    """Return where the reader is, for the way back: a language asked for once does not come along.

    Whoever sent a form is where the form stood, since many an address takes nothing else than forms.
    """
    if request.method == "POST" and (form := came_from(request)):
        return form
    if "lang" not in request.GET:
        return request.get_full_path()
    rest = request.GET.copy()
    del rest["lang"]
    return f"{request.path}?{rest.urlencode()}" if rest else request.path


def html(request: HttpRequest, template: str, data: object = None, **more: object) -> str:
    """Return the rendered template; the page's data are `page` in it."""
    began = perf_counter()
    with one_reader():
        made = engines["jinja2"].get_template(template).render({"page": data, **more}, request)
    note_rendering(request, perf_counter() - began)
    return made


def page(
    request: HttpRequest, template: str, data: object = None, *, status: int = 200, **more: object
) -> HttpResponse:
    """Return the page made of a template and its data."""
    return InParts(html(request, template, data, **more), status)
