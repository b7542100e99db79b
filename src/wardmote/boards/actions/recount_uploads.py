"""Make what is written down of a post's uploads what its text says."""

from __future__ import annotations

from django.db import transaction

from wardmote.boards.models import Post
from wardmote.boards.queries.recount_uploads import compared, wrong_posts
from wardmote.uploads.actions.uses import set_uses


def mend_uploads() -> None:
    """Put the columns and uses of every post right that differs."""
    for wrong in list(wrong_posts()):
        _mend(wrong.id)


@transaction.atomic
def _mend(post_id: int) -> None:
    for post in compared(list(Post.objects.select_for_update(no_key=True).filter(pk=post_id))):
        uploads, files = post.due_counts
        Post.objects.filter(pk=post.id).update(uploads=uploads, files=files)
        set_uses(target="post", target_id=post.id, keys=post.due)
