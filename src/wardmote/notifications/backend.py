"""Django's mail API, writing into the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail.backends.base import BaseEmailBackend

from wardmote.core import clock
from wardmote.core.mail import as_bytes
from wardmote.notifications.models import OutgoingMail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class OutboxBackend(BaseEmailBackend):
    """Queue each message, one row a recipient, in the transaction at hand."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages (1 query) and return how many there were."""
        now = clock.now()
        OutgoingMail.objects.bulk_create(
            OutgoingMail(
                made_at=now,
                next_try_at=now,
                recipient=recipient,
                subject=str(message.subject)[:300],
                # The header Message-ID is made here and stays through retries.
                message=as_bytes(message),
                despite_block=getattr(message, "despite_block", False),
            )
            for message in email_messages
            for recipient in dict.fromkeys(message.recipients())
        )
        return len(email_messages)
