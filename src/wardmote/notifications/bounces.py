"""What a mail provider reports of mails that came back (django-anymail's signals): no more mail to such addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from anymail.signals import EventType, RejectReason, tracking
from django.db import transaction

from wardmote.accounts.models import Member
from wardmote.notifications import blocks, unsubscribing
from wardmote.notifications.actions.choices import stop_mails

if TYPE_CHECKING:
    from anymail.signals import AnymailTrackingEvent

FOR_GOOD: Final = frozenset({RejectReason.BOUNCED, RejectReason.INVALID})
"""Reasons that are the address's own; that a mail was taken for spam, or that a server was slow, may pass."""
_UNDELIVERED: Final = frozenset({EventType.BOUNCED, EventType.REJECTED})


def connect() -> None:
    """Connect the receiver; called once, when the app is ready."""
    tracking.connect(on_report, dispatch_uid="notifications.bounces")


@transaction.atomic
def on_report(event: AnymailTrackingEvent, **_more: Any) -> None:
    """Note what a provider says of a mail; reported again, it changes nothing."""
    address = event.recipient or ""
    if not address:
        return
    detail = " ".join(filter(None, (event.mta_response, event.description)))
    if event.event_type == EventType.COMPLAINED:
        blocks.block(address, blocks.BlockReason.COMPLAINED, detail)
    elif event.event_type in _UNDELIVERED and event.reject_reason in FOR_GOOD:
        blocks.block(address, blocks.BlockReason.BOUNCED, detail)
    elif event.event_type == EventType.UNSUBSCRIBED:
        for member_id in Member.objects.filter(email__iexact=address).values_list("pk", flat=True):
            stop_mails(stop=unsubscribing.Stop(member_id, unsubscribing.ALL))
