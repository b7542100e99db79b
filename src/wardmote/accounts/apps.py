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
        from wardmote.accounts.actions.recount import mend_balances, mend_blocks, mend_totals
        from wardmote.accounts.queries.recount import find_balances, find_blocks, find_totals
        from wardmote.accounts.queries.seen import see_members
        from wardmote.core import doctor, targets

        doctor.register(doctor.Check("credit balances", find_balances, mend_balances))
        doctor.register(doctor.Check("credit totals", find_totals, mend_totals))
        doctor.register(doctor.Check("members' blocks", find_blocks, mend_blocks))
        targets.register("member", see_members)
        post_migrate.connect(builtin.ensure, sender=self, dispatch_uid="accounts.builtin")
        signals.connect()
