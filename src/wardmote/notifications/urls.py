"""Addresses of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.notifications.views import announcements, choices, inbox

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices", inbox.notices, name="notices"),
    path("notices/read", inbox.read, name="notices-read"),
    path("notices/<id:notice_id>/open", inbox.open_notice, name="notice-open"),
    path("announcements/<id:announcement_id>", announcements.announcement, name="announcement"),
    path("settings/notices", choices.choices, name="settings-notices"),
    path("settings/notices/address", choices.ask_again, name="settings-notices-address"),
    path("unsubscribe/<str:token>", choices.unsubscribe, name="unsubscribe"),
    path("mail/confirm/<str:token>", choices.confirm_again, name="mail-confirm"),
]
