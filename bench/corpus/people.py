"""Members with their groups, and boards, for the corpus."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from bench.corpus.shapes import Shape, at
from wardmote.accounts import actor as actors
from wardmote.accounts import names
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.models import Group, Member, Membership
from wardmote.accounts.spelling import spell
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.structure import add_type, create_board
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from bench.corpus.plan import Plan

CATEGORIES: Final = 4
BOARDS: Final = 40
MODERATORS: Final = 12
WRITERS: Final = 8
"""Members who sign in and write while the bench runs; the first after the staff."""
PASSWORD: Final = "bench-and-bridge"
SYSTEM: Final = actors.system("bench")
TRUSTED: Final = ("trust-1", "trust-1", "trust-2", "trust-3")


@dataclass(frozen=True)
class Place:
    """A board for threads."""

    pk: int
    category: int
    types: Sequence[int]
    closed: bool


def members_for(posts: int) -> int:
    """Return how many members a forum of so many posts has."""
    return max(MODERATORS + WRITERS + 10, min(5_000, posts // 100))


def writer_name(number: int) -> str:
    """Return the name of one of those who sign in, counted from 0."""
    return f"居民{1 + MODERATORS + 1 + number}"


def make_boards() -> list[Place]:
    """Make boards in categories; every second one is closed to guests and members, every third has types."""
    tops = [
        create_board(actor=SYSTEM, parent_id=None, slug=f"category-{number}", name=f"分区{number}").pk
        for number in range(CATEGORIES)
    ]
    return [_board(tops[number * CATEGORIES // BOARDS], number) for number in range(BOARDS)]


def _board(top: int, number: int) -> Place:
    board = create_board(
        actor=SYSTEM, parent_id=top, slug=f"board-{number}", name=f"版块{number}", description="街坊们在这里说话。"
    )
    closed = number % 2 == 1
    if closed:
        levels = {"guests": Level.NONE, "members": Level.NONE}
        set_levels(actor=SYSTEM, board_id=board.pk, levels=levels, reason="bench")
    types = [add_type(actor=SYSTEM, board_id=board.pk, name=name).pk for name in ("求助", "讨论") if number % 3 == 0]
    return Place(board.pk, top, types, closed)


def make_members(rng: random.Random, plan: Plan, count: int) -> None:
    """Make members, numbered from 1, with what the plan lets them write; the first administers the site."""
    threads, posts, featured = Counter[int](), Counter(plan.author_of), Counter[int]()
    for thread, first in enumerate(plan.first):
        threads[plan.author_of[first]] += 1
        featured[plan.author_of[first]] += is_digest(thread)
    begun, password = plan.moment(0), make_password(PASSWORD)
    shape = Shape(
        Member,
        *("id", "password", "name", "name_key", "name_pinyin", "name_initials", "email", "email_confirmed_at"),
        *("joined_at", "approved_at", "last_seen_at", "threads", "posts", "featured"),
    )
    rows = []
    for place in range(count):
        name = f"居民{place + 1}"
        spelling = spell(name)
        joined = at(begun - dt.timedelta(hours=rng.randrange(1, 8760)))
        seen = at(plan.ends - dt.timedelta(hours=rng.randrange(1, 2000)))
        rows.append(
            (
                *(place + 1, password, name, names.name_key(name), spelling.pinyin, spelling.initials),
                *(f"m{place + 1}@example.org", joined, joined, joined, seen),
                *(threads[place], posts[place], featured[place]),
            )
        )
    shape.insert(rows)
    address = Shape(EmailAddress, "user_id", "email", "verified", "primary")
    address.insert((pk, f"m{pk}@example.org", True, True) for pk in range(1, count + 1))
    _make_groups(count, begun)


def is_digest(thread: int) -> bool:
    """Say whether a thread is featured."""
    return thread % 97 == 50


def _make_groups(count: int, since: dt.datetime) -> None:
    groups = dict(Group.objects.values_list("key", "pk"))
    rows = (
        (pk, groups[TRUSTED[pk % len(TRUSTED)]], at(since))
        for pk in range(1, count + 1)
        if pk % 3 == 0 and TRUSTED[pk % len(TRUSTED)] in groups
    )
    Shape(Membership, "member_id", "group_id", "since").insert(rows)
    staff = Member.objects.in_bulk(range(1, MODERATORS + 2))
    add_to_group(actor=SYSTEM, member=staff[1], group_key="administrators", reason="bench")
    of_boards = Group.objects.filter(kind="board").order_by("pk").values_list("key", flat=True)
    for number, key in enumerate(of_boards[:MODERATORS], start=2):
        add_to_group(actor=SYSTEM, member=staff[number], group_key=key, reason="bench")
