"""What lists cost: as many queries for much as for little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast, polls
from tests.api.client import Api
from tests.tasks import run_tasks
from tests.uploads.made import picture
from wardmote.accounts.actions.blocks import block_member
from wardmote.boards.actions.commenting import add_comment
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.rating import rate_post
from wardmote.boards.actions.reacting import react
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.drafts.actions.saving import save_draft
from wardmote.marks.actions.bookmarks import keep_bookmark
from wardmote.marks.actions.folders import create_folder
from wardmote.marks.actions.follows import follow
from wardmote.marks.models import BookmarkKind, FollowKind
from wardmote.search.actions.saving import save_search
from wardmote.uploads.actions.adding import add_upload
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

OF_A_GUEST = 3
"""For snapshots, the rate and what is left of it, …"""
OF_A_MEMBER = 5
"""… and for the token and its member's groups."""


def costs(viewer: Actor, paths: Sequence[str]) -> dict[str, int]:
    """Return how many queries each list takes, all of it on one page and never empty."""
    api, found = Api(viewer), {}
    for path in paths:
        api.get(path)  # what the process keeps is there, the rate has begun, and the token's use is noted
        with CaptureQueriesContext(connection) as queries:
            got = api.get(path)
        assert got["items"], path
        assert got["next"] is None, path
        found[path] = len(queries) - (OF_A_MEMBER if viewer.is_member else OF_A_GUEST)
    return found


def test_responses_to_a_post_cost_the_same_however_many() -> None:
    board, author, administrator = cast.board(), cast.member(), cast.administrator()
    asked = polls.ask(board, author, public_voters=True)
    post = cast.answer(asked, author)
    viewer = cast.member()

    def respond(times: int) -> None:
        for number in range(times):
            member = cast.member()
            add_comment(actor=member, post=post, text=f"说得对 {member.own_id}")
            react(actor=member, post=post, kind="support")
            polls.choose(asked, member, 0)
            rate_post(actor=cast.administrator(), post=post, amount=1, reason=f"好 {number}")
            edit_post(actor=administrator, post=post, source=f"改到 {member.own_id}", reason="改正")

    respond(2)
    paths = [f"/posts/{post.pk}/{part}" for part in ("comments", "reactions", "ratings", "versions")]
    paths.append(f"/threads/{asked.pk}/poll/voters")
    before = [costs(each, paths) for each in (cast.guest(), viewer)]
    respond(5)
    assert [costs(each, paths) for each in (cast.guest(), viewer)] == before
    assert max(before[0].values()) <= 3, before
    assert max(before[1].values()) <= 4, before


def test_members_and_what_they_wrote_cost_the_same_however_many() -> None:
    author, viewer, board = cast.member("写字的人"), cast.member(), cast.board()

    def write(times: int) -> None:
        for number in range(times):
            cast.answer(cast.thread(board, author, title=f"玻璃桥 {number}"), author, f"玻璃桥 {number} 的答复")
            cast.thread(board, author, title=f"没人答 {number}")
            cast.answer(cast.thread(board, tags=["签", f"签{cast.member().own_id}"]), author)
            block_member(actor=viewer, member_id=cast.member(f"写字的邻居 {cast.member().own_id}").own_id)

    write(2)
    own = [f"/members/{author.own_id}/{part}" for part in ("threads", "replies")]
    own += ["/search?q=玻璃桥", "/tags", "/tags/签/threads"]
    own += ["/new", "/unanswered"]
    of_members = ["/members?name=写字", "/blocks", "/unread"]
    before = [costs(cast.guest(), own), costs(cast.again(viewer), own + of_members)]
    write(3)
    assert [costs(cast.guest(), own), costs(cast.again(viewer), own + of_members)] == before
    assert max(before[0].values()) <= 6, before
    assert max(before[1].values()) <= 8, before


def test_what_is_ones_own_costs_the_same_however_much() -> None:
    member, author, top = cast.member("收着的人"), cast.member(), cast.category()

    def have(times: int) -> None:
        for number in range(times):
            board = cast.board(top, f"版 {member.own_id}")
            mine, theirs = cast.thread(board, member), cast.thread(board, author)
            photo = Upload.objects.get(pk=add_upload(actor=member, name="桥.png", data=picture(40 + mine.pk, 50)).pk)
            cast.answer(theirs, member, markdown_of(photo))
            answers = [cast.answer(mine, author, f"@{member.name} 您看"), cast.answer(mine, cast.member())]
            for kind, pk in (("thread", theirs.pk), ("board", board.pk), ("member", cast.member().own_id)):
                follow(actor=member, kind=FollowKind(kind), target_id=pk)
            for kind, pk in (("thread", mine.pk), ("post", answers[0].pk)):
                folder = create_folder(actor=member, name=f"夹 {kind} {pk}")
                keep_bookmark(actor=member, kind=BookmarkKind(kind), target_id=pk, note="", folder_id=folder.pk)
            for place in (f"thread:{mine.pk}", f"board:{board.pk}", f"post:{answers[0].pk}"):
                save_draft(actor=member, place=place, title="题", source=f"写了一半 {number}")
            letter = start_conversation(actor=cast.member(), to=[cast.row(member), cast.row(author)], source="去吗？")
            for _time in range(times):
                send_message(actor=cast.again(author), conversation_id=letter.conversation_id, source=f"去 {_time}")
            save_draft(actor=cast.again(member), place=f"conversation:{letter.conversation_id}", source="写了一半")
            letters.append(letter.conversation_id)
            save_search(actor=member, text=f"桥 {letter.conversation_id}", sort="new")
        run_tasks()

    letters: list[int] = []
    have(1)
    paths = [
        "/notifications", "/conversations", "/uploads", "/drafts", "/bookmarks", "/bookmark-folders",
        "/following/threads", "/following/boards", "/following/members", "/participated", "/searches",
        "/messages/search?q=去吗", "/notifications/choices",
    ]  # fmt: skip
    of_letter = [f"/conversations/{{}}/{part}" for part in ("messages", "members")]
    before = costs(cast.again(member), [*paths, *(path.format(letters[-1]) for path in of_letter)])
    have(4)
    after = costs(cast.again(member), [*paths, *(path.format(letters[-1]) for path in of_letter)])
    assert list(after.values()) == list(before.values()), (before, after)
    assert max(after.values()) <= 8, after
