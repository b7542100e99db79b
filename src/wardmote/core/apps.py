"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core."""

    name = "wardmote.core"
    label = "core"

    def ready(self) -> None:
        """Declare the options that no page's code need have imported, for commands as well."""
        from wardmote.core.http import front_marks

        del front_marks
