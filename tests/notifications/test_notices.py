"""Notices: who is told of what, once, and only of what they may see."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.blocks import block_member
from wardmote.accounts.actions.sanctions import suspend_member
from wardmote.boards.actions.editing import delete_post
from wardmote.boards.actions.levels import set_levels
from wardmote.core import doctor
from wardmote.core.permissions import Level
from wardmote.notifications import kinds, tasks
from wardmote.notifications.actions.notify import notify, withdraw
from wardmote.notifications.actions.reading import mark_all_read, mark_read, mark_visited
from wardmote.notifications.models import Channel, NoticeChoice, Notification
from wardmote.notifications.queries.inbox import Asked, inbox_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post

pytestmark = pytest.mark.django_db

NOBODY = {"guests": Level.NONE, "members": Level.NONE}


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    before = dict(kinds.registered)
    kinds.registered.clear()  # what posting tells is another test's matter
    yield
    kinds.registered.clear()
    kinds.registered.update(before)


@pytest.fixture
def supported() -> kinds.Kind:
    return kinds.register(
        "test-supported",
        label="Support",
        one="%(name)s supported “%(title)s”.",
        many="%(names)s supported “%(title)s”.",
        repeats="once",
    )


@pytest.fixture
def replied() -> kinds.Kind:
    return kinds.register("test-replied", label="Replies", one="%(name)s replied", many="%(count)s people replied")


@pytest.fixture
def moved() -> kinds.Kind:
    return kinds.register("test-moved", label="Moderation", one="“%(title)s” was moved.")


@pytest.fixture
def author() -> Actor:
    return cast.member("作者甲")


@pytest.fixture
def post(author: Actor) -> Post:
    made = cast.answer(cast.thread(cast.board()), author)
    run_tasks()  # what posting puts off is done
    return made


def unread(actor: Actor) -> int:
    return cast.row(actor).unread_notices


def sentences(actor: Actor) -> list[str]:
    page = inbox_page(cast.again(actor), Asked())
    return [line.sentence.striptags() for line in page.lines]


def tell(kind: kinds.Kind, by: Actor | None, to: Actor, post: Post, **details: str) -> None:
    notify(kind, actor=by, to=[to.own_id], target="post", target_id=post.pk, details=details)
    run_tasks()


def test_member_is_told_and_it_counts(supported: kinds.Kind, author: Actor, post: Post) -> None:
    tell(supported, cast.member("邻居"), author, post)
    assert sentences(author) == ["邻居 supported “桥北路口的红绿灯”."]
    assert unread(author) == 1
    assert doctor.find() == []


def test_five_people_are_one_line(supported: kinds.Kind, author: Actor, post: Post) -> None:
    for number in range(5):
        tell(supported, cast.member(f"邻居{number}"), author, post)
    page = inbox_page(cast.again(author), Asked())
    assert [line.sentence.striptags() for line in page.lines] == [
        "邻居4、邻居3和另外 3 人 supported “桥北路口的红绿灯”."
    ]
    assert [face.name for face in page.lines[0].faces] == ["邻居4", "邻居3", "邻居2"]
    assert page.lines[0].unread == unread(author) == 5
    mark_read(actor=author, notice_id=page.lines[0].id)
    assert unread(author) == 0


def test_the_same_person_counts_once_on_the_same_thing(supported: kinds.Kind, author: Actor, post: Post) -> None:
    neighbour = cast.member()
    for _time in range(3):
        tell(supported, neighbour, author, post)
    assert unread(author) == Notification.objects.count() == 1


def test_new_replies_are_told_after_the_old_were_read_and_not_before(
    replied: kinds.Kind, author: Actor, post: Post
) -> None:
    neighbour = cast.member()
    tell(replied, neighbour, author, post)
    tell(replied, neighbour, author, post)
    assert unread(author) == 1
    mark_all_read(actor=author, up_to=10**9)
    tell(replied, neighbour, author, post)
    assert unread(author) == Notification.objects.count() == 1
    assert doctor.find() == []


def test_each_act_of_staff_has_its_own_line(moved: kinds.Kind, author: Actor, post: Post) -> None:
    staff = cast.moderator(post.thread.board_id)
    tell(moved, staff, author, post, reason="放错了版")
    tell(moved, staff, author, post, reason="又放错了")
    page = inbox_page(cast.again(author), Asked())
    assert [line.reason for line in page.lines] == ["又放错了", "放错了版"]


def test_nobody_is_told_of_their_own_act(supported: kinds.Kind, author: Actor, post: Post) -> None:
    notify(supported, actor=author, to=[author.own_id], target="post", target_id=post.pk)
    assert run_tasks() == 0
    assert unread(author) == 0


def test_a_call_delivered_again_changes_nothing(
    supported: kinds.Kind, replied: kinds.Kind, moved: kinds.Kind, author: Actor, post: Post
) -> None:
    neighbour = cast.member()
    for kind in (supported, replied, moved):
        event = uuid.uuid4().hex
        for _time in range(2):
            tasks.deliver(
                kind.key, to=[author.own_id], target="post", target_id=post.pk, actor_id=neighbour.own_id, event=event
            )
            mark_all_read(actor=author, up_to=10**9)
    assert (Notification.objects.count(), unread(author)) == (3, 0)
    assert doctor.find() == []


def test_undone_act_takes_its_notice_back_while_unread(supported: kinds.Kind, author: Actor, post: Post) -> None:
    one, other = cast.member("邻居甲"), cast.member("邻居乙")
    for each in (one, other):
        tell(supported, each, author, post)
    withdraw(supported, actor=other, target="post", target_id=post.pk)
    run_tasks()
    assert sentences(author) == ["邻居甲 supported “桥北路口的红绿灯”."]
    assert unread(author) == 1
    mark_all_read(actor=author, up_to=10**9)
    withdraw(supported, actor=one, target="post", target_id=post.pk)
    run_tasks()
    assert sentences(author) == ["邻居甲 supported “桥北路口的红绿灯”."], "what was read stays"
    assert doctor.find() == []


def test_act_undone_before_the_worker_came_is_not_told(supported: kinds.Kind, author: Actor, post: Post) -> None:
    neighbour = cast.member()
    notify(supported, actor=neighbour, to=[author.own_id], target="post", target_id=post.pk)
    withdraw(supported, actor=neighbour, target="post", target_id=post.pk)
    run_tasks()
    assert unread(author) == Notification.objects.count() == 0


def test_nothing_is_told_of_what_the_recipient_may_not_see(supported: kinds.Kind) -> None:
    hidden = cast.board()
    inside = cast.answer(cast.thread(hidden))
    set_levels(
        actor=cast.SYSTEM, board_id=hidden.pk, levels={"guests": Level.NONE, "members": Level.NONE}, reason="内部"
    )
    outsider, staff = cast.member(), cast.moderator(hidden.pk)
    notify(supported, actor=None, to=[outsider.own_id, staff.own_id], target="post", target_id=inside.pk)
    run_tasks()
    assert (unread(outsider), unread(staff)) == (0, 1)


def test_what_is_hidden_later_leaves_the_inbox_and_the_count(supported: kinds.Kind, author: Actor) -> None:
    board = cast.board()
    post = cast.answer(cast.thread(board), cast.member())
    tell(supported, cast.member(), author, post)
    assert unread(author) == 1
    delete_post(actor=cast.moderator(board.pk), post=post, reason="广告")
    browser = cast.browser(author)
    notice = Notification.objects.get()
    assert browser.get(f"/notices/{notice.pk}/open").status_code == 404
    assert "桥北" not in browser.get("/notices").content.decode()
    assert unread(author) == 0
    assert doctor.find() == []


def test_who_is_suspended_is_told_nothing(supported: kinds.Kind, author: Actor, post: Post) -> None:
    suspend_member(actor=cast.administrator(), member=cast.row(author), until=None, reason="test")
    tell(supported, cast.member(), author, post)
    assert unread(author) == 0


def test_choice_keeps_a_kind_out_of_the_inbox(supported: kinds.Kind, author: Actor, post: Post) -> None:
    NoticeChoice.objects.create(member_id=author.own_id, kind=supported.key, inbox=False, mail=Channel.NONE)
    other = cast.member()
    notify(supported, actor=None, to=[author.own_id, other.own_id], target="post", target_id=post.pk)
    run_tasks()
    assert (unread(author), unread(other)) == (0, 1)


def test_visit_marks_what_it_is_about(supported: kinds.Kind, author: Actor, post: Post) -> None:
    elsewhere = cast.answer(cast.thread(cast.board(name="别的版")), author)
    for each in (post, elsewhere):
        tell(supported, cast.member(), author, each)
    assert unread(author) == 2
    cast.browser(author).get(f"/t/{post.thread_id}")
    assert unread(author) == 1
    assert Notification.objects.get(read_at=None).target_id == elsewhere.pk


def test_visit_costs_who_has_nothing_unread_no_query_and_others_one(
    supported: kinds.Kind, author: Actor, post: Post
) -> None:
    with CaptureQueriesContext(connection) as none:
        mark_visited(actor=author, places={"post": [post.pk]})
    tell(supported, cast.member(), author, post)
    with CaptureQueriesContext(connection) as one:
        mark_visited(actor=cast.again(author), places={"post": [post.pk + 1], "thread": [1]})
    assert (len(none), len(one) - 2) == (0, 1), "two of these read the member"


def test_inbox_costs_the_same_at_two_sizes(supported: kinds.Kind, moved: kinds.Kind, author: Actor) -> None:
    board = cast.board()
    counts = []
    for size in (2, 12):
        for _number in range(size):
            post = cast.answer(cast.thread(board), cast.member())
            notify(supported, actor=cast.member(), to=[author.own_id], target="post", target_id=post.pk)
            notify(moved, actor=cast.member(), to=[author.own_id], target="thread", target_id=post.thread_id)
        run_tasks()
        viewer = cast.again(author)
        with CaptureQueriesContext(connection) as queries:
            inbox_page(viewer, Asked())
        counts.append(len(queries))
    assert counts == [5, 5]


def test_inbox_has_pages_and_filters(supported: kinds.Kind, moved: kinds.Kind, author: Actor) -> None:
    board = cast.board()
    thread = cast.thread(board)
    for _number in range(35):
        post = cast.answer(thread, cast.member())
        notify(supported, actor=cast.member(), to=[author.own_id], target="post", target_id=post.pk)
    notify(moved, actor=None, to=[author.own_id], target="thread", target_id=thread.pk)
    run_tasks()
    viewer = cast.again(author)
    first = inbox_page(viewer, Asked())
    second = inbox_page(viewer, Asked(before=first.older))
    assert (len(first.lines), len(second.lines), second.older) == (30, 6, None)
    assert not {line.id for line in first.lines} & {line.id for line in second.lines}
    assert len(inbox_page(viewer, Asked(kind=moved.key)).lines) == 1
    mark_read(actor=viewer, notice_id=first.lines[0].id)
    assert first.lines[0].id not in {line.id for line in inbox_page(viewer, Asked(unread=True)).lines}


def test_pages_of_notices_in_a_browser(supported: kinds.Kind, author: Actor, post: Post) -> None:
    tell(supported, cast.member("邻居"), author, post)
    browser = cast.browser(author)
    assert "通知 1" in browser.get("/").content.decode()
    page = browser.get("/notices").content.decode()
    notice = Notification.objects.get()
    assert f'href="/notices/{notice.pk}/open"' in page
    opened = browser.get(f"/notices/{notice.pk}/open")
    assert opened["Location"] == f"/p/{post.pk}"
    assert unread(author) == 0
    assert "通知 1" not in browser.get("/").content.decode()
    assert f'href="/p/{post.pk}"' in browser.get("/notices").content.decode()


def test_buttons_mark_one_and_all(supported: kinds.Kind, moved: kinds.Kind, author: Actor, post: Post) -> None:
    tell(supported, cast.member(), author, post)
    tell(moved, None, author, post)
    browser = cast.browser(author)
    first, second = Notification.objects.order_by("id")
    answer = browser.post("/notices/read", {"notice": first.pk, "next": "/notices?show=unread"})
    assert (answer.status_code, answer["Location"]) == (303, "/notices?show=unread")
    assert unread(author) == 1
    assert browser.post("/notices/read", {"up_to": second.pk, "next": "//evil.example"})["Location"] == "/notices"
    assert unread(author) == 0


def test_guests_and_others_do_not_get_at_a_notice(supported: kinds.Kind, author: Actor, post: Post) -> None:
    tell(supported, cast.member(), author, post)
    notice = Notification.objects.get()
    assert cast.browser().get("/notices").status_code == 403
    other = cast.browser(cast.member())
    assert other.get(f"/notices/{notice.pk}/open").status_code == 404
    assert other.post("/notices/read", {"notice": notice.pk}).status_code == 404
    assert unread(author) == 1
    assert cast.browser(author).post("/notices/read", {"notice": notice.pk}).status_code == 303


def test_details_are_escaped(author: Actor, post: Post) -> None:
    kind = kinds.register("test-details", label="x", one="%(title)s: %(what)s")
    tell(kind, None, author, post, what="<script>")
    assert "&lt;script&gt;" in inbox_page(cast.again(author), Asked()).lines[0].sentence


def test_many_are_told_with_few_queries_each(supported: kinds.Kind, post: Post) -> None:
    members = [cast.member().own_id for _number in range(12)]
    counts = []
    for told in (members[:2], members[2:]):
        notify(supported, actor=None, to=told, target="post", target_id=post.pk)
        with CaptureQueriesContext(connection) as queries:
            run_tasks()
        counts.append(len(queries) - len(told))
    assert counts[0] == counts[1]


def test_who_blocked_somebody_hears_nothing_of_them_but_acts_of_staff(
    supported: kinds.Kind, author: Actor, post: Post
) -> None:
    staff = cast.moderator(post.thread.board_id)
    block_member(actor=author, member_id=staff.own_id)
    tell(supported, staff, author, post)
    assert unread(author) == 0
    tell(supported, cast.member(), author, post)
    tell(kinds.register("test-staff", label="x", one="%(title)s", fixed=True), staff, author, post)
    assert unread(author) == 2
