"""Search in threads and posts: permission, words and filters in one query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from wardmote.boards import ladder
from wardmote.boards.floors import floor_name
from wardmote.boards.models import PostState
from wardmote.boards.queries.documents import author_token
from wardmote.boards.queries.search_filters import KEYS, SEVERAL, Filters, filters_of
from wardmote.boards.queries.tags import newest_with_tag
from wardmote.boards.queries.visible import newest_posts, posts_visible_to
from wardmote.search import index
from wardmote.search.marks import marked, marked_excerpt
from wardmote.search.parse import Asked, parse
from wardmote.search.walk import listed, walk

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from markupsafe import Markup

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.models import Post
    from wardmote.search.match import Match

    _Page: TypeAlias = tuple[Sequence[dict[str, Any]], int | None, bool]
    """Rows, where the next page begins, and whether the search stopped before this one was full."""

NEW, RELEVANCE = "new", "relevance"
HITS: Final = 30
"""Posts on a page of results."""
HITS_OF_THREAD: Final = 3
"""Posts of one thread that a page shows in full; the others are behind a link."""
RANKED: Final = 1_000
"""The newest matches among which relevance chooses: ranking all that a common word finds would take a second."""
EXCERPT: Final = 160

_FIELDS: Final = (
    "id",
    "floor",
    "author_id",
    "author__name",
    "created_at",
    "text",
    "thread_id",
    "thread__title",
    "thread__tags",
    "thread__board_id",
    "thread__replies",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found."""

    id: int
    floor: str
    author_id: int
    author: str
    at: dt.datetime
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class FoundName:
    """A tag of a thread that was found, and its name with what was found in it marked."""

    name: str
    shown: Markup


@dataclass(frozen=True, slots=True)
class FoundThread:
    """A thread with what was found in it; `more` says that this page found more of it than it shows."""

    id: int
    title: Markup
    board: BoardInfo
    replies: int
    hits: Sequence[Hit]
    more: int
    tags: Sequence[FoundName] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results; `older` is the number after which the next page begins."""

    asked: Asked
    threads: Sequence[FoundThread]
    older: int | None
    stopped: bool = False
    """The page is not full: so many posts were looked at that the search stopped, and goes on at `older`.

    That is said only where one of them may be read."""
    rows: Sequence[Mapping[str, Any]] = ()
    """All that the page found, one post after the other, also what it shows behind a link only."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Which part of what is found: after what it begins, and how many posts it has at the most."""

    after: int | None
    size: int


def search_posts(viewer: Actor, text: str, *, sort: str = NEW, after: int | None = None, size: int = HITS) -> Results:
    """Return what a viewer finds among the posts that they may read and that stand (at least 2 queries).

    At most `size` posts. Newest first, `after` is the number that the page before ended with; by relevance it is how
    many were shown. An author asks one query more.

    Raises:
        Invalid: a filter names what is not there (field "q").
    """
    asked, part = parse(text, KEYS, SEVERAL), _Part(after, size)
    filters = filters_of(viewer, asked)
    titles_only = asked.filter("in") == "title"
    words = None if titles_only else asked.match()
    titles = asked.all_in_titles() if titles_only else asked.title_match()
    may = _standing(viewer)
    rows = may.filter(*filters.conditions)
    left_out = asked.not_in_titles()
    for match in left_out:
        rows = index.outside(rows, "thread", "boards_post.thread_id", match)
    narrowed = filters.conditions or left_out or (words is not None and titles is not None)
    others = may if narrowed else None
    if words is not None:
        if titles is not None:
            rows = index.within(rows, "thread", "boards_post.thread_id", titles)
        if filters.author_id is not None:
            words = words.among([author_token(filters.author_id)])
        if filters.thread_id is not None:
            return _grouped(*_in_thread(rows, words, part), asked)
        looked = _Matches(rows, others, "post", "id", words)
    elif titles is not None:
        # A thread is found by its title or its tags, and shown by its first post.
        readable = None if others is None else others.filter(floor=1)
        looked = _Matches(rows.filter(floor=1), readable, "thread", "thread_id", titles)
    elif filters.tag_id is not None:
        return _grouped(*_newest_with_tag(rows.filter(floor=1), may.filter(floor=1), filters.tag_id, part), asked)
    elif set(dict(asked.filters)) - {"in"}:
        return _grouped(*_all_newest(rows, may, filters, part), asked)
    else:
        return Results(asked, (), None)
    return _grouped(*(_by_relevance(looked, part) if sort == RELEVANCE else _newest(looked, part)), asked)


def _standing(viewer: Actor) -> QuerySet[Post]:
    """Return the posts that are found at all: public ones of threads that stand, also for moderators."""
    return posts_visible_to(viewer).filter(
        state=PostState.PUBLIC,
        deleted_at=None,
        thread__deleted_at=None,
        thread__merged_into=None,
        thread__approved_at__isnull=False,
    )


