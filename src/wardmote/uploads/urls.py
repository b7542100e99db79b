"""Addresses of uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.uploads.views import fetching, library

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("f/<slug:key>", fetching.fetch, name="upload"),
    path("f/<slug:key>/<id:width>", fetching.fetch_width, name="upload-width"),
    path("uploads", library.library, name="uploads"),
    path("uploads/<slug:key>", library.change, name="upload-change"),
    path("uploads/<slug:key>/delete", library.delete, name="upload-delete"),
]
