"""The worker draws the pictures of shared links before anybody asks, and takes away those of what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django_tasks_db.models import DBTaskResult

from tests import cast
from tests.tasks import run_tasks
from wardmote.boards.actions import moderating, structure
from wardmote.boards.actions.approval import approve_post
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.merging import merge_threads
from wardmote.core import jobs, options
from wardmote.core.permissions import Level
from wardmote.core.share import draw, kept

if TYPE_CHECKING:
    from pathlib import Path

    from wardmote.boards.models import Board
    from wardmote.core.share.draw import Card
    from wardmote.core.share.fonts import Face

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("font")]

HIDDEN = {"guests": Level.NONE, "members": Level.NONE}


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Card]:
    """Tell what was drawn, without the time that it takes."""
    cards: list[Card] = []

    def note(card: Card, _face: Face) -> bytes:
        cards.append(card)
        return b"drawn"

    monkeypatch.setattr(draw, "drawn", note)
    return cards


def hide(board: Board) -> None:
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=HIDDEN, reason="内部")


def run_job(name: str) -> int:
    jobs.discover()
    return jobs.registered[name].run()


def test_new_thread_is_drawn_before_anybody_asks(drawn: list[Card]) -> None:
    thread = cast.thread(cast.board(name="道路"), title="红绿灯")
    run_tasks()
    assert [(card.title, card.place) for card in drawn] == [("红绿灯", "道路")]
    assert cast.browser().get(f"/t/{thread.pk}/picture.png").content == b"drawn"
    run_tasks()
    assert len(drawn) == 1, "the request drew nothing, and the worker draws nothing twice"


def test_first_request_draws_what_the_worker_has_not_come_to(drawn: list[Card]) -> None:
    thread = cast.thread(cast.board())
    assert cast.browser().get(f"/t/{thread.pk}/picture.png").status_code == 200
    run_tasks()
    assert len(drawn) == 1


def test_thread_that_awaits_approval_is_drawn_once_it_is_let_through(drawn: list[Card]) -> None:
    thread = cast.thread(cast.board(approval="all"))
    run_tasks()
    assert not drawn
    approve_post(actor=cast.administrator(), post=cast.first_post(thread))
    run_tasks()
    assert len(drawn) == 1


def test_other_title_is_drawn_anew_and_another_text_is_not(drawn: list[Card]) -> None:
    administrator, thread = cast.administrator(), cast.thread(cast.board(), title="旧题目")
    reply = cast.answer(thread)
    edit_post(actor=administrator, post=reply, source="改过的", reason="错字")
    first = cast.first_post(thread)
    edit_post(actor=administrator, post=first, source="改过的", title="旧题目", reason="错字")
    run_tasks()
    assert [card.title for card in drawn] == ["旧题目"]
    edit_post(actor=administrator, post=cast.first_post(thread), source="改过的", title="新题目", reason="错字")
    run_tasks()
    assert [card.title for card in drawn] == ["旧题目", "新题目"]
    assert list(kept.keys()) == [f"t{thread.pk}"], "the old one is gone"


def test_private_thread_is_never_drawn(drawn: list[Card]) -> None:
    board = cast.board()
    hide(board)
    administrator = cast.administrator()
    thread = cast.thread(board, administrator)
    edit_post(actor=administrator, post=cast.first_post(thread), source="改", title="内部题目", reason="错字")
    run_tasks()
    run_job("share-pictures.places")
    assert not {"内部题目", board.name} & {card.title for card in drawn}
    assert set(kept.keys()) == {"site", f"b{board.parent_id}"}


def test_picture_goes_with_the_thread_and_comes_back_with_it(share_folder: Path) -> None:
    administrator, board, inner = cast.administrator(), cast.board(), cast.board(name="内部版")
    hide(inner)
    deleted, moved, merged, into = (cast.thread(board, title=title) for title in ("删", "移", "并", "留"))
    run_tasks()
    assert len(list(share_folder.rglob("*.png"))) == 4
    moderating.delete_thread(actor=administrator, thread=deleted, reason="理由")
    moderating.move_thread(actor=administrator, thread=moved, board_id=inner.pk, reason="理由")
    merge_threads(actor=administrator, thread=merged, into=into, reason="理由")
    run_tasks()
    assert list(kept.keys()) == [f"t{into.pk}"]
    moderating.restore_thread(actor=administrator, thread=deleted, reason="理由")
    run_tasks()
    assert set(kept.keys()) == {f"t{into.pk}", f"t{deleted.pk}"}


def test_pictures_of_a_board_that_everybody_may_not_read_any_more_go(drawn: list[Card]) -> None:
    category = cast.category()
    board, other = cast.board(category), cast.board(category)
    cast.thread(board)
    stays = cast.thread(other)
    run_tasks()
    run_job("share-pictures.places")
    assert len(set(kept.keys())) == 6
    hide(board)
    assert run_job("share-pictures.hidden") == 2
    assert set(kept.keys()) == {"site", f"b{category.pk}", f"b{other.pk}", f"t{stays.pk}"}
    assert run_job("share-pictures.hidden") == 0
    assert len(drawn) == 6


def test_board_and_site_are_drawn_when_they_are_made_or_renamed(drawn: list[Card]) -> None:
    board = cast.board(name="道路")
    assert run_job("share-pictures.places") == 3
    assert run_job("share-pictures.places") == 0
    structure.edit_board(actor=cast.SYSTEM, board_id=board.pk, name="道路与出行")
    assert run_job("share-pictures.places") == 1
    assert drawn[-1].title == "道路与出行"
    options.store({"site_name": "另一个坊议"})
    assert run_job("share-pictures.places") == 3, "the site's name stands on all"
    assert {card.site for card in drawn[4:]} == {"另一个坊议"}
    assert set(kept.keys()) == {"site", f"b{board.parent_id}", f"b{board.pk}"}


def test_site_without_a_font_puts_nothing_off(settings: Any) -> None:
    settings.SHARE_FONT = "none"
    thread = cast.thread(cast.board())
    moderating.delete_thread(actor=cast.administrator(), thread=thread, reason="理由")
    assert not DBTaskResult.objects.filter(task_path__contains="renew_picture")
    assert run_job("share-pictures.places") == 0
