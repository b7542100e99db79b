"""How the front serves: for administrators to read, and for a program that has the secret."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wardmote.core.errors import NotFound
from wardmote.core.http import front_counts
from wardmote.core.http.front_marks import AGE_S
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import staff_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text
    from wardmote.core.http.front_counts import Told

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
"""Source: Prometheus, “Exposition formats”."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a count is called; one that `grows` counts since the process began, the others tell what is."""

    name: str
    label: Text
    help: str
    grows: bool = True
    in_bytes: bool = False


FIGURES: Final = (
    Figure("hits", _("Sent from what was kept"), "Pages sent to guests from what was kept."),
    Figure("stale", _("Sent while a newer one was made"), "Pages sent from what was kept while a newer one was made."),
    Figure("misses", _("Made anew"), "Pages made for guests."),
    Figure("passes", _("Passed on: members, forms, files"), "Requests passed on to Django as they were."),
    Figure("not_modified", _("Answered “not modified”"), "Answers 304 among those sent or made."),
    Figure("sent_bytes", _("Bytes sent"), "Bytes of guests' pages sent.", in_bytes=True),
    Figure("drops", _("Times that all was dropped"), "Times that all pages were dropped, for something was hidden."),
    Figure("evicted", _("Dropped for want of room"), "Pages dropped for want of room."),
    Figure("pages", _("Pages kept"), "Pages kept at present.", grows=False),
    Figure("kept_bytes", _("Bytes kept"), "Bytes kept at present.", grows=False, in_bytes=True),
)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of all processes together and of each."""

    label: Text
    in_bytes: bool
    total: int
    each: Sequence[int]


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """The figures, by process; `share` is how many guests' pages of a hundred were not made for them."""

    processes: Sequence[str]
    rows: Sequence[FigureRow]
    share: int | None
    age_s: int
    room_mb: int


@require_safe
def metrics(request: Asked) -> HttpResponse:
    """Show the figures of this machine's server processes."""
    require(request.viewer, is_administrator)
    return staff_page(request, "staff/metrics.html", _page(front_counts.told()), desk="staff-metrics")


@require_safe
def metrics_text(request: HttpRequest) -> HttpResponse:
    """Send the figures as Prometheus reads them, to who shows the secret; to others there is nothing here."""
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    secret = settings.METRICS_SECRET
    if not secret or scheme.lower() != "bearer" or not secrets.compare_digest(shown.encode(), secret.encode()):
        raise NotFound
    return HttpResponse(_exposed(front_counts.told()), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _page(told: Sequence[Told]) -> MetricsPage:
    rows = []
    for figure in FIGURES:
        each = [getattr(one.counts, figure.name) for one in told]
        rows.append(FigureRow(figure.label, figure.in_bytes, sum(each), each))
    kept = sum(one.counts.hits + one.counts.stale for one in told)
    asked = kept + sum(one.counts.misses for one in told)
    share = 100 * kept // asked if asked else None
    return MetricsPage([one.number for one in told], rows, share, AGE_S.get(), settings.FRONT_MB)


def _exposed(told: Sequence[Told]) -> str:
    lines = []
    for figure in FIGURES:
        name = f"wardmote_front_{figure.name}{'_total' if figure.grows else ''}"
        lines += [f"# HELP {name} {figure.help}", f"# TYPE {name} {'counter' if figure.grows else 'gauge'}"]
        lines += [f'{name}{{process="{one.number}"}} {getattr(one.counts, figure.name)}' for one in told]
    return "\n".join(lines) + "\n"
