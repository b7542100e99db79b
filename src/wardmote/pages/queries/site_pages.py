"""Find a site page in the language of the viewer."""

from __future__ import annotations

from wardmote.core.errors import NotFound
from wardmote.pages.models import SitePage


def find_site_page(key: str, language: str) -> SitePage:
    """Return the page in a language, else in another (1 query).

    Raises:
        NotFound: it is in no language.
    """
    rows = {row.language: row for row in SitePage.objects.filter(key=key)}
    if not rows:
        raise NotFound
    return rows.get(language) or next(iter(rows.values()))
