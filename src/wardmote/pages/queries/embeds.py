"""What another site shows of a thread or post whose address somebody put there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.html import format_html

from wardmote.accounts import actor as actors
from wardmote.boards import ladder
from wardmote.boards.models import PostState
from wardmote.boards.queries.find import find_post, find_thread
from wardmote.boards.queries.visible import posts_of
from wardmote.core import site
from wardmote.core.errors import NotFound
from wardmote.core.http.head import whole
from wardmote.core.language import bilingual
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    from wardmote.boards.models import Post, Thread

EXCERPT: Final = 280
_ID: Final = "[1-9][0-9]{0,17}"
_PATH: Final = re.compile(rf"/(?:t/(?P<thread>{_ID})(?:/(?P<floor>{_ID}))?|p/(?P<post>{_ID}))/?(?:[?#].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Embed:
    """A post as others show it; the addresses are whole."""

    title: str
    address: str
    author: str
    author_address: str
    html: str
    picture: str
    """The path of the thread's picture, if one can be drawn."""


def embed_of(address: str) -> Embed:
    """Return what an address of this site shows to everybody (3 queries at most).

    Raises:
        NotFound: it is of no thread or post, or none that everybody may read.
        NotSignedIn: it is of a board of which everybody may know no more than the name.
    """
    if not address.startswith(settings.SITE_URL):
        raise NotFound
    named = _PATH.fullmatch(address.removeprefix(settings.SITE_URL))
    if named is None:
        raise NotFound
    everybody = actors.guest()
    if named["post"]:
        post = find_post(everybody, int(named["post"]))
        thread = post.thread
    else:
        thread = find_thread(everybody, int(named["thread"]))
        while thread.merged_into_id is not None:  # only a thread that stands is merged into, so that this ends
            thread = find_thread(everybody, thread.merged_into_id)
        floor = int(named["floor"] or 1)
        found = posts_of(everybody, thread).filter(state=PostState.PUBLIC, floor=floor).first()
        if found is None:
            raise NotFound
        post = found
    if not thread.stands:
        raise NotFound
    return _embed(thread, post)


def _embed(thread: Thread, post: Post) -> Embed:
    board = ladder.forum().boards[thread.board_id]
    name = site.name()
    address = whole(f"/t/{thread.pk}" if post.floor == 1 else f"/p/{post.pk}")
    author: str = post.author.name
    html = format_html(
        '<blockquote class="wardmote-post" cite="{0}"><p><a href="{0}">{1}</a></p><p>{2}</p>'
        '<footer>{3} · <time datetime="{4}">{5}</time> · {6} · {7}</footer></blockquote>',
        address,
        thread.title,
        excerpt(post.text, EXCERPT),
        author,
        post.created_at.isoformat(timespec="seconds"),
        site.day_of(post.created_at).isoformat(),
        bilingual(board.name, board.name_en),
        name,
    )
    return Embed(thread.title, address, author, whole(f"/u/{post.author_id}"), html, f"/t/{thread.pk}/picture.png")
