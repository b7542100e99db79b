"""A guest's page keeps the posts that it has made, and shows what they would be if they were made anew."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from wardmote.accounts import ranks
from wardmote.accounts.actions.groups import add_to_group, remove_from_group
from wardmote.accounts.actions.ranks import set_ranks
from wardmote.accounts.models import Member
from wardmote.boards import reactions
from wardmote.boards.actions.commenting import add_comment, delete_comment
from wardmote.boards.actions.editing import delete_post, edit_post
from wardmote.boards.actions.reacting import react
from wardmote.boards.models import Post, PostComment
from wardmote.boards.queries import thread_posts
from wardmote.boards.queries.thread_items import PostItem, post_item
from wardmote.core import clock, options
from wardmote.core.generations import Generations

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.post_row import PostRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Begin with nothing kept, and return the numbers of posts that were made since."""
    counted: list[int] = []

    def counting(viewer: Actor, thread: Thread, row: PostRow, *more: Any, **named: Any) -> PostItem:
        counted.append(row.id)
        return post_item(viewer, thread, row, *more, **named)

    monkeypatch.setattr(thread_posts, "post_item", counting)
    forget(monkeypatch)
    return counted


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_posts, "_items", Generations(1_000, 100))


def posts_of(thread_id: int, query: str = "") -> str:
    page = cast.browser().get(f"/t/{thread_id}{query}").content.decode()
    return page[page.index("<article") : page.rindex("</article>")]


def test_posts_are_made_once_for_all_guests(made: list[int]) -> None:
    thread = cast.thread(cast.board())
    posts = [cast.first_post(thread).pk, cast.answer(thread).pk]
    assert posts_of(thread.pk) == posts_of(thread.pk) == posts_of(thread.pk)
    assert made == posts
    cast.browser(cast.member()).get(f"/t/{thread.pk}")
    assert made == [*posts, *posts], "a member's are made for them alone"


def test_guests_find_each_change_as_if_all_had_been_made_anew(monkeypatch: pytest.MonkeyPatch, made: list[int]) -> None:
    author, other, administrator = cast.member("丁字尺"), cast.member("柳巷阿梅"), cast.administrator()
    thread = cast.thread(cast.board(), author)
    reply = cast.answer(thread, other, "先前的话")

    later = clock.now() + dt.timedelta(minutes=20)

    def post() -> Post:
        return Post.objects.select_related("thread", "thread__board").get(pk=reply.pk)

    def member() -> Member:
        return cast.row(author)

    changes: list[Callable[[], object]] = [
        lambda: edit_post(actor=other, post=post(), source="改过的话"),
        lambda: react(actor=author, post=post(), kind="support"),
        lambda: options.store({reactions.SUPPORT.key: False}),
        lambda: options.store({reactions.SUPPORT.key: True}),
        lambda: add_comment(actor=author, post=post(), text="说得好，记下了。", submit_key=uuid.uuid4()),
        lambda: PostComment.objects.update(text="换了一句话。"),
        lambda: Member.objects.filter(pk=author.own_id).update(name="丁字尺二"),
        lambda: delete_comment(actor=author, comment=PostComment.objects.select_related("post__thread").get()),
        lambda: set_ranks(actor=administrator, given=[replace(rank, stars=8) for rank in ranks.all_ranks()]),
        lambda: add_to_group(actor=administrator, member=member(), group_key="administrators", reason="值班"),
        lambda: remove_from_group(actor=administrator, member=member(), group_key="administrators", reason="交班"),
        lambda: Member.objects.filter(pk=other.own_id).update(last_seen_at=clock.now(), show_online=True),
        lambda: monkeypatch.setattr(clock, "now", lambda: later),
        lambda: delete_post(actor=administrator, post=post(), reason="广告"),
    ]
    before = posts_of(thread.pk)
    for number, change in enumerate(changes):
        change()
        kept = posts_of(thread.pk)
        count = len(made)
        forget(monkeypatch)
        assert kept == posts_of(thread.pk), number
        assert len(made) > count
        assert kept != before, f"change {number} shows"
        before = kept


def test_posts_are_kept_by_language(made: list[int]) -> None:
    thread = cast.thread(cast.board())
    assert "楼主" in posts_of(thread.pk)
    assert "楼主" not in posts_of(thread.pk, "?lang=en")
    assert "楼主" in posts_of(thread.pk)
    assert len(made) == 2
