"""Addresses of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.pages import staff_urls
from wardmote.pages.views import home, language

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

# The front page.
urlpatterns += [
    path("", home.home, name="home"),
    path("language/<slug:code>", language.language, name="language"),
]

# The staff desk, site pages, the set-up.
urlpatterns += staff_urls.urlpatterns
