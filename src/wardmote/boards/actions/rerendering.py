"""Render posts anew while the site serves, so that old ones look as new ones do. What they say stays as it is.

No version is kept, nobody is told and no edit is counted: only what is made of the source changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from wardmote.accounts.actor import actor_of
from wardmote.accounts.writing import render_again
from wardmote.boards.actions import indexing
from wardmote.boards.models import Article, Post
from wardmote.core.errors import Invalid
from wardmote.core.text.render import RENDERER_VERSION
from wardmote.core.text.rerendering import Rerendered
from wardmote.uploads.actions.uses import set_uses
from wardmote.uploads.queries.shown import usable_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.text.render import Rendered

BATCH: Final = 100
"""Posts that are read at once. Each is written by itself, so that nobody waits for more than one."""


def rerender_posts(
    *, after: int = 0, every: bool = False, told: Callable[[Rerendered], object] = lambda _so_far: None
) -> Rerendered:
    """Render the posts above `after` anew that an older renderer made, or all of them; return how it went.

    Killed and begun again, it goes on where it was: what is done bears the renderer's version. `told` hears of each
    batch.
    """
    so_far = Rerendered(last=after)
    for posts in _batches(after, every=every):
        authors: dict[int, Actor] = {}
        for post in posts:
            if post.author_id not in authors:
                authors[post.author_id] = actor_of(post.author)
            so_far = so_far.with_one(post.pk, changed=_rerender(post, authors[post.author_id]))
        told(so_far)
    return so_far


def _batches(after: int, *, every: bool) -> Iterator[Sequence[Post]]:
    rows = Post.objects.select_related("thread", "author").order_by("pk")
    if not every:
        rows = rows.filter(renderer__lt=RENDERER_VERSION)
    while posts := list(rows.filter(pk__gt=after)[:BATCH]):
        yield posts
        after = posts[-1].pk


def _rerender(post: Post, author: Actor) -> bool | None:
    """Render a post anew; say whether it looks otherwise now, None where it stays as it is (at most 12 queries)."""
    try:
        made = render_again(
            author,
            post.source,
            html=post.html,
            source_format=post.source_format,
            interview=_is_interview(post),
            files=usable_by(author, target="post", target_id=post.pk, even_lost=True),
        )
        return _store(post, made)
    except Invalid:
        return None


def _begins(post: Post) -> bool:
    return post.floor == 1 or (post.floor is None and post.thread.approved_at is None)


def _is_interview(post: Post) -> bool:
    return _begins(post) and Article.objects.filter(thread_id=post.thread_id, interview=True).exists()


@transaction.atomic
def _store(post: Post, made: Rendered) -> bool:
    """Store what was made, unless somebody has edited the post meanwhile: then it is new already."""
    # Whoever edits, merges or counts holds the thread first.
    fresh = Post.objects.select_for_update(no_key=True, of=("self",)).filter(pk=post.pk, edits=post.edits).first()
    if fresh is None or fresh.source != post.source:
        return False
    set_uses(target="post", target_id=post.pk, keys=made.uploads, before=fresh.uploads)
    if fresh.text != made.text:
        title = post.thread.title if _begins(post) else ""
        indexing.change_post(post, before=(fresh.text, title), after=(made.text, title))
    Post.objects.filter(pk=post.pk).update(
        html=made.html, text=made.text, renderer=made.version, uploads=len(made.uploads), files=made.files
    )
    return fresh.html != made.html
