"""Sitemaps of several sizes fit their schema, and what does not fit is found."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import xmlschema

from tests import cast
from tests.pages import sitemaps
from wardmote.core import clock
from wardmote.pages.queries import sitemap
from wardmote.pages.queries.sitemap import Place

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

HEAD = '<?xml version="1.0" encoding="UTF-8"?><{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</{0}>'
URL = "<url><loc>https://forum.example.org/t/1</loc>{}</url>"


def fetch(browser: Client, path: str, root: str) -> list[tuple[str, str]]:
    answer = browser.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return sitemaps.check(answer.content, root)


@pytest.mark.parametrize("threads", [0, 1, 7])
def test_index_and_every_part_of_it_fit_at_any_size(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "BLOCK", 3)
    board, author = cast.board(), cast.member()
    for number in range(threads):
        with clock.held_at(clock.now() - dt.timedelta(days=number, microseconds=number)):
            cast.thread(board, author, title=f"第 {number} 帖 <&>")
    browser = cast.browser()
    index = fetch(browser, "/sitemap.xml", "sitemapindex")
    found = [
        place for loc, _at in index for place in fetch(browser, loc.removeprefix("http://localhost:8000"), "urlset")
    ]
    assert len([loc for loc, _at in found if "/t/" in loc]) == threads
    assert len(index) == 1 + -(-threads // 3) or threads > 1, "numbers begin anywhere in a block"


def test_fullest_part_and_fullest_index_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    most = [Place(f"/t/{10**17 + number}", now) for number in range(sitemap.BLOCK)]
    monkeypatch.setattr(sitemap, "threads", lambda _number: most)
    assert len(fetch(cast.browser(), "/sitemap-threads-0.xml", "urlset")) == sitemap.BLOCK
    monkeypatch.setattr(sitemap, "sitemaps", lambda: most)
    assert len(fetch(cast.browser(), "/sitemap.xml", "sitemapindex")) == sitemap.BLOCK


@pytest.mark.parametrize(
    ("root", "text"),
    [
        ("urlset", ""),
        ("sitemapindex", ""),
        ("sitemapindex", URL.format("")),
        ("urlset", "<url><lastmod>2026-11-29</lastmod></url>"),
        ("urlset", "<url><loc>/t/1</loc></url>"),
        ("urlset", "<url><loc>ftp://forum.example.org/t/1</loc></url>"),
        ("urlset", "<url><loc>https://forum.example.org/tag/夜市</loc></url>"),
        ("urlset", f"<url><loc>https://forum.example.org/{'x' * 2048}</loc></url>"),
        ("urlset", URL.format("<lastmod></lastmod>")),
        ("urlset", URL.format("<lastmod>29.11.2026</lastmod>")),
        ("urlset", URL.format("<lastmod>2026-11-29T10:00:00</lastmod>")),
        ("urlset", URL.format("<lastmod>2026-02-30</lastmod>")),
        ("urlset", URL.format("<lastmod>2026-11-29</lastmod>" * 2)),
        ("urlset", URL.format("<changefreq>often</changefreq>")),
        ("urlset", URL.format("<priority>1.1</priority>")),
        ("urlset", URL.format("<title>x</title>")),
    ],
)
def test_what_the_protocol_forbids_is_found(root: str, text: str) -> None:
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        sitemaps.check(HEAD.format(root, text).encode(), root)


@pytest.mark.parametrize(
    "more",
    [
        "",
        "<lastmod>2026-11-29</lastmod>",
        "<lastmod>2026-11-29T10:00:00Z</lastmod>",
        "<lastmod>2026-11-29T10:00:00.123+08:00</lastmod><changefreq>daily</changefreq><priority>0.5</priority>",
    ],
)
def test_what_the_protocol_allows_passes(more: str) -> None:
    assert len(sitemaps.check(HEAD.format("urlset", URL.format(more)).encode(), "urlset")) == 1
