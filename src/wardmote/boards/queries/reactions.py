"""Reactions to posts: a member's own, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wardmote.boards import reactions, rules
from wardmote.boards.models import PostState, Reaction, ReactionKind
from wardmote.boards.queries.post_head import PostHead, post_head
from wardmote.core.errors import NotFound
from wardmote.core.prepared import Prepared, Slot, fill, padded, slots

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post
    from wardmote.boards.queries.post_row import PostRow
    from wardmote.core.errors import Text
    from wardmote.core.prepared import Later

NAMES_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of reaction under a post: how many gave it, and whether the viewer did."""

    kind: str
    word: Text = field(compare=False)
    """Says the kind in the language of who looks."""
    count: int
    mine: bool


class Reactions(NamedTuple):
    """The row under a post; `may` says that the viewer may press its buttons."""

    tallies: Sequence[Tally]
    may: bool

    @property
    def total(self) -> int:
        """How many members reacted, with the kinds that the site offers."""
        return sum(tally.count for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class Reactor:
    """A member who reacted; `id` is the reaction's, a key to page by."""

    id: int
    member_id: int
    name: str
    avatar: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ReactionsPage:
    """Who reacted to a post, a kind at a time; `older` is where the next page begins, if there is one."""

    post: PostHead
    tallies: Sequence[Tally]
    kind: str
    named: bool
    reactors: Sequence[Reactor]
    older: int | None
    begun: bool


def own_reactions(member_id: int | None, post_ids: Iterable[int]) -> Later[Mapping[int, str]]:
    """Ask ahead for a member's reactions to some posts, by post (1 query; none for guests and for no posts)."""
    ids = padded(post_ids)
    if member_id is None or not ids:
        return dict
    asked = _own.ahead(len(ids), member=member_id, **fill("post", ids))
    return lambda: dict(asked.rows())


def _rows_own(count: int) -> QuerySet[Any, Any]:
    rows = Reaction.objects.filter(member_id=Slot("member"), post__id__in=slots("post", count))
    return rows.values_list("post_id", "kind")


_own: Final = Prepared(_rows_own)


def tallies(post: Post | PostRow, own: str | None, offered: Sequence[str]) -> tuple[Tally, ...]:
    """Return the kinds that the site offers with how many gave each to a post (no query)."""
    return _tallies(tuple(offered), _counted(post), own)


@lru_cache(maxsize=1_000)
def _tallies(offered: tuple[str, ...], counted: tuple[int, ...], own: str | None) -> tuple[Tally, ...]:
    counts = dict(zip(reactions.COLUMNS, counted, strict=True))
    return tuple(Tally(kind, reactions.WORDS[kind], counts[kind], kind == own) for kind in offered)


_counted: Final = attrgetter(*reactions.COLUMNS.values())


def reactions_under(viewer: Actor, post: Post) -> Reactions:
    """Return the row under one post, as the viewer finds it after reacting (1 query)."""
    own = own_reactions(viewer.member_id, [post.pk])().get(post.pk)
    return Reactions(tallies(post, own, reactions.offered()), may=may_react(viewer, post))


def may_react(viewer: Actor, post: Post) -> bool:
    """Say whether the viewer may react to a post (no query)."""
    stands = post.thread.stands and post.deleted_at is None and post.state == PostState.PUBLIC
    return rules.may_react(viewer, post.thread.board_id, author_id=post.author_id, stands=stands)


def reactions_page(
    viewer: Actor, post: Post, kind: str | None, before: int | None, size: int = NAMES_A_PAGE
) -> ReactionsPage:
    """Return who reacted to a post that the viewer may read (`find_post`), the latest first (3 queries).

    Without a kind, that is the first which anybody gave. Whose names the site does not show, nobody learns here.

    Raises:
        NotFound: the site offers no such kind.
    """
    row = reactions_under(viewer, post).tallies
    if kind is None:
        kind = next((tally.kind for tally in row if tally.count), row[0].kind if row else ReactionKind.SUPPORT)
    if kind not in {tally.kind for tally in row}:
        raise NotFound
    named = reactions.names_shown(kind)
    found = list(_reactors(post, kind, before, size)) if named else []
    shown = found[:size]
    return ReactionsPage(
        post=post_head(post),
        tallies=row,
        kind=kind,
        named=named,
        reactors=shown,
        older=shown[-1].id if len(found) > size else None,
        begun=before is not None,
    )


def _reactors(post: Post, kind: str, before: int | None, size: int) -> Iterable[Reactor]:
    rows = Reaction.objects.filter(post_id=post.pk, kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    fields = ("id", "member_id", "member__name", "member__avatar", "at")
    return (Reactor(*row) for row in rows.order_by("-id").values_list(*fields)[: size + 1])
