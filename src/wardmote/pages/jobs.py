"""What the pages need from time to time."""

from __future__ import annotations

from typing import Final

from wardmote.core import jobs, loops
from wardmote.core.share import kept
from wardmote.core.share.fonts import face
from wardmote.pages import hub, share_cards
from wardmote.pages.queries.sitemap import blocks

PLACES_EVERY_S: Final = 60
HIDDEN_EVERY_S: Final = 600


def _renew_sitemap() -> int:
    blocks.bump()
    return 1


def _draw_places() -> int:
    """Draw the pictures of the site and the boards that are new or called something else by now; return how many."""
    with_face = face()
    if with_face is None:
        return 0
    return sum(kept.prepare(place.key, place.card, with_face) for place in share_cards.public_places())


jobs.register("sitemap", jobs.HOUR_S, _renew_sitemap)
jobs.register("share-pictures", jobs.DAY_S, kept.sweep)
jobs.register("share-pictures.places", PLACES_EVERY_S, _draw_places)
jobs.register("share-pictures.hidden", HIDDEN_EVERY_S, share_cards.forget_hidden)
jobs.register("hub.sweep", jobs.DAY_S, hub.sweep)
loops.register("hub", hub.tell_next)
