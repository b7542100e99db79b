"""What floors are called, and on which page they stand."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext, pgettext

from wardmote.core.reader import reader

GUEST_POSTS = 20
"""Posts a page for guests, and for members who chose none."""
LEAST_POSTS, MOST_POSTS = 10, 100


def floor_name(floor: int) -> str:
    """Return a floor's name: the first four have names of their own in Chinese (楼主, 沙发, 板凳, 地板)."""
    return _name(floor, reader().language)


@lru_cache(maxsize=2_000)
def _name(floor: int, _language: str) -> str:
    named = {
        1: pgettext("floor", "#1"),
        2: pgettext("floor", "#2"),
        3: pgettext("floor", "#3"),
        4: pgettext("floor", "#4"),
    }
    return named.get(floor) or gettext("#%(floor)s") % {"floor": floor}


def page_of(floor: int, size: int) -> int:
    """Return the page on which a floor stands."""
    return max(1, -(-floor // size))


def page_size(chosen: int | None) -> int:
    """Return the posts a page for what a viewer chose, within bounds."""
    return GUEST_POSTS if chosen is None else min(MOST_POSTS, max(LEAST_POSTS, chosen))
