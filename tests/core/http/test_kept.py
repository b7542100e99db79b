"""Fragments of pages that are kept by what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import cast
from wardmote.accounts.models import Member
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.reacting import react
from wardmote.boards.models import Post
from wardmote.marks.actions.bookmarks import add_bookmark
from wardmote.marks.models import BookmarkKind

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


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


def forms_of(page: str) -> tuple[set[str], set[str]]:
    """Return the tokens and the keys against sending twice that the forms of a page hold."""
    return (
        set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)),
        set(re.findall(r'/comment">.*?name="submit_key" value="([^"]*)"', page, re.DOTALL)),
    )


@pytest.mark.django_db
def test_members_share_posts_but_not_the_tokens_and_keys_of_their_forms() -> None:
    thread = cast.thread(cast.board())
    reply = cast.answer(thread)
    address = f"/t/{thread.pk}"
    browsers = [cast.browser(cast.member(), enforce_csrf_checks=True) for _member in range(2)]
    pages = [browser.get(address).content.decode() for browser in (*browsers, *browsers)]
    for page in pages:
        body = page.split(f'id="f{reply.floor}"')[1].split("</article>")[0]
        tokens, keys = forms_of(page)
        assert len(tokens) == len(keys) == 1, "one of each in all forms of a page"
        assert forms_of(body) == (tokens, keys)
        assert all(re.fullmatch(r"[\w-]{30,}", one) for one in tokens | keys)
        assert "place-" not in page
    assert len(set.union(*(forms_of(page)[0] for page in pages))) == 4
    assert len(set.union(*(forms_of(page)[1] for page in pages))) == 4
    for browser, page in zip(browsers, pages[2:], strict=True):
        tokens, keys = forms_of(page)
        sent = {"csrfmiddlewaretoken": tokens.pop(), "submit_key": keys.pop(), "comment": "多谢，收到。"}
        assert browser.post(f"/p/{reply.pk}/comment", sent).status_code == 303
    assert browsers[0].get(address).content.decode().count("多谢，收到。") == 2


@pytest.mark.django_db
def test_what_one_member_did_under_a_post_shows_in_no_other_members_page() -> None:
    author = cast.member("丁字尺")
    thread = cast.thread(cast.board(), author)
    reply = cast.answer(thread)
    presser, other = cast.member(), cast.member()

    def body(actor: Actor) -> str:
        page = cast.browser(actor).get(f"/t/{thread.pk}").content.decode()
        return page.split(f'id="f{reply.floor}"')[1].split("</article>")[0]

    assert 'aria-pressed="true"' not in body(presser)
    react(actor=presser, post=Post.objects.select_related("thread").get(pk=reply.pk), kind="support")
    add_bookmark(actor=presser, kind=BookmarkKind.POST, target_id=reply.pk)
    assert 'aria-pressed="true"' in body(presser)
    assert "data-kept" in body(presser)
    for somebody in (other, author):
        assert 'aria-pressed="true"' not in body(somebody)
        assert "data-kept" not in body(somebody)
    assert f"/p/{reply.pk}/delete" not in body(other)
    assert f"/p/{reply.pk}/delete" in body(cast.moderator(thread.board_id))
    assert "<form" not in body(cast.guest())


@pytest.mark.django_db
def test_only_this_author_keeps_its_own_links() -> None:
    thread = cast.thread(cast.board())
    reply = cast.answer(thread)
    guest = cast.browser()
    for address, words in (("", "只看该作者"), (f"?author={reply.author_id}", "显示全部帖子"), ("", "只看该作者")):
        shown = guest.get(f"/t/{thread.pk}{address}").content.decode()
        body = shown.split(f'id="f{reply.floor}"')[1].split("</article>")[0]
        assert words in body, address
