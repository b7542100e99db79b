"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    """Pages."""

    name = "wardmote.pages"
    label = "pages"

    def ready(self) -> None:
        """Make the site pages that are missing after each migration."""
        from wardmote.pages.actions import site_pages  # models load after the app's configuration

        post_migrate.connect(site_pages.ensure_site_pages, sender=self, dispatch_uid="pages.site_pages")
