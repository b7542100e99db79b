"""Threads, and the posts in them."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import bad_cursor, part_of
from wardmote.api.request import ApiRequest, submit_key
from wardmote.api.routers.boards import find_board_numbered
from wardmote.api.routing import Answer, Made, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.boards import SimilarThreads, ThreadDetail, similar_from, thread_detail
from wardmote.api.schemas.posts import Post, Posts, post_from
from wardmote.api.schemas.writing import NewPost, TagChange
from wardmote.boards import edges
from wardmote.boards.actions import posting
from wardmote.boards.actions.tagging import set_tags
from wardmote.boards.queries.can import thread_can
from wardmote.boards.queries.find import find_post, find_thread
from wardmote.boards.queries.post_list import list_posts, one_post, parse_place
from wardmote.boards.queries.reading import reading_of
from wardmote.boards.queries.similar import similar_threads, similar_to_title
from wardmote.boards.queries.thread_list import one_thread
from wardmote.core import clock, rates
from wardmote.marks.queries.state import thread_marks

router = Router(tags=["threads"])

AuthorId = Annotated[str, Query(pattern=r"^([1-9][0-9]{0,17})?$", description="Posts of this member only.")]


def shown_thread(request: ApiRequest, thread_id: int) -> ThreadDetail:
    """Return a thread as it is now."""
    viewer = request.viewer
    record = find_thread(viewer, thread_id)
    return thread_detail(
        viewer,
        one_thread(viewer, record.pk),
        record,
        can=thread_can(viewer, record),
        marks=thread_marks(viewer, record.pk, ())(),
        read_floor=reading_of(viewer, record)().mark,
    )


@reads(router, "/threads/{thread_id}", ThreadDetail, _("Get a thread"))
def get_thread(request: ApiRequest, thread_id: PathId) -> Answer:
    """Get a thread; one that was merged says into which."""
    return shown_thread(request, int(thread_id))


@reads(router, "/threads/{thread_id}/posts", Posts, _("List the posts of a thread"))
def list_thread_posts(
    request: ApiRequest, thread_id: PathId, author_id: AuthorId = "", limit: Limit = LIMIT, after: After = ""
) -> Answer:
    """Posts by their floors, then those that await approval as far as one may read them.

    Reading does not mark the thread as read: say so yourself (`POST /threads/{thread_id}/read`).
    """
    thread = find_thread(request.viewer, int(thread_id))
    place = parse_place(after)
    if after and place is None:
        raise bad_cursor()
    author = int(author_id) if author_id else None
    found = list_posts(request.viewer, thread, author_id=author, after=place, limit=limit)
    return Posts(items=[post_from(each) for each in found.posts], next=found.next or None)


@writes(router, "POST", "/threads/{thread_id}/posts", Post, _("Reply in a thread"), status=201)
def reply(request: ApiRequest, thread_id: PathId, body: NewPost) -> Answer:
    """Reply in a thread; the post's floor is null while it awaits approval."""
    viewer = request.viewer
    thread = find_thread(viewer, int(thread_id))
    joined_at = viewer.joined_at or clock.now()
    with edges.writing(viewer, thread.board_id, joined_at=joined_at, source=body.text, is_thread=False):
        made = posting.reply(
            actor=viewer,
            thread=thread,
            source=body.text,
            quotes_id=int(body.quotes_id) if body.quotes_id else None,
            submit_key=submit_key(request),
        )
    return Made(post_from(one_post(viewer, find_post(viewer, made.pk))), f"/api/v1/posts/{made.pk}")


@writes(router, "PUT", "/threads/{thread_id}/tags", ThreadDetail, _("Change the tags of a thread"))
def change_tags(request: ApiRequest, thread_id: PathId, body: TagChange) -> Answer:
    """Give a thread these tags: its author while they may edit it, and moderators with a reason."""
    thread = find_thread(request.viewer, int(thread_id))
    set_tags(actor=request.viewer, thread=thread, names=body.tags, reason=body.reason)
    return shown_thread(request, thread.pk)


@reads(router, "/threads/{thread_id}/similar", SimilarThreads, _("List threads like another"))
def list_similar(request: ApiRequest, thread_id: PathId, limit: Limit = LIMIT, after: After = "") -> Answer:
    """A few threads whose titles are like that of another, the likest first."""
    found = similar_threads(request.viewer, find_thread(request.viewer, int(thread_id)))
    shown, following = part_of(found, after, limit, lambda thread: thread.id)
    return SimilarThreads(items=[similar_from(request.viewer, each) for each in shown], next=following)


@reads(router, "/boards/{board_id}/similar", SimilarThreads, _("List threads like one to be started"), own=True)
def list_similar_to(
    request: ApiRequest,
    board_id: PathId,
    title: Annotated[str, Query(min_length=1, max_length=1000, description="The title of a thread to be started.")],
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """A few threads whose titles are like one, for who may start threads on a board."""
    board = find_board_numbered(request, board_id)
    posting.require_start(request.viewer, board.id)
    rates.take(edges.SIMILAR, str(request.viewer.own_id))
    found = similar_to_title(request.viewer, title)
    shown, following = part_of(found, after, limit, lambda thread: thread.id)
    return SimilarThreads(items=[similar_from(request.viewer, each) for each in shown], next=following)
