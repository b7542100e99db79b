"""What somebody fills in to ask a poll, and what is stored of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.boards.models.poll import CHOICE_CHARS, CHOICES_LEAST, CHOICES_MOST, QUESTION_CHARS, Results
from wardmote.boards.polls import OPEN_DAYS_MOST
from wardmote.core import clock
from wardmote.core.errors import Invalid
from wardmote.core.text.clean import clean_line, is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.core.errors import Text


@dataclass(frozen=True)
class PollInput:
    """The fields as they were entered; a poll of several choices may leave `most` open.

    `unreadable` tells of fields that hold no number or no time, so that everything wrong is said at once.
    """

    question: str = ""
    choices: Sequence[str] = ()
    least: int | None = 1
    most: int | None = 1
    closes_at: dt.datetime | None = None
    results: str = Results.ALWAYS
    may_change: bool = True
    public_voters: bool = False
    unreadable: Mapping[str, Text] = field(default_factory=dict)


def clean_poll(given: PollInput | None) -> PollInput | None:
    """Return the fields cleaned: a question on one line, choices without empty ones, bounds that are numbers.

    Raises:
        Invalid: some do not fit; `fields` names each, with "poll_" before it.
    """
    if given is None:
        return None
    choices = tuple(line for text in given.choices if not is_blank(line := clean_line(text)))
    question = clean_line(given.question)
    cleaned = replace(
        given,
        question="" if is_blank(question) else question,
        choices=choices,
        least=1 if given.least is None else given.least,
        most=len(choices) if given.most is None else given.most,
    )
    errors: dict[str, Text] = {**_errors_of_choices(choices), **_errors_of_bounds(cleaned)}
    try:
        cleaned = replace(cleaned, closes_at=clean_closing(given.closes_at))
    except Invalid as error:
        errors |= {name: messages[0] for name, messages in error.fields.items()}
    errors |= given.unreadable
    if len(cleaned.question) > QUESTION_CHARS:
        errors["poll_question"] = _("At most %(most)s characters.") % {"most": QUESTION_CHARS}
    if given.results not in Results.values:
        errors["poll_results"] = _("Choose one of the values offered.")
    elif given.results == Results.AFTER_CLOSE and given.closes_at is None and "poll_until" not in errors:
        errors["poll_results"] = needs_end()
    if errors:
        raise Invalid(errors)
    return cleaned


def sketch(given: PollInput | None) -> PollInput | None:
    """Return a poll that is still being written as it would look so far; whether it fits is not asked."""
    if given is None:
        return None
    lines = [clean_line(text)[:CHOICE_CHARS] for text in given.choices]
    choices = [line for line in lines if not is_blank(line)][:CHOICES_MOST]
    return replace(given, question=clean_line(given.question)[:QUESTION_CHARS], choices=choices)


def clean_closing(closes_at: dt.datetime | None) -> dt.datetime | None:
    """Return when a poll shall close, to the minute as forms show it; None for never.

    Raises:
        Invalid: the time is over, or too far away (field "poll_until").
    """
    if closes_at is None:
        return None
    now, closes_at = clock.now(), closes_at.replace(second=0, microsecond=0)
    if closes_at <= now:
        raise Invalid({"poll_until": _("This time is over already.")})
    if closes_at > now + dt.timedelta(days=OPEN_DAYS_MOST):
        raise Invalid({"poll_until": _("A poll is open for at most %(most)s days.") % {"most": OPEN_DAYS_MOST}})
    return closes_at


def _errors_of_choices(choices: Sequence[str]) -> dict[str, Text]:
    if not CHOICES_LEAST <= len(choices) <= CHOICES_MOST:
        text = _("A poll has %(least)s to %(most)s choices, one a line; here are %(count)s.")
        return {"poll_choices": text % {"least": CHOICES_LEAST, "most": CHOICES_MOST, "count": len(choices)}}
    if any(len(choice) > CHOICE_CHARS for choice in choices):
        return {"poll_choices": _("A choice may have at most %(most)s characters.") % {"most": CHOICE_CHARS}}
    if len({choice.casefold() for choice in choices}) < len(choices):
        return {"poll_choices": _("Two choices are the same.")}
    return {}


def _errors_of_bounds(given: PollInput) -> dict[str, Text]:
    least, most, there = given.least or 0, given.most or 0, len(given.choices)
    if there < CHOICES_LEAST:
        return {}  # there is nothing yet to compare with
    if not 1 <= least <= there:
        return {"poll_least": _("Enter a number from 1 to the number of choices.")}
    if not 1 <= most <= there:
        return {"poll_most": _("Enter a number from 1 to the number of choices.")}
    if least > most:
        return {"poll_most": _("At most cannot be less than at least.")}
    return {}


def needs_end() -> Text:
    """Return the message for results that would never be shown."""
    return _("Results that are shown after closing need a time at which the poll closes.")
