"""The pictures of shared links: drawn once, in Chinese type or not at all, and only of what everybody may read."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageFont

from tests import cast
from wardmote.boards.actions import moderating
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.levels import set_levels
from wardmote.core import clock, jobs
from wardmote.core.permissions import Level
from wardmote.core.rates import Rate
from wardmote.core.share import draw, fonts, kept
from wardmote.core.share.draw import Card
from wardmote.core.share.lines import broken
from wardmote.pages import health

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("share_folder")]

needs_font = pytest.mark.usefixtures("font")


def files() -> list[Path]:
    return sorted((django_settings.DATA / "cache" / "share").rglob("*.png"))


def test_site_without_a_font_announces_no_picture_and_has_none(settings: Any) -> None:
    settings.SHARE_FONT = "none"
    board = cast.board()
    thread = cast.thread(board)
    browser = cast.browser()
    for page in ("", f"b/{board.slug}", f"t/{thread.pk}"):
        text = browser.get(f"/{page}").content.decode()
        assert "picture.png" not in text
        assert '<meta name="twitter:card" content="summary">' in text
        assert browser.get(f"/{page}/picture.png" if page else "/picture.png").status_code == 404
    told = browser.get("/oembed", {"url": f"{settings.SITE_URL}/t/{thread.pk}"}).json()
    assert "thumbnail_url" not in told


def test_font_without_chinese_is_refused_and_the_doctor_says_so(settings: Any, tmp_path: Path) -> None:
    latin = tmp_path / "latin.ttf"
    embedded = ImageFont.load_default(20)
    assert isinstance(embedded, ImageFont.FreeTypeFont)
    latin.write_bytes(embedded.font_bytes)
    for named in (str(latin), str(tmp_path / "missing.ttf"), __file__):
        settings.SHARE_FONT = named
        assert fonts.face() is None
        notes = [finding for finding in health.findings() if "no font with Chinese" in finding.text]
        assert [note.fault for note in notes] == [False]
        assert named in notes[0].text
    settings.SHARE_FONT = "none"
    assert not [finding for finding in health.findings() if "font" in finding.text]


@needs_font
def test_picture_shows_the_title_as_large_as_links_are_shown() -> None:
    board = cast.board(name="道路")
    thread = cast.thread(board, title="红绿灯")
    answer = cast.browser().get(f"/t/{thread.pk}/picture.png")
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=3600"
    picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert picture.size == (draw.WIDTH, draw.HEIGHT)
    assert len(answer.content) < 100_000
    light = sum(picture.convert("L").histogram()[235:])
    assert light > 0.8 * draw.WIDTH * draw.HEIGHT, "paper"
    dark = sum(picture.convert("L").crop((0, 150, draw.WIDTH, 490)).histogram()[:80])
    assert dark > 2_000, "there is ink where the title stands"


@needs_font
def test_title_of_most_lines_stays_clear_of_what_is_below() -> None:
    face = fonts.face()
    assert face is not None
    for title in ("Packed lunch or canteen at Bridge North Primary?", "gy " * 40, "桥" * 36, "桥" * 200):
        picture = Image.open(io.BytesIO(draw.drawn(Card(title, "学校", "坊议", "坊"), face))).convert("L")
        assert not any(picture.crop((0, 486, draw.WIDTH, 504)).histogram()[:200]), title


@needs_font
def test_pages_and_embeds_name_the_picture() -> None:
    board = cast.board()
    thread = cast.thread(board)
    site = django_settings.SITE_URL
    browser = cast.browser()
    for page, picture in {
        "/": "/picture.png",
        f"/b/{board.slug}": f"/b/{board.slug}/picture.png",
        f"/t/{thread.pk}": f"/t/{thread.pk}/picture.png",
    }.items():
        text = browser.get(page).content.decode()
        assert f'<meta property="og:image" content="{site}{picture}">' in text
        assert '<meta name="twitter:card" content="summary_large_image">' in text
        assert browser.get(picture).status_code == 200
    told = browser.get("/oembed", {"url": f"{site}/t/{thread.pk}"}).json()
    assert told["thumbnail_url"] == f"{site}/t/{thread.pk}/picture.png"


@needs_font
def test_picture_is_drawn_once_and_anew_when_its_words_change(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Card] = []
    real = draw.drawn

    def count(card: Card, face: fonts.Face) -> bytes:
        drawn.append(card)
        return real(card, face)

    monkeypatch.setattr(draw, "drawn", count)
    thread = cast.thread(cast.board(), title="旧题目")
    path = f"/t/{thread.pk}/picture.png"
    browser = cast.browser()
    first = browser.get(path)
    assert browser.get(path).content == first.content
    assert [card.title for card in drawn] == ["旧题目"]
    assert len(files()) == 1
    again = browser.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    post = cast.first_post(thread)
    edit_post(actor=cast.administrator(), post=post, source="正文", title="新题目", reason="改正")
    changed = browser.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert [card.title for card in drawn] == ["旧题目", "新题目"]


@needs_font
def test_what_everybody_may_not_read_has_no_picture_whoever_asks() -> None:
    administrator = cast.administrator()
    board, inner = cast.board(), cast.board()
    gone, hidden = cast.thread(board), cast.thread(inner)
    paths = [f"/t/{gone.pk}/picture.png", f"/t/{hidden.pk}/picture.png", f"/b/{inner.slug}/picture.png"]
    browser = cast.browser(administrator)
    assert [browser.get(path).status_code for path in paths] == [200, 200, 200]
    moderating.delete_thread(actor=administrator, thread=gone, reason="广告")
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=inner.pk, levels=levels, reason="内部")
    assert [browser.get(path).status_code for path in paths] == [404, 404, 404], "though they lie on the disk"
    assert "picture.png" not in browser.get(f"/t/{hidden.pk}").content.decode()


@needs_font
def test_drawing_is_bounded_and_what_is_drawn_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "drawn", lambda _card, _face: b"drawn")
    monkeypatch.setattr(kept, "DRAWN", Rate("share-pictures", 2, 60))
    board, author = cast.board(), cast.member()
    threads = [cast.thread(board, author, title=f"第 {number} 题") for number in range(3)]
    browser = cast.browser()
    with clock.held_at(clock.now()):
        answers = [browser.get(f"/t/{thread.pk}/picture.png") for thread in threads]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert "Retry-After" in answers[-1]
        again = [browser.get(f"/t/{thread.pk}/picture.png").status_code for thread in threads]
        assert again == [200, 200, 429], "what lies there costs nothing"


@needs_font
def test_full_disk_costs_no_picture(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.DATA = tmp_path / "file"
    assert cast.browser().get("/picture.png").status_code == 200


@needs_font
def test_characters_that_the_font_lacks_are_left_out() -> None:
    face = fonts.face()
    assert face is not None
    assert fonts.covered("桥😀北\U000f1234 ok", face) == "桥北 ok"
    plain = draw.drawn(Card("桥北", "道路", "坊议", "坊"), face)
    assert draw.drawn(Card("桥😀北😀", "道路", "坊议", "坊"), face) == plain
    assert draw.drawn(Card("😀", "", "坊议", "坊"), face) == draw.drawn(Card("", "", "坊议", "坊"), face)
    assert len(draw.drawn(Card("", "", "", ""), face)) < 10_000


@needs_font
def test_picture_costs_the_same_once_it_is_drawn() -> None:
    thread = cast.thread(cast.board())
    path = f"/t/{thread.pk}/picture.png"
    cast.browser().get(path)
    with CaptureQueriesContext(connection) as captured:
        cast.browser().get(path)
    assert len(captured) == 2, "the snapshots, and the thread"


def test_pictures_that_nobody_asks_for_go_again(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = django_settings.DATA / "cache" / "share" / "ab"
    folder.mkdir(parents=True)
    for age_days in (0, 1, 2, 90):
        path = folder / f"{age_days}.png"
        path.write_bytes(b"x")
        at = path.stat().st_mtime - age_days * 86_400
        os.utime(path, (at, at))
    monkeypatch.setattr(kept, "FILES_MOST", 2)
    jobs.discover()
    assert jobs.registered["share-pictures"].run() == 2
    assert [path.name for path in files()] == ["0.png", "1.png"]


def test_lines_break_as_in_print() -> None:
    def lines(text: str, width: int, most: int = 9) -> list[str]:
        return broken(text, width, len, most)

    assert lines("早高峰反而更堵，大家怎么看？", 7) == ["早高峰反而更", "堵，大家怎么", "看？"]
    assert lines("他说：“好。”走了", 5) == ["他说：", "“好。”走", "了"]
    assert lines("Moving with an 8-year-old", 12) == ["Moving with", "an", "8-year-old"]
    assert lines("乘 17 路到 Willow Street 下", 10) == ["乘 17 路到", "Willow", "Street 下"]
    assert lines("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert lines("一二三四五六七八", 4, most=1) == ["一二三…"]
    assert lines("一二三，四五六七八", 4, most=1) == ["一二三…"]
    assert lines("", 4) == []
    long = lines("长" * 200, 7)
    assert all(len(line) <= 7 for line in long)
