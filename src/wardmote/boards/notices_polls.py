"""The kinds of notices that boards send."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.notifications import kinds

POLL_CLOSED = kinds.register(
    "poll-closed", label=_("A poll of mine is closed"), one=_("Your poll in “%(title)s” is closed. See its result.")
)
