"""What a receiver is sent: enough to fetch the thing through the API, and nothing that its reader may not see."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings

from wardmote.core import targets
from wardmote.webhooks.events import TEST

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.webhooks.models import Delivery


def payload(delivery: Delivery, reader: Actor) -> bytes | None:
    """Return the body as JSON, or None where the reader may not see what it is about (1 query, none for a test).

    Of what they could see until it happened, they are told the kind and the number.
    """
    thing: dict[str, Any] = {"type": delivery.target, "id": str(delivery.target_id)}
    if delivery.event != TEST:
        seen = targets.see(delivery.target, reader, [delivery.target_id]).get(delivery.target_id)
        if seen is not None:
            thing |= {"url": urljoin(settings.SITE_URL, seen.address), "title": seen.title}
            thing |= {kind: str(number) for kind, number in seen.within.items()}
            thing |= {} if seen.author_id is None else {"author": str(seen.author_id)}
        elif not delivery.was_seen:
            return None
    whole = {
        "id": str(delivery.key),
        "event": delivery.event,
        "at": delivery.at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "site": settings.SITE_URL,
        "object": thing,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
