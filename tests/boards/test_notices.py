"""Who is told of a post and of what moderators do: once, by the strongest reason, never of what they may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.blocks import block_member
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.boards import tasks
from wardmote.boards.actions import approval, editing, merging, moderating
from wardmote.boards.actions.commenting import add_comment, delete_comment, restore_comment
from wardmote.boards.actions.posting import reply
from wardmote.boards.actions.rating import rate_post, take_back_rating
from wardmote.boards.actions.structure import set_levels
from wardmote.boards.models import Post, Thread
from wardmote.core import clock, doctor
from wardmote.core.permissions import Level
from wardmote.core.text.quote import quote_markdown
from wardmote.marks.actions.follows import follow, unfollow
from wardmote.marks.models import Follow, FollowKind
from wardmote.notifications.models import Notification
from wardmote.notifications.queries.inbox import Asked, inbox_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db

NOBODY = {"guests": Level.NONE, "members": Level.NONE}


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def told(somebody: Actor) -> list[str]:
    """Run the worker and return the kinds of what somebody has been told, the oldest first."""
    run_tasks()
    rows = Notification.objects.filter(recipient_id=somebody.own_id).order_by("id")
    return [kind.removeprefix("boards.") for kind in rows.values_list("kind", flat=True)]


def says(somebody: Actor, language: str = "en") -> list[str]:
    """Return the lines of somebody's inbox, the latest first."""
    run_tasks()
    with translation.override(language):
        lines = inbox_page(cast.again(somebody), Asked()).lines
        return [line.sentence.striptags() + (f" [{line.reason}]" if line.reason else "") for line in lines]


def shy(name: str | None = None) -> Actor:
    """Return somebody who follows nothing by writing."""
    made = cast.member(name)
    update_preferences(actor=made, follow_started=False, follow_replied=False)
    return cast.again(made)


def close(board: Board) -> None:
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=NOBODY, reason="内部")


def test_starter_hears_of_replies_and_several_people_make_one_line() -> None:
    starter = shy()
    thread = cast.thread(cast.board(), starter, title="桥")
    for name in ("邻居甲", "邻居乙", "邻居丙"):
        cast.answer(thread, cast.member(name))
    cast.answer(thread, starter)
    assert told(starter) == ["reply"] * 3
    assert says(starter) == ["邻居丙, 邻居乙 and 1 other replied in your thread “桥”."]


def test_starter_who_left_the_thread_hears_no_more() -> None:
    starter, other = cast.member(), cast.member()
    thread, kept = cast.thread(cast.board(), starter), cast.thread(cast.board(), starter)
    unfollow(actor=starter, kind=FollowKind.THREAD, target_id=thread.pk)
    cast.answer(thread, other)
    assert told(starter) == []
    cast.answer(kept, other)
    assert told(starter) == ["reply"]


def test_mentioned_and_quoted_are_told_once_and_by_the_strongest_reason() -> None:
    board = cast.board()
    starter, mentioned, quoted, writer = shy("楼主甲"), shy("被提到的人"), shy("被引用的人"), cast.member()
    thread = cast.thread(board, starter)
    words = cast.answer(thread, quoted, "原话")
    assert told(starter) == ["reply"]
    for somebody in (starter, mentioned, quoted):
        follow(actor=somebody, kind=FollowKind.THREAD, target_id=thread.pk)
        follow(actor=somebody, kind=FollowKind.MEMBER, target_id=writer.own_id)
    head = quote_markdown(author_name="被引用的人", post_id=words.pk, floor=2, html=words.html)
    cast.answer(thread, writer, f"{head}\n\n@被提到的人 看看")
    assert (told(starter)[1:], told(mentioned), told(quoted)) == (["reply"], ["mention"], ["quote"])
    cast.answer(thread, writer, "@楼主甲 @被引用的人 都看看", quotes_id=words.pk)
    assert (told(starter)[2:], told(quoted)[1:]) == (["mention"], ["mention"])
    cast.answer(thread, writer, "只按按钮引用", quotes_id=words.pk)
    assert told(quoted)[2:] == ["quote"]


