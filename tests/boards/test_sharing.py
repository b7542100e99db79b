"""Share a thread or post: its plain address and a QR code drawn here, for who may read it."""

from __future__ import annotations

import re

import pytest
import qrcode
from django.conf import settings

from tests import cast
from wardmote.boards.actions.editing import delete_post
from wardmote.boards.actions.structure import set_levels
from wardmote.core.permissions import Level

pytestmark = pytest.mark.django_db


def modules_of(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules that an image of the library's path form draws, as (row, column)."""
    path = re.search(r'<path[^>]* d="([^"]+)"', svg)
    assert path is not None
    squares = re.findall(r"M([\d.]+),([\d.]+)H", path[1])
    size = 1.0  # a module is one unit, and four make the quiet zone
    return {(round(float(y) / size) - 4, round(float(x) / size) - 4) for x, y in squares}


def test_guest_shares_a_thread_and_a_post_without_scripts_or_other_sites() -> None:
    post = cast.answer(cast.thread(cast.board(), title="可以分享的帖"))
    guest, member = cast.browser(), cast.browser(cast.member())
    thread = guest.get(f"/t/{post.thread_id}").content.decode()
    assert f'href="/t/{post.thread_id}/share"' in thread
    assert f'href="/t/{post.thread_id}/{post.floor}"' in thread, "a floor's own address"
    assert f'href="/p/{post.pk}/share"' in member.get(f"/t/{post.thread_id}").content.decode()
    for path in (f"/t/{post.thread_id}", f"/p/{post.pk}"):
        shown = guest.get(f"{path}/share").content.decode()
        assert f'value="{settings.SITE_URL}{path}"' in shown
        assert "可以分享的帖" in shown
        assert "<script" not in shown
        assert f'src="{path}/qr.svg"' in shown
        picture = guest.get(f"{path}/qr.svg")
        assert picture["Content-Type"] == "image/svg+xml"
        assert picture["Cache-Control"] == "private, max-age=86400"


def test_qr_code_holds_the_whole_address_on_white() -> None:
    thread = cast.thread(cast.board())
    svg = cast.browser().get(f"/t/{thread.pk}/qr.svg").content.decode()
    code = qrcode.QRCode()
    code.add_data(f"{settings.SITE_URL}/t/{thread.pk}")
    code.make()
    wanted = {(y, x) for y, row in enumerate(code.modules) for x, dark in enumerate(row) if dark}
    assert modules_of(svg) == wanted
    assert re.search(r'<rect[^>]*fill="white"', svg)


def test_what_may_not_be_read_is_not_shared() -> None:
    board = cast.board()
    thread = cast.thread(board)
    post = cast.answer(thread)
    moderator, guest = cast.browser(cast.moderator(board.pk)), cast.browser()
    delete_post(actor=cast.administrator(), post=post, reason="广告")
    for path in (f"/p/{post.pk}/share", f"/p/{post.pk}/qr.svg"):
        assert (guest.get(path).status_code, moderator.get(path).status_code) == (404, 200)
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")
    for path in (f"/t/{thread.pk}/share", f"/t/{thread.pk}/qr.svg"):
        assert (guest.get(path).status_code, moderator.get(path).status_code) == (404, 200)
