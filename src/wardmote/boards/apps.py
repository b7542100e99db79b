"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BoardsConfig(AppConfig):
    """Boards."""

    name = "wardmote.boards"
    label = "boards"

    def ready(self) -> None:
        """Make the root's levels after each migration, and tell trust what members wrote."""
        from wardmote.accounts import trust
        from wardmote.boards import ladder
        from wardmote.boards.queries.evidence import evidence_of

        trust.provide(evidence_of)
        post_migrate.connect(ladder.ensure_root, sender=self, dispatch_uid="boards.root")
