"""The section of an editor in which a poll is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wardmote.accounts import capabilities
from wardmote.boards.actions import polls
from wardmote.boards.forms.polls import PollForm, was_sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.boards.poll_input import PollInput
    from wardmote.boards.views.editor import EditorPage


def poll_section(viewer: Actor, posted: Mapping[str, str]) -> PollForm | None:
    """Return the section as it was sent, or empty; None for those who may not ask polls."""
    return PollForm.posted(posted) if viewer.can(capabilities.MAKE_POLLS) else None


def with_poll(data: EditorPage, viewer: Actor, thread: Thread, posted: Mapping[str, str]) -> EditorPage:
    """Return the editor of a first post with its thread's poll, as it was sent or as it is (2 queries for one)."""
    stored = polls.stored_poll(thread)
    if stored is None:
        return replace(data, poll=poll_section(viewer, posted))
    if stored.fixed:
        return replace(data, poll_fixed=stored)
    return replace(data, poll=PollForm.posted(posted) if was_sent(posted) else PollForm.of(stored.given))


def changed_poll(viewer: Actor, thread: Thread, posted: Mapping[str, str]) -> PollInput | object | None:
    """Return what an edit makes of the poll; nothing where the section was not shown."""
    offered = thread.has_poll or viewer.can(capabilities.MAKE_POLLS)
    return PollForm.posted(posted).poll() if offered and was_sent(posted) else polls.unchanged
