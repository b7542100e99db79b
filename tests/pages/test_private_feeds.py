"""Private feeds: a token that reads what its member may read at that moment, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest

from tests import cast
from wardmote.accounts import feed_tokens
from wardmote.accounts.actions.feed_tokens import make_feed_token, revoke_feed_token
from wardmote.accounts.actions.sanctions import lift_sanctions, silence_member, suspend_member
from wardmote.accounts.models import FeedToken, Member
from wardmote.boards.actions.levels import set_levels
from wardmote.core import clock
from wardmote.core.errors import NotAllowed, NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


def status(path: str, token: str) -> int:
    return cast.browser().get(path, {"token": token}).status_code


def members_only(board: Board) -> None:
    levels = {"guests": Level.NONE, "members": Level.READ}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")


def test_token_reads_what_its_member_may_read_now() -> None:
    reader, board = cast.member(), cast.board()
    thread = cast.thread(board, title="成员才看得到")
    members_only(board)
    token = make_feed_token(actor=reader)
    paths = ["/feed.atom", f"/b/{board.slug}/feed.atom", f"/t/{thread.pk}/feed.atom"]
    for path in paths:
        answer = cast.browser().get(path, {"token": token})
        found = feedparser.parse(answer.content)
        assert found.bozo == 0
        assert [entry.title for entry in found.entries] == ["成员才看得到"]
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies
        assert token not in found.feed.id
    assert [cast.browser().get(path).status_code for path in paths] == [200, 404, 404]
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="更内部")
    assert [status(path, token) for path in paths] == [200, 404, 404]
    assert "成员才看得到" not in cast.browser().get("/feed.atom", {"token": token}).content.decode()


def test_private_list_of_boards_carries_the_token_to_each_feed() -> None:
    reader, board = cast.member(), cast.board()
    members_only(board)
    token = make_feed_token(actor=reader)
    text = cast.browser().get("/boards.opml", {"token": token}).content.decode()
    feeds = re.findall(r'xmlUrl="([^"]+)"', text)
    assert any(f"/b/{board.slug}/feed.atom?" in feed for feed in feeds)
    assert all(parse_qs(urlsplit(feed).query)["token"] == [token] for feed in feeds)


def test_private_feed_changes_with_its_address_alone() -> None:
    token = make_feed_token(actor=cast.member())
    cast.thread(cast.board())
    for path in ("/feed.atom", "/boards.opml"):
        answer = cast.browser().get(path, {"token": token}, headers={"Accept-Language": "en"})
        assert answer["Cache-Control"] == "private, no-cache"
        assert not {"Cookie", "Accept-Language"} & set(answer.get("Vary", "").split(", "))
    refused = cast.browser().get("/feed.atom", {"token": "wrong"})
    assert refused.status_code == 403
    assert {"Cookie", "Accept-Language"} <= set(refused["Vary"].split(", ")), "a page says why"


def test_wrong_old_and_revoked_tokens_answer_alike() -> None:
    reader, board = cast.member(), cast.board()
    members_only(board)
    old = make_feed_token(actor=reader)
    new = make_feed_token(actor=reader)
    assert (status("/feed.atom", old), status("/feed.atom", new)) == (403, 200)
    revoke_feed_token(actor=reader)
    number, _minus, secret = new.partition("-")
    wrong = [old, new, f"999999-{secret}", f"{number}-{'x' * 43}", "x", "", "１-" + "x" * 43]
    bodies = set()
    for path in ("/feed.atom", f"/b/{board.slug}/feed.atom", "/b/never-was/feed.atom", "/t/999/feed.atom"):
        for token in wrong:
            answer = cast.browser().get(path, {"token": token})
            assert answer.status_code == 403
            bodies.add(re.sub(r"next=[^\"]*", "", answer.content.decode()))
    assert len({len(body) for body in bodies}) <= 4, "they differ by their own address alone"


def test_token_opens_nothing_but_feeds() -> None:
    reader, board = cast.member(), cast.board()
    thread = cast.thread(board)
    members_only(board)
    token = make_feed_token(actor=reader)
    for path in (f"/b/{board.slug}", f"/t/{thread.pk}", f"/search?q=红绿灯&token={token}"):
        answer = cast.browser().get(f"{path}{'&' if '?' in path else '?'}token={token}")
        assert "桥北路口" not in answer.content.decode()
    assert cast.browser().get("/settings/feeds", {"token": token}).status_code == 403
    assert cast.browser().post(f"/t/{thread.pk}/reply?token={token}", {"text": "写"}).status_code in {403, 404}
    assert cast.browser().post(f"/feed.atom?token={token}").status_code == 405


def test_token_stops_with_its_member() -> None:
    reader, judge = cast.member(), cast.administrator()
    token = make_feed_token(actor=reader)
    row = cast.row(reader)
    until = clock.now() + dt.timedelta(days=1)
    for punish in (silence_member, suspend_member):
        punish(actor=judge, member=row, until=until, reason="刷屏")
        assert status("/feed.atom", token) == 403
        with pytest.raises(NotAllowed):
            make_feed_token(actor=cast.again(reader))
        lift_sanctions(actor=judge, member=row, reason="说清楚了")
        assert status("/feed.atom", token) == 200
    for gone in ({"is_active": False}, {"is_active": True, "approved_at": None}):
        Member.objects.filter(pk=reader.own_id).update(**gone)
        assert status("/feed.atom", token) == 403


def test_only_the_hash_of_a_token_is_kept() -> None:
    token = make_feed_token(actor=cast.member())
    secret = token.partition("-")[2]
    kept = FeedToken.objects.get()
    assert secret not in str(vars(kept))
    assert kept.secret_hash == feed_tokens.hashed(secret)
    assert len(secret) == 43


def test_guest_has_no_token() -> None:
    with pytest.raises(NotSignedIn):
        make_feed_token(actor=cast.guest())
    assert cast.browser().get("/settings/feeds").status_code == 403


def test_settings_show_a_token_once_and_renew_and_close_it() -> None:
    reader, board = cast.member(), cast.board(name="邻里")
    browser = cast.browser(reader)
    assert "token=" not in browser.get("/settings/feeds").content.decode().split("<main")[1].split("form")[0]
    made = browser.post("/settings/feeds", {"make": "1"}, follow=True)
    assert made.redirect_chain == [("/settings/feeds", 303)], "reloading makes no others"
    assert made["Cache-Control"] == "private, no-store"
    addresses = re.findall(r'value="(http[^"]+)"', made.content.decode())
    assert len(addresses) == 3, "the list of boards, all boards, and one board"
    token = parse_qs(urlsplit(addresses[0]).query)["token"][0]
    assert f"/b/{board.slug}/feed.atom?token={token}" in addresses[-1]
    assert status("/feed.atom", token) == 200
    shown = browser.get("/settings/feeds").content.decode()
    assert token not in shown
    assert FeedToken.objects.get().used_on is not None
    assert str(FeedToken.objects.get().used_on) in shown
    browser.post("/settings/feeds", {"make": "1"})
    assert status("/feed.atom", token) == 403
    closed = browser.post("/settings/feeds", {"revoke": "1"})
    assert closed.status_code == 303
    assert not FeedToken.objects.exists()


def test_private_feed_speaks_its_readers_language() -> None:
    reader = cast.member()
    Member.objects.filter(pk=reader.own_id).update(language="en")
    thread = cast.thread(cast.board(), title="路口")
    cast.answer(thread)
    token = make_feed_token(actor=cast.again(reader))
    found = feedparser.parse(cast.browser().get(f"/t/{thread.pk}/feed.atom", {"token": token}).content)
    assert found.entries[0].title == "路口 · #2"
    assert found.feed.language == "en"


def test_new_password_ends_the_token() -> None:
    reader = cast.member()
    token = make_feed_token(actor=reader)
    new = "another long pass phrase"
    browser = cast.browser(reader)
    form = {"oldpassword": cast.PASSWORD, "password1": new, "password2": new}
    wrong = browser.post("/account/password/change/", form | {"oldpassword": "not this"})
    assert (wrong.status_code, status("/feed.atom", token)) == (422, 200)
    assert browser.post("/account/password/change/", form).status_code == 302
    assert status("/feed.atom", token) == 403
