"""How often and how much a member may write; asked by the views, never inside actions.

Moderators of the board and administrators are exempt: they answer for what they do in the log.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wardmote.boards import ladder, rules
from wardmote.boards.actions.writing import clean_source, render_post
from wardmote.boards.bounds import post_bounds
from wardmote.boards.queries import written
from wardmote.core import clock, options, rates
from wardmote.core.errors import Invalid, TooOften, WardmoteError
from wardmote.core.permissions import Level
from wardmote.core.rates import Rate
from wardmote.core.text.clean import clean_line
from wardmote.core.text.tallies import tallies as counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor
    from wardmote.core.text.render import Rendered
    from wardmote.core.text.tallies import Tally

FIRST_DAY = dt.timedelta(days=1)
PREVIEWS = Rate("preview", 60, 60)
"""Rendering costs processor time, and a preview leaves no trace that another rate would count."""
REACTIONS = Rate("reaction", 60, 60)
"""No finger presses faster; a script that does would fill the authors' notices."""
SIMILAR = Rate("similar", 60, 60)
"""The script asks at each pause in a title that is being typed."""
VOTES = Rate("vote", 20, 60)
QUOTES = Rate("quote", 60, 60)
EDITS = Rate("edit", 30, 600)
"""Each may keep a version and tell people whom the text had not named before."""

POST_INTERVAL_S = options.integer(
    "post_interval_s", 5, section="limits", label=_("Seconds between two posts of a member"), most=3600
)
THREAD_INTERVAL_S = options.integer(
    "thread_interval_s", 15, section="limits", label=_("Seconds between two threads of a member"), most=86_400
)
SAME_TEXT_MINUTES = options.integer(
    "same_text_minutes", 5, section="limits", label=_("Minutes in which the same text is refused"), most=1440
)
FIRST_DAY_THREADS = options.limit(
    "first_day_threads", 3, section="limits", label=_("Threads on the first day of an account")
)
FIRST_DAY_REPLIES = options.limit(
    "first_day_replies", 10, section="limits", label=_("Replies on the first day of an account")
)
FIRST_DAY_LINKS = options.limit(
    "first_day_links", 2, section="limits", label=_("Links in a post on the first day of an account")
)
FIRST_DAY_IMAGES = options.limit(
    "first_day_images", 1, section="limits", label=_("Images in a post on the first day of an account")
)
FIRST_DAY_MENTIONS = options.limit(
    "first_day_mentions", 2, section="limits", label=_("Members mentioned in a post on the first day of an account")
)


@contextlib.contextmanager
def writing(actor: Actor, board_id: int, *, joined_at: dt.datetime, source: str, is_thread: bool) -> Iterator[None]:
    """Let a new post through at its rates; what fails inside costs nothing (at most 7 queries around it).

    Raises:
        TooOften: too soon after the last one, too many on the first day, or the same text again.
        Invalid: more links, images or people in the text than a new account may have.
    """
    if actor.member_id is None or _is_exempt(actor, board_id):
        yield
        return
    _refuse_same_text(actor.member_id, source)
    _refuse_first_day(actor.member_id, joined_at, is_thread=is_thread)
    refuse_rich_text(actor, board_id, joined_at=joined_at, source=source)
    taken = _take_interval(actor.member_id, is_thread=is_thread)
    try:
        yield
    except WardmoteError:
        for rate in taken:
            rates.forget(rate, str(actor.member_id))
        raise


@contextlib.contextmanager
def commenting(actor: Actor, board_id: int, *, joined_at: dt.datetime, text: str) -> Iterator[None]:
    """Let a comment through at the rates of posts, among which it counts; what fails inside costs nothing.

    Raises:
        TooOften: too soon after the last post or comment, too many on the first day, or the same text again.
    """
    if actor.member_id is None or _is_exempt(actor, board_id):
        yield
        return
    window = dt.timedelta(minutes=SAME_TEXT_MINUTES.get())
    now = clock.now()
    _refuse_said(written.commented_since(actor.member_id, clean_line(text), now - window) if window else None, window)
    _refuse_first_day(actor.member_id, joined_at, is_thread=False)
    taken = _take_interval(actor.member_id, is_thread=False)
    try:
        yield
    except WardmoteError:
        for rate in taken:
            rates.forget(rate, str(actor.member_id))
        raise


def refuse_rich_text(actor: Actor, board_id: int, *, joined_at: dt.datetime, source: str) -> None:
    """Hold a new account's text to its few links, images and names; edits are held to them as well.

    Raises:
        Invalid: there are more (field "text").
    """
    if _is_exempt(actor, board_id) or clock.now() - joined_at >= FIRST_DAY:
        return
    try:
        rendered = render_post(actor, clean_source(source))
    except Invalid:
        return  # The action says so, together with whatever else is wrong.
    if messages := _too_rich(rendered):
        raise Invalid({"text": messages})


