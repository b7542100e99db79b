"""What stands in posts: their columns and the uses of uploads against the texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from wardmote.boards.models import Post
from wardmote.core.doctor import Difference
from wardmote.core.text.own_files import KEY, keys_in
from wardmote.uploads.queries.recount import known_uploads, targets_with_uploads, used_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCH: Final = 500
_SHOWN: Final = re.compile(rf'<(?:img src|a class="file" href)="/f/({KEY})')


@dataclass(frozen=True, slots=True)
class PostUploads:
    """A post's uploads as they are written down, and as its text says."""

    id: int
    counts: tuple[int, int]
    """Its columns: uploads, and the files among them."""
    due_counts: tuple[int, int]
    used: frozenset[str]
    due: frozenset[str]


def find_uploads() -> list[Difference]:
    """Return every post whose columns or uses its text contradicts (3 queries for each BATCH posts with uploads)."""
    found = []
    for post in wrong_posts():
        if post.counts != post.due_counts:
            found.append(Difference("post.uploads and post.files", post.id, post.counts, post.due_counts))
        if post.used != post.due:
            found.append(Difference("uploads in post", post.id, sorted(post.used), sorted(post.due)))
    return found


def wrong_posts() -> Iterator[PostUploads]:
    """Yield the posts that differ, among those that have uploads by their columns, their uses or their text."""
    after = 0
    own = Q(uploads__gt=0) | Q(files__gt=0) | Q(html__contains='="/f/') | Q(pk__in=targets_with_uploads("post"))
    rows = Post.objects.filter(own).order_by("pk").only("pk", "author_id", "html", "uploads", "files")
    while posts := list(rows.filter(pk__gt=after)[:BATCH]):
        after = posts[-1].pk
        for post in compared(posts):
            if (post.counts, post.used) != (post.due_counts, post.due):
                yield post


def compared(posts: Sequence[Post]) -> Iterator[PostUploads]:
    """Yield what is written down for posts beside what their texts say (2 queries).

    A text that shows a picture or a file was allowed to when it was written; a plain link to an upload counts where it
    is the author's own, or is written down already.
    """
    named = {post.pk: keys_in(post.html) for post in posts}
    known = known_uploads(set().union(*named.values()))
    used = used_in("post", named.keys())
    for post in posts:
        here = used.get(post.pk, frozenset())
        shown = here | set(_SHOWN.findall(post.html))
        due = frozenset(
            key for key in named[post.pk] if key in known and (key in shown or known[key].owner_id == post.author_id)
        )
        saved = sum(known[key].is_file for key in due)
        yield PostUploads(post.pk, (post.uploads, post.files), (len(due), saved), here, due)