def test_followers_of_thread_member_and_board_hear_in_this_order() -> None:
    board = cast.board()
    of_all, of_member, of_board, of_category, writer = (cast.member() for _ in range(5))
    for somebody in (of_all, of_member):
        follow(actor=somebody, kind=FollowKind.MEMBER, target_id=writer.own_id)
    for somebody in (of_all, of_member, of_board):
        follow(actor=somebody, kind=FollowKind.BOARD, target_id=board.pk)
    follow(actor=of_category, kind=FollowKind.BOARD, target_id=board.parent_id or 0)
    thread = cast.thread(board, writer)
    people = (of_all, of_member, of_board, of_category)
    assert [told(somebody) for somebody in people] == [
        ["followed-member"], ["followed-member"], ["followed-board"], ["followed-board"]
    ]  # fmt: skip
    follow(actor=of_all, kind=FollowKind.THREAD, target_id=thread.pk)
    cast.answer(thread, writer)
    assert [told(somebody)[1:] for somebody in people] == [["followed-thread"], ["followed-member"], [], []]
    unfollow(actor=of_member, kind=FollowKind.THREAD, target_id=thread.pk)
    cast.answer(thread, writer)
    assert told(of_member)[2:] == [], "who has left a thread does not hear of it because of its writer"
    assert told(writer) == []


def test_blocked_writers_are_heard_of_by_nobody_who_blocked_them() -> None:
    reader, other, writer = cast.member(), cast.member(), cast.member()
    thread = cast.thread(cast.board(), reader)
    follow(actor=other, kind=FollowKind.THREAD, target_id=thread.pk)
    block_member(actor=reader, member_id=writer.own_id)
    cast.answer(thread, writer)
    assert (told(reader), told(other)) == ([], ["followed-thread"])


def test_post_that_awaits_approval_is_told_of_once_it_is_let_through() -> None:
    board = cast.board(approval="all")
    chief, starter, writer, mentioned = cast.administrator(), cast.member(), cast.member(), cast.member("被提到的人")
    follow(actor=mentioned, kind=FollowKind.BOARD, target_id=board.pk)
    thread = cast.thread(board, starter)
    assert told(mentioned) == []
    approval.approve_post(actor=chief, post=cast.first_post(thread))
    assert (told(mentioned), told(starter)) == (["followed-board"], ["moderation"])
    waiting = cast.answer(Thread.objects.get(pk=thread.pk), writer, "@被提到的人 你怎么看")
    assert (told(mentioned)[1:], told(starter)[1:]) == ([], [])
    approval.approve_post(actor=chief, post=waiting)
    assert (told(mentioned)[1:], told(starter)[1:], told(writer)) == (["mention"], ["reply"], ["moderation"])


def test_post_deleted_before_the_worker_came_is_told_to_nobody() -> None:
    board, starter = cast.board(), cast.member()
    thread = cast.thread(board, starter)
    chief = cast.moderator(board.pk)
    gone, stays = cast.answer(thread), cast.answer(thread)
    editing.delete_post(actor=chief, post=gone, reason="广告")
    run_tasks()
    assert Notification.objects.filter(recipient_id=starter.own_id, actor_id=gone.author_id).count() == 0
    assert Notification.objects.filter(recipient_id=starter.own_id, actor_id=stays.author_id).count() == 1


def test_nobody_hears_of_a_board_that_is_closed_to_them() -> None:
    board = cast.board()
    reader, mentioned, chief = cast.member(), cast.member("被提到的人"), cast.administrator()
    follow(actor=chief, kind=FollowKind.BOARD, target_id=board.pk)
    follow(actor=reader, kind=FollowKind.BOARD, target_id=board.pk)
    thread = cast.thread(board, title="金丝雀标题")
    follow(actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)
    follow(actor=chief, kind=FollowKind.THREAD, target_id=thread.pk)
    run_tasks()
    close(board)
    inside = cast.moderator(board.pk)
    reply(actor=inside, thread=thread, source="@被提到的人 金丝雀回复")
    cast.thread(board, inside, title="金丝雀新帖")
    assert (told(reader), told(mentioned)) == (["followed-board"], [])
    assert told(chief) == ["followed-board", "followed-thread", "followed-board"]
    assert "金丝雀" not in "".join(says(reader)), "what was told before is hidden as well"


