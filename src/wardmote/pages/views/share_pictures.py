"""The pictures of shared links: of a thread, a board, the site, as far as everybody may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from wardmote.accounts import actor as actors
from wardmote.boards.queries.find import find_board, find_thread
from wardmote.core.errors import NotFound
from wardmote.core.share import kept
from wardmote.core.share.fonts import face
from wardmote.pages import share_cards

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wardmote.pages.share_cards import Kept

KEPT_S: Final = 3600


@require_safe
def site_picture(request: HttpRequest) -> HttpResponse:
    """Send the picture of the site."""
    return _sent(request, share_cards.of_site())


@require_safe
def board_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the picture of a board."""
    return _sent(request, share_cards.of_board(find_board(actors.guest(), slug)))


@require_safe
def thread_picture(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Send the picture of a thread."""
    thread = find_thread(actors.guest(), thread_id)
    if not thread.stands:
        raise NotFound
    return _sent(request, share_cards.of_thread(thread.pk, thread.title, thread.board_id))


def _sent(request: HttpRequest, shown: Kept) -> HttpResponse:
    """Send a picture: the worker has drawn it as a rule, and a request draws it where it has not come to that yet."""
    with_face = face()
    if with_face is None:
        raise NotFound
    etag = f'"{kept.name_of(shown.card, with_face)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(kept.picture(shown.key, shown.card, with_face), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEPT_S}"
    assert isinstance(response, HttpResponse)  # noqa: S101  Django's signature is wider
    return response
