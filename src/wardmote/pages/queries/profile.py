"""A member's profile: what everybody may know of them, and what they wrote as far as the viewer may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Left

from wardmote.accounts import avatars, capabilities, groups
from wardmote.accounts.models import Member, Membership, ReservedName
from wardmote.accounts.models.groups import GroupKind
from wardmote.accounts.queries.blocks import blocked_by
from wardmote.accounts.queries.cards import author_cards
from wardmote.boards import ladder
from wardmote.boards.queries.of_member import replies_of, threads_of
from wardmote.core import clock
from wardmote.core.errors import NotFound
from wardmote.core.permissions import Level
from wardmote.core.text.excerpt import excerpt
from wardmote.core.text.markup import text_of
from wardmote.marks.models import FollowKind
from wardmote.marks.queries.state import is_followed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.groups import GroupInfo
    from wardmote.accounts.queries.cards import AuthorCard
    from wardmote.boards.ladder import BoardInfo

BRIEF = 8
"""Threads and replies on the first page."""
LONG = 30
"""Items on a page that shows one of the two."""
EXCERPT = 120
"""Characters of a reply."""
HTML_START = 4_000
"""So much of a reply's HTML holds a quote of the usual length and an excerpt's worth of what follows."""


@dataclass(frozen=True, slots=True)
class ProfileThread:
    """A thread that the member began."""

    id: int
    title: str
    board: BoardInfo
    created_at: dt.datetime
    replies: int
    digest: int


@dataclass(frozen=True, slots=True)
class ProfileReply:
    """A reply of the member."""

    id: int
    floor: int
    excerpt: str
    thread_id: int
    title: str
    board: BoardInfo
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """Part of what a member wrote, the latest first; `older` is where the next page begins, if there is one."""

    items: Sequence[ProfileThread] | Sequence[ProfileReply]
    older: int | None


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """A profile; a listing that the address did not ask for is None."""

    card: AuthorCard
    picture: str
    about: str
    former_names: Sequence[str]
    groups: Sequence[GroupInfo]
    moderates: Sequence[BoardInfo]
    own: bool
    judged: bool
    """The viewer may silence and suspend the member."""
    blocked: bool
    """The viewer has blocked the member."""
    followed: bool
    """The viewer follows the member."""
    show: str
    begun: bool
    """The page goes on where another ended."""
    threads: Listing | None
    replies: Listing | None


def profile_page(viewer: Actor, member_id: int, show: str = "", before: int | None = None) -> ProfilePage:
    """Return a profile, or with `show` ("threads" or "replies") a page of one listing (at most 8 queries).

    Raises:
        NotFound: there is no such member, or none yet: an applicant is known to who lets them in, not here.
    """
    if show not in {"", "threads", "replies"} or (before is not None and not show):
        raise NotFound
    about = Member.objects.filter(pk=member_id, approved_at__isnull=False).values_list("about", flat=True).first()
    if about is None:
        raise NotFound
    now = clock.now()
    card = author_cards([member_id])[member_id]
    held = _groups_of(member_id, now)
    former = ReservedName.objects.filter(member_id=member_id, until__gt=now).order_by("-since", "-id")
    size = LONG if show else BRIEF
    return ProfilePage(
        card=card,
        picture=avatars.large(card.avatar) if card.avatar else "",
        about=about,
        former_names=list(former.values_list("name", flat=True)),
        groups=[group for group in held if group.title and group.kind != GroupKind.BOARD],
        moderates=_moderated(viewer, {group.id for group in held}),
        own=viewer.member_id == member_id,
        judged=viewer.can(capabilities.SANCTION_MEMBERS) and viewer.member_id != member_id,
        blocked=member_id in blocked_by(viewer),
        followed=is_followed(viewer, FollowKind.MEMBER, member_id)(),
        show=show,
        begun=before is not None,
        threads=_threads(viewer, member_id, before, size) if show != "replies" else None,
        replies=_replies(viewer, member_id, before, size) if show != "threads" else None,
    )


def _groups_of(member_id: int, now: dt.datetime) -> list[GroupInfo]:
    in_force = Q(until=None) | Q(until__gt=now)
    ids = Membership.objects.filter(in_force, member_id=member_id).values_list("group_id", flat=True)
    known = groups.all_groups()
    return sorted((known[group_id] for group_id in ids if group_id in known), key=lambda group: -group.stars)


def _moderated(viewer: Actor, group_ids: set[int]) -> list[BoardInfo]:
    """Return the boards that the groups moderate, but for those the viewer may not know of (no query)."""
    return [
        board
        for board in ladder.forum().boards.values()
        if board.moderator_group_id in group_ids and ladder.level(viewer, board.id) >= Level.SEE
    ]


def _threads(viewer: Actor, member_id: int, before: int | None, size: int) -> Listing:
    rows = threads_of(viewer, member_id, before)
    fields = ("id", "title", "board_id", "created_at", "replies", "digest")
    found = list(rows.values_list(*fields)[: size + 1])
    boards = ladder.forum().boards
    items = [ProfileThread(pk, title, boards[board_id], *rest) for pk, title, board_id, *rest in found[:size]]
    return Listing(items, items[-1].id if len(found) > size else None)


def _replies(viewer: Actor, member_id: int, before: int | None, size: int) -> Listing:
    rows = replies_of(viewer, member_id, before)
    fields = ("id", "floor", "thread_id", "thread__title", "thread__board_id", "created_at")
    # The beginning is enough for an excerpt, and the texts may be long.
    found = list(rows.annotate(start=Left("html", HTML_START)).values_list(*fields, "start")[: size + 1])
    boards = ladder.forum().boards
    items = [
        ProfileReply(pk, floor, excerpt(_own_words(start), EXCERPT), thread_id, title, boards[board_id], created_at)
        for pk, floor, thread_id, title, board_id, created_at, start in found[:size]
    ]
    return Listing(items, items[-1].id if len(found) > size else None)


def _own_words(start: str) -> str:
    """Return the text that a post's HTML begins with, without what it quotes unless there is nothing else."""
    whole = start[: start.rfind("<")] if start.rfind("<") > start.rfind(">") else start
    return text_of(whole, quotes=False) or text_of(whole)
