"""Going to a board by its name: pinyin, initials, a part of it; never to one that may not be known."""

from __future__ import annotations

import pytest

from tests import cast
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.structure import edit_board
from wardmote.core.permissions import Level

pytestmark = pytest.mark.django_db


def jump(typed: str, viewer: object = None) -> tuple[int, str]:
    answer = cast.browser(viewer).get("/boards/jump", {"q": typed})  # type: ignore[arg-type]
    return answer.status_code, answer.get("Location", "")


@pytest.mark.parametrize(
    "typed",
    [
        *("道路与出行", "道路與出行", "路与出", "daolu", "dlycx", "chuxing", "ycx"),
        *("Roads and Traffic", "roads", "ROADS", " traffic"),
    ],
)
def test_board_is_found_by_what_one_types_of_its_name(typed: str) -> None:
    cast.board(name="道路与出行", name_en="Roads and traffic", slug="roads")
    cast.board(name="茶馆", name_en="Tea house", slug="tea")
    assert jump(typed) == (302, "/b/roads")


def test_several_are_listed_and_the_very_name_comes_first() -> None:
    top = cast.category()
    cast.board(top, "公交", slug="bus")
    cast.board(top, "公交改道", slug="detours")
    assert jump("公交") == (302, "/b/bus")
    shown = cast.browser().get("/boards/jump", {"q": "gongj"})
    assert shown.status_code == 200
    assert {"/b/bus", "/b/detours"} <= {part.split('"')[0] for part in shown.content.decode().split('href="')}


def test_nothing_and_no_such_board_show_all_that_there_are() -> None:
    cast.board(name="茶馆", slug="tea")
    for typed in ("", "没有这个版"):
        shown = cast.browser().get("/boards/jump", {"q": typed})
        assert shown.status_code == 200
        assert 'href="/b/tea"' in shown.content.decode()


def test_a_board_that_may_not_be_known_answers_as_none(django_assert_max_num_queries: object) -> None:
    hidden = cast.board(name="内部事务", slug="inside")
    set_levels(
        actor=cast.SYSTEM, board_id=hidden.pk, levels={"guests": Level.NONE, "members": Level.NONE}, reason="内部"
    )
    open_board = cast.board(name="茶馆", slug="tea")
    for viewer in (None, cast.member(confirmed=False), cast.member(), cast.moderator(open_board.pk)):
        for typed in ("内部事务", "neibu", "inside"):
            shown = cast.browser(viewer).get("/boards/jump", {"q": typed})
            assert shown.status_code == 200
            assert 'href="/b/inside"' not in shown.content.decode()
        assert "内部事务" not in cast.browser(viewer).get("/b/tea").content.decode()
    assert jump("neibu", cast.administrator()) == (302, "/b/inside")


def test_new_name_is_found_and_the_old_no_more() -> None:
    board = cast.board(name="茶馆", slug="tea")
    edit_board(actor=cast.SYSTEM, board_id=board.pk, name="闲话")
    assert jump("xianhua") == (302, "/b/tea")
    assert jump("chaguan")[0] == 200


def test_board_page_ends_with_the_box() -> None:
    cast.board(name="茶馆", slug="tea")
    shown = cast.browser().get("/b/tea").content.decode()
    assert 'action="/boards/jump"' in shown
    assert '<option value="茶馆">' in shown
