"""What others make of a post: reactions, comments, ratings, the best answer."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after
from wardmote.api.request import ApiRequest, submit_key
from wardmote.api.routers.posts import shown_post
from wardmote.api.routers.threads import shown_thread
from wardmote.api.routing import Answer, Made, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.boards import ThreadDetail
from wardmote.api.schemas.posts import Post
from wardmote.api.schemas.responses import (
    Comment,
    Comments,
    GivenReactions,
    NewAnswer,
    NewComment,
    NewRating,
    NewReaction,
    Rating,
    Ratings,
    ReactionKind,
    comment_from,
    rating_from,
    reaction_from,
)
from wardmote.boards import edges
from wardmote.boards.actions import answering, commenting, reacting
from wardmote.boards.actions.rating import rate_post, take_back_rating
from wardmote.boards.queries.comments import comments_page, find_comment
from wardmote.boards.queries.find import find_post, find_thread
from wardmote.boards.queries.ratings import find_rating, ratings_page
from wardmote.boards.queries.reactions import reactions_page
from wardmote.core import clock

router = Router(tags=["responses"])

Erase = Annotated[bool, Query(description="Remove its words for good; moderators only.")]
Why = Annotated[str, Query(max_length=2000, description="Why; moderators have to say so.")]


@reads(router, "/posts/{post_id}/reactions", GivenReactions, _("List who reacted to a post"))
def list_reactions(
    request: ApiRequest,
    post_id: PathId,
    kind: Annotated[ReactionKind, Query(description="The kind of reaction.")] = "support",
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """Who reacted to a post in one way, the latest first; nobody where the site does not show their names."""
    post = find_post(request.viewer, int(post_id))
    found = reactions_page(request.viewer, post, kind, number_after(after), limit)
    return GivenReactions(
        items=[reaction_from(each) for each in found.reactors], next=str(found.older) if found.older else None
    )


@writes(router, "PUT", "/posts/{post_id}/reaction", Post, _("React to a post"))
def react(request: ApiRequest, post_id: PathId, body: NewReaction) -> Answer:
    """Give one's one reaction to a post, in place of another."""
    return _react(request, int(post_id), body.kind)


@writes(router, "DELETE", "/posts/{post_id}/reaction", Post, _("Take a reaction back"))
def unreact(request: ApiRequest, post_id: PathId) -> Answer:
    """Take one's reaction to a post back; without one nothing happens."""
    return _react(request, int(post_id), None)


@reads(router, "/posts/{post_id}/comments", Comments, _("List the comments on a post"))
def list_comments(request: ApiRequest, post_id: PathId, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Comments on a post, the latest first."""
    post = find_post(request.viewer, int(post_id))
    found = comments_page(request.viewer, post, number_after(after), limit)
    return Comments(
        items=[comment_from(post.pk, each) for each in found.comments], next=str(found.older) if found.older else None
    )


@writes(router, "POST", "/posts/{post_id}/comments", Comment, _("Comment on a post"), status=201)
def comment(request: ApiRequest, post_id: PathId, body: NewComment) -> Answer:
    """Comment on a post in a line of plain text."""
    viewer = request.viewer
    post = find_post(viewer, int(post_id))
    joined_at = viewer.joined_at or clock.now()
    with edges.commenting(viewer, post.thread.board_id, joined_at=joined_at, text=body.comment):
        made = commenting.add_comment(actor=viewer, post=post, text=body.comment, submit_key=submit_key(request))
    line = comments_page(viewer, post, made.pk + 1, 1).comments[0]
    return Made(comment_from(post.pk, line), f"/api/v1/posts/{post.pk}/comments")


@writes(router, "DELETE", "/posts/{post_id}/comments/{comment_id}", None, _("Delete a comment"))
def delete_comment(
    request: ApiRequest, post_id: PathId, comment_id: PathId, reason: Why = "", *, erase: Erase = False
) -> Answer:
    """Delete a comment of one's own, or as a moderator any, also one that is deleted already to erase its words."""
    post = find_post(request.viewer, int(post_id))
    found = find_comment(request.viewer, post, int(comment_id))
    commenting.delete_comment(actor=request.viewer, comment=found, reason=reason, erase=erase)
    return None


@reads(router, "/posts/{post_id}/ratings", Ratings, _("List the ratings of a post"))
def list_ratings(request: ApiRequest, post_id: PathId, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Ratings of a post, the latest first."""
    post = find_post(request.viewer, int(post_id))
    found = ratings_page(request.viewer, post, number_after(after), limit)
    return Ratings(
        items=[rating_from(request.viewer, post, each) for each in found.lines],
        next=str(found.older) if found.older else None,
    )


@writes(router, "POST", "/posts/{post_id}/ratings", Rating, _("Rate a post"), status=201)
def rate(request: ApiRequest, post_id: PathId, body: NewRating) -> Answer:
    """Give a post's author credits, or take some, with a reason; the same again changes nothing."""
    post = find_post(request.viewer, int(post_id))
    made = rate_post(actor=request.viewer, post=post, amount=body.amount, reason=body.reason)
    line = ratings_page(request.viewer, post, made.pk + 1, 1).lines[0]
    return Made(rating_from(request.viewer, post, line), f"/api/v1/posts/{post.pk}/ratings")


@writes(router, "DELETE", "/posts/{post_id}/ratings/{rating_id}", None, _("Take a rating back"))
def take_back(request: ApiRequest, post_id: PathId, rating_id: PathId, reason: Why = "") -> Answer:
    """Take a rating back with its credits: one's own for a while, as a moderator any."""
    post = find_post(request.viewer, int(post_id))
    take_back_rating(actor=request.viewer, rating=find_rating(post, int(rating_id)), reason=reason)
    return None


@writes(router, "PUT", "/threads/{thread_id}/answer", ThreadDetail, _("Mark the best answer"))
def mark_answer(request: ApiRequest, thread_id: PathId, body: NewAnswer) -> Answer:
    """Mark a reply as the best answer of its thread, in place of another."""
    thread = find_thread(request.viewer, int(thread_id))
    post = find_post(request.viewer, int(body.post_id))
    answering.mark_answer(actor=request.viewer, thread=thread, post=post, reason=body.reason)
    return shown_thread(request, thread.pk)


@writes(router, "DELETE", "/threads/{thread_id}/answer", ThreadDetail, _("Unmark the best answer"))
def unmark_answer(request: ApiRequest, thread_id: PathId, reason: Why = "") -> Answer:
    """Take the mark of the best answer away."""
    thread = find_thread(request.viewer, int(thread_id))
    answering.mark_answer(actor=request.viewer, thread=thread, post=None, reason=reason)
    return shown_thread(request, thread.pk)


def _react(request: ApiRequest, post_id: int, kind: str | None) -> Post:
    post = find_post(request.viewer, post_id)
    edges.reacting(request.viewer)
    reacting.react(actor=request.viewer, post=post, kind=kind)
    return shown_post(request, post_id)
