"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "wardmote.api"
    label = "api"

    def ready(self) -> None:
        """Revoke a member's tokens together with their password."""
        from allauth.account.signals import password_changed, password_reset

        from wardmote.api import edges
        from wardmote.api.signals import revoke_with_password

        del edges  # imported so that its options are declared, in commands as well
        password_changed.connect(revoke_with_password, dispatch_uid="api.password_changed")
        password_reset.connect(revoke_with_password, dispatch_uid="api.password_reset")
