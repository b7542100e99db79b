"""The figures of the front: for administrators, and for a program with the secret."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.front import Server
from wardmote.core.http import front_counts
from wardmote.core.http.front_counts import Counts

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-many-letters"
BEARER = {"authorization": f"Bearer {SECRET}"}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    settings.METRICS_SECRET = SECRET
    return tmp_path / "cache" / "front"


@pytest.fixture
def chief() -> Client:
    return cast.browser(cast.administrator())


def test_figures_are_those_of_what_was_answered(folder: Path, chief: Client) -> None:
    server = Server()
    thread = cast.thread(cast.board())
    tag = server.get(f"/t/{thread.pk}").headers["ETag"]
    size = len(server.get(f"/t/{thread.pk}").body)
    server.get(f"/t/{thread.pk}", HTTP_IF_NONE_MATCH=tag)
    server.get("/search")
    server.clock.pass_by(1)
    server.get("/search")
    told = front_counts.total()
    assert told == Counts(
        hits=2,
        misses=1,
        passes=1,
        not_modified=1,
        sent_bytes=2 * size,
        drops=1,
        pages=1,
        kept_bytes=server.front._store.size_bytes,
    )
    shown = chief.get("/staff/metrics", headers={"accept-language": "en"}).content.decode()
    assert "Of a hundred pages that guests read, 66 were there already." in shown
    exposed = chief.get("/metrics", headers=BEARER).content.decode()
    assert f'wardmote_front_hits_total{{process="{front_counts.told()[0].number}"}} 2\n' in exposed
    assert "# TYPE wardmote_front_hits_total counter\n" in exposed
    assert "# TYPE wardmote_front_kept_bytes gauge\n" in exposed


def test_processes_are_summed_and_those_that_ended_are_forgotten(folder: Path, chief: Client) -> None:
    front_counts.publish(Counts(hits=3))
    own = next(folder.iterdir())
    told = json.loads(own.read_text())
    where = told["process"].rsplit("/", 2)[0]
    (folder / "1.json").write_text(json.dumps({**told, "process": "elsewhere/x/y/77/z", "hits": 4}))
    (folder / "2.json").write_text(json.dumps({**told, "process": f"{where}/999999999/1", "hits": 5}))
    (folder / "3.json").write_text('{"process"')
    (folder / "4.json").write_text('{"process": "a/b/c/d/e", "of another release": 1}')
    assert front_counts.total().hits == 7
    assert not (folder / "2.json").exists()
    shown = chief.get("/staff/metrics", headers={"accept-language": "en"}).content.decode()
    assert "Process 77" in shown


def test_figures_that_cannot_be_written_cost_no_page(folder: Path, chief: Client) -> None:
    folder.parent.mkdir()
    folder.write_text("in the way")
    server = Server()
    assert server.get("/").status == 200
    assert (
        "No process has told anything yet."
        in chief.get("/staff/metrics", headers={"accept-language": "en"}).content.decode()
    )


def test_figures_are_for_administrators(folder: Path, chief: Client) -> None:
    assert chief.get("/staff/metrics").status_code == 200
    assert cast.browser(cast.moderator(cast.board().pk)).get("/staff/metrics").status_code == 403
    assert cast.browser().get("/staff/metrics").status_code == 403


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer x", f"Basic {SECRET}", f"Bearer {SECRET}x", "Bearer é"])
def test_program_without_the_secret_finds_nothing(folder: Path, shown: str, settings: Any) -> None:
    front_counts.publish(Counts())
    assert cast.browser().get("/metrics", headers=BEARER).status_code == 200
    assert cast.browser().get("/metrics", headers={"authorization": shown}).status_code == 404
    settings.METRICS_SECRET = ""
    assert cast.browser().get("/metrics", headers=BEARER).status_code == 404
    assert cast.browser().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_figures_cost_the_same_queries_however_many_processes(folder: Path, chief: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert chief.get("/staff/metrics").status_code == 200
        return len(asked)

    queries()
    none = queries()
    front_counts.publish(Counts())
    told = json.loads(next(folder.iterdir()).read_text())
    for number in range(9):
        (folder / f"{number}.json").write_text(json.dumps({**told, "process": f"elsewhere/x/y/{number}/z"}))
    assert queries() == none
