"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "wardmote.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Make the built-in rows after each migration."""
        from wardmote.accounts import builtin

        post_migrate.connect(builtin.ensure, sender=self, dispatch_uid="accounts.builtin")
