"""Addresses of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from wardmote.accounts.views import media, settings
from wardmote.accounts.views.names import settings_name

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("wardmote.accounts.urls_sign_in")),
    path("settings", settings.profile, name="settings"),
    path("settings/avatar", settings.avatar, name="settings-avatar"),
    path("settings/display", settings.display, name="settings-display"),
    path("settings/privacy", settings.privacy, name="settings-privacy"),
    path("settings/credits", settings.credits_, name="settings-credits"),
    path("settings/trust", settings.trust, name="settings-trust"),
    path("settings/name", settings_name, name="settings-name"),
    path("media/avatars/<str:name>", media.avatar, name="avatar"),
]
