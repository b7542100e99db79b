from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from tests import cast
from wardmote.accounts.models import Group, Member
from wardmote.boards.actions.approval import approve_post
from wardmote.boards.actions.editing import delete_post, restore_post
from wardmote.boards.actions.merging import merge_threads, split_thread
from wardmote.boards.actions.moderating import delete_thread, move_thread, restore_thread, set_digest
from wardmote.boards.models import Board, Thread
from wardmote.core import doctor

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as leaving:
        return int(leaving.code or 0), out.getvalue()
    return 0, out.getvalue()


def busy_forum() -> Board:
    """Make a board in which everything that changes counters has happened."""
    board, other = cast.board(), cast.board()
    careful = cast.board(approval="all")
    keeper = cast.administrator()
    threads = [cast.thread(board) for _number in range(4)]
    posts = [cast.answer(threads[0]) for _number in range(4)]
    delete_post(actor=keeper, post=posts[3], reason="test")
    delete_post(actor=keeper, post=posts[2], reason="test")
    posts[2].refresh_from_db()
    restore_post(actor=keeper, post=posts[2], reason="test")
    set_digest(actor=keeper, thread=threads[0], level=2, reason="test")
    split_thread(actor=keeper, thread=threads[0], post_ids=[posts[1].pk], title="另开一帖", reason="test")
    merge_threads(actor=keeper, thread=threads[1], into=threads[2], reason="test")
    move_thread(actor=keeper, thread=threads[2], board_id=other.pk, reason="test")
    delete_thread(actor=keeper, thread=threads[3], reason="test")
    gone = cast.thread(board)
    delete_thread(actor=keeper, thread=gone, reason="test")
    restore_thread(actor=keeper, thread=gone, reason="test")
    waiting = cast.thread(careful)
    approve_post(actor=keeper, post=cast.first_post(waiting))
    waiting.refresh_from_db()
    reply = cast.answer(waiting)
    cast.answer(waiting)
    approve_post(actor=keeper, post=reply)
    return board


def test_counters_equal_recounts_after_all_that_changes_them() -> None:
    busy_forum()
    assert [str(difference) for difference in doctor.find()] == []


def test_doctor_is_content_with_a_site_at_rest() -> None:
    busy_forum()
    code, told = run()
    assert "differs" not in told
    assert (code, "All is well" in told) == (0, True), told


def test_doctor_tells_wrong_counters_and_leaves_them() -> None:
    board = busy_forum()
    Board.objects.filter(pk=board.pk).update(threads=99)
    code, told = run()
    assert code == 1
    assert f"differs  board.threads of {board.pk} is 99" in told
    assert Board.objects.get(pk=board.pk).threads == 99


def test_doctor_mends_every_counter() -> None:
    board = busy_forum()
    thread = Thread.objects.filter(board=board, replies__gt=0).earliest("pk")
    writer = Member.objects.get(pk=thread.author_id)
    before = Thread.objects.values().get(pk=thread.pk), Board.objects.values().get(pk=board.pk)
    stranger = cast.member()
    Thread.objects.filter(pk=thread.pk).update(replies=70, last_floor=0, last_author_id=stranger.member_id)
    Board.objects.filter(pk=board.pk).update(threads=0, posts=1, last_thread_id=None)
    Member.objects.filter(pk=writer.pk).update(threads=7, posts=0, featured=3, credits=-5)
    code, told = run("--mend")
    assert code == 0, told
    assert "0 left after mending" in told
    assert (Thread.objects.values().get(pk=thread.pk), Board.objects.values().get(pk=board.pk)) == before
    mended = Member.objects.get(pk=writer.pk)
    assert (mended.threads, mended.posts, mended.featured, mended.credits) == (
        writer.threads,
        writer.posts,
        writer.featured,
        writer.credits,
    )
    assert doctor.find() == []


def test_doctor_knows_a_board_that_names_a_thread_which_is_gone() -> None:
    board = busy_forum()
    gone = Thread.objects.filter(board=board, deleted_at__isnull=False).earliest("pk")
    Board.objects.filter(pk=board.pk).update(last_thread_id=gone.pk)
    assert [difference.what for difference in doctor.find()] == ["board.last_thread"]


def test_doctor_tells_of_capabilities_it_does_not_know() -> None:
    group = Group.objects.get(key="moderators")
    Group.objects.filter(pk=group.pk).update(capabilities=[*group.capabilities, "fly"])
    code, told = run()
    assert "The group moderators carries what this release does not know: fly." in told
    assert code == 0
