"""What the search index holds of threads and posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wardmote.boards.models import Post, Thread
from wardmote.search.sources import Source
from wardmote.search.tokens import title_tokens, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_BETWEEN: Final = "¶"
"""Stands between title and text, or a title and tags, so that no phrase reaches from one into the other."""


def post_tokens(author_id: int, text: str, title: str = "") -> list[str]:
    """Return a post's document, its thread's title before it where it is the first, its author after it."""
    said = [*tokens(title), _BETWEEN, *tokens(text)] if title else tokens(text)
    return [*said, author_token(author_id)]


def author_token(author_id: int) -> str:
    """Return the token of an author, which no text can hold: so common words of one author are found by the index."""
    return f"¶a{author_id}"


def thread_tokens(title: str, tags: str = "") -> list[str]:
    """Return a thread's document: its title, and each of its tags (`Thread.tags`) cut in the same way."""
    return [*title_tokens(title), *(token for name in tags.split() for token in (_BETWEEN, *title_tokens(name)))]


def _post_ids(above: int, most: int) -> list[int]:
    return list(Post.objects.order_by("pk").filter(pk__gt=above).values_list("pk", flat=True)[:most])


def _hold_posts(ids: Sequence[int]) -> None:
    list(Post.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _posts(ids: Sequence[int]) -> list[tuple[int, list[str]]]:
    fields = ("pk", "author_id", "text", "floor", "thread__title", "thread__approved_at")
    return [
        (pk, post_tokens(author_id, text, title if floor == 1 or (floor is None and approved is None) else ""))
        for pk, author_id, text, floor, title, approved in Post.objects.filter(pk__in=ids).values_list(*fields)
    ]


def _thread_ids(above: int, most: int) -> list[int]:
    return list(Thread.objects.order_by("pk").filter(pk__gt=above).values_list("pk", flat=True)[:most])


def _hold_threads(ids: Sequence[int]) -> None:
    list(Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _threads(ids: Sequence[int]) -> list[tuple[int, list[str]]]:
    rows = Thread.objects.filter(pk__in=ids).values_list("pk", "title", "tags")
    return [(pk, thread_tokens(title, tags)) for pk, title, tags in rows]


POSTS: Final = Source("post", _post_ids, _hold_posts, _posts)
THREADS: Final = Source("thread", _thread_ids, _hold_threads, _threads)
