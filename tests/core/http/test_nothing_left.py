"""A page leaves nothing behind that only the garbage collector finds: what it held is free at once, and still warm."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from django.template import engines

from tests import cast
from tests.front import environ_of
from wardmote.core.http.handler import Handler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def left_behind() -> Iterator[Callable[[Callable[[], object]], list[Any]]]:
    """Return what is left by a function that was called before, so that nothing is made for the first time."""
    gc.collect()
    gc.disable()

    def left(call: Callable[[], object]) -> list[Any]:
        call()
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        call()
        gc.collect()
        found, gc.garbage[:] = gc.garbage[:], []
        gc.set_debug(0)
        return found

    yield left
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.django_db
def test_pages_for_guests_leave_nothing_for_the_garbage_collector(
    left_behind: Callable[[Callable[[], object]], list[Any]],
) -> None:
    author, board = cast.member(), cast.board()
    thread = cast.thread(board, author)
    cast.answer(thread)
    by = Handler()

    def read(path: str) -> None:
        answer: Any = by(environ_of({"PATH_INFO": path}), lambda *_told: lambda _more: None)
        assert b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()

    for path in ("/", f"/b/{board.slug}", f"/t/{thread.pk}", f"/u/{author.own_id}", f"/b/{board.slug}/feed.atom"):
        left = left_behind(lambda path=path: read(path))  # type: ignore[misc]
        assert [type(one) for one in left] == [], path


def test_macro_of_a_pages_own_does_not_hold_what_the_page_showed(
    left_behind: Callable[[Callable[[], object]], list[Any]],
) -> None:
    environment: jinja2.Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    template = environment.from_string("{% macro said() %}{{ word }}{% endmacro %}{{ said() }}")
    assert template.render(word="x") == "x"
    assert left_behind(lambda: template.render(word="x")) == []
    with pytest.raises(jinja2.UndefinedError):
        template.render()
