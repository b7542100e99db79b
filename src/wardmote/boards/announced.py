"""The events about threads and posts that webhooks can be told of. Acts on a thread have the names of the log."""

from __future__ import annotations

from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy as _

from wardmote.webhooks import events

_thread = partial(events.register, target="thread")
_post = partial(events.register, target="post")

THREAD_CREATED: Final = _thread("thread.created", label=_("A thread was started"))
POST_CREATED: Final = _post("post.created", label=_("A reply was posted"))
POST_EDITED: Final = _post("post.edited", label=_("A post was edited, or the title of its thread"))
POST_DELETED: Final = _post("post.deleted", label=_("A reply was deleted"))
POST_RESTORED: Final = _post("post.restored", label=_("A reply was restored"))
POST_COMMENTED: Final = _post("post.commented", label=_("A comment on a post was written, deleted or restored"))
POST_RATED: Final = _post("post.rated", label=_("A post was rated, or a rating was taken back"))
POST_REACTED: Final = _post("post.reacted", label=_("A reaction to a post was given, changed or taken back"))
THREAD_DELETED: Final = _thread("thread.deleted", label=_("A thread was deleted"))
THREAD_RESTORED: Final = _thread("thread.restored", label=_("A thread was restored"))
THREAD_MOVED: Final = _thread("thread.moved", label=_("A thread was moved to another board"))
THREAD_MERGED: Final = _thread("thread.merged", label=_("A thread was merged into another"))
THREAD_SPLIT: Final = _thread("thread.split", label=_("A thread was made out of another's posts"))
THREAD_ANSWERED: Final = _thread("thread.answered", label=_("The best answer of a thread was marked, or unmarked"))
THREAD_TAGGED: Final = _thread("thread.tagged", label=_("A thread was given other tags"))
THREAD_VOTED: Final = _thread(
    "thread.voted", label=_("A vote in a poll with public voters was given, changed or withdrawn")
)
"""Nothing is told of secret polls: when a vote came, beside the counters, would tell what somebody chose."""

OF_ACT: Final = {
    event.key.removeprefix("thread."): event
    for event in (
        THREAD_DELETED,
        THREAD_RESTORED,
        THREAD_MOVED,
        _thread("thread.locked", label=_("A thread was closed to replies")),
        _thread("thread.unlocked", label=_("A thread was opened again")),
        _thread("thread.sticky", label=_("A thread was put on top, or no longer")),
        _thread("thread.digest", label=_("A thread was featured, or no longer")),
        _thread("thread.highlight", label=_("A thread's title was highlighted, or no longer")),
        _thread("thread.type", label=_("A thread was given another type")),
        _thread("thread.poll_closed", label=_("The poll of a thread was closed, by hand or in time")),
        _thread("thread.poll_rescheduled", label=_("The poll of a thread was given another end")),
    )
}
"""The events of what is done with a thread, by the name of the act."""
