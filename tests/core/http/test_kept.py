"""Fragments of pages that are kept by what they show."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from tests import cast
from wardmote.accounts.models import Member
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.reacting import react
from wardmote.boards.models import Post
from wardmote.core.http.kept import FRAGMENT_CHARS, Fragments


def test_fragments_that_are_shown_stay_and_others_go() -> None:
    fragments = Fragments(100)
    fragments.put("shown", Markup("x" * 20))
    for number in range(20):
        fragments.put(number, Markup("y" * 20))
        assert fragments.get("shown") == "x" * 20
    assert fragments.get(0) is None
    assert sum(fragments.get(number) is not None for number in range(20)) <= 5


def test_long_fragment_is_not_kept() -> None:
    fragments = Fragments(10 * FRAGMENT_CHARS)
    fragments.put("long", Markup("x" * (FRAGMENT_CHARS + 1)))
    fragments.put("short", Markup("x" * FRAGMENT_CHARS))
    assert fragments.get("long") is None
    assert fragments.get("short") is not None


@pytest.mark.django_db
def test_guest_sees_what_changes_under_a_reply_at_once() -> None:
    author, other = cast.member(), cast.member("桥头老李")
    thread = cast.thread(cast.board(answers=True), author)
    reply = cast.answer(thread, other, "先前的话")
    guest = cast.browser()

    def page() -> str:
        return guest.get(f"/t/{thread.pk}").content.decode()

    assert "先前的话" in page()
    edit_post(actor=other, post=reply, source="改过的话")
    assert "改过的话" in page()
    assert "先前的话" not in page()
    assert 'class="reactions"' not in page()
    react(actor=author, post=Post.objects.select_related("thread").get(pk=reply.pk), kind="support")
    assert 'class="reactions"' in page()
    assert page().count("最佳答案") == 0
    mark_answer(actor=author, thread=thread, post=Post.objects.select_related("thread").get(pk=reply.pk))
    assert page().count("最佳答案") > 1
    Member.objects.filter(pk=other.own_id).update(name="桥头老李头")
    assert page().count("桥头老李头") > page().count("桥头老李</")


@pytest.mark.django_db
def test_only_this_author_keeps_its_own_links() -> None:
    thread = cast.thread(cast.board())
    reply = cast.answer(thread)
    guest = cast.browser()
    for address, words in (("", "只看该作者"), (f"?author={reply.author_id}", "显示全部帖子"), ("", "只看该作者")):
        shown = guest.get(f"/t/{thread.pk}{address}").content.decode()
        body = shown.split(f'id="f{reply.floor}"')[1].split("</article>")[0]
        assert words in body, address
