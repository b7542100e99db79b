"""Who has blocked whom. Nobody is told by whom they are blocked: these answer for what is sent and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.accounts.models import Block, Member
from wardmote.accounts.queries.cards import Face
from wardmote.accounts.queries.settings import Messages
from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text


@dataclass(frozen=True, slots=True)
class BlockedMember:
    """Somebody whom the viewer has blocked."""

    id: int
    face: Face
    since: dt.datetime
    hide_posts: bool


@dataclass(frozen=True)
class BlocksPage:
    """The settings page of blocks, with its form as it was sent."""

    blocked: Sequence[BlockedMember]
    name: str = ""
    hide_posts: bool = False
    errors: Messages = field(default_factory=Messages)
    message: Text = ""
    more: bool = False
    """There are others after these."""


@dataclass(frozen=True)
class BlockPage:
    """The page that asks once more before somebody is blocked; `block` is the one in force."""

    face: Face
    block: BlockedMember | None
    back: str
    message: Text = ""


def blockers_of(member_id: int, among: Collection[int]) -> frozenset[int]:
    """Return those of some members who have blocked a member (1 query, none for nobody)."""
    if not among:
        return frozenset()
    rows = Block.objects.filter(blocked_id=member_id, member_id__in=list(among))
    return frozenset(rows.values_list("member_id", flat=True))


def blocked_by(viewer: Actor, *, hide_posts: bool = False) -> frozenset[int]:
    """Return whom the viewer has blocked, or only those whose posts they want folded (1 query, none without blocks)."""
    if viewer.member_id is None or not viewer.blocks:
        return frozenset()
    rows = Block.objects.filter(member_id=viewer.member_id)
    if hide_posts:
        rows = rows.filter(hide_posts=True)
    return frozenset(rows.values_list("blocked_id", flat=True))


def blocks_page(member_id: int, after: tuple[dt.datetime, int] | None = None, size: int | None = None) -> BlocksPage:
    """Return whom a member has blocked, the latest first: all, or `size` of them after a time and number (1 query)."""
    rows = Block.objects.filter(member_id=member_id).order_by("-since", "-id")
    if after is not None:
        since, block_id = after
        rows = rows.filter(Q(since__lt=since) | Q(since=since, pk__lt=block_id))
    found = list(rows.values_list(*_FIELDS)[: None if size is None else size + 1])
    shown = found[:size]
    return BlocksPage([_blocked(row) for row in shown], more=len(found) > len(shown))


def block_page(member_id: int, blocked_id: int, back: str) -> BlockPage:
    """Return the page that asks before a member blocks another (2 queries).

    Raises:
        NotFound: there is no such member, or it is oneself.
    """
    face = face_of(blocked_id)
    if face is None or member_id == blocked_id:
        raise NotFound
    row = Block.objects.filter(member_id=member_id, blocked_id=blocked_id).values_list(*_FIELDS).first()
    return BlockPage(face, _blocked(row) if row else None, back)


def face_of(member_id: int) -> Face | None:
    """Return somebody who has a profile, as a name with a picture (1 query)."""
    rows = Member.objects.filter(pk=member_id, approved_at__isnull=False).values_list("id", "name", "avatar")
    return next((Face(*row) for row in rows), None)


def block_counts(member_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many each of some members has blocked, by counting (1 query)."""
    found = dict.fromkeys(member_ids, 0)
    for member_id in Block.objects.filter(member_id__in=list(member_ids)).values_list("member_id", flat=True):
        found[member_id] += 1
    return found


_FIELDS = ("id", "blocked_id", "blocked__name", "blocked__avatar", "since", "hide_posts")


def _blocked(row: tuple[int, int, str, str, dt.datetime, bool]) -> BlockedMember:
    block_id, member_id, name, avatar, since, hide_posts = row
    return BlockedMember(block_id, Face(member_id, name, avatar), since, hide_posts)
