"""About, terms, privacy, contact: to be read by all and written by administrators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wardmote.boards.forms import fields as read
from wardmote.core.errors import NotFound
from wardmote.core.http.front_marks import guest_page
from wardmote.core.http.head import DESCRIPTION, Head
from wardmote.core.http.keep import keep_form
from wardmote.core.http.render import page
from wardmote.core.text.excerpt import excerpt
from wardmote.core.text.markup import text_of
from wardmote.core.text.render import render
from wardmote.pages.actions.site_pages import LANGUAGES, NAMES, save_site_page
from wardmote.pages.models import SitePage
from wardmote.pages.queries.site_pages import filled, find_site_page, with_headings_below_title
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import NOTHING_TOLD, Told, staff_page, told

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text

LANG_ATTRIBUTE = {"zh-hans": "zh-Hans", "en": "en"}


@dataclass(frozen=True)
class ReadPage:
    """A site page to be read; `foreign` says that it is not in the viewer's language."""

    title: str
    html: str
    lang: str
    foreign: bool
    edited_at: dt.datetime


@dataclass(frozen=True)
class ListRow:
    """A site page with its texts: (language, its name, when it was written or None)."""

    key: str
    name: Text
    texts: Sequence[tuple[str, str, dt.datetime | None]]


@dataclass(frozen=True)
class ListPage:
    """All site pages."""

    rows: Sequence[ListRow]


@dataclass(frozen=True)
class WritePage:
    """A site page to be written."""

    key: str
    name: Text
    language: str
    language_name: str
    lang: str
    title: str
    source: str
    preview: str = ""
    errors: Told = field(default_factory=Told)


@guest_page()
@require_safe
def site_page(request: Asked, key: str) -> HttpResponse:
    """Show a page in the viewer's language, else in the other."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    found = find_site_page(key, language)
    data = ReadPage(
        filled(found.title),
        filled(with_headings_below_title(found.html), html=True),
        LANG_ATTRIBUTE[found.language],
        found.language != language,
        found.edited_at,
    )
    beginning = excerpt(text_of(data.html), DESCRIPTION)
    head = Head(canonical=f"/page/{key}", title=data.title, description=beginning, indexed=not data.foreign)
    return page(request, "site-page.html", data, head=head)


@require_GET
def site_pages(request: Asked) -> HttpResponse:
    """List the pages with their languages."""
    require(request.viewer, is_administrator)
    written = {(row.key, row.language): row.edited_at for row in SitePage.objects.only("key", "language", "edited_at")}
    names = dict(settings.LANGUAGES)
    rows = [
        ListRow(key, name, [(code, str(names[code]), written.get((key, code))) for code in LANGUAGES])
        for key, name in NAMES.items()
    ]
    return staff_page(request, "staff/pages.html", ListPage(rows), desk="staff-pages")


@require_http_methods(["GET", "HEAD", "POST"])
def write_page(request: Asked, key: str, language: str) -> HttpResponse:
    """Write a page in one language."""
    require(request.viewer, is_administrator)
    if key not in NAMES or language not in LANGUAGES:
        raise NotFound
    if request.method != "POST":
        present = SitePage.objects.filter(key=key, language=language).first()
        title, source = (present.title, present.source) if present else ("", "")
        return _show(request, _writing(key, language, title, source))
    title, source = read.text(request.POST, "title"), read.text(request.POST, "source")
    keep_form(request, lambda error: _show(request, _writing(key, language, title, source, errors=told(error))))
    if "preview" in request.POST:
        html = render(source, trusted=True).html
        return _show(request, _writing(key, language, title, source, preview=html))
    save_site_page(actor=request.viewer, key=key, language=language, title=title, source=source)
    messages.success(request, _("The page was saved."))
    return HttpResponseRedirect(reverse("staff-page", args=[key, language]))


def _writing(
    key: str, language: str, title: str, source: str, *, preview: str = "", errors: Told = NOTHING_TOLD
) -> WritePage:
    name = str(dict(settings.LANGUAGES)[language])
    return WritePage(key, NAMES[key], language, name, LANG_ATTRIBUTE[language], title, source, preview, errors)


def _show(request: Asked, data: WritePage) -> HttpResponse:
    return staff_page(request, "staff/page.html", data, desk="staff-pages")
