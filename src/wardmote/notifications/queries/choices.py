"""What a member wants to be told of, and by which way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts.models import Member
from wardmote.notifications import kinds
from wardmote.notifications.models import Channel, MailBlock, NoticeChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A kind with how the member is told of it; one that is fixed always goes to the inbox."""

    key: str
    label: Text
    inbox: bool
    mail: Channel
    fixed: bool


@dataclass(frozen=True)
class ChoicesPage:
    """The settings page of notices. `blocked` says why the member's address gets no mail, "" if it does."""

    rows: Sequence[ChoiceRow]
    email: str
    confirmed: bool
    blocked: str


def choices_page(viewer: Actor) -> ChoicesPage:
    """Return what a member has chosen, or what holds without a choice (3 queries).

    Raises:
        NotSignedIn: a guest asks.
    """
    member_id = viewer.own_id
    rows = NoticeChoice.objects.filter(member_id=member_id)
    chosen = {kind: (inbox, Channel(mail)) for kind, inbox, mail in rows.values_list("kind", "inbox", "mail")}
    shown = []
    for kind in kinds.known():
        if kind.for_administrators and not viewer.is_administrator:
            continue
        inbox, mail = chosen.get(kind.key, (kind.inbox, kind.mail))
        shown.append(ChoiceRow(kind.key, kind.label, inbox or kind.fixed, mail, kind.fixed))
    member = Member.objects.only("email", "email_confirmed_at").get(pk=member_id)
    reason = MailBlock.objects.filter(address=member.email.lower()).values_list("reason", flat=True).first()
    return ChoicesPage(shown, member.email, member.email_confirmed_at is not None, reason or "")
