"""How often and how much a member may write to others; asked by the views, never inside actions.

The staff are exempt, and so is who answers them: whoever is asked something by the city or a moderator can reply.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wardmote.accounts import capabilities
from wardmote.accounts.writing import clean_source
from wardmote.conversations import rules
from wardmote.conversations.actions.writing import render_message
from wardmote.conversations.queries import written
from wardmote.core import clock, options, rates
from wardmote.core.errors import Invalid, TooOften, WardmoteError
from wardmote.core.rates import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

FIRST_DAY = dt.timedelta(days=1)
DAY = dt.timedelta(days=1)
SHORT = 20
"""Shorter texts, such as thanks, may be said to many."""
PREVIEWS = Rate("preview", 60, 60)
"""Rendering costs processor time; counted together with the previews of posts."""
LOOKS = Rate("complete", 240, 60)
"""The script of a field asks at each pause between two letters; counted together with the names after an @."""
SEARCHES = Rate("search-messages", 30, 60)
ARRANGING = Rate("conversation", 30, 3600)
"""Changes of titles and members: each is told to everybody in the conversation."""

MESSAGE_INTERVAL_S = options.integer(
    "message_interval_s",
    3,
    section="limits",
    label=gettext_lazy("Seconds between two private messages of a member"),
    most=3600,
)
SAME_MESSAGE_TO = options.limit(
    "same_message_to",
    3,
    section="limits",
    label=gettext_lazy("Conversations that the same private message may go to within an hour"),
    least=1,
)
FIRST_DAY_CONVERSATIONS = options.limit(
    "first_day_conversations",
    2,
    section="limits",
    label=gettext_lazy("Conversations that a member may begin on the first day of an account"),
)
FIRST_DAY_MESSAGES = options.limit(
    "first_day_messages",
    20,
    section="limits",
    label=gettext_lazy("Private messages on the first day of an account"),
)
FIRST_DAY_MESSAGE_LINKS = options.limit(
    "first_day_message_links",
    0,
    section="limits",
    label=gettext_lazy("Links in a private message on the first day of an account"),
)


@contextlib.contextmanager
def sending(actor: Actor, source: str, *, conversation_id: int | None = None) -> Iterator[None]:
    """Let a message through at its rates; what fails inside costs nothing (at most 7 queries around it).

    Without a conversation, the message begins one.

    Raises:
        TooOften: too soon after the last one, too many on the first day or of the day, or the same text to too many.
        Invalid: more links in the text than a new account may send.
    """
    if actor.member_id is None or rules.is_staff(actor):
        yield
        return
    if conversation_id is None:
        _refuse_many_a_day(actor)
    _refuse_same_text(actor.member_id, source, conversation_id)
    joined_at = actor.joined_at or clock.now()
    is_new = clock.now() - joined_at < FIRST_DAY
    if is_new and not (conversation_id and written.answers_staff(actor.member_id, conversation_id)):
        _refuse_first_day(actor, joined_at, source, starts=conversation_id is None)
    interval = Rate("message", 1, MESSAGE_INTERVAL_S.get())
    if interval.per_s:
        _take(interval, str(actor.member_id))
    try:
        yield
    except WardmoteError:
        if interval.per_s:
            rates.forget(interval, str(actor.member_id))
        raise


def preview(actor: Actor) -> None:
    """Take one of a member's previews.

    Raises:
        TooOften: there were too many of late.
    """
    rates.take(PREVIEWS, str(actor.member_id))


def look(actor: Actor) -> None:
    """Take one of a member's looks for names.

    Raises:
        TooOften: there were too many of late.
    """
    rates.take(LOOKS, str(actor.member_id))


def search(actor: Actor) -> None:
    """Take one of a member's searches in their messages.

    Raises:
        TooOften: there were too many of late.
    """
    rates.take(SEARCHES, str(actor.member_id))


def _take(interval: Rate, who: str) -> None:
    try:
        rates.take(interval, who)
    except TooOften:
        message = ngettext(
            "Please wait %(count)s second between two messages. Your text is kept: send it again in a moment.",
            "Please wait %(count)s seconds between two messages. Your text is kept: send it again in a moment.",
            interval.per_s,
        )
        raise TooOften(message % {"count": interval.per_s}, retry_after_s=interval.per_s) from None


def _refuse_many_a_day(actor: Actor) -> None:
    most = actor.limits.get(capabilities.CONVERSATIONS_A_DAY, 0)
    if most is None or written.started_since(actor.own_id, clock.now() - DAY) < most:
        return
    message = ngettext(
        "You can begin %(count)s conversation a day. Your text is kept here: copy it for tomorrow.",
        "You can begin %(count)s conversations a day. Your text is kept here: copy it for tomorrow.",
        most,
    )
    raise TooOften(message % {"count": most}, retry_after_s=3600)


def _refuse_same_text(member_id: int, source: str, conversation_id: int | None) -> None:
    most = SAME_MESSAGE_TO.get()
    try:
        text = clean_source(source)
    except Invalid:
        return  # The action says so, together with whatever else is wrong.
    if most is None or len(text) < SHORT:
        return
    told = written.said_in(member_id, text, clock.now() - dt.timedelta(hours=1))
    if len(told - {conversation_id}) >= most:
        raise TooOften(_("You have sent this very text to several people already."), retry_after_s=3600)


def _refuse_first_day(actor: Actor, joined_at: dt.datetime, source: str, *, starts: bool) -> None:
    left_s = int((joined_at + FIRST_DAY - clock.now()).total_seconds()) + 1
    most = FIRST_DAY_CONVERSATIONS.get()
    if starts and most is not None and written.started_since(actor.own_id) >= most:
        message = ngettext(
            "A new account may begin %(count)s conversation a day. Your text is kept here: copy it for tomorrow.",
            "A new account may begin %(count)s conversations a day. Your text is kept here: copy it for tomorrow.",
            most,
        )
        raise TooOften(message % {"count": most}, retry_after_s=left_s)
    most = FIRST_DAY_MESSAGES.get()
    if most is not None and written.messages_of_member(actor.own_id) >= most:
        message = ngettext(
            "An account may write %(count)s message on its first day. Your text is kept here: copy it for tomorrow.",
            "An account may write %(count)s messages on its first day. Your text is kept here: copy it for tomorrow.",
            most,
        )
        raise TooOften(message % {"count": most}, retry_after_s=left_s)
    _refuse_links(actor, source)


def _refuse_links(actor: Actor, source: str) -> None:
    most = FIRST_DAY_MESSAGE_LINKS.get()
    if most is None:
        return
    try:
        rendered = render_message(actor, clean_source(source))
    except Invalid:
        return  # The action says so, together with whatever else is wrong.
    if rendered.links + rendered.images > most:
        message = ngettext(
            "A message may have at most %(count)s link on an account's first day.",
            "A message may have at most %(count)s links on an account's first day.",
            most,
        )
        raise Invalid({"text": message % {"count": most}})
