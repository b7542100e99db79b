"""The WebSub hub is told of public feeds that have changed: once each, again where it fails, of nothing private."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from django_tasks_db.models import DBTaskResult

from tests import cast
from tests.tasks import run_tasks
from tests.webhooks.receiver import Receiver, receiver
from wardmote.boards.actions import moderating
from wardmote.boards.actions.approval import approve_post
from wardmote.boards.actions.commenting import add_comment
from wardmote.boards.actions.editing import delete_post, edit_post, restore_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.merging import merge_threads, split_thread
from wardmote.boards.actions.posting import reply
from wardmote.boards.actions.tagging import set_tags
from wardmote.boards.queries.tag_pages import tag_address
from wardmote.core import clock, jobs, loops, options, snapshot
from wardmote.core.errors import Invalid
from wardmote.core.permissions import Level
from wardmote.pages import health, hub
from wardmote.pages.models import HubTopic
from wardmote.webhooks import sending
from wardmote.webhooks.queue import TRIES_MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    with receiver() as made:
        options.store({"feed_hub": made.url})
        yield made


def hide(board: Board) -> None:
    levels = {"guests": Level.NONE, "members": Level.REPLY}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")


def tell(later: dt.timedelta = hub.DEBOUNCE) -> int:
    """Do what the worker does by some time from now, and return how often the hub was asked for anything."""
    run_tasks()
    with clock.held_at(clock.now() + later):
        asked = 0
        while hub.tell_next():
            asked += 1
            assert asked < 100
    return asked


def told(there: Receiver) -> list[str]:
    """Return the feeds that the hub was told of, as paths; forget them."""
    forms = [parse_qs(taken.body.decode(), strict_parsing=True) for taken in there.taken]
    assert all(form["hub.mode"] == ["publish"] and set(form) == {"hub.mode", "hub.url"} for form in forms)
    there.taken.clear()
    return sorted(form["hub.url"][0].removeprefix("http://localhost:8000") for form in forms)


def lists(board: Board) -> list[str]:
    return ["/feed.atom", *(f"/b/{each.slug}/feed.atom" for each in (board, board.parent) if each)]


def test_new_thread_and_new_reply_are_told_as_the_feeds_that_they_stand_in(there: Receiver) -> None:
    board, author = cast.board(), cast.member()
    thread = cast.thread(board, author)
    tell()
    headers = there.taken[0].headers
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    own = [f"/t/{thread.pk}/feed.atom", f"/u/{author.own_id}/feed.atom"]
    assert told(there) == sorted([*lists(board), *own])
    replier = cast.member()
    cast.answer(thread, replier)
    tell()
    assert told(there) == sorted([own[0], f"/u/{replier.own_id}/feed.atom"])
    assert not HubTopic.objects.exists()


def test_board_above_is_not_told_of_what_its_feed_does_not_show(there: Receiver) -> None:
    category = cast.category()
    above = cast.board(category)
    below = cast.board(above, "下一级")
    cast.thread(below)
    tell()
    paths = told(there)
    assert f"/b/{above.slug}/feed.atom" not in paths
    assert {f"/b/{below.slug}/feed.atom", f"/b/{category.slug}/feed.atom"} <= set(paths)


def test_every_feed_that_is_told_of_names_the_hub_and_is_its_own_address(there: Receiver) -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author)
    set_tags(actor=author, thread=thread, names=["夜市"])
    tell()
    paths = told(there)
    assert len(paths) == 6
    for path in paths:
        answer = cast.browser().get(path)
        assert answer.status_code == 200
        assert answer["Link"] == f'<{there.url}>; rel="hub", <http://localhost:8000{path}>; rel="self"'
    assert f"{tag_address('夜市')}/feed.atom" in paths
    searched = cast.browser().get("/search/feed.atom", {"q": "红绿灯"})
    assert "Link" not in searched, "nobody can tell when that changes"


def test_feed_that_changes_again_and_again_is_told_of_once(there: Receiver) -> None:
    thread, author = cast.thread(cast.board()), cast.member()
    tell()
    told(there)
    for number in range(3):
        reply(actor=author, thread=thread, source=f"第 {number} 次")
    assert tell(dt.timedelta(seconds=20)) == 0
    assert tell() == 2
    assert told(there) == sorted([f"/t/{thread.pk}/feed.atom", f"/u/{author.own_id}/feed.atom"])
    assert tell(dt.timedelta(hours=9)) == 0


def test_change_while_the_hub_is_told_is_told_as_well(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.thread(cast.board())
    run_tasks()
    HubTopic.objects.exclude(kind="site").delete()
    real = sending.post

    def post(*args: Any) -> Any:
        with clock.held_at(clock.now() + dt.timedelta(seconds=1)):
            hub.note([("site", "")])
        return real(*args)

    monkeypatch.setattr(sending, "post", post)
    assert tell() == 1
    monkeypatch.undo()
    assert tell(2 * hub.DEBOUNCE + dt.timedelta(seconds=2)) == 1
    assert told(there) == ["/feed.atom"] * 2


def test_edits_deletions_and_moves_are_told_and_what_feeds_do_not_show_is_not(there: Receiver) -> None:
    administrator, author = cast.administrator(), cast.member()
    board, other = cast.board(), cast.board(name="另一个版")
    thread = cast.thread(board, author)
    post, second = cast.answer(thread, author), cast.answer(thread, author)
    tell()
    told(there)
    own = [f"/t/{thread.pk}/feed.atom", f"/u/{author.own_id}/feed.atom"]
    whole = sorted([*lists(board), *own])
    for act, expected in (
        (lambda: edit_post(actor=administrator, post=post, source="改过的", reason="错字"), own),
        (lambda: edit_post(actor=administrator, post=cast.first_post(thread), source="改", reason="错字"), whole),
        (lambda: delete_post(actor=administrator, post=second, reason="理由"), own),
        (lambda: restore_post(actor=administrator, post=second, reason="理由"), own),
        (lambda: moderating.delete_thread(actor=administrator, thread=thread, reason="理由"), whole[:-2] + own[1:]),
        (lambda: moderating.restore_thread(actor=administrator, thread=thread, reason="理由"), whole),
        (lambda: moderating.lock_thread(actor=administrator, thread=thread, reason="理由"), []),
        (lambda: add_comment(actor=administrator, post=post, text="数得仔细"), []),
        (
            lambda: moderating.move_thread(actor=administrator, thread=thread, board_id=other.pk, reason="理由"),
            {*whole, *lists(other)},
        ),
    ):
        for row in (post, second, thread):
            row.refresh_from_db()
        act()
        tell()
        assert told(there) == sorted(expected)


def test_merged_and_split_threads_are_told_with_where_their_posts_are(there: Receiver) -> None:
    administrator, board, author = cast.administrator(), cast.board(), cast.member()
    thread, into = cast.thread(board, author), cast.thread(board, author)
    post = cast.answer(into, author)
    tell()
    told(there)
    merge_threads(actor=administrator, thread=thread, into=into, reason="理由")
    tell()
    assert f"/t/{into.pk}/feed.atom" in told(there)
    into.refresh_from_db()
    made = split_thread(actor=administrator, thread=into, post_ids=[post.pk], title="分出来的", reason="理由")
    tell()
    assert {f"/t/{made.pk}/feed.atom", "/feed.atom"} <= set(told(there))


def test_nothing_private_stirs_a_feed(there: Receiver) -> None:
    administrator, board, watched = cast.administrator(), cast.board(), cast.board(approval="all")
    hide(board)
    thread = cast.thread(board, administrator)
    post = cast.answer(thread, administrator)
    edit_post(actor=administrator, post=post, source="改过的", reason="错字")
    delete_post(actor=administrator, post=post, reason="理由")
    set_tags(actor=administrator, thread=thread, names=["内部"])
    moderating.delete_thread(actor=administrator, thread=thread, reason="理由")
    waiting = cast.thread(watched, cast.member())
    assert tell() == 0
    assert not HubTopic.objects.exists()
    approve_post(actor=administrator, post=cast.first_post(waiting))
    tell()
    assert f"/t/{waiting.pk}/feed.atom" in told(there)


def test_feed_that_is_private_by_the_time_is_not_told_of(there: Receiver) -> None:
    board = cast.board()
    thread = cast.thread(board)
    run_tasks()
    hide(board)
    tell()
    assert not {f"/t/{thread.pk}/feed.atom", f"/b/{board.slug}/feed.atom"} & set(told(there))
    assert not HubTopic.objects.exists()


def test_private_feed_is_never_told_of(there: Receiver) -> None:
    cast.thread(cast.board())
    tell()
    assert there.taken
    assert all(b"token" not in taken.body for taken in there.taken)


def test_hub_that_fails_is_asked_again_later_and_everything_waits_for_it(there: Receiver) -> None:
    cast.thread(cast.board())
    there.answer(503)
    assert tell() == 1, "the others wait as well"
    there.answer(204)
    assert tell() == 0
    assert tell(hub.DEBOUNCE + dt.timedelta(seconds=11)) == 5
    assert len(set(told(there))) == 5
    assert not HubTopic.objects.exists()


def test_feed_that_the_hub_refuses_leaves_the_others_and_is_given_up_in_the_end(there: Receiver) -> None:
    cast.thread(cast.board())
    there.answers = [(400, {}, b""), (204, {}, b"")]
    assert tell() == 5
    assert [row.tries for row in HubTopic.objects.all()] == [1]
    there.answer(400)
    later = dt.timedelta()
    for _ in range(TRIES_MOST):
        later += dt.timedelta(hours=5)
        tell(later)
    assert not HubTopic.objects.exists()
    assert tell(later * 2) == 0


def test_hub_inside_a_private_network_is_never_asked(there: Receiver, settings: Any) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = []
    cast.thread(cast.board())
    assert tell() == 1
    assert not there.taken
    there.answers = [(307, {"Location": f"http://127.0.0.1:{there.port}/inner"}, b"")]
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    tell(dt.timedelta(minutes=2))
    assert [taken.path for taken in there.taken] == ["/hook"], "nor by a redirect"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://10.0.0.1/", "https://127.0.0.1/hub", "hub", "https://x:22/"]
)
def test_hub_with_an_address_that_no_webhook_may_have_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        options.store({"feed_hub": address})


def test_site_without_a_hub_notes_nothing_and_one_that_gave_it_up_forgets(
    there: Receiver, django_assert_num_queries: Any
) -> None:
    thread = cast.thread(cast.board())
    run_tasks()
    assert HubTopic.objects.exists()
    options.store({"feed_hub": ""})
    snapshot.refresh()
    cast.answer(thread)
    assert not DBTaskResult.objects.filter(task_path__contains="note_feeds", status="READY")
    run_tasks()
    with django_assert_num_queries(0):
        assert not hub.tell_next()
    jobs.discover()
    assert "hub" in loops.registered
    assert jobs.registered["hub.sweep"].run() == 5
    assert not there.taken


def test_reply_costs_no_statement_more_where_a_hub_is_named(
    there: Receiver, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    thread, first, second = cast.thread(cast.board()), cast.member(), cast.member()
    reply(actor=cast.member(), thread=thread, source="热身")
    with django_assert_max_num_queries(20) as named:
        reply(actor=first, thread=thread, source="有人转告")
    options.store({"feed_hub": ""})
    snapshot.refresh()
    assert not hub.is_named()
    with django_assert_num_queries(len(named)):
        reply(actor=second, thread=thread, source="没人转告")
    assert not there.taken


def test_doctor_says_of_a_hub_that_does_not_take_what_it_is_told(there: Receiver) -> None:
    assert not [finding for finding in health.findings() if "hub" in finding.text]
    cast.thread(cast.board())
    there.answer(500)
    for minutes in (1, 3, 10):
        tell(dt.timedelta(minutes=minutes))
    notes = [finding for finding in health.findings() if "hub" in finding.text]
    assert [note.fault for note in notes] == [False]
    assert there.url in notes[0].text
