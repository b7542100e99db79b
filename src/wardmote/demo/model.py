"""What the composer hands out: threads, posts and articles as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post: `offset` is how long before now it was written, `quotes` the index of a post before it."""

    author: str
    text: str
    offset: timedelta
    quotes: int | None = None


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """The source line of a first post; an original has only its author."""

    reprint: bool
    source: str = ""
    address: str = ""
    author: str = ""
    published_offset: timedelta = timedelta()
    interview: bool = False


@dataclass(frozen=True, slots=True)
class DemoFlags:
    """The states of a thread: `sticky` and `digest` run from 0 to 3, `highlight` is "" or a colour key.

    A thread with `moved_to` was started in its board without a type, and moved there by a moderator
    afterwards, where it has its type.
    """

    sticky: int = 0
    digest: int = 0
    highlight: str = ""
    locked: bool = False
    moved_to: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class DemoThread:
    """A thread with all its posts, the first being the opening.

    Texts may hold links written `/t/@key`, where key is the `key` of a thread that was started earlier.
    """

    key: str
    board: str
    type: str | None
    title: str
    author: str
    created_offset: timedelta
    posts: tuple[DemoPost, ...]
    language: str = "zh"
    article: DemoArticle | None = None
    flags: DemoFlags = field(default_factory=DemoFlags)
    views: int = 0
