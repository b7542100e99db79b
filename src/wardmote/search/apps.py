"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search."""

    name = "wardmote.search"
    label = "search"

    def ready(self) -> None:
        """Let the doctor compare the index with what it is made of."""
        from wardmote.core import doctor
        from wardmote.search import sources
        from wardmote.search.actions import saving

        del saving  # imported so that its option is declared, in commands as well
        doctor.register(doctor.Check("search index", sources.find_missing, sources.fill_all))