def tallies(actor: Actor, rendered: Rendered) -> tuple[Tally, ...]:
    """Count what is bounded in a post, for its writer to see before it is refused (no query).

    Which board it is for is not known here, so that a new account's bounds are not told to who moderates any.
    """
    joined_at = actor.joined_at or clock.now()
    is_new = clock.now() - joined_at < FIRST_DAY and not ladder.boards_at(actor, Level.MODERATE)
    options_of = {"links": FIRST_DAY_LINKS, "images": FIRST_DAY_IMAGES, "mentions": FIRST_DAY_MENTIONS}
    stricter = {name: option.get() for name, option in options_of.items()} if is_new else {}
    return counted(rendered, post_bounds(), stricter)


def editing(actor: Actor, board_id: int) -> None:
    """Take one of a member's edits.

    Raises:
        TooOften: there were too many of late.
    """
    if actor.is_member and not _is_exempt(actor, board_id):
        rates.take(EDITS, str(actor.member_id))


def preview(actor: Actor) -> None:
    """Take one of a member's previews.

    Raises:
        TooOften: there were too many of late.
    """
    rates.take(PREVIEWS, str(actor.member_id))


def reacting(actor: Actor) -> None:
    """Take one of a member's reactions; guests are refused elsewhere.

    Raises:
        TooOften: there were too many of late.
    """
    if actor.is_member:
        rates.take(REACTIONS, str(actor.member_id))


def voting(actor: Actor) -> None:
    """Take one of a member's votes, changed ones included; guests are refused elsewhere.

    Raises:
        TooOften: there were too many of late.
    """
    if actor.is_member:
        rates.take(VOTES, str(actor.member_id))


def quote(actor: Actor) -> None:
    """Take one of a member's quotes.

    Raises:
        TooOften: there were too many of late.
    """
    rates.take(QUOTES, str(actor.member_id))


def _is_exempt(actor: Actor, board_id: int) -> bool:
    return actor.is_administrator or rules.may_moderate(actor, board_id)


def _take_interval(member_id: int, *, is_thread: bool) -> list[Rate]:
    """Take the tokens of both intervals, or none (2 queries)."""
    wanted = [Rate("post", 1, POST_INTERVAL_S.get())]
    if is_thread:
        wanted.append(Rate("thread", 1, THREAD_INTERVAL_S.get()))
    taken: list[Rate] = []
    for rate in wanted:
        if not rate.per_s:
            continue
        try:
            rates.take(rate, str(member_id))
        except TooOften:
            for earlier in taken:
                rates.forget(earlier, str(member_id))
            message = ngettext(
                "Please wait %(count)s second between two posts. Your text is kept: send it again in a moment.",
                "Please wait %(count)s seconds between two posts. Your text is kept: send it again in a moment.",
                rate.per_s,
            )
            raise TooOften(message % {"count": rate.per_s}, retry_after_s=rate.per_s) from None
        taken.append(rate)
    return taken


def _refuse_same_text(member_id: int, source: str) -> None:
    window = dt.timedelta(minutes=SAME_TEXT_MINUTES.get())
    now = clock.now()
    try:
        text = clean_source(source)
    except Invalid:
        return
    _refuse_said(written.said_since(member_id, text, now - window) if window else None, window)


def _refuse_said(said_at: dt.datetime | None, window: dt.timedelta) -> None:
    if said_at is not None:
        wait_s = max(1, int((said_at + window - clock.now()).total_seconds()))
        raise TooOften(_("You have posted this very text a moment ago."), retry_after_s=wait_s)


def _refuse_first_day(member_id: int, joined_at: dt.datetime, *, is_thread: bool) -> None:
    left = joined_at + FIRST_DAY - clock.now()
    most = FIRST_DAY_THREADS.get() if is_thread else FIRST_DAY_REPLIES.get()
    if left <= dt.timedelta() or most is None:
        return
    threads, replies = written.counts_of(member_id)
    if (threads if is_thread else replies) < most:
        return
    message = (
        ngettext(
            "An account may start %(count)s thread on its first day. Your text is kept here: copy it for tomorrow.",
            "An account may start %(count)s threads on its first day. Your text is kept here: copy it for tomorrow.",
            most,
        )
        if is_thread
        else ngettext(
            "An account may write %(count)s reply on its first day. Your text is kept here: copy it for tomorrow.",
            "An account may write %(count)s replies on its first day. Your text is kept here: copy it for tomorrow.",
            most,
        )
    )
    raise TooOften(message % {"count": most}, retry_after_s=int(left.total_seconds()) + 1)


def _too_rich(rendered: Rendered) -> list[str]:
    links = _("A post may have at most %(most)s links on an account's first day.")
    images = _("A post may have at most %(most)s images on an account's first day.")
    mentions = _("A post may mention at most %(most)s members on an account's first day.")
    bounds = (
        (rendered.links, FIRST_DAY_LINKS, links),
        (rendered.images, FIRST_DAY_IMAGES, images),
        (len(rendered.mentions), FIRST_DAY_MENTIONS, mentions),
    )
    found = []
    for count, option, message in bounds:
        most = option.get()
        if most is not None and count > most:
            found.append(str(message) % {"most": most})
    return found
