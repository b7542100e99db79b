"""Numbers of pages, from addresses and in pagers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmote.boards.floors import page_of
from wardmote.core.paging import numbered, page_number, pages_of


@pytest.mark.parametrize("text", ["", "0", "-1", "+1", " 1", "1.0", "01", "abc", "١", "１", "9999999999", "1\n"])
def test_what_is_no_page_number_is_none(text: str) -> None:
    assert page_number(text) is None
    assert page_number("1") == 1


def test_page_is_the_first_where_none_is_asked_for() -> None:
    assert page_number(None) == 1


@given(items=st.integers(0, 10_000), size=st.integers(1, 100))
def test_pages_hold_all_items_and_the_last_is_not_empty(items: int, size: int) -> None:
    pages = pages_of(items, size)
    assert pages * size >= items
    assert items == 0 or (pages - 1) * size < items


@given(floor=st.integers(1, 10_000), size=st.integers(10, 100))
def test_floor_stands_on_the_page_that_its_number_says(floor: int, size: int) -> None:
    page = page_of(floor, size)
    assert (page - 1) * size < floor <= page * size


@given(last=st.integers(1, 500), data=st.data())
def test_pager_leads_to_the_first_the_last_and_those_near(last: int, data: st.DataObject) -> None:
    page = data.draw(st.integers(1, last))
    pager = numbered(page, last, str)
    numbers = [link.number for link in pager.links]
    assert numbers == sorted(set(numbers))
    assert {1, page, last} <= set(numbers)
    assert [link.number for link in pager.links if link.current] == [page]
    assert pager.previous == (str(page - 1) if page > 1 else "")
    assert pager.next == (str(page + 1) if page < last else "")
    before = 0
    for link in pager.links:
        assert link.gap == (link.number > before + 1)
        before = link.number
