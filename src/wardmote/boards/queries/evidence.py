"""What a member's posts, and others' reactions to them, say of a member, for trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import TruncDate

from wardmote.accounts import trust
from wardmote.boards.models import Post, PostState, Reaction
from wardmote.boards.reactions import APPROVING
from wardmote.core import site

if TYPE_CHECKING:
    import datetime as dt


def evidence_of(member_id: int, since: dt.datetime | None = None) -> trust.Evidence:
    """Return what the latest of a member's standing posts say, since a time or of all time (3 queries).

    So many are looked at as `trust.posts_looked_at` says, and reactions to those alone: what it costs is bounded,
    whatever somebody has written in years. A post stands when it is public and neither it nor its thread is deleted,
    whoever may read its board. Days are those of the site's time zone. Of the reactions, support and thanks from others
    count from when they were given, as long as they are not taken back.
    """
    first = _first_looked_at(member_id)
    posts = Post.objects.filter(
        author_id=member_id,
        pk__gte=first,
        state=PostState.PUBLIC,
        deleted_at=None,
        thread__deleted_at=None,
        thread__approved_at__isnull=False,
    )
    if since is not None:
        posts = posts.filter(created_at__gte=since)
    found = posts.aggregate(
        posts=Count("id"),
        days=Count(TruncDate("created_at", tzinfo=site.zone()), distinct=True),
        threads=Count("thread_id", distinct=True),
    )
    return trust.Evidence(**found, **_reactions(member_id, first, since))


def _first_looked_at(member_id: int) -> int:
    """Return the earliest post that is looked at, 0 where all are (1 query, of an index)."""
    rows = Post.objects.filter(author_id=member_id).order_by("-pk").values_list("pk", flat=True)
    most = trust.posts_looked_at()
    return next(iter(rows[most - 1 : most]), 0)


def _reactions(member_id: int, first: int, since: dt.datetime | None) -> dict[str, int]:
    received = Reaction.objects.filter(
        kind__in=APPROVING,
        post__author_id=member_id,
        post_id__gte=first,
        post__state=PostState.PUBLIC,
        post__deleted_at=None,
        post__thread__deleted_at=None,
        post__thread__approved_at__isnull=False,
    ).exclude(member_id=member_id)
    if since is not None:
        received = received.filter(at__gte=since)
    return received.aggregate(
        reactions=Count("id"),
        reactors=Count("member_id", distinct=True),
        reaction_days=Count(TruncDate("at", tzinfo=site.zone()), distinct=True),
    )
