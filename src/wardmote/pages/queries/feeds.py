"""What feeds tell: the newest threads or posts that a reader may read and that stand, also for moderators."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models.functions import Left
from django.utils.html import format_html
from django.utils.translation import gettext as _

from wardmote.accounts.models import Member
from wardmote.accounts.queries.blocks import blocked_by
from wardmote.boards import ladder
from wardmote.boards.floors import floor_name
from wardmote.boards.models import PostState
from wardmote.boards.queries.search import search_posts
from wardmote.boards.queries.tag_pages import tag_address
from wardmote.boards.queries.tags import threads_with_tag
from wardmote.boards.queries.visible import posts_of, posts_visible_to, standing_threads, standing_threads_by_time
from wardmote.core import cards, site
from wardmote.core.errors import NotFound
from wardmote.core.http.formats import query
from wardmote.core.language import bilingual
from wardmote.core.permissions import Level
from wardmote.core.text.elsewhere import for_elsewhere
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.models import Post, Tag, Thread

ENTRIES: Final = 30
"""The newest; a reader that comes every day misses nothing on a board with as many threads a day."""
HTML_MOST: Final = 16_000
"""Characters of HTML in an entry; of a longer text the beginning is told: a feed stays under half a megabyte."""
EXCERPT: Final = 1_000

_FIELDS: Final = (
    "id",
    "floor",
    "author_id",
    "author__name",
    "created_at",
    "edited_at",
    "thread_id",
    "thread__title",
    "thread__board_id",
)
_ID_FROM: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing told. `address` and `replies` (the feed of what comes after, or empty) are paths."""

    id: str
    title: str
    address: str
    author: str
    author_address: str
    published_at: dt.datetime
    updated_at: dt.datetime
    html: str
    category: str
    replies: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `path` is its own address, `address` that of the page that it follows."""

    title: str
    subtitle: str
    address: str
    path: str
    entries: Sequence[Entry]
    is_told: bool = True
    """Whether the hub is told when it changes; what a search finds may change with anything."""

    @property
    def updated_at(self) -> dt.datetime:
        """When the latest of what it tells was written or edited; the beginning of time while it tells nothing."""
        return max((entry.updated_at for entry in self.entries), default=_ID_FROM)


def site_feed(reader: Actor) -> Feed:
    """Return the newest threads of all boards (2 queries, 2 more at most for cards of links)."""
    threads = standing_threads_by_time(reader).order_by("-created_at", "-id")
    subtitle = bilingual(site.SITE_TAGLINE.get(), site.SITE_TAGLINE_EN.get())
    return Feed(site.name(), subtitle, "/", "/feed.atom", _threads(reader, threads))


def board_feed(reader: Actor, board: BoardInfo) -> Feed:
    """Return the newest threads of a board that the reader may read, or of a category's boards (2 to 4 queries)."""
    if board.is_category:
        threads = standing_threads_by_time(reader).filter(category_id=board.id)
    else:
        threads = standing_threads(reader).filter(board_id=board.id)
    path = f"/b/{board.slug}"
    return Feed(
        _of_site(bilingual(board.name, board.name_en)),
        bilingual(board.description, board.description_en),
        path,
        f"{path}/feed.atom",
        _threads(reader, threads.order_by("-created_at", "-id")),
    )


def thread_feed(reader: Actor, thread: Thread) -> Feed:
    """Return the newest posts of a thread that the reader may read (1 to 3 queries).

    Raises:
        NotFound: it does not stand.
    """
    if not thread.stands:
        raise NotFound
    posts = posts_of(reader, thread).filter(state=PostState.PUBLIC, deleted_at=None)
    board = ladder.forum().boards[thread.board_id]
    path = f"/t/{thread.pk}"
    return Feed(
        _of_site(thread.title),
        bilingual(board.name, board.name_en),
        path,
        f"{path}/feed.atom",
        _posts(reader, posts.order_by("-floor")),
    )


def member_feed(reader: Actor, member_id: int) -> Feed:
    """Return the newest posts of a member, those that began threads among them (2 to 4 queries).

    Raises:
        NotFound: there is no such member, or none yet.
    """
    name = Member.objects.filter(pk=member_id, approved_at__isnull=False).values_list("name", flat=True).first()
    if name is None:
        raise NotFound
    path = f"/u/{member_id}"
    posts = _standing_posts(reader).filter(author_id=member_id).order_by("-id")
    return Feed(_of_site(name), "", path, f"{path}/feed.atom", _posts(reader, posts, but=()))


