"""Posts of a thread with all that stands under them: what its page shows, and what programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wardmote.accounts.queries.cards import cards_ahead
from wardmote.boards.queries.responses import NOTHING, responses
from wardmote.boards.queries.thread_items import post_item
from wardmote.core import snapshot
from wardmote.core.cards import filled
from wardmote.core.generations import Generations
from wardmote.core.prepared import together
from wardmote.core.reader import reader
from wardmote.uploads.queries.attached import attached_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.can import ThreadCan
    from wardmote.boards.queries.post_row import PostRow
    from wardmote.boards.queries.thread_items import PostItem

POSTS_KEPT: Final = 600
"""Of guests' pages, with all that stands under them: thirty pages, in some 2 MB."""
PAGE_POSTS: Final = 100
_items: Final = Generations["tuple[PostItem, ...]"](POSTS_KEPT, PAGE_POSTS)


def post_items(
    viewer: Actor,
    thread: Thread,
    rows: Sequence[PostRow],
    can: ThreadCan,
    *,
    folded: frozenset[int],
    bare: bool = False,
) -> Sequence[PostItem]:
    """Return posts of a thread that the viewer may read, with what stands under them.

    2 queries; 1 more for a member, one each where a post has comments or ratings, one where files are attached, and at
    most 2 where texts hold cards. `bare` posts have nothing under them.
    """
    state = snapshot.generation()
    posts = _with_cards(viewer, rows)
    with together() as answers:
        asked = dict if bare else responses(viewer, thread, posts, folded=folded)
        attached = attached_files("post", [row.id for row in posts if row.files])
        cards = cards_ahead({row.author_id for row in posts})

    def make() -> tuple[PostItem, ...]:
        under, files, authors = asked(), attached(), cards()
        return tuple(
            post_item(
                viewer,
                thread,
                row,
                authors,
                can,
                folded=row.author_id in folded,
                under=under.get(row.id, NOTHING),
                files=tuple(files.get(row.id, ())),
            )
            for row in posts
        )

    if viewer.is_member or viewer.is_administrator:
        return make()
    here = reader()
    # Whether somebody is online is told by the minute.
    of_guest = (viewer.group_ids, viewer.capabilities, here.language, here.minute, state, bare, can, folded)
    of_thread = (thread.pk, thread.board_id, thread.author_id, thread.stands, thread.locked_at)
    found = tuple(tuple(answer.rows()) for answer in answers)
    return _items.made(
        (of_guest, of_thread, tuple(posts), found), make, if_still=lambda: snapshot.generation() == state
    )


def _with_cards(viewer: Actor, posts: Sequence[PostRow]) -> Sequence[PostRow]:
    """Fill in the cards of links to threads and boards (no query where no post has any, else 2 at the most)."""
    texts = filled(viewer, [row.html for row in posts])
    return [row if html is row.html else row._replace(html=html) for row, html in zip(posts, texts, strict=True)]
