"""What boards and threads say of themselves to search engines, feed readers and sites where somebody shares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from wardmote.accounts import actor as actors
from wardmote.boards import ladder
from wardmote.boards.views.structured import NO_DATA, beginning, standing_posts, thread_data, way_data
from wardmote.core import site
from wardmote.core.http.head import DESCRIPTION, Head
from wardmote.core.language import bilingual
from wardmote.core.permissions import Level
from wardmote.core.share.fonts import face
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.queries.board_page import BoardPage
    from wardmote.boards.queries.tag_pages import TagPage, TagsPage
    from wardmote.boards.queries.thread_page import ThreadPage
    from wardmote.boards.views.structured import Way


def guests_read(board_id: int) -> bool:
    """Say whether everybody may read a board, so that its public feed and cards hold something (no query)."""
    return ladder.level(actors.guest(), board_id) >= Level.READ


def board_head(viewer: Actor, shown: BoardPage) -> Head:
    """Return the head of a board's page (no query)."""
    board, listing = shown.board, shown.listing
    name = bilingual(board.name, board.name_en)
    public = guests_read(board.id)
    deep = bool(listing.show or listing.after or (listing.type_id and listing.page > 1))
    return Head(
        canonical=shown.canonical,
        title=f"{name} · {site.name()}",
        description=excerpt(bilingual(board.description, board.description_en), DESCRIPTION),
        indexed=not deep and bool(shown.row.threads or shown.children),
        picture=f"/b/{board.slug}/picture.png" if public and face() else "",
        feed=f"/b/{board.slug}/feed.atom" if public else "",
        feed_title=_feed_title(name),
        data=NO_DATA if viewer.is_member else way_data(_way(shown.path)),
    )


def thread_head(viewer: Actor, shown: ThreadPage) -> Head:
    """Return the head of a thread's page (no query)."""
    thread = shown.thread
    public = shown.stands and guests_read(shown.board.id)
    view = shown.view
    indexed = shown.stands and not (view.author_id or view.reverse or view.reading)
    described, data = "", NO_DATA
    if not viewer.is_member:
        posts = standing_posts(shown)
        described = beginning(posts[0].html, DESCRIPTION) if posts else ""
        data = thread_data(_way(shown.path), shown, posts) if indexed else NO_DATA
    return Head(
        canonical=shown.canonical,
        title=thread.title,
        description=described,
        indexed=indexed,
        kind="article",
        published_at=thread.created_at,
        section=bilingual(shown.board.name, shown.board.name_en),
        picture=f"/t/{thread.pk}/picture.png" if public and face() else "",
        embed=public,
        feed=f"/t/{thread.pk}/feed.atom" if public else "",
        feed_title=_feed_title(thread.title),
        data=data,
    )


def tag_head(shown: TagPage, *, public: bool) -> Head:
    """Return the head of a tag's page; `public` says that guests know of the tag."""
    title = _("Tag: %(name)s") % {"name": shown.name}
    return Head(
        canonical=shown.canonical,
        title=title,
        indexed=bool(shown.threads) and not shown.begun,
        feed=f"{shown.address}/feed.atom" if public else "",
        feed_title=_feed_title(title),
    )


def tags_head(shown: TagsPage) -> Head:
    """Return the head of the page of all tags."""
    return Head(canonical=reverse("tags"), title=_("Tags"), indexed=bool(shown.tags) and not (shown.q or shown.begun))


def _way(path: Sequence[BoardInfo]) -> Way:
    return ((_("Forum"), "/"), *((bilingual(above.name, above.name_en), f"/b/{above.slug}") for above in path))


def _feed_title(name: str) -> str:
    return f"{name} · {site.name()}"
