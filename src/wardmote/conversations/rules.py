"""Who may do what with conversations: pure functions; the querysets that say the same are in `queries/visible.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import capabilities
from wardmote.accounts.signup_options import CONFIRMATION_NEEDED
from wardmote.core.errors import NotAllowed, NotSignedIn

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.conversations.models import Conversation, Message, Participant


def is_staff(actor: Actor) -> bool:
    """Say whether what the actor writes reaches everybody, and whom the limits of new accounts do not hold."""
    return actor.has_desk


def require_send(actor: Actor) -> None:
    """Demand that the actor may write messages at all, and say why not (no query).

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: no group of theirs gives it, a sanction is in force, or the address is not confirmed.
    """
    if not actor.is_member:
        raise NotSignedIn
    if actor.silenced:
        raise NotAllowed(_("You are silenced and cannot write messages at the moment."))
    if actor.awaiting_approval:
        raise NotAllowed(_("Your sign-up awaits approval. Until then you can read."))
    if not actor.can(capabilities.SEND_MESSAGES):
        raise NotAllowed(_("You may not write private messages here."))
    if not actor.confirmed and not actor.is_administrator and CONFIRMATION_NEEDED.get():
        raise NotAllowed(_("Please confirm your e-mail address first. We sent you a link."))


def require_send_there(actor: Actor, place: Participant) -> None:
    """Demand that the actor may write messages, and has not left the conversation (no query).

    Raises:
        NotSignedIn, NotAllowed: they may not, and why.
    """
    require_send(actor)
    if place.left_at is not None:
        raise NotAllowed(_("You have left this conversation."))


def may_send(actor: Actor) -> bool:
    """Say the same without saying why."""
    try:
        require_send(actor)
    except (NotAllowed, NotSignedIn):
        return False
    return True


def may_see_message(place: Participant, message: Message) -> bool:
    """Say whether a participant sees a message: one between their joining and their leaving."""
    if message.conversation_id != place.conversation_id or message.number <= place.from_number:
        return False
    return place.to_number is None or message.number <= place.to_number


def may_arrange(place: Participant, conversation: Conversation, *, starter_left: bool) -> bool:
    """Say whether a participant may add members and change the title: the starter, once they have left everybody."""
    return place.left_at is None and (conversation.started_by_id == place.member_id or starter_left)


def may_delete(place: Participant, message: Message) -> bool:
    """Say whether a participant may delete a message: their own."""
    return message.author_id == place.member_id and message.deleted_at is None and may_see_message(place, message)
