"""Keep the search index what threads and posts say, in the transaction that changes them.

A post's document is its text and its author; that of a thread's first post begins with the title, so that words of
both are found together. A thread's own document is its title with its tags. Posts that wait, or were deleted, stay in
the index: who may see a post is asked of the post itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.boards.queries.documents import post_tokens, thread_tokens
from wardmote.search import index

if TYPE_CHECKING:
    from wardmote.boards.models import Post, Thread


def add_post(post: Post, title: str = "") -> None:
    """Enter a new post; `title` is its thread's where it is the first (1 query)."""
    index.add("post", [(post.pk, post_tokens(post.author_id, post.text, title))])


def add_thread(thread: Thread) -> None:
    """Enter a new thread (1 query)."""
    index.add("thread", [(thread.pk, thread_tokens(thread.title, thread.tags))])


def change_post(post: Post, *, before: tuple[str, str], after: tuple[str, str]) -> None:
    """Enter a post anew; `before` and `after` are its text, and the title if it is a first one (3 queries)."""
    index.replace("post", post.pk, post_tokens(post.author_id, *before), post_tokens(post.author_id, *after))


def change_thread(thread_id: int, *, before: tuple[str, str], after: tuple[str, str]) -> None:
    """Enter a thread's title and tags anew (none where they are the same, else 3 queries)."""
    if before != after:
        index.replace("thread", thread_id, thread_tokens(*before), thread_tokens(*after))
