"""What a webhook is told, and above all what it is not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests import cast, polls
from tests.webhooks import made
from wardmote.accounts.actions.groups import remove_from_group
from wardmote.accounts.actions.members import approve_member
from wardmote.boards.actions import moderating
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.approval import approve_post
from wardmote.boards.actions.editing import delete_post, edit_post, restore_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.merging import merge_threads, split_thread
from wardmote.boards.actions.polls import close_poll
from wardmote.boards.actions.posting import reply
from wardmote.boards.actions.tagging import set_tags
from wardmote.boards.announced import OF_ACT
from wardmote.core import audit, snapshot
from wardmote.core.permissions import Level
from wardmote.webhooks import events, secret
from wardmote.webhooks.models import Delivery, Reader, State

if TYPE_CHECKING:
    from tests.webhooks.receiver import Receiver
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


def hide(board: Board) -> None:
    set_levels(
        actor=cast.SYSTEM, board_id=board.pk, levels={"guests": Level.NONE, "members": Level.NONE}, reason="内部"
    )


def test_reply_is_told_with_all_that_is_needed_to_fetch_it(there: Receiver, settings: Any) -> None:
    hook = made.hook(there.url)
    thread = cast.thread(cast.board())
    post = cast.answer(thread)
    assert made.deliver() == 4, "the two writers joined as well"
    taken = there.taken[-1]
    assert there.events == ["member.joined", "thread.created", "member.joined", "post.created"]
    delivery = made.last(hook)
    assert taken.data == {
        "id": str(delivery.key),
        "event": "post.created",
        "at": delivery.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "site": settings.SITE_URL,
        "object": {
            "type": "post",
            "id": str(post.pk),
            "url": f"{settings.SITE_URL}/p/{post.pk}",
            "title": thread.title,
            "thread": str(thread.pk),
            "board": str(thread.board_id),
            "author": str(post.author_id),
        },
    }
    assert dt.datetime.fromisoformat(taken.data["at"]).tzinfo is not None
    headers = taken.headers
    assert headers["Content-Type"] == "application/json"
    assert (headers["Wardmote-Event"], headers["Wardmote-Delivery"]) == ("post.created", str(delivery.key))
    expected = secret.signature(secret.secret_of(hook.salt), int(headers["Wardmote-Timestamp"]), taken.body)
    assert headers["Wardmote-Signature"] == f"v1={expected}"


def test_every_act_is_told_in_its_order(there: Receiver) -> None:
    administrator, board, other = cast.administrator(), cast.board(), cast.board(name="另一个版")
    made.hook(there.url, wanted=[key for key in made.ALL if key != "member.joined"])
    thread = cast.thread(board)
    post, second = cast.answer(thread), cast.answer(thread)
    edit_post(actor=administrator, post=post, source="改过的", reason="错字")
    act: Any
    for act, more in (
        (moderating.lock_thread, {}),
        (moderating.unlock_thread, {}),
        (moderating.set_sticky, {"level": 1}),
        (moderating.set_digest, {"level": 1}),
        (moderating.set_highlight, {"highlight": "bold"}),
        (moderating.move_thread, {"board_id": other.pk}),
        (moderating.delete_thread, {}),
        (moderating.restore_thread, {}),
    ):
        act(actor=administrator, thread=thread, reason="理由", **more)
    post.refresh_from_db()
    delete_post(actor=administrator, post=post, reason="理由")
    restore_post(actor=administrator, post=post, reason="理由")
    made_ = split_thread(actor=administrator, thread=thread, post_ids=[second.pk], title="分出来的", reason="理由")
    merge_threads(actor=administrator, thread=made_, into=thread, reason="理由")
    close_poll(actor=administrator, thread=polls.ask(board), reason="理由")
    made.deliver()
    assert there.events == [
        "thread.created", "post.created", "post.created", "post.edited", "thread.locked", "thread.unlocked",
        "thread.sticky", "thread.digest", "thread.highlight", "thread.moved", "thread.deleted", "thread.restored",
        "post.deleted", "post.restored", "thread.split", "thread.merged", "thread.created", "thread.poll_closed",
    ]  # fmt: skip
    assert set(OF_ACT) >= {"type", "poll_rescheduled"}


def test_other_tags_are_told_and_the_same_again_are_not(there: Receiver) -> None:
    author = cast.member()
    made.hook(there.url, wanted=["thread.tagged"])
    thread = cast.thread(cast.board(), author)
    for _ in range(2):
        set_tags(actor=author, thread=thread, names=["路灯", "桥北"])
    made.deliver()
    assert [one["id"] for one in there.objects] == [str(thread.pk)]


def test_best_answer_is_told(there: Receiver) -> None:
    board = cast.board(answers=True)
    made.hook(there.url, wanted=["thread.answered"])
    thread = cast.thread(board)
    mark_answer(actor=cast.administrator(), thread=thread, post=cast.answer(thread), reason="理由")
    made.deliver()
    assert [(one["type"], one["id"]) for one in there.objects] == [("thread", str(thread.pk))]


def test_acts_that_change_nothing_are_not_told(there: Receiver) -> None:
    administrator, thread = cast.administrator(), cast.thread(cast.board())
    made.hook(there.url, wanted=["thread.locked", "post.edited", "post.deleted"])
    moderating.lock_thread(actor=administrator, thread=thread, reason="理由")
    moderating.lock_thread(actor=administrator, thread=thread, reason="理由")
    first = cast.first_post(thread)
    edit_post(actor=administrator, post=first, source=first.source, reason="理由")
    made.deliver()
    assert there.events == ["thread.locked"]


def test_what_is_rolled_back_was_never_announced(there: Receiver) -> None:
    made.hook(there.url)
    thread, author = cast.thread(cast.board()), cast.member()
    before = Delivery.objects.count()
    with transaction.atomic():
        reply(actor=author, thread=thread, source="不会留下")
        transaction.set_rollback(True)
    assert Delivery.objects.count() == before


def test_announcing_costs_nothing_without_a_webhook_that_wants_it_and_one_statement_with_any_number(
    there: Receiver, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    thread, author = cast.thread(cast.board()), cast.member()
    reply(actor=author, thread=thread, source="热身")
    with django_assert_max_num_queries(20) as without:
        reply(actor=author, thread=thread, source="没有钩子")
    made.hook(there.url, wanted=["thread.locked"])
    snapshot.refresh()
    with django_assert_num_queries(len(without)):
        reply(actor=author, thread=thread, source="没有人要")
    for _ in range(3):
        made.hook(there.url)
    snapshot.refresh()
    with django_assert_num_queries(len(without) + 1):
        reply(actor=author, thread=thread, source="三个都要")
    assert Delivery.objects.filter(event="post.created").count() == 3


def test_snapshot_is_read_outside_transactions_so_that_no_reply_pays_for_it(
    there: Receiver, django_assert_num_queries: Any
) -> None:
    made.hook(there.url)
    snapshot.forget_all()
    with django_assert_num_queries(3):
        snapshot.refresh()
    with django_assert_num_queries(1):
        snapshot.refresh()


def test_private_board_is_told_to_its_owner_only(there: Receiver) -> None:
    board = cast.board()
    hide(board)
    wanted = [key for key in made.ALL if key != "member.joined"]
    blind = made.hook(there.url + "?guest", wanted=wanted)
    administrator = cast.administrator()
    made.hook(there.url + "?owner", wanted=wanted, actor=administrator, reader=Reader.OWNER)
    thread = cast.thread(board, administrator)
    cast.answer(thread, administrator)
    moderating.delete_thread(actor=administrator, thread=thread, reason="理由")
    made.deliver()
    assert {taken.path for taken in there.taken} == {"/hook?owner"}
    assert there.events == ["thread.created", "post.created", "thread.deleted"]
    assert made.states(blind) == [State.HIDDEN] * 3
    cast.thread(cast.board(), administrator)
    made.deliver()
    assert {taken.path for taken in there.taken[3:]} == {"/hook?owner", "/hook?guest"}


def test_owner_who_is_no_administrator_any_more_sees_what_they_see_now(there: Receiver) -> None:
    board, administrator = cast.board(), cast.administrator()
    hide(board)
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator, reader=Reader.OWNER)
    cast.thread(board, cast.administrator())
    remove_from_group(actor=cast.SYSTEM, member=cast.row(administrator), group_key="administrators", reason="理由")
    made.deliver()
    assert made.states(hook) == [State.HIDDEN]


def test_hidden_after_it_was_announced_and_before_it_is_sent_is_not_told(there: Receiver) -> None:
    board = cast.board()
    hook = made.hook(there.url, wanted=["thread.created", "post.created", "post.edited"])
    thread = cast.thread(board)
    gone = cast.answer(thread)
    edit_post(actor=cast.administrator(), post=gone, source="还在", reason="理由")
    cast.answer(thread)
    delete_post(actor=cast.administrator(), post=gone, reason="理由")
    made.deliver()
    assert there.events == ["thread.created", "post.created"]
    assert made.states(hook) == [State.DELIVERED, State.HIDDEN, State.HIDDEN, State.DELIVERED]
    last = cast.answer(thread)
    hide(board)
    made.deliver()
    assert made.states(hook)[-1] == State.HIDDEN
    assert str(last.pk) not in {one["id"] for one in there.objects}


def test_deletion_says_only_what_is_gone_and_only_to_who_could_see_it(there: Receiver) -> None:
    moderator_, public, watched = cast.administrator(), cast.board(), cast.board(approval="all")
    made.hook(there.url, wanted=["post.deleted", "thread.deleted"])
    thread = cast.thread(public)
    post = cast.answer(thread)
    waiting = cast.thread(watched, title="没有人见过")
    delete_post(actor=moderator_, post=post, reason="理由")
    delete_post(actor=moderator_, post=cast.first_post(waiting), reason="理由")
    moderating.delete_thread(actor=moderator_, thread=thread, reason="理由")
    made.deliver()
    assert there.objects == [{"type": "post", "id": str(post.pk)}, {"type": "thread", "id": str(thread.pk)}]


def test_thread_that_moves_out_of_sight_or_into_it(there: Receiver) -> None:
    administrator, public, hidden = cast.administrator(), cast.board(), cast.board(name="内部版")
    hide(hidden)
    made.hook(there.url, wanted=["thread.moved"])
    leaving, coming = cast.thread(public), cast.thread(hidden, administrator, title="公开了")
    staying = cast.thread(hidden, administrator)
    inner = cast.board(name="另一个内部版")
    hide(inner)
    for thread, to in ((leaving, hidden), (coming, public), (staying, inner)):
        moderating.move_thread(actor=administrator, thread=thread, board_id=to.pk, reason="理由")
    made.deliver()
    assert there.objects[0] == {"type": "thread", "id": str(leaving.pk)}
    assert (there.objects[1]["id"], there.objects[1]["title"]) == (str(coming.pk), "公开了")
    assert len(there.objects) == 2


def test_post_that_awaits_approval_is_told_once_it_is_let_through(there: Receiver) -> None:
    board = cast.board(approval="all")
    hook = made.hook(there.url, wanted=["thread.created"])
    thread = cast.thread(board)
    assert not made.states(hook)
    approve_post(actor=cast.administrator(), post=cast.first_post(thread))
    made.deliver()
    assert there.events == ["thread.created"]


def test_member_is_told_when_let_in(there: Receiver) -> None:
    made.hook(there.url, wanted=["member.joined"])
    applicant = cast.member("申请人", approved=False)
    assert not Delivery.objects.exists()
    approve_member(actor=cast.SYSTEM, member=cast.row(applicant))
    cast.member("居民", approved=True)
    made.deliver()
    assert [one["title"] for one in there.objects] == ["申请人", "居民"]
    for one in there.objects:
        told = cast.browser().get(f"/api/v1/members/{one['id']}").json()
        assert (told["id"], told["name"], told["url"]) == (one["id"], one["title"], one["url"])
        assert cast.browser().get(one["url"]).status_code == 200


def test_webhook_that_is_deleted_meanwhile_fails_no_reply(there: Receiver) -> None:
    hook = made.hook(there.url)
    snapshot.refresh()
    thread = cast.thread(cast.board())
    type(hook).objects.filter(pk=hook.pk).delete()
    cast.answer(thread)
    assert made.deliver() == 0


def test_events_have_names_that_the_log_knows() -> None:
    from wardmote.pages.audit_sentences import SENTENCES

    assert {f"thread.{act}" for act in OF_ACT} <= set(SENTENCES)
    assert audit.REASON_MAX
    assert all(event.label and event.target in {"thread", "post", "member"} for event in events.known())
