"""What happens to polls by itself: they close in time, and secret ones forget who chose what."""

from __future__ import annotations

from django.db import transaction

from wardmote.boards import announced, notices_polls
from wardmote.boards.models import Poll, PollVote
from wardmote.core import clock
from wardmote.notifications.actions.notify import notify
from wardmote.webhooks.actions.announcing import announce


def close_due() -> int:
    """Close every poll whose time is over, and return how many there were; each author is told.

    Votes are refused from that very time on (`polls.is_closed`), however late this comes.
    """
    due = Poll.objects.filter(closed_at=None, closes_at__lte=clock.now()).order_by("closes_at")
    return sum(_close(pk) for pk in list(due.values_list("pk", flat=True)))


def forget_votes() -> int:
    """Drop who chose what in every secret poll that is closed, and return in how many; the counts stay."""
    rows = Poll.objects.filter(linked=True, public_voters=False, closed_at__isnull=False)
    return sum(_forget(pk) for pk in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _close(pk: int) -> bool:
    poll = Poll.objects.select_for_update(no_key=True).filter(pk=pk, closed_at=None, closes_at__lte=clock.now()).first()
    if poll is None:
        return False  # put off, closed or taken away meanwhile
    poll.closed_at = poll.closes_at
    poll.save(update_fields=["closed_at"])
    notify(notices_polls.POLL_CLOSED, actor=None, to=[poll.author_id], target="thread", target_id=poll.thread_id)
    announce(announced.OF_ACT["poll_closed"], poll.thread_id)
    return True


@transaction.atomic
def _forget(pk: int) -> bool:
    poll = Poll.objects.select_for_update(no_key=True).filter(pk=pk, linked=True).first()
    if poll is None:
        return False
    PollVote.objects.filter(choice__poll=poll).delete()
    poll.linked = False
    poll.save(update_fields=["linked"])
    return True
