"""What members are told of conversations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.notifications import kinds

MESSAGE = kinds.register(
    "message",
    label=_("Private messages"),
    one=_("%(name)s sent you a message."),
    many=_("%(names)s sent you messages."),
    # The head of every page counts unread conversations already.
    inbox=False,
    repeats="each",
)
ADDED = kinds.register(
    "conversation-added",
    label=_("Being added to a conversation"),
    one=_("%(name)s added you to a conversation."),
)
