"""Blocking a member: what it does, what it costs, and that nobody else learns of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts.actions import blocks
from wardmote.accounts.actions.blocks import block_member, unblock_member
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.accounts.models import Block, Member
from wardmote.accounts.queries.blocks import blocked_by, blockers_of
from wardmote.core import doctor
from wardmote.core.errors import Invalid, NotFound, NotSignedIn

pytestmark = pytest.mark.django_db

FOLDED = "您屏蔽的人发的帖子"


def test_member_blocks_and_unblocks_somebody() -> None:
    amei, other = cast.member(), cast.member()
    block_member(actor=amei, member_id=other.own_id)
    assert blockers_of(other.own_id, [amei.own_id, other.own_id]) == {amei.own_id}
    assert blockers_of(amei.own_id, [other.own_id]) == frozenset()
    assert blocked_by(cast.again(amei)) == {other.own_id}
    assert blocked_by(cast.again(amei), hide_posts=True) == frozenset()
    unblock_member(actor=amei, member_id=other.own_id)
    assert blocked_by(cast.again(amei)) == frozenset()
    assert cast.row(amei).blocks == 0


def test_blocking_again_changes_only_whether_posts_are_folded() -> None:
    amei, other = cast.member(), cast.member()
    for hide_posts in (False, True, True):
        block_member(actor=amei, member_id=other.own_id, hide_posts=hide_posts)
    assert cast.row(amei).blocks == Block.objects.count() == 1
    assert blocked_by(cast.again(amei), hide_posts=True) == {other.own_id}


def test_unblocking_who_is_not_blocked_changes_nothing() -> None:
    amei = cast.member()
    unblock_member(actor=amei, member_id=cast.member().own_id)
    assert cast.row(amei).blocks == 0


def test_nobody_blocks_themselves_nobodies_or_without_signing_in() -> None:
    amei = cast.member()
    with pytest.raises(Invalid):
        block_member(actor=amei, member_id=amei.own_id)
    for nobody in (999_999, cast.member(approved=False).own_id):
        with pytest.raises(NotFound):
            block_member(actor=amei, member_id=nobody)
    with pytest.raises(NotSignedIn):
        block_member(actor=cast.guest(), member_id=amei.own_id)
    assert Block.objects.count() == 0


def test_blocks_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCKS_MOST", 2)
    amei = cast.member()
    for _number in range(2):
        block_member(actor=amei, member_id=cast.member().own_id)
    with pytest.raises(Invalid):
        block_member(actor=amei, member_id=cast.member().own_id)
    assert cast.row(amei).blocks == Block.objects.count() == 2


def test_silenced_member_may_still_block() -> None:
    amei, other = cast.member(), cast.member()
    silence_member(actor=cast.SYSTEM, member=cast.row(amei), until=None, reason="测试")
    block_member(actor=cast.again(amei), member_id=other.own_id)
    assert cast.row(amei).blocks == 1


def test_doctor_recounts_blocks() -> None:
    amei = cast.member()
    block_member(actor=amei, member_id=cast.member().own_id)
    assert doctor.find() == []
    Member.objects.filter(pk=amei.own_id).update(blocks=7)
    assert [str(one) for one in doctor.find()] == [f"member.blocks of {amei.own_id} is 7, should be 1"]
    assert doctor.mend() == []
    assert cast.row(amei).blocks == 1


def test_posts_of_the_blocked_are_folded_for_who_asked_and_for_nobody_else() -> None:
    amei, loud = cast.member(), cast.member("吵闹的人")
    thread = cast.thread(cast.board())
    cast.answer(thread, loud, "一句吵闹的话")
    address = f"/t/{thread.pk}"
    block_member(actor=amei, member_id=loud.own_id)
    assert FOLDED not in cast.browser(amei).get(address).content.decode()
    block_member(actor=amei, member_id=loud.own_id, hide_posts=True)
    shown = cast.browser(amei).get(address).content.decode()
    assert shown.count(FOLDED) == 1
    assert "一句吵闹的话" in shown, "one tap shows it"
    assert FOLDED in cast.browser(amei).get(f"{address}?view=read").content.decode()
    assert FOLDED not in cast.browser(amei).get(f"{address}?author={loud.own_id}").content.decode()
    for other in (cast.guest(), cast.member(), loud):
        assert FOLDED not in cast.browser(other).get(address).content.decode()


def test_folding_costs_one_query_and_only_who_has_blocked_somebody() -> None:
    amei, plain, loud = cast.member(), cast.member(), cast.member()
    thread = cast.thread(cast.board())
    cast.answer(thread, loud)
    block_member(actor=amei, member_id=loud.own_id, hide_posts=True)

    def cost(who: object) -> int:
        browser = cast.browser(who)  # type: ignore[arg-type]
        browser.get(f"/t/{thread.pk}")
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/t/{thread.pk}")
        return len(captured)

    before = cost(plain)
    assert cost(amei) == before + 1
    for _number in range(5):
        block_member(actor=amei, member_id=cast.member().own_id, hide_posts=True)
        cast.answer(thread, loud)
    assert (cost(plain), cost(amei)) == (before, before + 1)


def test_settings_page_lists_blocks_and_takes_a_name() -> None:
    amei, loud = cast.member(), cast.member("吵闹的人")
    browser = cast.browser(amei)
    assert "吵闹的人" not in browser.get("/settings/blocks").content.decode()
    answer = browser.post("/settings/blocks", {"name": "吵闹的人", "hide_posts": "on"})
    assert answer.status_code == 303
    shown = browser.get("/settings/blocks").content.decode()
    assert "吵闹的人" in shown
    assert f"/u/{loud.own_id}/unblock" in shown
    answer = browser.post(f"/u/{loud.own_id}/unblock", {"next": "/settings/blocks"})
    assert answer.headers["Location"] == "/settings/blocks"
    assert Block.objects.count() == 0


def test_settings_page_keeps_a_name_that_nobody_has() -> None:
    amei = cast.member()
    cast.member("还在等", approved=False)
    for name in ("没有这个人", "还在等", cast.row(amei).name):
        answer = cast.browser(amei).post("/settings/blocks", {"name": name})
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.content.decode()
    assert Block.objects.count() == 0


def test_profile_leads_to_blocking_and_back() -> None:
    amei, loud = cast.member(), cast.member()
    browser, address = cast.browser(amei), f"/u/{loud.own_id}"
    assert f"{address}/block" in browser.get(address).content.decode()
    assert browser.get(f"{address}/block").status_code == 200
    assert browser.post(f"{address}/block", {}).headers["Location"] == address
    assert f"{address}/unblock" in browser.get(address).content.decode()
    assert f"{address}/block" not in browser.get(address).content.decode().replace("unblock", "")
    assert f"/u/{amei.own_id}/block" not in browser.get(f"/u/{amei.own_id}").content.decode()
    assert "block" not in cast.browser().get(address).content.decode()


def test_blocking_leads_back_to_addresses_of_this_site_only() -> None:
    amei, loud = cast.member(), cast.member()
    for wanted, reached in (("/t/1?page=2", "/t/1?page=2"), ("https://elsewhere.example/", f"/u/{loud.own_id}")):
        answer = cast.browser(amei).post(f"/u/{loud.own_id}/block", {"next": wanted})
        assert answer.headers["Location"] == reached


def test_blocking_oneself_or_nobody_is_not_found_and_guests_sign_in_first() -> None:
    amei = cast.member()
    for nobody in (amei.own_id, 999_999, cast.member(approved=False).own_id):
        assert cast.browser(amei).get(f"/u/{nobody}/block").status_code == 404
        assert cast.browser(amei).post(f"/u/{nobody}/block").status_code == 404
    for address in ("/settings/blocks", f"/u/{amei.own_id}/block"):
        assert cast.browser().get(address).status_code == 403
    assert cast.browser().post(f"/u/{amei.own_id}/unblock").status_code == 403
    assert cast.browser(amei).get(f"/u/{amei.own_id}/unblock").status_code == 405


def test_who_is_blocked_finds_no_trace_of_it() -> None:
    amei, loud = cast.member(), cast.member()
    browser = cast.browser(loud)
    before = browser.get(f"/u/{amei.own_id}").content.decode()
    block_member(actor=amei, member_id=loud.own_id, hide_posts=True)
    after = browser.get(f"/u/{amei.own_id}").content.decode()
    assert without_tokens(before) == without_tokens(after)


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
