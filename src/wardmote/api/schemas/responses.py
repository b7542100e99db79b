"""What others make of a post, and polls."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from wardmote.accounts.actor import Actor
from wardmote.api.schemas.base import Id, Member, Model, Moment, Page, address, member_of
from wardmote.api.schemas.boards import Named, named
from wardmote.api.scopes import Scope, reaches
from wardmote.boards.actions.rating import may_take_back
from wardmote.boards.models import Post
from wardmote.boards.queries.comments import Comment as CommentLine
from wardmote.boards.queries.polls import PollItem, Voter
from wardmote.boards.queries.ratings import RatingLine
from wardmote.boards.queries.reactions import Reactor

ReactionKind = Literal["support", "oppose", "thanks"]


class NewReaction(Model):
    """A reaction to be given."""

    kind: ReactionKind


class GivenReaction(Model):
    """A reaction that somebody gave."""

    member: Member
    at: dt.datetime


class GivenReactions(Page[GivenReaction]):
    """Who reacted to a post in one way; empty where the site does not show their names."""


class CommentCan(Model):
    """What one may do with a comment."""

    delete: bool
    restore: bool


class Comment(Model):
    """A line under a post."""

    id: Id
    url: str
    author: Named
    text: str
    at: dt.datetime
    is_deleted: bool
    is_folded: bool
    can: CommentCan


class Comments(Page[Comment]):
    """Comments, the latest first."""


class NewComment(Model):
    """A comment to be written."""

    comment: str = Field(max_length=5000)


class RatingCan(Model):
    """What one may do with a rating."""

    take_back: bool


class Rating(Model):
    """Credits that somebody gave a post's author, or took."""

    id: Id
    url: str
    member: Named
    amount: int
    kind: str = Field(description="The kind of credits; empty for the one that every site has.")
    reason: str
    at: dt.datetime
    is_folded: bool
    can: RatingCan


class Ratings(Page[Rating]):
    """Ratings, the latest first."""


class NewRating(Model):
    """A rating to be given."""

    amount: int = Field(ge=-1_000_000, le=1_000_000)
    reason: str = Field(max_length=2000)


class NewAnswer(Model):
    """Which reply is the best answer."""

    post_id: Id
    reason: str = Field("", max_length=2000, description="Why; moderators have to say so.")


class Choice(Model):
    """An answer that a poll offers; votes are null while they are hidden."""

    id: Id
    text: str
    votes: int | None
    percent: int | None
    mine: bool


class PollCan(Model):
    """What one may do with a poll."""

    vote: bool
    close: bool


class Poll(Model):
    """A poll."""

    thread_id: Id
    url: str
    question: str = Field(description="Empty where the thread's title asks.")
    choices: list[Choice]
    least: int
    most: int
    voters: int
    results: Literal["always", "after_vote", "after_close"]
    public_voters: bool
    may_change: bool = Field(description="Votes can be changed and taken back while the poll is open.")
    closes_at: dt.datetime | None
    closed_at: dt.datetime | None
    has_voted: bool
    can: PollCan


class Votes(Model):
    """What one chooses."""

    choice_ids: Annotated[list[Id], Field(max_length=50)]


class Closing(Model):
    """When a poll closes; null for never."""

    closes_at: Moment | None
    reason: str = Field("", max_length=2000, description="Why; moderators have to say so.")


class VoterItem(Model):
    """Who chose an answer; the account may be gone."""

    member: Named | None


class Voters(Page[VoterItem]):
    """Who chose an answer, in the order in which they did."""


def reaction_from(row: Reactor) -> GivenReaction:
    """Return who reacted."""
    return GivenReaction(member=member_of(row.member_id, row.name, row.avatar), at=row.at)


def comment_from(post_id: int, line: CommentLine) -> Comment:
    """Return a comment as its page shows it."""
    return Comment(
        id=str(line.id),
        url=address(f"/p/{post_id}/comments"),
        author=named(line.author_id, line.author),
        text=line.text,
        at=line.at,
        is_deleted=line.deleted,
        is_folded=line.folded,
        can=CommentCan(delete=line.can_delete, restore=line.can_restore),
    )


def rating_from(viewer: Actor, post: Post, line: RatingLine) -> Rating:
    """Return a rating as its page shows it."""
    return Rating(
        id=str(line.id),
        url=address(f"/p/{post.pk}/ratings"),
        member=named(line.member_id, line.name),
        amount=line.amount,
        kind=line.kind,
        reason=line.reason,
        at=line.at,
        is_folded=line.folded,
        can=RatingCan(take_back=reaches(viewer, Scope.WRITE) and may_take_back(viewer, post, line.member_id, line.at)),
    )


def poll_from(item: PollItem) -> Poll:
    """Return a poll as its thread's page shows it."""
    return Poll(
        thread_id=str(item.thread_id),
        url=address(f"/t/{item.thread_id}#poll"),
        question=item.question,
        choices=[
            Choice(id=str(each.id), text=each.text, votes=each.votes, percent=each.percent, mine=each.mine)
            for each in item.choices
        ],
        least=item.least,
        most=item.most,
        voters=item.voters,
        results=item.results,  # type: ignore[arg-type]
        public_voters=item.public_voters,
        may_change=item.may_change,
        closes_at=item.closes_at,
        closed_at=item.closed_at,
        has_voted=item.voted,
        can=PollCan(vote=item.may_vote, close=item.may_manage),
    )


def voter_from(voter: Voter) -> VoterItem:
    """Return who chose an answer."""
    return VoterItem(member=None if voter.id is None else named(voter.id, voter.name))
