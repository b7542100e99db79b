"""Short lists, all of which is known at once: they go on although what they went on from is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import cast
from tests.api.client import Api
from wardmote.accounts.models import Member
from wardmote.marks.actions.folders import create_folder, delete_folder
from wardmote.marks.actions.follows import follow, unfollow
from wardmote.marks.models import FollowKind
from wardmote.search.actions.saving import remove_search, save_search

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def searches(own: Actor) -> tuple[str, Callable[[int], None]]:
    for number in range(5):
        save_search(actor=own, text=f"桥 {number}", sort="new")
    return "/searches", lambda pk: remove_search(actor=own, search_id=pk)


def folders(own: Actor) -> tuple[str, Callable[[int], None]]:
    for number in range(5):
        create_folder(actor=own, name=f"夹 {number}")
    return "/bookmark-folders", lambda pk: delete_folder(actor=own, folder_id=pk)


def boards(own: Actor) -> tuple[str, Callable[[int], None]]:
    for number in range(5):
        board = cast.board(name=f"版 {number}")
        follow(actor=own, kind=FollowKind.BOARD, target_id=board.pk)
    return "/following/boards", lambda pk: unfollow(actor=own, kind=FollowKind.BOARD, target_id=pk)


def members(_own: Actor) -> tuple[str, Callable[[int], None]]:
    for number in range(5):
        cast.member(f"丁字尺 {number}")
    return "/members", lambda pk: void(Member.objects.filter(pk=pk).update(is_active=False))


def void(_found: object) -> None:
    """Return nothing."""


@pytest.mark.parametrize("gone", [(1,), (0, 1), (0,)], ids=["the last", "all so far", "one before"])
@pytest.mark.parametrize("listed", [searches, folders, boards, members])
def test_list_goes_on_where_what_is_gone_stood(
    listed: Callable[[Actor], tuple[str, Callable[[int], None]]], gone: tuple[int, ...]
) -> None:
    own = cast.member()
    path, remove = listed(own)
    query = {"name": "丁字尺"} if path == "/members" else {}
    api = Api(own)
    whole = api.ids(path, **query)
    assert len(whole) == 5
    part = api.get(path, **query, limit=2)
    assert [item["id"] for item in part["items"]] == whole[:2]
    for place in gone:
        remove(int(whole[place]))
    rest = api.get(path, **query, limit=2, after=part["next"])
    assert [item["id"] for item in rest["items"]] == whole[2:4]
    remove(int(whole[3]))
    end = api.get(path, **query, limit=2, after=rest["next"])
    assert ([item["id"] for item in end["items"]], end["next"]) == (whole[4:], None)


@pytest.mark.parametrize("place", ["~3", "12", "12~", "12~x", "12~-1", "12~1234567", "12~１"])
def test_place_that_no_list_gave_is_refused(place: str) -> None:
    own = cast.member()
    path, _remove = searches(own)
    answer = Api(own)("GET", path, after=place)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "after"
