"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core."""

    name = "wardmote.core"
    label = "core"
