"""Addresses of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from wardmote.accounts.views import blocks, media, session, settings
from wardmote.accounts.views.names import settings_name

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("wardmote.accounts.urls_sign_in")),
    path("session", session.session, name="session"),
    path("session/signed-in", session.signed_in, name="signed-in-again"),
    path("settings", settings.profile, name="settings"),
    path("settings/signature", settings.signature, name="settings-signature"),
    path("settings/avatar", settings.avatar, name="settings-avatar"),
    path("settings/display", settings.display, name="settings-display"),
    path("settings/privacy", settings.privacy, name="settings-privacy"),
    path("settings/credits", settings.credits_, name="settings-credits"),
    path("settings/trust", settings.trust, name="settings-trust"),
    path("settings/name", settings_name, name="settings-name"),
    path("settings/blocks", blocks.blocks, name="settings-blocks"),
    path("u/<id:member_id>/block", blocks.block, name="block-member"),
    path("u/<id:member_id>/unblock", blocks.unblock, name="unblock-member"),
    path("media/avatars/<str:name>", media.avatar, name="avatar"),
]
