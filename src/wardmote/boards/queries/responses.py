"""What stands under each post of a thread's page: reactions, ratings, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wardmote.accounts import capabilities
from wardmote.boards import reactions, rules
from wardmote.boards.models import PostState
from wardmote.boards.queries.comments import Comment, comments_under, may_comment
from wardmote.boards.queries.ratings import RatingLine, ratings_under
from wardmote.boards.queries.reactions import Reactions, own_reactions, tallies

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.post_row import PostRow
    from wardmote.core.prepared import Later


class Responses(NamedTuple):
    """What others made of a post: `comments` are the latest of `comment_count`."""

    reactions: Reactions
    comments: tuple[Comment, ...] = ()
    comment_count: int = 0
    may_comment: bool = False
    ratings: tuple[RatingLine, ...] = ()
    rating_count: int = 0
    rated: int = 0
    may_rate: bool = False


NOTHING: Final = Responses(Reactions((), may=False))


def responses(
    viewer: Actor, thread: Thread, rows: Sequence[PostRow], *, folded: Collection[int]
) -> Later[Mapping[int, Responses]]:
    """Ask ahead for what stands under those of the posts that stand, by post.

    1 query for who may react, 1 where a post has comments and 1 where one has ratings. What `folded` authors said is
    left out.
    """
    standing = [row for row in rows if row.deleted_at is None and row.state == PostState.PUBLIC]
    open_here = rules.may_reply(viewer, thread.board_id, locked=False, stands=thread.stands)
    comments_too = may_comment(viewer, thread)
    own = own_reactions(viewer.member_id if open_here else None, [row.id for row in standing])
    commented = [row.id for row in standing if row.comments]
    comments = comments_under(viewer, thread, commented, hidden=folded)
    rating_too = open_here and viewer.can(capabilities.RATE_POSTS)
    kinds = reactions.offered()
    given = ratings_under([row.id for row in standing if row.ratings], hidden=folded)

    def by_post() -> Mapping[int, Responses]:
        owned, said, rated = own(), comments(), given()
        return {
            row.id: Responses(
                Reactions(tallies(row, owned.get(row.id), kinds), open_here and row.author_id != viewer.member_id),
                tuple(said.get(row.id, ())),
                row.comments,
                comments_too,
                tuple(rated.get(row.id, ())),
                row.ratings,
                row.rated,
                rating_too and row.author_id != viewer.member_id,
            )
            for row in standing
        }

    return by_post
