"""Notices: what one was told."""

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after, part_of
from wardmote.api.request import ApiRequest
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.notices import (
    Announcement,
    NewNoticeChoice,
    NoticeChoice,
    NoticeChoices,
    Notices,
    ReadUpTo,
    announcement_from,
    choice_from,
    notice_from,
)
from wardmote.core.errors import NotFound
from wardmote.notifications.actions import choices, reading
from wardmote.notifications.queries import inbox
from wardmote.notifications.queries.announcements import find_announcement
from wardmote.notifications.queries.choices import choices_page

router = Router(tags=["notifications"])


@reads(router, "/notifications", Notices, _("List one's notices"), own=True)
def list_notices(
    request: ApiRequest,
    show: Annotated[Literal["", "unread"], Query(description="A part of the list; empty for all.")] = "",
    kind: Annotated[str, Query(max_length=40, description="Of this kind only; empty for all.")] = "",
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """Notices of the token's member, the latest first; what they may no longer see is left out."""
    found = inbox.inbox_page(request.viewer, inbox.Asked(show == "unread", kind, number_after(after)), limit)
    return Notices(
        items=[notice_from(request.viewer, each) for each in found.lines],
        next=str(found.older) if found.older else None,
    )


@writes(router, "POST", "/notifications/read", None, _("Mark all notices as read"))
def read_all(request: ApiRequest, body: ReadUpTo) -> Answer:
    """Mark everything up to a notice as read, not what has come meanwhile."""
    reading.mark_all_read(actor=request.viewer, up_to=int(body.up_to))
    return None


@writes(router, "POST", "/notifications/{notice_id}/read", None, _("Mark a notice as read"))
def read_notice(request: ApiRequest, notice_id: PathId) -> Answer:
    """Mark one notice as read, with all that it stands for."""
    reading.mark_read(actor=request.viewer, notice_id=int(notice_id))
    return None


@reads(router, "/notifications/choices", NoticeChoices, _("List how one is told"), own=True)
def list_choices(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """How the token's member is told of each kind of notice."""
    rows = choices_page(request.viewer).rows
    shown, following = part_of(rows, after, limit, lambda row: row.key)
    return NoticeChoices(items=[choice_from(request.viewer, each) for each in shown], next=following)


@writes(router, "PUT", "/notifications/choices/{kind}", NoticeChoice, _("Choose how one is told"))
def choose(request: ApiRequest, kind: Annotated[str, Path(max_length=40)], body: NewNoticeChoice) -> Answer:
    """Choose whether a kind of notice comes to the inbox, and by which mail."""
    if all(row.key != kind for row in choices_page(request.viewer).rows):
        raise NotFound
    choices.choose(actor=request.viewer, inbox={kind: body.inbox}, mail={kind: body.mail})
    return next(choice_from(request.viewer, row) for row in choices_page(request.viewer).rows if row.key == kind)


@reads(router, "/announcements/{announcement_id}", Announcement, _("Get an announcement"), own=True)
def get_announcement(request: ApiRequest, announcement_id: PathId) -> Answer:
    """Get what the site has told its members, or those of a group."""
    return announcement_from(find_announcement(request.viewer, int(announcement_id)))
