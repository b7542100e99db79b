"""Drafts in the editors of posts: what was begun is there again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wardmote.boards.forms.writing import PostForm
from wardmote.drafts.queries.kept import draft_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.drafts.queries.kept import KeptDraft


def place_of(thread: Thread) -> str:
    """Return where the draft of a reply belongs."""
    return f"thread:{thread.pk}"


def begun(viewer: Actor, place: str, fresh: Callable[[], PostForm]) -> tuple[PostForm, KeptDraft | None]:
    """Return the form that a member left there, with its draft, or a fresh one (1 query, none without any drafts)."""
    draft = draft_at(viewer, place)
    if draft is None:
        return replace(fresh(), writer=str(viewer.own_id)), None
    return PostForm.restored(draft, viewer.own_id), draft
