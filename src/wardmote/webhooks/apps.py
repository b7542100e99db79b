"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks."""

    name = "wardmote.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Hear who joins, and let options and events be declared, in commands as well."""
        from wardmote.core import targets
        from wardmote.webhooks import own_events
        from wardmote.webhooks.actions import settling
        from wardmote.webhooks.queries.seen import see_webhooks

        del settling
        own_events.connect()
        targets.register("webhook", see_webhooks)
