"""The log of staff acts, as far as a viewer may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from wardmote.accounts import capabilities
from wardmote.accounts.models import Member
from wardmote.boards import ladder
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level
from wardmote.pages.audit_sentences import SENTENCES, sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.errors import Text

SIZE = 50
AREAS: dict[str, Text] = {
    "thread": _("Threads"),
    "post": _("Posts"),
    "member": _("Members"),
    "group": _("Groups"),
    "invitation": _("Invitations"),
    "board": _("Boards"),
    "tag": _("Tags"),
    "site": _("Site"),
    "webhook": _("Webhooks"),
}


@dataclass(frozen=True)
class Filters:
    """What the log is narrowed to; `act` is an act, or an area of acts such as "thread"."""

    act: str = ""
    member: int | None = None
    board: int | None = None
    before: int | None = None

    def query(self, **other: object) -> dict[str, object]:
        """Return the filters as an address's query with some changed; the page is dropped."""
        values = {"act": self.act, "member": self.member, "board": self.board, **other}
        return {key: value for key, value in values.items() if value}


@dataclass(frozen=True)
class Line:
    """An entry of the log."""

    id: int
    at: dt.datetime
    act: str
    actor_id: int | None
    actor: str
    sentence: Markup
    reason: str
    board: BoardInfo | None


@dataclass(frozen=True)
class AuditPage:
    """A page of the log, the newest entry first; `older` is the key of the next page."""

    lines: Sequence[Line]
    filters: Filters
    older: int | None
    areas: Mapping[str, Text]
    member: str
    board: BoardInfo | None
    known: bool
    """Some act of the filter has a sentence; else it is shown raw."""


def entries_visible_to(viewer: Actor) -> Q:
    """Return the condition of the entries that a viewer may see.

    Administrators see all; who sees the log, what concerns the site and boards that they can read; a moderator of
    boards, what concerns these.
    """
    if viewer.is_administrator:
        return Q()
    if viewer.can(capabilities.SEE_AUDIT_LOG):
        return Q(board_id=None) | Q(board_id__in=ladder.boards_at(viewer, Level.READ))
    return Q(board_id__in=ladder.boards_at(viewer, Level.MODERATE))


def audit_page(viewer: Actor, filters: Filters) -> AuditPage:
    """Return a page of the log (1 query, 2 more with a member to name)."""
    rows = AuditEntry.objects.filter(entries_visible_to(viewer)).order_by("-id")
    if filters.act:
        rows = rows.filter(act__startswith=f"{filters.act}.") if filters.act in AREAS else rows.filter(act=filters.act)
    if filters.member is not None:
        about = Q(target_type="member", target_id=filters.member)
        rows = rows.filter(Q(actor_id=filters.member) | about)
    if filters.board is not None:
        rows = rows.filter(board_id=filters.board)
    if filters.before is not None:
        rows = rows.filter(pk__lt=filters.before)
    found = list(rows[: SIZE + 1])
    board = ladder.forum().boards.get(filters.board) if filters.board is not None else None
    return AuditPage(
        lines=[_line(entry, viewer) for entry in found[:SIZE]],
        filters=filters,
        older=found[SIZE - 1].pk if len(found) > SIZE else None,
        areas=AREAS,
        member=_member_name(filters.member),
        board=board if board is not None and ladder.level(viewer, board.id) >= Level.SEE else None,
        known=filters.act in SENTENCES or filters.act in AREAS,
    )


def _member_name(member_id: int | None) -> str:
    if member_id is None:
        return ""
    return Member.objects.filter(pk=member_id).values_list("name", flat=True).first() or f"#{member_id}"


def _line(entry: AuditEntry, viewer: Actor) -> Line:
    board = ladder.forum().boards.get(entry.board_id) if entry.board_id is not None else None
    return Line(
        id=entry.pk,
        at=entry.at,
        act=entry.act,
        actor_id=entry.actor_id,
        actor=entry.actor_name,
        sentence=sentence(
            entry.act,
            viewer=viewer,
            actor=_link(reverse("member", args=[entry.actor_id]) if entry.actor_id else "", entry.actor_name),
            target=_link(_address(entry, board), entry.target_label),
            label=entry.target_label,
            details=entry.details,
        ),
        reason=entry.reason,
        board=board,
    )


def _link(address: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text) if address else Markup("<b>{}</b>").format(text)


def _address(entry: AuditEntry, board: BoardInfo | None) -> str:
    if entry.target_type == "board":
        return reverse("board", args=[board.slug]) if board else ""
    name = {"thread": "thread", "post": "post", "member": "member"}.get(entry.target_type)
    return reverse(name, args=[entry.target_id]) if name and entry.target_id else ""
