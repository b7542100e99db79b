"""What an address asks for in its query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest

_DIGITS_MOST = 18
_LISTS_ASK: Final = frozenset({"after", "before", "folder", "kind", "show"})
"""What lists of one's own ask for, each some of it; other words in an address are nobody's here and are let be."""


def key_from(request: HttpRequest, name: str) -> int | None:
    """Return the number that a list is to go on from, or None where the address names none.

    Raises:
        NotFound: it is no number that a row can have.
    """
    text = request.GET.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS_MOST:
        raise NotFound
    return int(text)


def refuse_other_lists(request: HttpRequest, *taken: str) -> None:
    """Refuse an address that asks a list for what only its neighbours have: it is mistaken for one of them.

    Raises:
        NotFound: it does.
    """
    if _LISTS_ASK & request.GET.keys() - set(taken):
        raise NotFound
