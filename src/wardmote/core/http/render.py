"""The one way to make a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html


from wardmote.core import options

if TYPE_CHECKING:
    from django.http import HttpRequest

SITE_NAME = options.text("site_name", "坊议 Wardmote", section="site", label=options._("Name of the site"), most=40)
SITE_MARK = options.text(
    "site_mark", "坊", section="site", label=options._("Character in the seal"), most=2,
)
SITE_TAGLINE = options.text("site_tagline", "", section="site", label=options._("One line about the site"), most=120)
SITE_NOTICE = options.text(
    "site_notice", "", section="site", label=options._("Notice on the home page (Markdown)"), most=2000, lines=True
)
FILING_NUMBER = options.text(
    "filing_number", "", section="site", label=options._("Filing number shown at the foot of each page"), most=60
)
DEFAULT_LANGUAGE = options.choice(
    "default_language",
    "zh-hans",
    (("zh-hans", "简体中文"), ("en", "English")),
    section="site",
    label=options._("Default language"),
)
TIME_ZONE = options.text("time_zone", "Asia/Shanghai", section="site", label=options._("Time zone"), most=60)


def common(request: HttpRequest) -> dict[str, Any]:
    """Return what every page may use: the viewer, the site, the request's path, messages and the CSRF field."""
    return {
        "request": request,
        "viewer": getattr(request, "viewer", None),
        "site": {
            "name": SITE_NAME.get(),
            "mark": SITE_MARK.get(),
            "tagline": SITE_TAGLINE.get(),
            "filing_number": FILING_NUMBER.get(),
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


def page(request: HttpRequest, template: str, data: object = None, *, status: int = 200, **more: object) -> HttpResponse:
    """Return the page made of a template and its data."""
    return HttpResponse(html(request, template, data, **more), status=status)
