"""What administrators have told members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from wardmote.accounts import groups
from wardmote.core.errors import NotFound
from wardmote.core.targets import Seen
from wardmote.notifications.models import Announcement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor

LISTED: Final = 30


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """An announcement as administrators list it; `group` is empty for all members."""

    id: int
    title: str
    group: tuple[str, str]
    at: dt.datetime
    told: int
    done: bool


def announcements_visible_to(viewer: Actor) -> QuerySet[Announcement]:
    """Return the announcements that somebody may read: members those to all and to their groups; guests none."""
    rows = Announcement.objects.all()
    if not viewer.is_member or groups.members().id not in viewer.group_ids:
        return rows.none()
    return rows if viewer.is_administrator else rows.filter(Q(group=None) | Q(group_id__in=viewer.group_ids))


def see_announcements(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the announcements that the viewer may read (1 query)."""
    rows = announcements_visible_to(viewer).filter(pk__in=list(ids)).values_list("id", "title", "author_id")
    return {pk: Seen(pk, title, f"/announcements/{pk}", author_id) for pk, title, author_id in rows}


def find_announcement(viewer: Actor, announcement_id: int) -> Announcement:
    """Return an announcement that the viewer may read (1 query).

    Raises:
        NotFound: there is none, or they may not.
    """
    found = announcements_visible_to(viewer).filter(pk=announcement_id).first()
    if found is None:
        raise NotFound
    return found


def latest_announcements() -> Sequence[AnnouncementRow]:
    """Return the latest announcements, for administrators (1 query)."""
    rows = Announcement.objects.order_by("-id").values_list(
        "id", "title", "group__name", "group__name_en", "at", "told", "done_at"
    )
    return [
        AnnouncementRow(pk, title, (name or "", name_en or ""), at, told, done_at is not None)
        for pk, title, name, name_en, at, told, done_at in rows[:LISTED]
    ]