def test_thread_moved_where_a_follower_may_not_read_is_told_to_them_no_more() -> None:
    board, hidden = cast.board(), cast.board()
    close(hidden)
    reader, chief = cast.member(), cast.administrator()
    thread = cast.thread(board, chief)
    follow(actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)
    moderating.move_thread(actor=chief, thread=thread, board_id=hidden.pk, reason="内部")
    cast.answer(Thread.objects.get(pk=thread.pk), chief)
    assert told(reader) == []


def test_edit_tells_only_those_it_newly_mentions_and_only_once() -> None:
    first, second, writer = cast.member("先提到的"), cast.member("后提到的"), cast.member()
    post = cast.answer(cast.thread(cast.board(), shy()), writer, "@先提到的 看")
    assert (told(first), told(second)) == (["mention"], [])
    for source in ("@先提到的 @后提到的 看", "谁也不提", "@后提到的 再看"):
        post = editing.edit_post(actor=writer, post=post, source=source)
        run_tasks()
    assert (told(first), told(second)) == (["mention"], ["mention"])


def test_reader_of_a_thread_is_led_to_what_is_new_and_has_read_it_then() -> None:
    starter = cast.member()
    thread = cast.thread(cast.board(), starter)
    browser = cast.browser(starter)
    browser.get(f"/t/{thread.pk}")
    post = cast.answer(thread)
    run_tasks()
    assert cast.row(starter).unread_notices == 1
    page = browser.get("/notices").content.decode()
    notice = Notification.objects.get(recipient_id=starter.own_id)
    assert f"/notices/{notice.pk}/open" in page
    assert browser.get(f"/t/{thread.pk}/new")["Location"] == f"/t/{thread.pk}#f{post.floor}"
    assert cast.browser().get(f"/t/{thread.pk}/new")["Location"] == f"/t/{thread.pk}"
    assert cast.browser().get("/t/999999999/new").status_code == 404
    browser.get(f"/t/{thread.pk}")
    assert cast.row(starter).unread_notices == 0
    assert browser.get(f"/t/{thread.pk}/new")["Location"] == f"/t/{thread.pk}#f{post.floor}"


def test_authors_hear_what_moderators_do_and_why_and_of_their_own_acts_nothing() -> None:
    board, other = cast.board(), cast.board()
    author, chief = shy("作者"), cast.administrator("版主甲")
    thread = cast.thread(board, author, title="我的帖")
    post = cast.answer(thread, author, "我说的话不好听")
    act: dict[str, Any] = {"actor": chief, "reason": "因为如此"}
    moderating.lock_thread(thread=thread, **act)
    moderating.unlock_thread(thread=thread, **act)
    moderating.set_digest(thread=thread, level=1, **act)
    moderating.set_sticky(thread=thread, level=1, **act)
    moderating.set_sticky(thread=thread, level=0, **act)
    moderating.set_highlight(thread=thread, highlight="bold", **act)
    moderating.move_thread(thread=thread, board_id=other.pk, **act)
    editing.edit_post(post=post, source="我说的话好听", **act)
    editing.hide_history(post=post, **act)
    editing.delete_post(post=post, **act)
    editing.restore_post(post=post, **act)
    moderating.delete_thread(thread=thread, **act)
    assert [line for line in says(author)[::-1] if line.startswith("版主甲")] == [
        "版主甲 closed your thread “我的帖”. [因为如此]",
        "版主甲 opened your thread “我的帖” again. [因为如此]",
        "版主甲 featured your thread “我的帖”. [因为如此]",
        "版主甲 put your thread “我的帖” on top. [因为如此]",
        "版主甲 moved your thread “我的帖” to another board. [因为如此]",
        "版主甲 edited your post “我说的话好听”. [因为如此]",
        "版主甲 hid the former versions of your post “我说的话好听”. [因为如此]",
        "版主甲 deleted your post “我说的话好听”. [因为如此]",
        "版主甲 restored your post “我说的话好听”. [因为如此]",
        "版主甲 deleted your thread “我的帖”. [因为如此]",
    ]
    assert says(author, "zh-hans")[0] == "版主甲 删除了您的帖子“我的帖”。 [因为如此]"
    own = cast.thread(board, author)
    editing.delete_post(actor=author, post=cast.first_post(own))
    run_tasks()
    assert Notification.objects.filter(recipient_id=author.own_id, kind="boards.moderation").count() == 10
    assert told(chief) == []


