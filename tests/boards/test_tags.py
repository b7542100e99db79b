"""Tags: their names, who gives them to what, and who keeps them in order."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests import cast
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.roles import create_group
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.boards.actions import board_tags, merging, moderating, tag_upkeep, tagging
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.structure import edit_board
from wardmote.boards.models import BoardTag, PostRevision, Tag, Thread, ThreadTag
from wardmote.boards.queries import tags
from wardmote.boards.queries.search import search_posts
from wardmote.boards.tag_names import clean_name, once, split_names, tag_key
from wardmote.core import clock, doctor, jobs, options
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


def keeper() -> Actor:
    """Return somebody who may change tags: a super moderator."""
    made = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(made), group_key="moderators", reason="test")
    return cast.again(made)


def keeper_of_tags_alone() -> Actor:
    """Return a member with that capability and no board to moderate."""
    create_group(actor=cast.SYSTEM, key="librarians", name="编目", capabilities=["manage_tags", "see_audit_log"])
    made = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(made), group_key="librarians", reason="test")
    return cast.again(made)


def fresh(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def titles(viewer: Actor, name: str) -> list[str]:
    return [thread.title for thread in tags.threads_with_tag(viewer, tags.find_tag(viewer, name).tag)]


def hide(board: Board) -> None:
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"guests": Level.NONE})


# Names.


def test_names_that_read_alike_are_one_tag() -> None:
    for one, other in (("红绿灯", "紅綠燈"), ("Bus", "bus"), ("Ｂｕｓ６３", "bus63"), ("Straße", "STRASSE")):
        assert tag_key(clean_name(one)) == tag_key(clean_name(other)), one
    assert once(["红绿灯", "bus", "紅綠燈"]) == ["红绿灯", "bus"]


def test_field_is_read_with_commas_or_spaces_and_hashes() -> None:
    assert split_names("#红绿灯，公交63、 bus ;; ＃夜市　晚归") == ["红绿灯", "公交63", "bus", "夜市", "晚归"]
    assert split_names(" ,， ") == []


@pytest.mark.parametrize(
    "name", ["", "#", "--", "a/b", "a?b", "<b>", "汉" * 31, "灯\u3164x", "a\ufe0f", "🚦", "a%", 'a"b', ".."]
)
def test_what_parts_names_or_deceives_is_no_tag(name: str) -> None:
    with pytest.raises(Invalid):
        clean_name(name)


def test_controls_and_direction_marks_go_without_a_word() -> None:
    assert clean_name("红\u202e绿\u0000灯\u200f") == "红绿灯"
    assert clean_name("C++") == "C++"
    assert clean_name("हिन्दी") == "हिन्दी"


# Giving them.


def test_thread_is_started_with_tags_that_are_made_or_there_already() -> None:
    board = cast.board()
    first = cast.thread(board, tags=["红绿灯", "早高峰"])
    second = cast.thread(board, title="桥南路口", tags=["紅綠燈", "红绿灯"])
    assert (first.tags, second.tags) == ("红绿灯 早高峰", "红绿灯")
    assert Tag.objects.count() == 2
    assert titles(cast.guest(), "紅綠燈") == ["桥南路口", "桥北路口的红绿灯"]
    assert doctor.find() == []


def test_too_many_tags_are_refused_with_everything_else_that_is_wrong() -> None:
    board = cast.board()
    with pytest.raises(Invalid) as refused:
        cast.thread(board, title="", tags=[f"签{n}" for n in range(6)])
    assert set(refused.value.fields) == {"title", "tags"}
    assert cast.thread(board, tags=[f"签{n}" for n in range(5)]).tags.count(" ") == 4
    options.store({"tags_a_thread": 0})
    with pytest.raises(Invalid):
        cast.thread(board, tags=["签"])


def test_board_takes_no_tags_any_or_those_of_its_list() -> None:
    board, admin = cast.board(), cast.administrator()
    edit_board(actor=admin, board_id=board.pk, tag_mode="none")
    with pytest.raises(Invalid) as refused:
        cast.thread(board, tags=["夜市"])
    assert list(refused.value.fields) == ["tags"]
    edit_board(actor=admin, board_id=board.pk, tag_mode="list")
    with pytest.raises(Invalid):
        cast.thread(board, tags=["夜市"])
    board_tags.set_board_tags(actor=cast.moderator(board.pk), board_id=board.pk, names=["夜市", "食堂"])
    assert cast.thread(board, tags=["食堂", "夜市"]).tags == "食堂 夜市"
    with pytest.raises(Invalid):
        cast.thread(board, tags=["夜市", "公交"])


def test_only_moderators_of_the_board_keep_its_list() -> None:
    board = cast.board()
    for actor, error in (
        (cast.guest(), NotSignedIn),
        (cast.member(), NotAllowed),
        (cast.moderator(cast.board().pk), NotAllowed),
    ):
        with pytest.raises(error):
            board_tags.set_board_tags(actor=actor, board_id=board.pk, names=["夜市"])
    board_tags.set_board_tags(actor=cast.moderator(board.pk), board_id=board.pk, names=["夜市", "夜市", "食堂"])
    assert tags.board_tags(board.pk) == ["夜市", "食堂"]
    entry = AuditEntry.objects.get(act="board.tags_set")
    assert (entry.board_id, entry.details) == (board.pk, {"before": [], "tags": ["夜市", "食堂"]})
    names = [f"签{n}" for n in range(board_tags.LIST_MOST + 1)]
    with pytest.raises(Invalid):
        board_tags.set_board_tags(actor=cast.administrator(), board_id=board.pk, names=names)


def test_author_changes_tags_while_the_post_may_be_edited_and_nothing_is_recorded() -> None:
    board, author = cast.board(), cast.member()
    thread = cast.thread(board, author, tags=["红绿灯"])
    tagging.set_tags(actor=author, thread=thread, names=["早高峰", "红绿灯"])
    assert fresh(thread).tags == thread.tags == "早高峰 红绿灯"
    assert not AuditEntry.objects.filter(act="thread.tagged").exists()
    Thread.objects.filter(pk=thread.pk).update(created_at=clock.now() - dt.timedelta(hours=25))
    with pytest.raises(NotAllowed):
        tagging.set_tags(actor=author, thread=fresh(thread), names=[])
    assert fresh(thread).tags == "早高峰 红绿灯"


def test_others_may_not_change_tags_and_a_moderator_says_why() -> None:
    board = cast.board()
    thread = cast.thread(board, tags=["红绿灯"])
    for actor, error in (
        (cast.guest(), NotSignedIn),
        (cast.member(), NotAllowed),
        (cast.member(confirmed=False), NotAllowed),
        (cast.moderator(cast.board().pk), NotAllowed),
    ):
        with pytest.raises(error):
            tagging.set_tags(actor=actor, thread=thread, names=["早高峰"], reason="更准")
    there = cast.moderator(board.pk)
    with pytest.raises(Invalid):
        tagging.set_tags(actor=there, thread=thread, names=["早高峰"])
    tagging.set_tags(actor=there, thread=thread, names=["早高峰"], reason="更准")
    entry = AuditEntry.objects.get(act="thread.tagged")
    assert (entry.reason, entry.details) == ("更准", {"before": ["红绿灯"], "tags": ["早高峰"]})


def test_newcomer_whose_thread_awaits_approval_makes_no_tag_known_before() -> None:
    board = cast.board(approval="all")
    author = cast.member()
    thread = cast.thread(board, author, tags=["路灯坏了"])
    assert fresh(thread).tags == "路灯坏了"
    for viewer in (cast.guest(), author, cast.member()):
        with pytest.raises(NotFound):
            tags.find_tag(viewer, "路灯坏了")


def test_edit_of_the_first_post_changes_tags_and_tags_alone_are_no_edit() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author, tags=["红绿灯"])
    post = cast.first_post(thread)
    edit_post(actor=author, post=post, source=post.source, title=thread.title, tags=["早高峰"])
    assert (fresh(thread).tags, cast.first_post(thread).edits) == ("早高峰", 0)
    edit_post(actor=author, post=cast.first_post(thread), source="另说", title="新题目", tags=["夜市"], reason="改")
    assert (fresh(thread).title, fresh(thread).tags) == ("新题目", "夜市")
    assert PostRevision.objects.filter(post=post).count() == 2
    edit_post(actor=author, post=cast.first_post(thread), source="再说")
    assert fresh(thread).tags == "夜市"
    assert doctor.find() == []


def test_moderator_who_edits_the_first_post_changes_its_tags_on_the_record() -> None:
    board = cast.board()
    thread = cast.thread(board, tags=["红绿灯"])
    post, there = cast.first_post(thread), cast.moderator(board.pk)
    edit_post(actor=there, post=post, source=post.source, tags=["信号灯"], reason="统一")
    assert fresh(thread).tags == "信号灯"
    assert [entry.act for entry in AuditEntry.objects.filter(target_id=thread.pk, target_type="thread")] == [
        "thread.tagged"
    ]
    assert cast.first_post(thread).edits == 0


def test_silenced_keeper_changes_no_tags_any_more() -> None:
    cast.thread(cast.board(), tags=["红绿灯"])
    silenced = keeper_of_tags_alone()
    silence_member(actor=cast.SYSTEM, member=cast.row(silenced), until=None, reason="test")
    with pytest.raises(NotAllowed):
        tag_upkeep.rename_tag(actor=cast.again(silenced), tag=Tag.objects.get(), name="信号灯", reason="统一")


def test_tags_that_a_thread_has_may_stay_where_no_others_are_taken() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author, tags=["红绿灯", "早高峰", "夜市"])
    options.store({"tags_a_thread": 1})
    strict, admin = cast.board(tag_mode="none"), cast.administrator()
    moderating.move_thread(actor=admin, thread=thread, board_id=strict.pk, reason="归位")
    assert fresh(thread).tags == "红绿灯 早高峰 夜市"
    tagging.set_tags(actor=author, thread=thread, names=["夜市", "红绿灯", "早高峰"])
    with pytest.raises(Invalid):
        tagging.set_tags(actor=author, thread=thread, names=["夜市", "公交"])
    tagging.set_tags(actor=author, thread=thread, names=["夜市", "红绿灯"])
    assert fresh(thread).tags == "夜市 红绿灯"


# What becomes of threads.


def test_tags_survive_moving_merging_and_splitting() -> None:
    board, admin = cast.board(), cast.administrator()
    thread, into = (
        cast.thread(board, tags=["红绿灯", "早高峰"]),
        cast.thread(board, title="另帖", tags=["公交", "红绿灯"]),
    )
    reply = cast.answer(thread)
    made = merging.split_thread(actor=admin, thread=thread, post_ids=[reply.pk], title="分出来的", reason="另谈")
    assert fresh(made).tags == "红绿灯 早高峰"
    merging.merge_threads(actor=admin, thread=fresh(thread), into=fresh(into), reason="同一件事")
    assert fresh(into).tags == "公交 红绿灯 早高峰"
    moderating.move_thread(actor=admin, thread=fresh(into), board_id=cast.board().pk, reason="归位")
    assert titles(cast.guest(), "早高峰") == ["分出来的", "另帖"]
    assert doctor.find() == []


def test_deleted_thread_is_under_no_tag_until_it_is_back() -> None:
    board, admin = cast.board(), cast.administrator()
    thread = cast.thread(board, tags=["红绿灯"])
    moderating.delete_thread(actor=admin, thread=thread, reason="重复")
    for viewer in (cast.guest(), admin):
        with pytest.raises(NotFound):
            tags.find_tag(viewer, "红绿灯")
    moderating.restore_thread(actor=admin, thread=fresh(thread), reason="不重复")
    assert titles(cast.guest(), "红绿灯") == ["桥北路口的红绿灯"]


# What may not be seen.


def test_tag_of_a_hidden_board_is_what_never_was() -> None:
    open_board, hidden = cast.board(), cast.board()
    inside = cast.moderator(hidden.pk)
    hide(hidden)
    cast.thread(hidden, inside, title="里面", tags=["内部", "夜市"])
    cast.thread(open_board, title="外面", tags=["夜市"])
    outside = cast.moderator(open_board.pk)
    for viewer in (cast.guest(), cast.member(), outside):
        with pytest.raises(NotFound):
            tags.find_tag(viewer, "内部")
        assert titles(viewer, "夜市") == ["外面"]
        assert tags.complete_tags(viewer, "内") == []
        with pytest.raises(Invalid):
            search_posts(viewer, "tag:内部")
    assert titles(inside, "夜市") == ["外面", "里面"]
    assert tags.complete_tags(inside, "内") == ["内部"]


def test_who_writes_a_hidden_tag_by_chance_learns_nothing_of_it() -> None:
    open_board, hidden = cast.board(), cast.board()
    inside = cast.moderator(hidden.pk)
    hide(hidden)
    secret = cast.thread(hidden, inside, tags=["Plan", "内线"])
    admin = cast.administrator()
    inner = tags.find_tag(admin, "内线").tag
    tag_upkeep.merge_tags(actor=admin, tag=inner, into=tags.find_tag(admin, "plan").tag, reason="同义")
    thread = cast.thread(open_board, tags=["PLAN", "內線"])
    assert thread.tags == "PLAN 內線"
    tag_upkeep.follow_up()
    assert fresh(secret).tags == "PLAN"
    assert doctor.find() == []


def test_rename_to_a_hidden_name_learns_nothing_of_it() -> None:
    open_board, hidden = cast.board(), cast.board()
    inside, moderator = cast.moderator(hidden.pk), keeper_of_tags_alone()
    hide(hidden)
    secret = cast.thread(hidden, inside, tags=["plan"])
    thread = cast.thread(open_board, tags=["计划"])
    renamed = tag_upkeep.rename_tag(
        actor=moderator, tag=tags.find_tag(moderator, "计划").tag, name="Plan", reason="统一"
    )
    assert (renamed.name, fresh(thread).tags, fresh(secret).tags) == ("Plan", "Plan", "Plan")
    assert Tag.objects.filter(key__startswith="/").count() == 0
    assert doctor.find() == []


# Keeping them in order.


def test_only_those_with_the_capability_change_tags() -> None:
    board = cast.board()
    cast.thread(board, tags=["红绿灯"])
    for actor, error in (
        (cast.guest(), NotSignedIn),
        (cast.member(), NotAllowed),
        (cast.moderator(board.pk), NotAllowed),
    ):
        tag = Tag.objects.get()
        with pytest.raises(error):
            tag_upkeep.rename_tag(actor=actor, tag=tag, name="信号灯", reason="统一")
        with pytest.raises(error):
            tag_upkeep.delete_tag(actor=actor, tag=tag, reason="多余")
        with pytest.raises(error):
            tag_upkeep.merge_tags(actor=actor, tag=tag, into=tag, reason="同义")
    tag_upkeep.rename_tag(actor=keeper(), tag=Tag.objects.get(), name="信号灯", reason="统一")
    assert AuditEntry.objects.get(act="tag.renamed").details == {"from": "红绿灯", "to": "信号灯"}


def test_renamed_tag_is_found_by_both_names_and_its_threads_follow() -> None:
    thread, moderator = cast.thread(cast.board(), title="路口", tags=["红绿灯"]), keeper()
    tag = tags.find_tag(moderator, "红绿灯").tag
    with pytest.raises(Invalid):
        tag_upkeep.rename_tag(actor=moderator, tag=tag, name="信号灯", reason="")
    tag_upkeep.rename_tag(actor=moderator, tag=tag, name="信号灯", reason="统一")
    assert fresh(thread).tags == "信号灯"
    assert tags.find_tag(moderator, "红绿灯").moved
    assert [len(search_posts(cast.guest(), word).threads) for word in ("信", "绿", "tag:红绿灯")] == [1, 0, 1]
    assert cast.thread(cast.board(), tags=["紅綠燈"]).tags == "信号灯"
    back = tag_upkeep.rename_tag(actor=moderator, tag=fresh_tag(tag), name="红绿灯", reason="又改回")
    assert (back.name, fresh(thread).tags) == ("红绿灯", "红绿灯")
    assert doctor.find() == []


def fresh_tag(tag: Tag) -> Tag:
    return Tag.objects.get(pk=tag.pk)


def test_tag_takes_no_name_of_another_unless_merged() -> None:
    board, moderator = cast.board(), keeper()
    both = cast.thread(board, tags=["信号灯", "红绿灯", "夜市"])
    one = cast.thread(board, tags=["红绿灯"])
    board_tags.set_board_tags(actor=cast.administrator(), board_id=board.pk, names=["红绿灯", "夜市"])
    tag, into = (tags.find_tag(moderator, name).tag for name in ("红绿灯", "信号灯"))
    with pytest.raises(Invalid):
        tag_upkeep.rename_tag(actor=moderator, tag=tag, name="信号灯", reason="统一")
    with pytest.raises(Invalid):
        tag_upkeep.merge_tags(actor=moderator, tag=tag, into=tag, reason="统一")
    tag_upkeep.merge_tags(actor=moderator, tag=tag, into=into, reason="同义")
    assert (fresh(both).tags, fresh(one).tags) == ("信号灯 夜市", "信号灯")
    assert tags.find_tag(moderator, "红绿灯").tag.name == "信号灯"
    assert tags.board_tags(board.pk) == ["信号灯", "夜市"]
    assert AuditEntry.objects.get(act="tag.merged").details == {"from": "红绿灯", "to": "信号灯"}
    assert doctor.find() == []


def test_deleted_tag_leaves_no_trace_but_the_log_and_its_name_is_free() -> None:
    board, moderator = cast.board(), keeper()
    thread = cast.thread(board, tags=["广告", "夜市"])
    tag = tags.find_tag(moderator, "广告").tag
    tag_upkeep.delete_tag(actor=moderator, tag=tag, reason="不是题目")
    assert fresh(thread).tags == "夜市"
    with pytest.raises(NotFound):
        tags.find_tag(moderator, "广告")
    assert [entry.details for entry in AuditEntry.objects.filter(act="tag.deleted")] == [{"from": "广告"}]
    assert Tag.objects.count() == 1
    assert cast.thread(board, tags=["广告"]).tags == "广告"


def test_many_threads_follow_in_parts_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_upkeep, "BATCH", 2)
    board, moderator = cast.board(), keeper()
    threads = [cast.thread(board, tags=["红绿灯", "夜市"]) for _n in range(5)]
    tag, into = tags.find_tag(moderator, "红绿灯").tag, tags.find_tag(moderator, "夜市").tag
    tag_upkeep.rename_tag(actor=moderator, tag=tag, name="信号灯", reason="统一")
    assert sorted(fresh(thread).tags for thread in threads) == ["信号灯 夜市"] * 2 + ["红绿灯 夜市"] * 3
    tag_upkeep.merge_tags(actor=moderator, tag=fresh_tag(tag), into=into, reason="同义")
    assert doctor.find() == [], "what is still to follow is no difference"
    jobs.discover()
    jobs.registered["boards.tags"].run()
    assert {fresh(thread).tags for thread in threads} == {"夜市"}
    assert not Tag.objects.filter(work_after__isnull=False).exists()
    tag_upkeep.delete_tag(actor=moderator, tag=into, reason="多余")
    assert ThreadTag.objects.count() == 3
    tag_upkeep.follow_up()
    assert (ThreadTag.objects.count(), Tag.objects.count(), BoardTag.objects.count()) == (0, 0, 0)
    assert {fresh(thread).tags for thread in threads} == {""}
    assert doctor.find() == []


def test_tag_that_is_merged_while_its_own_signpost_is_unfinished_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_upkeep, "BATCH", 1)
    board, moderator = cast.board(), keeper()
    threads = [cast.thread(board, tags=["甲"]) for _n in range(3)]
    cast.thread(board, tags=["乙", "丙"])
    one, two, three = (tags.find_tag(moderator, name).tag for name in "甲乙丙")
    tag_upkeep.merge_tags(actor=moderator, tag=one, into=two, reason="同义")
    tag_upkeep.merge_tags(actor=moderator, tag=two, into=three, reason="同义")
    tag_upkeep.delete_tag(actor=moderator, tag=three, reason="多余")
    tag_upkeep.follow_up()
    assert {fresh(thread).tags for thread in threads} == {""}
    assert Tag.objects.count() == 0


def test_threads_merged_while_their_tag_is_merged_follow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_upkeep, "BATCH", 1)
    board, admin = cast.board(), cast.administrator()
    into, *threads = (cast.thread(board, tags=["甲" if number else "丙"]) for number in range(4))
    cast.thread(board, tags=["乙"])
    one, two = (tags.find_tag(admin, name).tag for name in "甲乙")
    tag_upkeep.merge_tags(actor=admin, tag=one, into=two, reason="同义")
    merging.merge_threads(actor=admin, thread=fresh(threads[-1]), into=fresh(into), reason="同一件事")
    assert fresh(into).tags == "丙 乙"
    tag_upkeep.follow_up()
    assert doctor.find() == []


def test_tags_that_nobody_uses_are_forgotten_after_a_day() -> None:
    board, author, moderator = cast.board(), cast.member(), keeper()
    thread = cast.thread(board, author, tags=["红绿灯", "错字", "旧名", "夜市"])
    board_tags.set_board_tags(actor=cast.administrator(), board_id=board.pk, names=["夜市"])
    tag_upkeep.rename_tag(actor=moderator, tag=tags.find_tag(moderator, "旧名").tag, name="新名", reason="统一")
    tagging.set_tags(actor=author, thread=fresh(thread), names=["红绿灯"])
    assert tag_upkeep.forget_unused() == 0
    with clock.held_at(clock.now() + dt.timedelta(days=2)):
        assert tag_upkeep.forget_unused() == 1
    assert set(Tag.objects.values_list("name", flat=True)) == {"红绿灯", "夜市", "旧名", "新名"}
    assert doctor.find() == []


def test_log_of_a_hidden_tag_is_for_those_who_read_its_board() -> None:
    hidden = cast.board()
    inside, admin = cast.moderator(hidden.pk), cast.administrator()
    hide(hidden)
    cast.thread(hidden, inside, tags=["内部"])
    tag_upkeep.rename_tag(actor=admin, tag=tags.find_tag(admin, "内部").tag, name="内情", reason="统一")
    assert AuditEntry.objects.get(act="tag.renamed").board_id == hidden.pk
    assert "内情" not in cast.browser(keeper_of_tags_alone()).get("/staff/audit").content.decode()
    assert "内情" in cast.browser(admin).get("/staff/audit").content.decode()


def test_merged_thread_takes_no_tags() -> None:
    board, admin = cast.board(), cast.administrator()
    thread = cast.thread(board)
    merging.merge_threads(actor=admin, thread=thread, into=cast.thread(board), reason="同一件事")
    with pytest.raises(Conflict):
        tagging.set_tags(actor=admin, thread=fresh(thread), names=["夜市"], reason="更准")


def test_doctor_finds_and_mends_what_threads_say_of_their_tags() -> None:
    thread = cast.thread(cast.board(), tags=["红绿灯"])
    Thread.objects.filter(pk=thread.pk).update(tags="别的")
    assert [found.what for found in doctor.find()] == ["thread.tags"]
    doctor.mend()
    assert fresh(thread).tags == "红绿灯"
    assert doctor.find() == []
