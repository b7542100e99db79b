"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    """Pages."""

    name = "wardmote.pages"
    label = "pages"

    def ready(self) -> None:
        """Make the site pages that are missing after each migration, and hear what administrators must know."""
        from wardmote.pages import hearing, notices  # models load after the app's configuration
        from wardmote.pages.actions import site_pages

        hearing.connect()
        notices.connect()
        post_migrate.connect(site_pages.ensure_site_pages, sender=self, dispatch_uid="pages.site_pages")
