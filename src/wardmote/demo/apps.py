"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo."""

    name = "wardmote.demo"
    label = "demo"
