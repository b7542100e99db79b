"""To whom somebody may write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from wardmote.accounts import groups, names
from wardmote.accounts.models import Block, Member
from wardmote.accounts.models.member import MessagesFrom
from wardmote.accounts.queries.blocks import blocked_by, blockers_of
from wardmote.accounts.queries.find_members import find_members
from wardmote.conversations import rules
from wardmote.conversations.models import Participant
from wardmote.conversations.queries.visible import find_place
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.queries.find_members import FoundMember

_BETWEEN: Final = re.compile(r"[,，、;；\n]")
NAMES_MOST: Final = 200
"""Names that are looked up at the most, however many may be in a conversation."""


def members_named(typed: str) -> Sequence[Member]:
    """Return the members whose names were typed, separated by commas, each once (1 query).

    Raises:
        Invalid: there is no such member (field "to"); all that are missing are told at once.
    """
    wanted = list(dict.fromkeys(names.fold_width(name) for name in _BETWEEN.split(typed) if name.strip()))
    if not wanted:
        raise Invalid({"to": _("Say to whom you write.")})
    if len(wanted) > NAMES_MOST:
        raise Invalid({"to": _("Those are too many names.")})
    # PostgreSQL takes no NUL, not even to look for it.
    rows = Member.objects.filter(name__in=[name for name in wanted if "\x00" not in name], approved_at__isnull=False)
    found = {member.name: member for member in rows}
    if missing := [name for name in wanted if name not in found]:
        message = _("There is no member called %(name)s.")
        raise Invalid({"to": [message % {"name": name[: names.MOST]} for name in missing]})
    return [found[name] for name in wanted]


def require_reachable(actor: Actor, members: Collection[Member]) -> None:
    """Demand that the actor may begin to write to members (at most 2 queries).

    What the staff write always arrives. Whether somebody has blocked the actor or wants no messages is not told apart.

    Raises:
        Invalid: somebody takes none, or is blocked by the actor (field "to"); all of them are told at once.
    """
    blocked = blocked_by(actor)
    wrong = [
        _("You have blocked %(name)s: unblock them to write to them.") % {"name": member.name}
        for member in members
        if member.pk in blocked
    ]
    if not rules.is_staff(actor):
        blockers = blockers_of(actor.own_id, [member.pk for member in members])
        wrong += [
            _("%(name)s takes no messages from you.") % {"name": member.name}
            for member in members
            if member.pk in blockers or not _lets_in(actor, member)
        ]
    if wrong:
        raise Invalid({"to": wrong})


def reachable_by(actor: Actor) -> QuerySet[Member]:
    """Return the members whom `require_reachable` lets the actor write to (1 query, if they block any)."""
    members = Member.objects.exclude(pk__in=blocked_by(actor) | {actor.own_id})
    if rules.is_staff(actor):
        return members
    wishes = [MessagesFrom.EVERYBODY]
    if _is_trusted(actor):
        wishes.append(MessagesFrom.TRUSTED)
    blockers = Block.objects.filter(member_id=OuterRef("pk"), blocked_id=actor.own_id)
    return members.filter(~Exists(blockers), is_active=True, messages_from__in=wishes)


def names_like(viewer: Actor, typed: str, conversation_id: int | None) -> Sequence[FoundMember]:
    """Return members whose name may be meant and to whom the viewer may write, without who is in a conversation.

    At most 6 queries.

    Raises:
        NotFound: the viewer is not in the conversation.
    """
    inside: Collection[int] = ()
    if conversation_id is not None:
        place = find_place(viewer, conversation_id)
        inside = Participant.objects.filter(conversation_id=place.conversation_id).values_list("member_id", flat=True)
    return find_members(typed, among=reachable_by(viewer), without=inside)


def _is_trusted(actor: Actor) -> bool:
    return groups.by_key("trust-1").id in actor.group_ids


def _lets_in(actor: Actor, member: Member) -> bool:
    """Say whether a member's own wish lets the actor begin to write to them (no query)."""
    if not member.is_active:
        return False
    if member.messages_from == MessagesFrom.TRUSTED:
        return _is_trusted(actor)
    return member.messages_from == MessagesFrom.EVERYBODY


def pair_with(actor: Actor, member_id: int) -> int | None:
    """Return the latest untitled conversation that the actor and another are in, and nobody else ever was (1 query)."""
    in_it = Participant.objects.filter(conversation=OuterRef("conversation"))
    rows = Participant.objects.filter(
        Exists(in_it.filter(member_id=member_id, left_at=None)),
        ~Exists(in_it.exclude(member_id__in=(actor.own_id, member_id))),
        member_id=actor.own_id,
        left_at=None,
        conversation__title="",
    )
    return rows.order_by("-last_message_at", "-id").values_list("conversation_id", flat=True).first()
