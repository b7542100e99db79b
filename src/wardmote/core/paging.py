"""Numbered pages: which links a pager shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

NEAR = 2
"""Pages shown on each side of the present one, besides the first and the last."""
DIGITS_MOST = 9


class PageLink(NamedTuple):
    """One number of a pager; `gap` says that numbers are left out before it."""

    number: int
    address: str
    current: bool = False
    gap: bool = False


class Pager(NamedTuple):
    """What templates/_partials/pager.html shows; empty addresses are not there."""

    links: tuple[PageLink, ...] = ()
    previous: str = ""
    next: str = ""


def page_number(text: str | None) -> int | None:
    """Return the number that `?page=` asks for, 1 without one, None for what is no page number."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()) or len(text) > DIGITS_MOST or text.startswith("0"):
        return None
    return int(text)


def pages_of(items: int, size: int) -> int:
    """Return how many pages of `size` hold `items`; an empty list has one."""
    return max(1, -(-items // size))


def numbered(page: int, last: int, address: Callable[[int], str]) -> Pager:
    """Return the pager of page `page` of `last`: the first, the last, and those near."""
    numbers = sorted({1, last, *range(max(1, page - NEAR), min(last, page + NEAR) + 1)})
    links = []
    before = 0
    for number in numbers:
        links.append(PageLink(number, address(number), current=number == page, gap=number > before + 1))
        before = number
    return Pager(
        tuple(links),
        previous=address(page - 1) if page > 1 else "",
        next=address(page + 1) if page < last else "",
    )
