"""From what was typed to what is stored, and how a message enters a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wardmote.accounts.models import Member
from wardmote.accounts.queries.blocks import blockers_of
from wardmote.accounts.writing import render_source
from wardmote.conversations import kinds, rules
from wardmote.conversations.bounds import message_bounds
from wardmote.conversations.models import Conversation, Message, Participant
from wardmote.conversations.queries.documents import message_tokens
from wardmote.core import clock
from wardmote.core.errors import Conflict, NotFound
from wardmote.core.text.bounds import check_title
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.notifications.actions.notify import notify
from wardmote.search import index
from wardmote.uploads.actions.uses import set_uses
from wardmote.uploads.queries.shown import usable_by

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.text.render import Rendered


def clean_title(title: str) -> str:
    """Return a conversation's title on one line; empty for none.

    Raises:
        Invalid: it is too long (field "title").
    """
    cleaned = clean_line(title)
    if is_blank(cleaned):
        return ""
    check_title(cleaned, message_bounds())
    return cleaned


def render_message(actor: Actor, source: str) -> Rendered:
    """Return a message as it will be shown; previews use it as well.

    A query where it mentions somebody, and one where it holds pictures or files of the actor's own.

    Raises:
        Invalid: it is over a bound, or shows nothing (field "text").
    """
    return render_source(actor, source, bounds=message_bounds(), files=usable_by(actor))


def once(actor: Actor, submit_key: uuid.UUID | None, insert: Callable[[], Message]) -> Message:
    """Insert in a transaction, or return what the same form made before."""

    def earlier() -> Message | None:
        if submit_key is None:
            return None
        return Message.objects.filter(author_id=actor.member_id, submit_key=submit_key).first()

    try:
        with transaction.atomic():
            return earlier() or insert()
    except IntegrityError:
        made = earlier()
        if made is None:
            raise
        return made


def enter_message(
    actor: Actor,
    conversation_id: int,
    source: str,
    rendered: Rendered,
    *,
    submit_key: uuid.UUID | None,
    holds_writer: bool = False,
) -> Message:
    """Add a message as the conversation's next, and count it for the others (at most 10 queries, whatever its size).

    Rows are locked in one order everywhere, conversation, places, members: so nobody waits for each other in a ring.
    `holds_writer` locks the writer's row among the members', for who changes it later in the transaction.

    Raises:
        NotFound: the actor is not in the conversation, or has left it meanwhile.
        Conflict: everybody else has left.
    """
    now = clock.now()
    taken = Conversation.objects.filter(pk=conversation_id, members__gte=2).update(
        last_number=F("last_number") + 1, last_message_at=now
    )
    places = _present(conversation_id)
    others = {member_id: place for member_id, place in places.items() if member_id != actor.own_id}
    if len(others) == len(places):
        raise NotFound
    if not taken:
        raise Conflict(_("Everybody else has left this conversation: nobody would read your message."))
    message = Message.objects.create(
        conversation_id=conversation_id,
        number=Conversation.objects.values_list("last_number", flat=True).get(pk=conversation_id),
        author_id=actor.own_id,
        source=source,
        html=rendered.html,
        text=rendered.text,
        renderer=rendered.version,
        at=now,
        submit_key=submit_key,
    )
    index.add("message", [(message.pk, message_tokens(conversation_id, message.text))])
    set_uses(target="message", target_id=message.pk, keys=rendered.uploads, before=0)
    Participant.objects.filter(conversation_id=conversation_id, left_at=None).update(last_message_at=now)
    told = set(others) if rules.is_staff(actor) else set(others) - blockers_of(actor.own_id, others)
    Participant.objects.filter(conversation_id=conversation_id, member_id__in=told, left_at=None).update(
        unread=F("unread") + 1
    )
    newly = sorted(pk for pk in told if not others[pk].unread and not others[pk].muted)
    count_unread(newly, by=1, hold=[actor.own_id] if holds_writer else [])
    # One notice while there is something unread: who has not looked yet is not told of each further message.
    notify(kinds.MESSAGE, actor=actor, to=newly, target="unread-conversation", target_id=conversation_id)
    return message


def _present(conversation_id: int) -> Mapping[int, Participant]:
    """Return the places of who has not left, by member, locked (1 query)."""
    rows = Participant.objects.select_for_update(no_key=True).filter(conversation_id=conversation_id, left_at=None)
    return {place.member_id: place for place in rows.order_by("pk")}


def count_unread(member_ids: Sequence[int], *, by: int, hold: Sequence[int] = ()) -> None:
    """Change in how many conversations members have something unread (at most 2 queries), and lock those of `hold`."""
    held = {*member_ids, *hold}
    if len(held) > 1:
        # Locked in one order, since one UPDATE locks in any.
        members = Member.objects.select_for_update(no_key=True).filter(pk__in=held)
        list(members.order_by("pk").values_list("pk"))
    if not member_ids:
        return
    rows = Member.objects.filter(pk__in=member_ids)
    if by < 0:
        rows = rows.filter(unread_conversations__gte=-by)
    rows.update(unread_conversations=F("unread_conversations") + by)
