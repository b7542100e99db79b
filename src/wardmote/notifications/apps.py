"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications."""

    name = "wardmote.notifications"
    label = "notifications"
