"""Notices, what one chose of them, and announcements."""

import datetime as dt
from typing import Literal

from pydantic import Field

from wardmote.accounts.actor import Actor
from wardmote.api.schemas.base import EditCan, Id, Member, Model, Page, address, members_from
from wardmote.api.scopes import Scope, reaches
from wardmote.notifications.models import Announcement as AnnouncementRow
from wardmote.notifications.queries.choices import ChoiceRow
from wardmote.notifications.queries.inbox import Line

Mailed = Literal["none", "daily", "now"]


class NoticeCan(Model):
    """What one may do with a notice."""

    read: bool = Field(description="Mark it as read.")


class Notice(Model):
    """What one was told; several people on one thing are one notice."""

    id: Id
    url: str
    kind: str
    sentence: str
    reason: str
    at: dt.datetime
    unread: int = Field(description="How many of what it stands for are unread.")
    members: list[Member] = Field(description="Some of those who did it, the latest first.")
    can: NoticeCan


class Notices(Page[Notice]):
    """Notices, the latest first."""


class ReadUpTo(Model):
    """Up to which notice everything has been read."""

    up_to: Id


class NoticeChoice(Model):
    """How one is told of a kind of notice."""

    url: str
    kind: str
    label: str
    inbox: bool
    mail: Mailed
    is_fixed: bool = Field(description="It always comes to the inbox.")
    can: EditCan


class NoticeChoices(Page[NoticeChoice]):
    """How one is told of each kind of notice."""


class NewNoticeChoice(Model):
    """How one wants to be told."""

    inbox: bool
    mail: Mailed


class AnnouncementCan(Model):
    """What one may do with an announcement."""

    read: bool


class Announcement(Model):
    """What the site has told its members."""

    id: Id
    url: str
    title: str
    html: str
    at: dt.datetime
    can: AnnouncementCan


def notice_from(viewer: Actor, line: Line) -> Notice:
    """Return a line of the inbox."""
    return Notice(
        id=str(line.id),
        url=address(line.address),
        kind=line.kind,
        sentence=str(line.sentence.striptags()),
        reason=line.reason,
        at=line.at,
        unread=line.unread,
        members=members_from(line.faces),
        can=NoticeCan(read=line.unread > 0 and reaches(viewer, Scope.WRITE)),
    )


def choice_from(viewer: Actor, row: ChoiceRow) -> NoticeChoice:
    """Return how one is told of a kind of notice."""
    return NoticeChoice(
        url=address("/settings/notices"),
        kind=row.key,
        label=str(row.label),
        inbox=row.inbox,
        mail=row.mail.value,  # type: ignore[arg-type]
        is_fixed=row.fixed,
        can=EditCan(edit=reaches(viewer, Scope.WRITE)),
    )


def announcement_from(row: AnnouncementRow) -> Announcement:
    """Return what the site has told."""
    return Announcement(
        id=str(row.pk),
        url=address(f"/announcements/{row.pk}"),
        title=row.title,
        html=row.html,
        at=row.at,
        can=AnnouncementCan(read=True),
    )
