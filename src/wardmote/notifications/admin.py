"""What administrators see of the outbox: not what the mails say, for they hold links that sign people in."""

from __future__ import annotations

from wardmote.core.http.admin_site import register
from wardmote.notifications.models import OutgoingMail

register(
    OutgoingMail,
    "made_at",
    "recipient",
    "subject",
    "state",
    "tries",
    "last_error",
    list_filter=("state",),
    exclude=("message",),
    ordering=("-id",),
)
