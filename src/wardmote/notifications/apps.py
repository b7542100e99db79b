"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications."""

    name = "wardmote.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Let the doctor recount, and hear what mail providers report."""
        from wardmote.core import doctor, targets
        from wardmote.notifications import bounces, own_kinds
        from wardmote.notifications.actions import digests, sweeping
        from wardmote.notifications.actions.recount import mend_unread
        from wardmote.notifications.queries.announcements import see_announcements
        from wardmote.notifications.queries.recount import find_unread

        del digests, sweeping  # imported so that their options are declared, in commands as well
        bounces.connect()
        own_kinds.connect()
        targets.register("announcement", see_announcements)
        doctor.register(doctor.Check("unread notices", find_unread, mend_unread))
