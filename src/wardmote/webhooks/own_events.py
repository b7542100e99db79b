"""Events about members, which every site has."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import happenings
from wardmote.webhooks import events
from wardmote.webhooks.actions.announcing import announce

JOINED: Final = events.register("member.joined", label=_("Somebody has become a member"), target="member")


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    happenings.joined.connect(on_joined, dispatch_uid="webhooks.joined")


def on_joined(member_id: int, **_more: Any) -> None:
    """Announce a new member."""
    announce(JOINED, member_id)
