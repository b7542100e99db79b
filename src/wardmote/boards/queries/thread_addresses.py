"""The addresses of a thread's pages, floors and posts, as a viewer finds them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from wardmote.boards.floors import page_of, page_size
from wardmote.core.errors import NotFound
from wardmote.core.paging import pages_of

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread


class View(NamedTuple):
    """How the page is asked for."""

    page: int = 1
    author_id: int | None = None
    reverse: bool = False
    reading: bool = False


def floor_address(viewer: Actor, thread: Thread, floor: int) -> str:
    """Return the address of a floor on the page where the viewer finds it (no query).

    Raises:
        NotFound: the thread never had such a floor.
    """
    if not 1 <= floor <= thread.last_floor:
        raise NotFound
    page = page_of(floor, page_size(viewer.posts_per_page))
    return f"{page_address(thread, View(), page)}#f{floor}"


def post_address(viewer: Actor, thread: Thread, post: Post) -> str:
    """Return the address of a post in its thread, also while it awaits approval (no query)."""
    last = pages_of(thread.last_floor, page_size(viewer.posts_per_page))
    page = last if post.floor is None else page_of(post.floor, page_size(viewer.posts_per_page))
    anchor = f"pid{post.pk}" if post.floor is None else f"f{post.floor}"
    return f"{page_address(thread, View(), page)}#{anchor}"


def page_address(thread: Thread, view: View, page: int) -> str:
    """Return the address of a page of a thread (no query)."""
    return _page_address(thread.pk, view, page)


@lru_cache(maxsize=2_000)
def _page_address(thread_id: int, view: View, page: int) -> str:
    query = {
        "author": view.author_id,
        "order": "reverse" if view.reverse else None,
        "view": "read" if view.reading else None,
        "page": page if page > 1 else None,
    }
    given = {key: value for key, value in query.items() if value is not None}
    address = f"/t/{thread_id}"
    return f"{address}?{urlencode(given)}" if given else address