def test_who_commented_or_rated_hears_what_moderators_do_and_why_and_of_their_own_acts_nothing() -> None:
    board, warm = cast.board(), shy("热心人")
    add_to_group(actor=cast.SYSTEM, member=cast.row(warm), group_key="trust-2", reason="test")
    warm, chief = cast.again(warm), cast.administrator("版主甲")
    post = cast.answer(cast.thread(board, shy(), title="别人的帖"), shy())
    comment = add_comment(actor=warm, post=post, text="一句点评")
    rating = rate_post(actor=warm, post=post, amount=2, reason="好")
    delete_comment(actor=chief, comment=comment, reason="离题")
    delete_comment(actor=chief, comment=comment, reason="离题")
    restore_comment(actor=chief, comment=comment, reason="看错了")
    delete_comment(actor=chief, comment=comment, reason="个人信息", erase=True)
    take_back_rating(actor=chief, rating=rating, reason="互刷")
    heard = [line for line in says(warm)[::-1] if line.startswith("版主甲")]
    assert heard == [
        "版主甲 deleted your comment on a post in “别人的帖”. [离题]",
        "版主甲 restored your comment on a post in “别人的帖”. [看错了]",
        "版主甲 removed the words of your comment on a post in “别人的帖” for good. [个人信息]",
        "版主甲 took back your rating of a post in “别人的帖”. [互刷]",
    ]
    delete_comment(actor=warm, comment=add_comment(actor=warm, post=post, text="又一句"))
    take_back_rating(actor=warm, rating=rate_post(actor=warm, post=post, amount=1, reason="好"))
    run_tasks()
    assert Notification.objects.filter(recipient_id=warm.own_id, kind="boards.moderation").count() == 4


def test_author_hears_of_a_deletion_where_they_may_no_longer_look() -> None:
    board, author = cast.board(), cast.member()
    chief = cast.administrator()
    thread = cast.thread(board, author, title="金丝雀改过的题", source="我自己写的话")
    other = cast.thread(board, title="金丝雀别人的题")
    post = cast.answer(other, author, "我在别处的话")
    editing.delete_post(actor=chief, post=post, reason="跑题")
    moderating.delete_thread(actor=chief, thread=thread, reason="重复")
    browser = cast.browser(author)
    run_tasks()
    assert browser.get("/notices").content.decode().count("我在别处的话") == 1
    notice = Notification.objects.filter(recipient_id=author.own_id, target="own-post").get()
    assert browser.get(f"/notices/{notice.pk}/open")["Location"] == f"/t/{other.pk}"
    assert "金丝雀改过的题" in browser.get("/notices").content.decode(), "a board that is open shows the title still"
    close(board)
    page = browser.get("/notices").content.decode()
    assert "金丝雀" not in page
    assert "我自己写的话" in page
    assert "跑题" in page
    notice = Notification.objects.filter(recipient_id=author.own_id, target="own-thread").get()
    assert browser.get(f"/notices/{notice.pk}/open")["Location"] == "/"
    somebody = cast.browser(cast.member())
    assert somebody.get(f"/notices/{notice.pk}/open").status_code == 404


def test_merged_threads_followers_follow_the_other_and_split_posts_authors_are_told() -> None:
    board, chief, reader, gone = cast.board(), cast.administrator(), cast.member(), cast.member()
    thread, into = cast.thread(board, title="并走的帖"), cast.thread(board, title="留下的帖")
    starter = cast.row(cast.again(reader))
    follow(actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)
    follow(actor=gone, kind=FollowKind.THREAD, target_id=thread.pk)
    unfollow(actor=gone, kind=FollowKind.THREAD, target_id=into.pk)
    merging.merge_threads(actor=chief, thread=thread, into=into, reason="同题")
    run_tasks()
    followed = Follow.objects.filter(kind=FollowKind.THREAD, target_id=into.pk, active=True)
    assert followed.filter(member_id=starter.pk).exists()
    assert not followed.filter(member_id=gone.own_id).exists()
    one, two = cast.answer(into, cast.member("甲甲")), cast.answer(into, cast.member("乙乙"))
    kept = cast.answer(into, cast.member("丙丙"))
    made = merging.split_thread(actor=chief, thread=into, post_ids=[one.pk, two.pk], title="拆出的帖", reason="跑题")
    run_tasks()
    split = Notification.objects.filter(target="thread", target_id=made.pk)
    assert set(split.values_list("recipient_id", flat=True)) == {one.author_id, two.author_id}
    assert kept.author_id not in {one.author_id, two.author_id}