def tag_feed(reader: Actor, tag: Tag) -> Feed:
    """Return the newest threads that bear a tag which the reader may know of (2 to 4 queries)."""
    path = tag_address(tag.name)
    title = _of_site(_("Tag: %(name)s") % {"name": tag.name})
    return Feed(title, "", path, f"{path}/feed.atom", _threads(reader, threads_with_tag(reader, tag)))


def search_feed(reader: Actor, words: str) -> Feed:
    """Return the newest posts that a search finds (2 queries more than the search itself, at most).

    Raises:
        Invalid: a filter names what is not there (field "q").
    """
    found = [hit.id for thread in search_posts(reader, words).threads for hit in thread.hits]
    posts = _standing_posts(reader).filter(pk__in=found).order_by("-id")
    asked = query({"q": words})
    title = _of_site(_("Search: %(words)s") % {"words": words})
    entries = _posts(reader, posts) if found else ()
    return Feed(title, "", f"/search?{asked}", f"/search/feed.atom?{asked}", entries, is_told=False)


def _of_site(title: str) -> str:
    return f"{title} · {site.name()}"


def _standing_posts(reader: Actor) -> QuerySet[Post]:
    return posts_visible_to(reader).filter(
        state=PostState.PUBLIC,
        deleted_at=None,
        thread__deleted_at=None,
        thread__merged_into=None,
        thread__approved_at__isnull=False,
    )


def _threads(reader: Actor, threads: QuerySet[Thread]) -> Sequence[Entry]:
    """Return threads as entries, each told by its first post."""
    ids = list(threads.values_list("id", flat=True)[:ENTRIES])
    if not ids:
        return ()
    first = _standing_posts(reader).filter(thread_id__in=ids, floor=1)
    rows = {row["thread_id"]: row for row in _rows(reader, first, blocked_by(reader, hide_posts=True))}
    return [_entry(rows[pk], thread=True) for pk in ids if pk in rows]


def _posts(reader: Actor, posts: QuerySet[Post], but: Sequence[int] | frozenset[int] | None = None) -> Sequence[Entry]:
    """Return posts as entries, without those of members whose posts the reader wants folded."""
    folded = blocked_by(reader, hide_posts=True) if but is None else but
    return [_entry(row, thread=False) for row in _rows(reader, posts, folded)]


def _rows(reader: Actor, posts: QuerySet[Post], but: Sequence[int] | frozenset[int]) -> Sequence[Mapping[str, Any]]:
    if but:
        posts = posts.exclude(author_id__in=but)
    # No more is read of a text than may be told of it.
    posts = posts.annotate(start=Left("html", HTML_MOST + 1), beginning=Left("text", 2 * EXCERPT))
    rows = list(posts.values(*_FIELDS, "start", "beginning")[:ENTRIES])
    texts = cards.filled(reader, ["" if len(row["start"]) > HTML_MOST else row["start"] for row in rows])
    return [{**row, "html": html} for row, html in zip(rows, texts, strict=True)]


def _entry(row: Mapping[str, Any], *, thread: bool) -> Entry:
    begins = row["floor"] == 1
    path = f"/t/{row['thread_id']}" if thread or begins else f"/p/{row['id']}"
    title: str = row["thread__title"]
    board = ladder.forum().boards[row["thread__board_id"]]
    return Entry(
        id=_tag(path, row["created_at"]),
        title=title if begins else f"{title} · {floor_name(row['floor'])}",
        address=path,
        author=row["author__name"],
        author_address=f"/u/{row['author_id']}",
        published_at=row["created_at"],
        updated_at=row["edited_at"] or row["created_at"],
        html=_told(row, path),
        category=bilingual(board.name, board.name_en),
        replies=f"/t/{row['thread_id']}/feed.atom" if begins else "",
    )


def _told(row: Mapping[str, Any], path: str) -> str:
    """Return the text, or how it begins where it is too long for a feed."""
    if len(row["start"]) <= HTML_MOST:
        return for_elsewhere(row["html"], settings.SITE_URL)
    more = _("Read on at the forum")
    return format_html(
        '<p>{}</p><p><a href="{}">{}</a></p>', excerpt(row["beginning"], EXCERPT), settings.SITE_URL + path, more
    )


def _tag(path: str, at: dt.datetime) -> str:
    """Return an identity that stays when titles, boards and addresses change. Source: RFC 4151."""
    return f"tag:{settings.HOSTNAME},{at.astimezone(dt.UTC).date().isoformat()}:{path}"


def feed_boards(reader: Actor) -> Sequence[BoardInfo]:
    """Return the boards and categories that the reader may read, in the order shown (no query)."""
    boards = ladder.forum().boards
    return [boards[board_id] for board_id in ladder.boards_at(reader, Level.READ)]
