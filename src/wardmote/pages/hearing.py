"""What happens on boards that the world outside is shown: the receivers put it off to the worker.

A receiver inside an action's transaction writes one row at the most. A new reply, which costs what it may already,
writes none: the task that tells of it says so (`boards.happenings.told`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wardmote.boards import announced, happenings
from wardmote.core.share.fonts import face
from wardmote.pages import hub, tasks
from wardmote.webhooks import happenings as webhooks

if TYPE_CHECKING:
    from wardmote.webhooks.events import Event

PICTURED: Final = frozenset(
    event.key
    for event in (
        announced.THREAD_CREATED,
        announced.THREAD_DELETED,
        announced.THREAD_RESTORED,
        announced.THREAD_MOVED,
        announced.THREAD_MERGED,
        announced.THREAD_SPLIT,
    )
)
"""After these a thread has another picture, or none."""


def connect() -> None:
    """Hear of what is told of threads and posts; called once, when the app is ready."""
    webhooks.announced.connect(renew_pictures, dispatch_uid="pages.renew_pictures")
    webhooks.announced.connect(note_change, dispatch_uid="pages.note_change")
    happenings.told.connect(note_post, dispatch_uid="pages.note_post")


def renew_pictures(event: Event, target_id: int, **_more: Any) -> None:
    """Let the worker draw, or delete, what shows a thread elsewhere (1 query where that may have changed)."""
    if event.key in PICTURED and face() is not None:
        tasks.renew_picture.enqueue(thread_id=target_id)
    elif event == announced.POST_EDITED and face() is not None:
        tasks.renew_picture_of_post.enqueue(post_id=target_id)


def note_change(event: Event, target_id: int, **_more: Any) -> None:
    """Let the worker find the feeds that tell something else now (1 query where a hub is named)."""
    if event.key in hub.CHANGING and hub.is_named():
        tasks.note_feeds.enqueue(event=event.key, target_id=target_id)


def note_post(post_id: int, **_more: Any) -> None:
    """Note the feeds that tell of a new post, in the worker."""
    if hub.is_named():
        tasks.note_feeds.call(event=announced.POST_CREATED.key, target_id=post_id)
