"""Addresses of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from wardmote.accounts.views.names import settings_name

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("wardmote.accounts.urls_sign_in")),
    path("settings/name", settings_name, name="settings-name"),
]
