"""Ratings of posts: the latest few on the thread's page, all of them on a page of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, Sum, Window
from django.db.models.functions import Abs, RowNumber

from wardmote.accounts.credit_rules import KIND
from wardmote.accounts.queries.blocks import blocked_by
from wardmote.boards.models import Rating
from wardmote.boards.queries.post_head import PostHead, post_head
from wardmote.core import site
from wardmote.core.errors import NotFound
from wardmote.core.prepared import Prepared, fill, named, padded, slots

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post
    from wardmote.core.prepared import Later

UNDER_A_POST: Final = 5
RATINGS_A_PAGE: Final = 50
_FIELDS: Final = ("id", "member_id", "member__name", "amount", "kind", "reason", "at")


@dataclass(frozen=True, slots=True)
class RatingLine:
    """A rating; `kind` is empty for the credits that every site has."""

    id: int
    member_id: int
    name: str
    amount: int
    kind: str
    reason: str
    at: dt.datetime
    folded: bool = False
    """The viewer has blocked who gave it and wants their words folded."""


@dataclass(frozen=True, slots=True)
class RatingsPage:
    """The ratings of a post, the latest first; `older` begins the next page."""

    post: PostHead
    count: int
    rated: int
    lines: Sequence[RatingLine]
    older: int | None
    begun: bool


def ratings_under(post_ids: Collection[int], *, hidden: Collection[int]) -> Later[Mapping[int, Sequence[RatingLine]]]:
    """Ask ahead for the latest ratings of each of some posts, the latest first, without those by `hidden` members.

    1 query, none for no posts.
    """
    if not post_ids:
        return dict
    wanted = padded(post_ids)
    asked = _under.ahead(len(wanted), tuple(sorted(hidden)), **fill("post", wanted))

    def by_post() -> Mapping[int, Sequence[RatingLine]]:
        found: dict[int, list[RatingLine]] = {}
        for row in named(("post_id", *_FIELDS), asked.rows()):
            found.setdefault(row["post_id"], []).append(_line(row))
        return found

    return by_post


def _rows_under(count: int, hidden: tuple[int, ...]) -> QuerySet[Any, Any]:
    place = Window(RowNumber(), partition_by=F("post_id"), order_by=F("id").desc())
    rows = Rating.objects.filter(post__id__in=slots("post", count)).exclude(member_id__in=hidden)
    latest = rows.annotate(place=place).filter(place__lte=UNDER_A_POST)
    return latest.order_by("-id").values_list("post_id", *_FIELDS)


_under: Final = Prepared(_rows_under)


def ratings_page(viewer: Actor, post: Post, before: int | None, size: int = RATINGS_A_PAGE) -> RatingsPage:
    """Return the ratings of a post that the viewer may read (`find_post`), the latest first.

    2 queries, 1 more for who has blocked somebody.
    """
    rows = Rating.objects.filter(post_id=post.pk)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id").values(*_FIELDS)[: size + 1])
    hidden = blocked_by(viewer, hide_posts=True)
    shown = [_line(row, folded=row["member_id"] in hidden) for row in found[:size]]
    return RatingsPage(
        post=post_head(post),
        count=post.ratings,
        rated=post.rated,
        lines=shown,
        older=shown[-1].id if len(found) > size else None,
        begun=before is not None,
    )


def given_today(member_id: int) -> int:
    """Return the credits, of whatever kind and sign, that a member's ratings of the site's day hold (1 query)."""
    midnight = dt.datetime.combine(site.today(), dt.time.min, tzinfo=site.zone())
    rows = Rating.objects.filter(member_id=member_id, at__gte=midnight)
    return rows.aggregate(sum=Sum(Abs("amount")))["sum"] or 0


def find_rating(post: Post, rating_id: int) -> Rating:
    """Return a rating of a post that the viewer may read (1 query).

    Raises:
        NotFound: there is none.
    """
    rating = Rating.objects.select_related("member").filter(pk=rating_id, post_id=post.pk).first()
    if rating is None:
        raise NotFound
    rating.post = post
    return rating


def _line(row: Mapping[str, Any], *, folded: bool = False) -> RatingLine:
    kind: str = row["kind"]
    return RatingLine(
        id=row["id"],
        member_id=row["member_id"],
        name=row["member__name"],
        amount=row["amount"],
        kind="" if kind == KIND else kind,
        reason=row["reason"],
        at=row["at"],
        folded=folded,
    )
