"""What is said between the posts about what happened to a thread: a sentence for each kind of ThreadEvent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wardmote.boards import ladder
from wardmote.core.language import bilingual
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

SENTENCES: dict[str, Text] = {
    "locked": _("%(name)s closed this thread."),
    "unlocked": _("%(name)s opened this thread again."),
    "deleted": _("%(name)s deleted this thread."),
    "restored": _("%(name)s restored this thread."),
    "digest": _("%(name)s featured this thread (level %(level)s)."),
    "sticky": _("%(name)s put this thread on top."),
    "highlight": _("%(name)s highlighted this thread's title."),
    "type": _("%(name)s changed this thread's type."),
    "moved": _("%(name)s moved this thread here from %(board)s."),
    "merged": _("%(name)s merged another thread into this one: its posts follow."),
    "poll_closed": _("%(name)s closed the poll."),
    "poll_rescheduled": _("%(name)s changed when the poll closes."),
    "split": _("%(name)s moved posts from here into a thread of their own."),
}
UNKNOWN = _("%(name)s changed this thread.")


def sentence(kind: str, *, name: str, details: Mapping[str, Any], viewer: Actor) -> str:
    """Return what is said of an event in the viewer's language; it names no board that the viewer may not see."""
    text = SENTENCES.get(kind, UNKNOWN)
    values = {"name": name or _("A moderator"), **{key: make(details, viewer) for key, make in _VALUES.items()}}
    return str(text) % values


def link(kind: str, details: Mapping[str, Any]) -> int | None:
    """Return the id of the thread that an event leads to, if any."""
    into = details.get("into") if kind == "split" else None
    return into if isinstance(into, int) else None


def _level(details: Mapping[str, Any], _viewer: Actor) -> Text:
    return str(details.get("level", ""))


def _board(details: Mapping[str, Any], viewer: Actor) -> Text:
    board_id = details.get("from")
    board = ladder.forum().boards.get(board_id) if isinstance(board_id, int) else None
    if board is None or ladder.level(viewer, board.id) < Level.SEE:
        return _("another board")
    return _("“%(board)s”") % {"board": bilingual(board.name, board.name_en)}


_VALUES: dict[str, Callable[[Mapping[str, Any], Actor], Text]] = {"level": _level, "board": _board}
