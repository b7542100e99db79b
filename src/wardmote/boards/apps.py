"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BoardsConfig(AppConfig):
    """Boards."""

    name = "wardmote.boards"
    label = "boards"

    def ready(self) -> None:
        """Make the root's levels after each migration."""
        from wardmote.boards import ladder

        post_migrate.connect(ladder.ensure_root, sender=self, dispatch_uid="boards.root")
