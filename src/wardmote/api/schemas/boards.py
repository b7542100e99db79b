"""Boards and threads."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from wardmote.accounts.actor import Actor
from wardmote.api.schemas.base import Id, Model, Page, address
from wardmote.boards import ladder, rules
from wardmote.boards.ladder import BoardInfo
from wardmote.boards.models import Thread as ThreadRecord
from wardmote.boards.queries.board_rows import BoardRow
from wardmote.boards.queries.can import ThreadCan as PageCan
from wardmote.boards.queries.similar import SimilarThread as Similar
from wardmote.boards.queries.thread_lists import ListedThread
from wardmote.core.permissions import Level
from wardmote.marks.queries.state import ThreadMarks

Show = Literal["", "digest", "new", "unanswered", "solved", "unsolved", "mine"]


class Named(Model):
    """A member by name, in lists that show no pictures."""

    id: Id
    url: str
    name: str


class ThreadType(Model):
    """A type of threads that a board has."""

    id: Id
    name: str
    name_en: str


class LastPost(Model):
    """The latest post of a board."""

    thread_id: Id
    url: str
    title: str
    at: dt.datetime
    author: Named


class BoardCan(Model):
    """What one may do with a board."""

    read: bool
    reply: bool
    start: bool
    moderate: bool


class Board(Model):
    """A board, or a category that holds boards."""

    id: Id
    url: str
    slug: str
    parent_id: Id | None
    is_category: bool
    name: str
    name_en: str
    description: str
    description_en: str
    colour: str
    archived_at: dt.datetime | None
    types: list[ThreadType]
    type_required: bool
    tag_mode: Literal["free", "list", "none"] = Field(description="Which tags its threads may get: `list` is its own.")
    answers: bool = Field(description="A thread's author may mark a reply as the best answer.")
    threads: int = Field(description="Of this board and those below it, as far as one may read them.")
    posts: int
    posts_today: int
    last_post: LastPost | None
    moderators: list[Named]
    can: BoardCan


class Boards(Page[Board]):
    """Boards."""


class ThreadCan(Model):
    """What one may do with a thread."""

    reply: bool
    moderate: bool
    answer: bool = Field(description="Mark a reply as the best answer.")


class Thread(Model):
    """A thread, as lists have it."""

    id: Id
    url: str
    board_id: Id
    type: ThreadType | None
    title: str
    tags: list[str]
    author: Named
    created_at: dt.datetime
    last_post_at: dt.datetime
    last_author: Named
    last_floor: int = Field(description="The floor of the latest post that stands.")
    replies: int
    views: int
    sticky: int = Field(description="0 for no, 1 on its board, 2 in its category, 3 on the whole site.")
    digest: int = Field(description="The featured level; 0 for none.")
    highlight: str
    is_locked: bool
    is_solved: bool
    has_poll: bool
    is_unread: bool = Field(description="There are posts that the token's member has not read; false for guests.")
    can: ThreadCan


class Threads(Page[Thread]):
    """Threads."""


class SimilarCan(Model):
    """What one may do with a thread that may be about the same."""

    reply: bool
    moderate: bool


class SimilarThread(Model):
    """A thread that may be about the same."""

    id: Id
    url: str
    board_id: Id
    title: str
    replies: int
    is_solved: bool
    can: SimilarCan


class SimilarThreads(Page[SimilarThread]):
    """Threads that may be about the same, the likest first."""


class Article(Model):
    """Whose text a first post is."""

    kind: Literal["original", "reprint"]
    source_name: str = Field(max_length=200)
    source_url: str = Field(max_length=1000)
    original_author: str = Field(max_length=200)
    original_date: dt.date | None
    interview: bool


class ThreadDetail(Thread):
    """A thread by itself."""

    state: Literal["public", "pending", "deleted", "merged"]
    merged_into_id: Id | None
    answer_id: Id | None = Field(description="The post that is marked as the best answer.")
    article: Article | None
    read_floor: int = Field(description="Up to which floor the token's member has read; 0 for guests.")
    is_followed: bool
    is_bookmarked: bool


def named(pk: int, name: str) -> Named:
    """Return a member by number and name."""
    return Named(id=str(pk), url=address(f"/u/{pk}"), name=name)


def types_of(board: BoardInfo) -> list[ThreadType]:
    """Return the types of a board."""
    return [ThreadType(id=str(kind.id), name=kind.name, name_en=kind.name_en) for kind in board.types]


def board_from(viewer: Actor, row: BoardRow) -> Board:
    """Return a board as the viewer may know it (no query)."""
    board = row.board
    last = row.last
    return Board(
        id=str(board.id),
        url=address(f"/b/{board.slug}"),
        slug=board.slug,
        parent_id=_id(board.parent_id),
        is_category=board.is_category,
        name=board.name,
        name_en=board.name_en,
        description=board.description,
        description_en=board.description_en,
        colour=board.colour,
        archived_at=board.archived_at,
        types=types_of(board),
        type_required=board.type_required,
        tag_mode=board.tag_mode,  # type: ignore[arg-type]
        answers=board.answers,
        threads=row.threads,
        posts=row.posts,
        posts_today=row.today,
        last_post=None
        if last is None
        else LastPost(
            thread_id=str(last.thread_id),
            url=address(f"/t/{last.thread_id}/{last.floor}"),
            title=last.title,
            at=last.at,
            author=named(last.author_id, last.author),
        ),
        moderators=[named(*moderator) for moderator in row.moderators],
        can=board_can(viewer, board.id),
    )


def board_can(viewer: Actor, board_id: int) -> BoardCan:
    """Return what one may do with a board (no query)."""
    held = ladder.level(viewer, board_id)
    return BoardCan(
        read=held >= Level.READ,
        reply=rules.may_reply(viewer, board_id, locked=False),
        start=rules.may_start(viewer, board_id),
        moderate=held >= Level.MODERATE,
    )


def thread_from(viewer: Actor, listed: ListedThread) -> Thread:
    """Return a standing thread of a list (no query)."""
    return Thread(**_thread(viewer, listed), can=_thread_can(viewer, listed))


def thread_detail(
    viewer: Actor,
    listed: ListedThread,
    record: ThreadRecord,
    *,
    can: PageCan,
    marks: ThreadMarks,
    read_floor: int,
) -> ThreadDetail:
    """Return a thread by itself."""
    state = "public"
    if record.deleted_at is not None:
        state = "deleted"
    elif record.merged_into_id is not None:
        state = "merged"
    elif record.approved_at is None:
        state = "pending"
    return ThreadDetail(
        **_thread(viewer, listed),
        state=state,  # type: ignore[arg-type]
        merged_into_id=_id(record.merged_into_id),
        answer_id=_id(record.answer_id),
        article=_article(record),
        read_floor=read_floor,
        is_followed=marks.followed,
        is_bookmarked=marks.bookmarked,
        can=ThreadCan(reply=can.reply, moderate=can.moderate, answer=can.answer),
    )


def similar_from(viewer: Actor, found: Similar) -> SimilarThread:
    """Return a thread that may be about the same."""
    return SimilarThread(
        id=str(found.id),
        url=address(f"/t/{found.id}"),
        board_id=str(found.board.id),
        title=found.title,
        replies=found.replies,
        is_solved=found.solved,
        can=SimilarCan(
            reply=rules.may_reply(viewer, found.board.id, locked=found.locked),
            moderate=rules.may_moderate(viewer, found.board.id),
        ),
    )


def _thread(_viewer: Actor, listed: ListedThread) -> dict[str, Any]:
    row = listed.row
    return {
        "id": str(row.id),
        "url": address(f"/t/{row.id}"),
        "board_id": str(listed.board.id),
        "type": ThreadType(id=str(row.type.id), name=row.type.name, name_en=row.type.name_en) if row.type else None,
        "title": row.title,
        "tags": list(row.tags),
        "author": named(row.author_id, row.author),
        "created_at": row.created_at,
        "last_post_at": row.last_post_at,
        "last_author": named(row.last_author_id, row.last_author),
        "last_floor": row.last_post_floor,
        "replies": row.replies,
        "views": row.views,
        "sticky": row.sticky,
        "digest": row.digest,
        "highlight": row.highlight,
        "is_locked": row.locked,
        "is_solved": row.solved,
        "has_poll": row.has_poll,
        "is_unread": row.unread,
    }


def _thread_can(viewer: Actor, listed: ListedThread) -> ThreadCan:
    board, row = listed.board, listed.row
    may_reply = rules.may_reply(viewer, board.id, locked=row.locked)
    moderates = rules.may_moderate(viewer, board.id)
    own = row.author_id == viewer.member_id
    stays = rules.may_reply(viewer, board.id, locked=False)
    return ThreadCan(reply=may_reply, moderate=moderates, answer=board.answers and stays and (own or moderates))


def _article(record: ThreadRecord) -> Article | None:
    try:
        found = record.article
    except ThreadRecord.article.RelatedObjectDoesNotExist:
        return None
    return Article(
        kind=found.kind,  # type: ignore[arg-type]
        source_name=found.source_name,
        source_url=found.source_url,
        original_author=found.original_author,
        original_date=found.original_date,
        interview=found.interview,
    )


def _id(pk: int | None) -> str | None:
    return None if pk is None else str(pk)
