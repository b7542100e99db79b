"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages."""

    name = "wardmote.pages"
    label = "pages"
