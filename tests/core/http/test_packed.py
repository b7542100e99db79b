"""Posts are compressed once for all pages that hold them, and every page arrives as it was made."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tests import cast
from wardmote.boards.actions.editing import edit_post
from wardmote.core.http import packed as packing
from wardmote.core.http.packed import SHORT, InParts, packed, packed_before

if TYPE_CHECKING:
    from django.test import Client

LONG = Markup("<article>帖子</article>" * (SHORT // 10))


def unpacked(response: InParts) -> bytes | None:
    deflated = response.parts.deflated() if response.parts else None
    return None if deflated is None else zlib.decompress(deflated, -zlib.MAX_WBITS)


ABOVE = st.sampled_from(["", '<header>坊议</header><main id="main">', f'{LONG}<main id="main">'])


@given(ABOVE, st.text(max_size=300), st.text(max_size=300), st.lists(st.text(min_size=1), max_size=5))
def test_page_comes_whole_out_of_its_parts(above: str, before: str, after: str, more: list[str]) -> None:
    before, after = (text.encode("utf-8", "ignore").decode() for text in (above + before, after))
    fragments = [LONG, *(Markup(text.encode("utf-8", "ignore").decode()) for text in more)]
    for time in (1, 2, 3):
        response = InParts("".join([before, packed(fragments), after]), 200)
        whole = (before + "".join(fragments) + after).encode()
        assert response.content == whole
        assert unpacked(response) in ((None, whole) if time == 1 else (whole,))


def test_what_is_not_in_the_page_is_no_part_of_it() -> None:
    packed([LONG, Markup("another")])
    assert InParts("a page without it", 200).parts is None
    assert InParts("the next page", 200).parts is None


def test_answer_that_is_given_another_content_has_no_parts() -> None:
    response = InParts(packed([LONG, Markup("changed")]), 200)
    there = [response.parts is not None]
    response.content = b"something else"
    there.append(response.parts is not None)
    assert (there, response.content) == ([True, False], b"something else")


def test_short_fragments_are_left_to_their_page() -> None:
    assert InParts("".join(["before", packed([Markup("short")]), "after"]), 200).parts is None


def test_row_is_found_by_the_very_tuple_that_it_was_made_of_and_by_no_other() -> None:
    made_of = (1, "items")
    same = (made_of[0], made_of[1])
    row = packed([LONG, Markup("of items")], made_of, "a")
    assert packed_before(made_of, "a") is row
    assert [packed_before(made_of, "b"), packed_before(made_of), packed_before(same, "a")] == [None, None, None]
    assert InParts(f"before{row}after", 200).parts is not None
    changing = [1]
    packed([LONG, Markup("of a list")], changing)
    assert packed_before(changing) is None


def test_row_of_a_tuple_that_is_made_anew_is_not_found_by_the_old_one() -> None:
    first, second = (1, "first"), (1, "second")
    fragments = [LONG, Markup("of both")]
    assert packed(fragments, first) is packed(fragments, second)
    assert packed_before(first) is None
    assert packed_before(second) is not None


def zipped(browser: Client, path: str) -> bytes:
    response = browser.get(path, headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    return gzip.decompress(response.content)


@pytest.mark.django_db
def test_guests_page_of_a_thread_is_the_same_compressed_and_changes_with_its_posts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author, source="第一句。" * 200)
    post = cast.answer(thread, author, "第二句。" * 200)
    compressed: list[int] = []
    begun = packing._begun

    def counting(text: bytes, way: Any) -> bytes:
        compressed.append(len(text))
        return begun(text, way)

    monkeypatch.setattr(packing, "_begun", counting)
    guest, path = cast.browser(), f"/t/{thread.pk}"
    for _time in range(4):
        assert zipped(guest, path) == guest.get(path).content
    assert sum(size > SHORT for size in compressed) >= 1, "the posts were compressed by themselves"
    assert len([size for size in compressed if size == max(compressed)]) == 1, "and once for all pages"
    edit_post(actor=author, post=post, source="改过的。" * 200)
    for _time in range(3):
        page = zipped(guest, path)
        assert page == guest.get(path).content
        assert "改过的。" in page.decode()
        assert "第二句。" not in page.decode()
