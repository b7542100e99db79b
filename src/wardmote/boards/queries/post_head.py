"""A post in a few words, above the page that tells what others made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.boards.floors import floor_name
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    from wardmote.boards.models import Post

EXCERPT_CHARS = 140


@dataclass(frozen=True, slots=True)
class PostHead:
    """A post: where it is, whose, and how it begins; `name` is its floor's."""

    id: int
    board_id: int
    thread_id: int
    thread_title: str
    name: str
    author_id: int
    author_name: str
    excerpt: str


def post_head(post: Post) -> PostHead:
    """Return the head of a post that the viewer may read (1 query)."""
    return PostHead(
        id=post.pk,
        board_id=post.thread.board_id,
        thread_id=post.thread_id,
        thread_title=post.thread.title,
        name="" if post.floor is None else floor_name(post.floor),
        author_id=post.author_id,
        author_name=post.author.name,
        excerpt=excerpt(post.text, EXCERPT_CHARS),
    )
