"""What the pages let the worker do: draw the pictures of shared links, and find the feeds that have changed."""

from __future__ import annotations

from django_tasks import task

from wardmote.accounts import actor as actors
from wardmote.boards.queries.visible import posts_visible_to
from wardmote.core.share import kept
from wardmote.core.share.fonts import face
from wardmote.pages import hub, share_cards
from wardmote.pages.queries.topics import topics_of


@task()
def renew_picture(*, thread_id: int) -> int:
    """Draw the picture of a thread as it is by now, or delete it where everybody may not read that; 1 for either."""
    with_face = face()
    shown = share_cards.public_thread(thread_id)
    if shown is None:
        return int(kept.forget(share_cards.thread_key(thread_id)) > 0)
    return int(with_face is not None and kept.prepare(shown.key, shown.card, with_face))


@task()
def renew_picture_of_post(*, post_id: int) -> int:
    """Do the same for the thread that a post begins; nothing for any other post."""
    rows = posts_visible_to(actors.guest()).filter(pk=post_id, floor=1)
    thread_id = rows.values_list("thread_id", flat=True).first()
    return 0 if thread_id is None else renew_picture.call(thread_id=thread_id)


@task()
def note_feeds(*, event: str, target_id: int) -> int:
    """Note for the hub which public feeds an event has changed; return how many."""
    return hub.note(topics_of(event, target_id)) if hub.is_named() else 0
