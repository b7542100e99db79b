"""Django's mail API, writing into the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail.backends.base import BaseEmailBackend

from wardmote.core import clock
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
                # SMTP and .eml files end lines with CRLF; the header Message-ID is made here and stays through retries.
                message=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # SafeMIMEText takes it
            )
            for message in email_messages
            for recipient in dict.fromkeys(message.recipients())
        )
        return len(email_messages)
