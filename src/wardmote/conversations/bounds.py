"""The bounds of messages and conversations, as site options."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.core import options
from wardmote.core.text.bounds import Bounds

MESSAGE_CHARS = options.integer(
    "message_chars",
    10_000,
    section="limits",
    label=_("Characters in a private message at the most"),
    least=100,
    most=100_000,
)
CONVERSATION_MEMBERS = options.integer(
    "conversation_members", 10, section="limits", label=_("Members in a conversation at the most"), least=2, most=100
)


def message_bounds() -> Bounds:
    """Return the bounds in force (no query)."""
    return Bounds(max_chars=MESSAGE_CHARS.get())
