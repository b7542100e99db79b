"""Find one board, thread or post by its address, for a viewer; what they may not see answers as what never was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import DEFAULT_DB_ALIAS

from wardmote.boards import ladder, rules
from wardmote.boards.models import Article, Post, Thread
from wardmote.core.errors import NotFound
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.prepared import Answer


def find_board(viewer: Actor, slug: str, least: Level = Level.READ) -> BoardInfo:
    """Return the board of a slug (no query).

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotSignedIn: a guest may know of it, and is below `least`.
        NotAllowed: so is a member.
    """
    tree = ladder.forum()
    board_id = tree.by_slug.get(slug)
    if board_id is None:
        raise NotFound
    rules.require_level(viewer, board_id, least)
    return tree.boards[board_id]


def ask_thread(thread_id: int) -> Answer:
    """Ask ahead for what `find_thread` needs of the database (1 query)."""
    return _thread.ahead(thread=thread_id)


def find_thread(viewer: Actor, thread_id: int, asked: Answer | None = None) -> Thread:
    """Return a thread that the viewer may read, with what its first post says of its source (1 query).

    `asked` is the answer where it was asked for ahead.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotSignedIn: it stands in a board of which a guest may know no more than the name.
        NotAllowed: the same for a member.
    """
    thread = _thread_with_article(asked or ask_thread(thread_id))
    if thread is None:
        raise NotFound
    _require(viewer, thread)
    return thread


def find_post(viewer: Actor, post_id: int) -> Post:
    """Return a post that the viewer may read, its thread loaded (1 query).

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotSignedIn: it stands in a board of which a guest may know no more than the name.
        NotAllowed: the same for a member.
    """
    post = Post.objects.select_related("thread").filter(pk=post_id).first()
    if post is None:
        raise NotFound
    _require(viewer, post.thread)
    if not rules.may_see_post(viewer, post, post.thread):
        raise NotFound
    return post


def _require(viewer: Actor, thread: Thread) -> None:
    """Demand that the viewer may read a thread; at SEE only one that stands is known to be there."""
    if rules.may_see_thread(viewer, thread):
        return
    if thread.deleted_at is None and thread.approved_at is not None:
        rules.require_level(viewer, thread.board_id, Level.READ)
    raise NotFound


def _thread_with_article(asked: Answer) -> Thread | None:
    """Return a thread with what its first post says of its source, as `select_related` would."""
    rows = asked.rows()
    if not rows:
        return None
    row = rows[0]
    alias, width = DEFAULT_DB_ALIAS, len(_THREAD)
    thread = Thread.from_db(alias, _THREAD, row[:width])
    article = Article.from_db(alias, _ARTICLE, row[width:]) if row[width] is not None else None
    Thread._meta.get_field("article").set_cached_value(thread, article)
    return thread


_THREAD: Final = [field.attname for field in Thread._meta.concrete_fields]
_ARTICLE: Final = [field.attname for field in Article._meta.concrete_fields]
_thread: Final = Prepared(
    lambda: Thread.objects.filter(pk=Slot("thread")).values_list(*_THREAD, *(f"article__{name}" for name in _ARTICLE))
)
