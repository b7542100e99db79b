"""What an address asks for in its query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest

_DIGITS_MOST = 18


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
