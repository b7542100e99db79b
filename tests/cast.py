"""The people and boards of the tests, made by calling the actions."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from django.test import Client

from wardmote.accounts import actor as actors
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.members import create_member
from wardmote.accounts.models import Member
from wardmote.boards.actions.levels import add_moderator
from wardmote.boards.actions.posting import reply, start_thread
from wardmote.boards.actions.structure import create_board
from wardmote.boards.models import Board, Post, Thread

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

PASSWORD = "a long enough pass phrase"
SYSTEM = actors.system("test")
_numbers = itertools.count(1)


def guest() -> Actor:
    """Return somebody who is not signed in."""
    return actors.guest()


def member(name: str | None = None, **more: Any) -> Actor:
    """Make a confirmed member and return the actor; `confirmed=False`, `approved=False` and so on as in the action."""
    number = next(_numbers)
    given = {"email": f"member{number}@example.org", "password": PASSWORD, "confirmed": True, **more}
    made = create_member(actor=SYSTEM, name=name or f"居民{number}", **given)
    return actors.actor_of(made)


def credits_of(actor: Actor) -> int:
    """Return what a member has earned beside the credits for the confirmed address."""
    return row(actor).credits - 10 * bool(row(actor).email_confirmed_at)


def again(actor: Actor) -> Actor:
    """Return the same person as they are by now (groups, sanctions)."""
    return actors.actor_of(row(actor))


def row(actor: Actor) -> Member:
    """Return the row of a member."""
    return Member.objects.get(pk=actor.own_id)


def moderator(board_id: int, name: str | None = None) -> Actor:
    """Make a moderator of a board."""
    made = member(name)
    add_moderator(actor=SYSTEM, board_id=board_id, member=row(made))
    return again(made)


def administrator(name: str | None = None) -> Actor:
    """Make an administrator."""
    made = member(name)
    add_to_group(actor=SYSTEM, member=row(made), group_key="administrators", reason="test")
    return again(made)


def category(name: str = "城市生活", **more: Any) -> Board:
    """Make a category."""
    return create_board(actor=SYSTEM, parent_id=None, slug=f"category-{next(_numbers)}", name=name, **more)


def board(parent: Board | None = None, name: str = "道路与出行", **more: Any) -> Board:
    """Make a board, in a category of its own unless a parent is given."""
    parent = parent or category()
    return create_board(actor=SYSTEM, parent_id=parent.pk, name=name, **{"slug": f"board-{next(_numbers)}", **more})


def thread(
    where: Board, author: Actor | None = None, title: str = "桥北路口的红绿灯", source: str | None = None, **more: Any
) -> Thread:
    """Start a thread and return it as it is in the database."""
    text = source or f"早高峰要等三个灯，第 {next(_numbers)} 次记录。"
    post = start_thread(actor=author or member(), board_id=where.pk, title=title, source=text, **more)
    return Thread.objects.get(pk=post.thread_id)


def answer(to: Thread, author: Actor | None = None, source: str | None = None, **more: Any) -> Post:
    """Reply and return the post as it is in the database."""
    text = source or f"我也数过，第 {next(_numbers)} 辆车。"
    post = reply(actor=author or member(), thread=to, source=text, **more)
    return Post.objects.select_related("thread").get(pk=post.pk)


def first_post(of: Thread) -> Post:
    """Return the post that a thread began with."""
    return Post.objects.select_related("thread").filter(thread=of).earliest("id")


def browser(actor: Actor | None = None, **more: Any) -> Client:
    """Return a client, signed in as the actor if one is given."""
    client = Client(**more)
    if actor is not None and actor.is_member:
        client.force_login(row(actor))
    return client
