"""The index by itself, in whichever database it is: what is found among numbers near and far, and how it is filled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests import cast
from wardmote.boards.models import Post
from wardmote.search import index, sources
from wardmote.search.match import Match
from wardmote.search.sources import fill, find_missing
from wardmote.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db

FAR_APART = [1, 4_095, 4_096, 65_535, 65_536, 70_000, 1_048_576, 2_000_000, 300_000_000, 300_000_001]


def newest(match: Match, below: int | None = None) -> list[int]:
    return [pk for looked in index.newest("message", match, below=below) for pk in looked.found]


def test_documents_are_found_newest_first_however_far_their_numbers_lie_apart() -> None:
    index.add("message", [(pk, tokens("桥北路口")) for pk in FAR_APART])
    for match in (Match((("桥北",),)), Match((("桥北", "北路"),))):
        assert newest(match) == FAR_APART[::-1]
        assert newest(match, below=65_536) == [65_535, 4_096, 4_095, 1]
        assert newest(match, below=1) == []


def test_many_documents_are_found_once_each() -> None:
    # More than a first look takes, over several blocks of numbers.
    numbers = list(range(3_000, 9_000, 4))
    index.add("message", [(pk, tokens("路口" if pk % 8 else "路口 改道")) for pk in numbers])
    assert newest(Match((("路口",),))) == numbers[::-1]
    assert newest(Match((("路口",),), unwanted=(("改道",),))) == [pk for pk in numbers[::-1] if pk % 8]
    assert newest(Match(any_of=("改道",))) == [pk for pk in numbers[::-1] if not pk % 8]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        (Match((("桥北", "北路"),)), [3, 1]),
        (Match((("桥北",), ("北路",))), [3, 2, 1]),
        (Match((("桥北",),), unwanted=(("桥北", "北路"),)), [2]),
        (Match((("bus",),)), [3]),
        (Match((("63", "bus"),)), [3]),
        (Match((("bus", "63"),)), []),
        (Match((("𠮷野",),)), [2]),
        (Match((("桥",),)), []),
    ],
)
def test_phrases_stand_side_by_side_and_unwanted_ones_do_not(match: Match, expected: list[int]) -> None:
    index.add("message", [(1, tokens("桥北路")), (2, tokens("北路 𠮷野 桥北")), (3, tokens("桥北路 63 Bus"))])
    assert newest(match) == expected


def test_filling_that_was_cut_off_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    thread = cast.thread(cast.board())
    posts = [cast.first_post(thread).pk, *(cast.answer(thread).pk for _reply in range(5))]
    index.empty("post")
    whole = sources.registered()["post"]

    def documents(ids: Sequence[int]) -> list[tuple[int, list[str]]]:
        if posts[4] in ids:
            raise KeyboardInterrupt
        return whole.documents(ids)

    monkeypatch.setattr(sources, "BATCH_LEAST", 2)
    monkeypatch.setattr(sources, "BATCH_MOST", 2)
    monkeypatch.setitem(sources._registered, "post", replace(whole, documents=documents))
    with pytest.raises(KeyboardInterrupt):
        fill("post")
    assert [one.id for one in find_missing()] == posts[4:]
    monkeypatch.undo()
    late = cast.answer(thread, source="写在中断之后")
    assert fill("post") == len(posts[4:])
    assert find_missing() == []
    assert index.there("post", [*posts, late.pk]) == set(Post.objects.values_list("pk", flat=True))
