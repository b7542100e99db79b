"""The forms of polls: what is asked, when it ends, what somebody chose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wardmote.boards.forms import fields as read
from wardmote.boards.models.poll import CHOICES_MOST, Results
from wardmote.boards.poll_input import PollInput
from wardmote.boards.polls import OPEN_DAYS_MOST
from wardmote.core import clock
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.core.errors import Text

NOW = "now"


@dataclass(frozen=True)
class ClosingForm:
    """When a poll shall close, as it was typed: `poll_closing` is "" (never), "days", "at" or "now"."""

    poll_closing: str = ""
    poll_days: str = ""
    poll_until: str = ""
    reason: str = ""

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> Self:
        """Return the form as it was sent."""
        return cls(**{field.name: read.text(posted, field.name) for field in fields(cls)})

    @classmethod
    def of(cls, closes_at: dt.datetime | None) -> Self:
        """Return the form of a poll that closes then."""
        return cls(poll_closing="at" if closes_at else "", poll_until=local(closes_at))

    def time(self) -> dt.datetime | None:
        """Return the time that was chosen, None for never.

        Raises:
            Invalid: it is none.
        """
        return _time(self.poll_closing, self.poll_days, self.poll_until)


@dataclass(frozen=True)
class PollForm:
    """Everything in the section of an editor that asks a poll, as it was typed."""

    poll_question: str = ""
    poll_choices: str = ""
    poll_kind: str = "single"
    poll_least: str = ""
    poll_most: str = ""
    poll_closing: str = ""
    poll_days: str = ""
    poll_until: str = ""
    poll_results: str = Results.ALWAYS
    poll_may_change: str = "on"
    poll_voters: str = "secret"

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> Self:
        """Return the form as it was sent; an empty one where the section was not there."""
        if not was_sent(posted):
            return cls()
        return cls(**{field.name: read.text(posted, field.name) for field in fields(cls)})

    @classmethod
    def of(cls, poll: PollInput) -> Self:
        """Return the form of a poll that is there."""
        return cls(
            poll_question=poll.question,
            poll_choices="\n".join(poll.choices),
            poll_kind="single" if poll.most == 1 else "multiple",
            poll_least="" if poll.most == 1 else str(poll.least),
            poll_most="" if poll.most == 1 else str(poll.most),
            poll_closing="at" if poll.closes_at else "",
            poll_until=local(poll.closes_at),
            poll_results=poll.results,
            poll_may_change="on" if poll.may_change else "",
            poll_voters="public" if poll.public_voters else "secret",
        )

    @property
    def is_asked(self) -> bool:
        """Say whether a poll is wanted: a question or a choice was written."""
        return bool(self.poll_question.strip() or self.poll_choices.strip())

    def poll(self) -> PollInput | None:
        """Return what was asked, None where nothing was; what cannot be read is told by the action with the rest."""
        if not self.is_asked:
            return None
        unreadable: dict[str, Text] = {}
        least, most = (1, 1) if self.poll_kind != "multiple" else self._bounds(unreadable)
        closes_at = None
        try:
            closes_at = _time(self.poll_closing, self.poll_days, self.poll_until)
        except Invalid as error:
            unreadable |= {name: messages[0] for name, messages in error.fields.items()}
        return PollInput(
            question=self.poll_question,
            choices=self.poll_choices.split("\n"),
            least=least,
            most=most,
            closes_at=closes_at,
            results=self.poll_results,
            may_change=bool(self.poll_may_change),
            public_voters=self.poll_voters == "public",
            unreadable=unreadable,
        )

    def _bounds(self, unreadable: dict[str, Text]) -> tuple[int | None, int | None]:
        found: list[int | None] = []
        for name in ("poll_least", "poll_most"):
            try:
                found.append(read.number(getattr(self, name), name))
            except Invalid as error:
                unreadable[name] = error.message
                found.append(None)
        return found[0], found[1]


def was_sent(posted: Mapping[str, str]) -> bool:
    """Say whether the form held the section at all; a script's or an older page's does not."""
    return "poll_form" in posted


def chosen(raw: Sequence[str]) -> list[int]:
    """Return the numbers of the choices that were ticked, one more than there can be at the most.

    Raises:
        Invalid: one is no number (field "choice").
    """
    return [number for text in raw[: CHOICES_MOST + 1] if (number := read.number(text, "choice")) is not None]


def local(moment: dt.datetime | None) -> str:
    """Return a time as a field of dates and times holds it, in the viewer's zone."""
    if moment is None:
        return ""
    return moment.astimezone(timezone.get_current_timezone()).strftime("%Y-%m-%dT%H:%M")


def _time(closing: str, days: str, until: str) -> dt.datetime | None:
    if closing == "days":
        count = read.number(days, "poll_days")
        if count is None or not 1 <= count <= OPEN_DAYS_MOST:
            raise Invalid({"poll_days": _("Enter from 1 to %(most)s days.") % {"most": OPEN_DAYS_MOST}})
        return clock.now() + dt.timedelta(days=count)
    if closing == "at":
        try:
            naive = dt.datetime.fromisoformat(until.strip())
            return naive.replace(tzinfo=naive.tzinfo or timezone.get_current_timezone()).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise Invalid({"poll_until": _("Enter a day and a time such as 2026-12-01 18:00.")}) from None
    return None
