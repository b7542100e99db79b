"""What others made of posts: the posts' columns against recounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from wardmote.accounts.credit_rules import KIND
from wardmote.boards.models import Post, PostComment, PostState, Rating, Reaction, Thread
from wardmote.boards.reactions import COLUMNS
from wardmote.core.doctor import Difference

if TYPE_CHECKING:
    from django.db.models import QuerySet

COUNTERS: Final = (*COLUMNS.values(), "comments", "ratings", "rated")


def posts_recounted() -> QuerySet[Post]:
    """Return posts with what each of their COUNTERS should be, as due_<name>."""
    this = {"post": OuterRef("pk")}
    comments = PostComment.objects.filter(**this, deleted_at=None)
    rated = Rating.objects.filter(**this, kind=KIND).order_by().values("post").annotate(sum=Sum("amount"))
    counted: dict[str, QuerySet[Any, Any]] = {
        column: _count(Reaction.objects.filter(**this, kind=kind)) for kind, column in COLUMNS.items()
    }
    counted |= {"comments": _count(comments), "ratings": _count(Rating.objects.filter(**this))}
    counted["rated"] = rated.values("sum")
    return Post.objects.annotate(
        **{f"due_{name}": Coalesce(Subquery(rows, output_field=IntegerField()), 0) for name, rows in counted.items()}
    )


def wrong_post() -> Q:
    """Return the condition of a recounted post that differs."""
    return ~Q(**{name: F(f"due_{name}") for name in COUNTERS})


def find_posts() -> list[Difference]:
    """Return every counter of a post that differs (1 query)."""
    rows = posts_recounted().filter(wrong_post()).order_by("pk")
    return [
        Difference(f"post.{name}", row["pk"], row[name], row[f"due_{name}"])
        for row in rows.values("pk", *COUNTERS, *(f"due_{name}" for name in COUNTERS))
        for name in COUNTERS
        if row[name] != row[f"due_{name}"]
    ]


def wrong_answers() -> QuerySet[Thread]:
    """Return the threads whose best answer is no reply that stands there."""
    right = Q(answer__thread_id=F("pk"), answer__state=PostState.PUBLIC, answer__deleted_at=None, answer__floor__gt=1)
    return Thread.objects.filter(answer__isnull=False).exclude(right)


def find_answers() -> list[Difference]:
    """Return every best answer that does not stand in its thread (1 query)."""
    rows = wrong_answers().order_by("pk").values_list("pk", "answer_id")
    return [Difference("thread.answer", pk, answer_id, None) for pk, answer_id in rows]


def _count(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    counted: QuerySet[Any, Any] = rows.order_by().values("post").annotate(count=Count("pk")).values("count")
    return counted
