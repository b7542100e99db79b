"""The staff desk's first page, and what its other pages share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wardmote.boards.forms import fields as read
from wardmote.core.errors import Invalid
from wardmote.core.http import render
from wardmote.pages import staff_access
from wardmote.pages.queries.staff import staff_home as home_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text, WardmoteError


class Told(dict[str, "Sequence[Text]"]):
    """Messages by field; a field without any has none, and is no mistake of the template."""

    def __missing__(self, _field: str) -> Sequence[Text]:
        """Return no messages."""
        return ()


class Typed(dict[str, str]):
    """What was typed, by field; empty where nothing was."""

    def __missing__(self, _field: str) -> str:
        """Return nothing."""
        return ""


NOTHING_TOLD = Told()


def told(error: WardmoteError | None) -> Told:
    """Return an error's messages by field; those of the whole stand under the empty name."""
    if error is None:
        return NOTHING_TOLD
    fields: Mapping[str, Sequence[Text]] = getattr(error, "fields", {})
    return Told(fields or {"": [error.message]})


def staff_page(request: Asked, template: str, data: object, *, desk: str) -> HttpResponse:
    """Return a page of the staff desk; `desk` is the name of its address."""
    return render.page(request, template, data, desks=staff_access.desks(request.viewer, desk))


def end_of_day(raw: str, field: str) -> dt.datetime | None:
    """Return the end of a day in the viewer's time zone, or None where none is given.

    Raises:
        Invalid: it is no day, or too far away.
    """
    day = read.day(raw, field)
    if day is None:
        return None
    try:
        return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone())
    except OverflowError:
        raise Invalid({field: _("This day is too far away.")}) from None


@require_GET
def home(request: Asked) -> HttpResponse:
    """Show what awaits the viewer, and the pages that they may open."""
    staff_access.require(request.viewer, staff_access.is_staff)
    return staff_page(request, "staff/home.html", home_of(request.viewer), desk="staff-home")
