"""Feeds: for everybody what a guest may read, for who comes with a token what its member may read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils import translation
from django.views.decorators.http import require_safe

from wardmote.accounts import actor as actors
from wardmote.accounts.actions.feed_tokens import note_use
from wardmote.accounts.queries.feed_tokens import reader_of
from wardmote.boards.queries.find import find_board, find_thread
from wardmote.boards.queries.tag_pages import tag_address
from wardmote.boards.queries.tags import find_tag
from wardmote.boards.views.search import OF_GUESTS, OF_MEMBERS
from wardmote.core import rates, site
from wardmote.core.best_effort import best_effort
from wardmote.core.errors import NotFound
from wardmote.core.http.clients import address_of
from wardmote.core.http.conditional import conditional
from wardmote.core.http.front_marks import guest_page
from wardmote.core.http.vary import changes_with
from wardmote.core.language import bilingual
from wardmote.pages.atom import ATOM_TYPE, OPML_TYPE, atom, opml, with_token
from wardmote.pages.discovery_options import FEED_HUB
from wardmote.pages.queries import feeds
from wardmote.search.parse import question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.pages.queries.feeds import Feed

KEPT_S: Final = 60
"""Seconds for which anybody may keep a public feed, as they may keep a page."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a feed; `token` is empty for everybody, whoever may be signed in."""

    actor: Actor
    token: str = ""


@guest_page(private=("token",))
@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    """Send the newest threads."""
    reader = _reader(request)
    with _language(reader):
        return _sent(request, reader, feeds.site_feed(reader.actor))


@guest_page(private=("token",))
@require_safe
def board_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the newest threads of a board."""
    reader = _reader(request)
    board = find_board(reader.actor, slug)
    with _language(reader):
        return _sent(request, reader, feeds.board_feed(reader.actor, board))


@guest_page(private=("token",))
@require_safe
def thread_feed(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Send the newest posts of a thread; of one that was merged, lead to where its posts are."""
    reader = _reader(request)
    thread = find_thread(reader.actor, thread_id)
    if thread.merged_into_id is not None:
        into = find_thread(reader.actor, thread.merged_into_id)
        return HttpResponsePermanentRedirect(with_token(f"/t/{into.pk}/feed.atom", reader.token))
    with _language(reader):
        return _sent(request, reader, feeds.thread_feed(reader.actor, thread))


@guest_page(private=("token",))
@require_safe
def member_feed(request: HttpRequest, member_id: int) -> HttpResponse:
    """Send what a member wrote last."""
    reader = _reader(request)
    with _language(reader):
        return _sent(request, reader, feeds.member_feed(reader.actor, member_id))


@guest_page(private=("token",))
@require_safe
def tag_feed(request: HttpRequest, name: str) -> HttpResponse:
    """Send the newest threads that bear a tag; a former name leads to where they are."""
    reader = _reader(request)
    found = find_tag(reader.actor, name)
    if found.moved:
        return HttpResponsePermanentRedirect(with_token(f"{tag_address(found.tag.name)}/feed.atom", reader.token))
    with _language(reader):
        return _sent(request, reader, feeds.tag_feed(reader.actor, found.tag))


@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    """Send what a search finds; it counts as a search."""
    reader = _reader(request)
    words = question(request.GET.get("q", ""))
    if not words:
        raise NotFound
    if reader.actor.is_member:
        rates.take(OF_MEMBERS, str(reader.actor.member_id))
    else:
        rates.take(OF_GUESTS, rates.address_key(address_of(request)))
    with _language(reader):
        return _sent(request, reader, feeds.search_feed(reader.actor, words))


@guest_page(private=("token",))
@require_safe
def boards_opml(request: HttpRequest) -> HttpResponse:
    """Send the list of the boards' feeds."""
    reader = _reader(request)
    with _language(reader) as language:
        boards = [(board, bilingual(board.name, board.name_en)) for board in feeds.feed_boards(reader.actor)]
        title = site.name()
        return _answer(request, reader, opml(title, boards, reader.token), OPML_TYPE, language)


def _reader(request: HttpRequest) -> Reader:
    """Return who reads.

    Raises:
        NotAllowed: the token is not valid, or no longer.
    """
    if "token" not in request.GET:
        return Reader(actors.guest())
    token = request.GET["token"]
    reader = reader_of(token)
    with best_effort("the use of a feed token"):
        note_use(member_id=reader.own_id)
    return Reader(reader, token)


@contextmanager
def _language(reader: Reader) -> Iterator[str]:
    """Speak the member's language, to everybody the site's: a feed must not change with who asks for it first."""
    language = reader.actor.language or site.DEFAULT_LANGUAGE.get()
    with translation.override(language):
        yield {"zh-hans": "zh-Hans"}.get(language, language)


def _sent(request: HttpRequest, reader: Reader, feed: Feed) -> HttpResponse:
    language = translation.to_locale(translation.get_language() or "").replace("_", "-")
    hub = FEED_HUB.get() if feed.is_told and not reader.token else ""
    # A private feed tells other things than the public one, and its identity must not hold the token.
    feed_id = settings.SITE_URL + feed.path + (f"#{reader.actor.own_id}" if reader.token else "")
    body = atom(feed, language=language, feed_id=feed_id, hub=hub, token=reader.token)
    response = _answer(request, reader, body, ATOM_TYPE, language, feed)
    if hub:
        response["Link"] = f'<{hub}>; rel="hub", <{settings.SITE_URL}{feed.path}>; rel="self"'
    return response


def _answer(  # noqa: PLR0917  private
    request: HttpRequest, reader: Reader, body: bytes, kind: str, language: str, feed: Feed | None = None
) -> HttpResponse:
    changed_at = feed.updated_at if feed is not None and feed.entries else None
    response = conditional(request, body, kind, changed_at=changed_at, kept_s=0 if reader.token else KEPT_S)
    if reader.token:
        changes_with(request)
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    return response
