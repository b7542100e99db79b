"""About, terms, privacy, contact: made from the texts that come with Wardmote, then written by the site's owner."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.core import audit, clock
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.core.text.clean import clean_line, clean_text, is_blank
from wardmote.core.text.render import render
from wardmote.pages.models import SitePage

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

NAMES: dict[str, Text] = {
    "about": _("About"),
    "terms": _("Terms"),
    "privacy": _("Privacy"),
    "contact": _("Contact"),
}
"""The pages that every site has."""
TITLE_MAX = 80
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@transaction.atomic
def save_site_page(*, actor: Actor, key: str, language: str, title: str, source: str) -> SitePage:
    """Write a site page in one language; what is there already changes nothing.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such page or language.
        Invalid: the title or the text is empty or too long.
    """
    if not actor.is_administrator:
        raise NotAllowed
    if key not in NAMES or language not in LANGUAGES:
        raise NotFound
    title, source = _clean_title(title), clean_text(source)
    if is_blank(source):
        raise Invalid({"source": _("Please fill this in.")})
    present = SitePage.objects.filter(key=key, language=language).first()
    if present is not None and (present.title, present.source) == (title, source):
        return present
    saved, _made = SitePage.objects.update_or_create(
        key=key, language=language, defaults={"title": title, "source": source, **_rendered(source)}
    )
    audit.record(actor, "site.page_written", saved, details={"key": key, "language": language})
    return saved


def _clean_title(title: str) -> str:
    title = clean_line(title)
    if is_blank(title):
        raise Invalid({"title": _("Please fill this in.")})
    if len(title) > TITLE_MAX:
        raise Invalid({"title": _("At most %(most)s characters.") % {"most": TITLE_MAX}})
    return title


def _rendered(source: str) -> dict[str, object]:
    try:
        html = render(source, trusted=True).html
    except Invalid as error:
        raise Invalid({"source": error.message}) from None
    return {"html": html, "edited_at": clock.now()}


def ensure_site_pages(**_signal: object) -> None:
    """Make the pages that are missing from the texts that come with Wardmote; called after every migration."""
    present = set(SitePage.objects.values_list("key", "language"))
    missing = [(key, language) for key in NAMES for language in LANGUAGES if (key, language) not in present]
    for key, language in missing:
        title, source = text_of(key, language)
        SitePage.objects.get_or_create(
            key=key, language=language, defaults={"title": title, "source": source, **_rendered(source)}
        )


def text_of(key: str, language: str) -> tuple[str, str]:
    """Return the title and the text that come with Wardmote for a page in a language.

    The file's first line is the title, as a heading.
    """
    path = files("wardmote") / "templates" / "texts" / f"{key}.{language}.md"
    heading, _line, source = clean_text(path.read_text(encoding="utf-8")).partition("\n")
    return heading.removeprefix("# "), clean_text(source)
