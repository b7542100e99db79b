"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts."""

    name = "wardmote.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Make the built-in rows after each migration, and let the doctor recount."""
        from wardmote.accounts import builtin, signals
        from wardmote.accounts.queries import recount
        from wardmote.accounts.tasks import totals
        from wardmote.core import doctor

        doctor.register(doctor.Check("credit balances", recount.find_balances, totals.mend_balances))
        doctor.register(doctor.Check("credit totals", recount.find_totals, totals.recompute_totals.call))
        post_migrate.connect(builtin.ensure, sender=self, dispatch_uid="accounts.builtin")
        signals.connect()
