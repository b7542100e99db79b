"""What the browser is told of style sheets and scripts, as a production server sends them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

import wardmote
from tests import cast

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
A_YEAR_S = 365 * 24 * 60 * 60
SHEET = "css/site.css"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collect the files under hashed names, as `wardmote serve` does, once for all of these tests."""
    root: Path = tmp_path_factory.mktemp("static")
    return root


@pytest.fixture
def client(collected: Path, settings: Any) -> Client:
    settings.STATIC_ROOT = collected
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "wardmote.core.http.static.HashedStaticFilesStorage"},
    }
    if not any(collected.iterdir()):
        call_command("collectstatic", interactive=False, verbosity=0)
    return cast.browser()


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_hashed_files_are_kept_for_a_year_and_never_asked_for_again(client: Client) -> None:
    for name in (SHEET, "seal.svg"):
        address = staticfiles_storage.url(name)
        assert re.search(r"\.[0-9a-f]{12}\.", address)
        kept = client.get(address)["Cache-Control"]
        assert "public" in kept
        assert "immutable" in kept
        age = re.search(r"max-age=(\d+)", kept)
        assert age is not None
        assert int(age[1]) >= A_YEAR_S


def test_plain_names_are_kept_for_a_minute_only(client: Client) -> None:
    kept = client.get(f"/static/{SHEET}")["Cache-Control"]
    assert "max-age=60" in kept
    assert "immutable" not in kept


def test_files_are_sent_as_they_were_compressed_once(client: Client, collected: Path) -> None:
    address = staticfiles_storage.url(SHEET)
    plain = body(client.get(address, headers={"accept-encoding": "identity"}))
    unpackers = {"gzip": gzip.decompress, "br": brotli.decompress}
    for encoding, unpack in unpackers.items():
        answer = client.get(address, headers={"accept-encoding": encoding})
        sent = body(answer)
        assert answer["Content-Encoding"] == encoding
        assert "Accept-Encoding" in answer["Vary"]
        ending = {"gzip": "gz", "br": "br"}[encoding]
        assert sent == (collected / address.removeprefix("/static/")).with_suffix(f".css.{ending}").read_bytes()
        assert unpack(sent) == plain
        assert len(sent) < len(plain) / 3
    best = client.get(address, headers={"accept-encoding": "gzip, deflate, br, zstd"})
    assert best["Content-Encoding"] == "br"


def test_files_have_the_security_headers_and_nothing_of_a_visitor(client: Client) -> None:
    answer = client.get(staticfiles_storage.url(SHEET))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]


def test_files_are_answered_before_sessions_and_without_a_query(client: Client) -> None:
    before = settings.MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert before < settings.MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware")
    assert before <= 3
    with CaptureQueriesContext(connection) as asked:
        assert client.get(staticfiles_storage.url(SHEET)).status_code == 200
    assert not asked.captured_queries


def test_guests_pages_ask_for_one_style_sheet_and_no_script(client: Client) -> None:
    roads = cast.board()
    thread = cast.thread(roads)
    for path in ("/", f"/b/{roads.slug}", f"/t/{thread.pk}"):
        page = client.get(path).content.decode()
        assert len(re.findall(r"<link[^>]+rel=\"?stylesheet", page)) == 1
        assert not re.findall(r"<script[^>]+src=", page)
        assert not re.findall(r"rel=\"?(?:preload|modulepreload|preconnect|dns-prefetch)", page)


def test_style_sheets_load_nothing_and_name_fonts_of_the_system_only() -> None:
    for sheet in (Path(wardmote.__file__).parent / "static" / "css").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        assert "@font-face" not in text
        assert "@import" not in text
        assert not re.findall(r"url\((?!['\"]?data:)", text), sheet.name
