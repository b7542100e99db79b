"""The WebSub hub that public feeds name: told which of them have changed, so that it fetches and passes them on.

A feed that changes again and again is told of once in DEBOUNCE. Where the hub fails, everything for it waits. What is
asked of it is what every hub takes: `hub.mode=publish` and the feed's address as `hub.url`, form-encoded.
Source: W3C WebSub leaves this request to the hub; PubSubHubbub 0.4 (7.1) has it.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F

from wardmote import __version__
from wardmote.boards import announced
from wardmote.core import clock
from wardmote.pages.discovery_options import FEED_HUB
from wardmote.pages.models import HubTopic
from wardmote.pages.queries.topics import public_path
from wardmote.webhooks import sending
from wardmote.webhooks.errors import SendingError
from wardmote.webhooks.queue import CLAIM, TRIES_MOST, WAITS

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.pages.queries.topics import Topic

log = logging.getLogger("wardmote.hub")

DEBOUNCE: Final = dt.timedelta(seconds=30)
KEPT: Final = dt.timedelta(days=3)
"""So old news is none any more: the next change is."""
CHANGING: Final = frozenset(
    event.key
    for event in (
        announced.THREAD_CREATED,
        announced.THREAD_DELETED,
        announced.THREAD_RESTORED,
        announced.THREAD_MOVED,
        announced.THREAD_MERGED,
        announced.THREAD_SPLIT,
        announced.THREAD_TAGGED,
        announced.POST_EDITED,
        announced.POST_DELETED,
        announced.POST_RESTORED,
    )
)
"""The events that change what feeds tell, beside new replies."""
HEADERS: Final = {
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": f"Wardmote/{__version__} (WebSub)",
    "Connection": "close",
}


def is_named() -> bool:
    """Say whether the site uses a hub (no query)."""
    return bool(FEED_HUB.get())


def note(topics: Collection[Topic]) -> int:
    """Let the hub be told of feeds, each once however often it is noted till then (1 query, none for none)."""
    now = clock.now()
    rows = [HubTopic(kind=kind, name=name, changed_at=now, due_at=now + DEBOUNCE) for kind, name in sorted(topics)]
    if rows:
        HubTopic.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["kind", "name"], update_fields=["changed_at"]
        )
    return len(rows)


def tell_next() -> bool:
    """Tell the hub of the feed that is due and say whether there was one (no query where no hub is named)."""
    hub = FEED_HUB.get()
    if not hub:
        return False
    now = clock.now()
    row = HubTopic.objects.filter(due_at__lte=now).order_by("due_at", "id").first()
    if row is None:
        return False
    mine = HubTopic.objects.filter(pk=row.pk, due_at=row.due_at)
    if mine.update(due_at=now + CLAIM, tries=F("tries") + 1):
        _tell(hub, row)
    return True


def behind() -> int:
    """Return how many feeds wait that the hub was told of in vain, more than once (1 query, none without a hub)."""
    return HubTopic.objects.filter(tries__gt=1).count() if is_named() else 0


def sweep() -> int:
    """Forget what the hub did not take for days, and everything where no hub is named any more; return how many."""
    rows = HubTopic.objects.filter(changed_at__lt=clock.now() - KEPT) if is_named() else HubTopic.objects.all()
    return rows.delete()[0]


def _tell(hub: str, row: HubTopic) -> None:
    path = public_path((row.kind, row.name))
    if path is None:
        HubTopic.objects.filter(pk=row.pk).delete()
        return
    body = urlencode({"hub.mode": "publish", "hub.url": settings.SITE_URL + path}).encode()
    try:
        answer = sending.post(hub, body, HEADERS)
    except SendingError as error:
        _fail(row, str(error), of_all=True)
    else:
        if answer.is_good:
            _finish(row)
        else:
            _fail(row, f"answered {answer.status}", of_all=answer.is_of_all)


def _finish(row: HubTopic) -> None:
    """Forget a feed, unless it has changed while the hub was told."""
    if not HubTopic.objects.filter(pk=row.pk, changed_at=row.changed_at).delete()[0]:
        HubTopic.objects.filter(pk=row.pk).update(due_at=clock.now() + DEBOUNCE, tries=0)


def _fail(row: HubTopic, why: str, *, of_all: bool) -> None:
    """Put a feed off, and all others with it where the hub itself is the trouble."""
    tries = row.tries + 1
    log.warning("the hub was not told of %s %s, try %s: %s", row.kind, row.name, tries, why)
    later = clock.now() + WAITS[min(tries, len(WAITS)) - 1]
    if tries >= TRIES_MOST:
        HubTopic.objects.filter(pk=row.pk).delete()
    else:
        HubTopic.objects.filter(pk=row.pk).update(due_at=later)
    if of_all:
        HubTopic.objects.filter(due_at__lt=later).update(due_at=later)