@dataclass(frozen=True, slots=True)
class _Matches:
    """Posts that may be shown, and the index in which they are looked for."""

    rows: QuerySet[Post]
    may: QuerySet[Post] | None
    """All that may be read, where something else is asked of those that may be shown."""
    kind: str
    column: str
    match: Match

    def newest(self, fields: Sequence[str], most: int, below: int | None) -> tuple[list[dict[str, Any]], int | None]:
        """Return the newest posts whose documents match, and where to go on."""
        steps = index.newest(self.kind, self.match, below=below)
        return walk(self.rows, steps, self.column, may=self.may, fields=fields, most=most)


def _newest(looked: _Matches, part: _Part) -> _Page:
    """Return a page of what matches, the newest first."""
    found, edge = looked.newest(_FIELDS, part.size + 1, part.after)
    return _page(found, edge, looked.column, part.size)


def _in_thread(rows: QuerySet[Post], words: Match, part: _Part) -> _Page:
    """Return a page of what matches in one thread: its posts are few beside all that match."""
    rows = index.matching(rows, "post", "boards_post.id", words).order_by("-pk")
    if part.after is not None:
        rows = rows.filter(pk__lt=part.after)
    found = {row["id"]: row for row in rows.values(*_FIELDS)[: part.size + 1]}
    return _page(list(found.values()), None, "id", part.size)


def _all_newest(rows: QuerySet[Post], may: QuerySet[Post], filters: Filters, part: _Part) -> _Page:
    """Return a page of posts that filters alone ask for, the newest first."""
    steps = listed(partial(newest_posts, author_id=filters.author_id, thread_id=filters.thread_id), part.after)
    return _page(*walk(rows, steps, "id", may=may, fields=_FIELDS, most=part.size + 1), "id", part.size)


def _newest_with_tag(rows: QuerySet[Post], may: QuerySet[Post], tag_id: int, part: _Part) -> _Page:
    """Return a page of the threads of a tag by their first posts, the newest first."""
    steps = listed(partial(newest_with_tag, tag_id), part.after)
    found, edge = walk(rows, steps, "thread_id", may=may, fields=_FIELDS, most=part.size + 1)
    return _page(found, edge, "thread_id", part.size)


def _page(found: Sequence[dict[str, Any]], edge: int | None, column: str, size: int) -> _Page:
    """Return what is shown, where the next page begins, and whether the search stopped before the page was full."""
    if len(found) > size:
        return found[:size], found[size - 1][column], False
    return found, edge, edge is not None


def _by_relevance(looked: _Matches, part: _Part) -> _Page:
    """Return a page of the best among the newest matches."""
    newest, _edge = looked.newest(("id", looked.column), RANKED, None)
    scores = index.scores(looked.kind, looked.match, [row[looked.column] for row in newest])
    best = sorted((scores.get(row[looked.column], 0.0), -row["id"]) for row in newest)
    shown = part.after or 0
    wanted = [-negative for _score, negative in best[shown : shown + part.size]]
    # What has just been found is read by its numbers, under the same condition.
    found = {row["id"]: row for row in looked.rows.filter(pk__in=wanted).values(*_FIELDS)} if wanted else {}
    older = shown + part.size if len(best) > shown + part.size else None
    return [found[pk] for pk in wanted if pk in found], older, False


def _grouped(found: Sequence[dict[str, Any]], older: int | None, stopped: bool, asked: Asked) -> Results:  # noqa: FBT001
    """Return the posts under their threads, these in the order of their first post here."""
    by_thread: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        by_thread.setdefault(row["thread_id"], []).append(row)
    threads = [
        FoundThread(
            id=thread_id,
            title=marked(posts[0]["thread__title"], asked.wanted),
            board=ladder.forum().boards[posts[0]["thread__board_id"]],
            replies=posts[0]["thread__replies"],
            hits=[_hit(row, asked) for row in posts[:HITS_OF_THREAD]],
            more=max(0, len(posts) - HITS_OF_THREAD),
            tags=[FoundName(name, marked(name, asked.wanted)) for name in posts[0]["thread__tags"].split()],
        )
        for thread_id, posts in by_thread.items()
    ]
    return Results(asked, threads, older, stopped=stopped, rows=found)


def _hit(row: dict[str, Any], asked: Asked) -> Hit:
    return Hit(
        id=row["id"],
        floor=floor_name(row["floor"]),
        author_id=row["author_id"],
        author=row["author__name"],
        at=row["created_at"],
        excerpt=marked_excerpt(row["text"], asked.wanted, EXCERPT),
    )