def test_tasks_run_again_change_nothing() -> None:
    starter, follower, quoted, mentioned = cast.member(), cast.member(), cast.member(), cast.member("被提到的人")
    board = cast.board()
    thread = cast.thread(board, starter)
    words = cast.answer(thread, quoted)
    follow(actor=follower, kind=FollowKind.THREAD, target_id=thread.pk)
    post = cast.answer(thread, source="@被提到的人 看", quotes_id=words.pk)
    run_tasks()
    before = sorted(Notification.objects.values_list("recipient_id", "kind", "target", "target_id", "read_at"))
    assert {kind for _who, kind, *_rest in before} >= {
        "boards.mention", "boards.quote", "boards.reply", "boards.followed-thread"
    }  # fmt: skip
    tasks.tell_of_post.enqueue(post_id=post.pk)
    tasks.tell_of_mentions.enqueue(post_id=post.pk, member_ids=[mentioned.own_id])
    run_tasks()
    assert sorted(Notification.objects.values_list("recipient_id", "kind", "target", "target_id", "read_at")) == before


def test_many_followers_are_told_in_parts_each_a_task_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.marks.queries.followers.PART", 2)
    monkeypatch.setattr("wardmote.boards.tasks.AT_ONCE", 4)
    board, writer = cast.board(), cast.member()
    of_board, of_member = [cast.member() for _ in range(7)], [cast.member() for _ in range(5)]
    for somebody in of_board:
        follow(actor=somebody, kind=FollowKind.BOARD, target_id=board.pk)
    for somebody in (*of_member, of_board[3]):
        follow(actor=somebody, kind=FollowKind.MEMBER, target_id=writer.own_id)
    thread = cast.thread(board, writer)
    assert DBTaskResult.objects.filter(task_path__endswith="tell_of_post").count() == 1
    run_tasks()
    assert DBTaskResult.objects.filter(task_path__endswith="tell_of_post").count() == 4
    post = cast.first_post(thread)
    kinds = dict(Notification.objects.filter(target="post", target_id=post.pk).values_list("recipient_id", "kind"))
    by_member = {somebody.own_id for somebody in (*of_member, of_board[3])}
    assert kinds == {
        somebody.own_id: "boards.followed-member" if somebody.own_id in by_member else "boards.followed-board"
        for somebody in (*of_board, *of_member)
    }


def test_reply_costs_the_same_and_at_most_twenty_statements_whatever_the_number_of_followers() -> None:
    thread, writer = cast.thread(cast.board()), cast.member()
    reply(actor=writer, thread=thread, source="热身")
    costs = []
    for followers in (0, 2_000):
        follow_in_bulk(thread, followers)
        with CaptureQueriesContext(connection) as captured:
            reply(actor=writer, thread=thread, source=f"{followers} 人关注")
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 20


def follow_in_bulk(thread: Thread, count: int) -> None:
    """Give a thread many followers at once, copies of one member."""
    number = 10_000_000
    model = cast.row(cast.member())
    people = []
    for n in range(count):
        copy = type(model)(**{field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields})
        copy.pk, copy.name, copy.name_key, copy.credits = number + n, f"路人{n}", f"路人{n}", 0
        people.append(copy)
    type(model).objects.bulk_create(people)
    now = clock.now()
    Follow.objects.bulk_create(
        Follow(member_id=number + n, kind=FollowKind.THREAD, target_id=thread.pk, since=now) for n in range(count)
    )


def test_posting_puts_off_exactly_one_task() -> None:
    thread = cast.thread(cast.board())
    run_tasks()
    before = DBTaskResult.objects.count()
    cast.answer(thread, source="没有别的任务")
    assert DBTaskResult.objects.count() == before + 1
    assert Post.objects.filter(thread=thread).count() == 2
