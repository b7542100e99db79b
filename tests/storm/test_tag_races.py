"""Tags that are made, given, renamed, merged and deleted at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import cast
from tests.boards.test_tags import fresh, keeper
from tests.storm.test_parallel_replies import at_once
from wardmote.boards.actions import merging, tag_upkeep, tagging
from wardmote.boards.models import Tag, Thread, ThreadTag
from wardmote.core import doctor
from wardmote.core.errors import WardmoteError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


def test_members_who_write_a_new_tag_at_once_make_one() -> None:
    board, authors = cast.board(), [cast.member() for _n in range(8)]
    names = ("红绿灯", "紅綠燈", "早高峰", "ＢＵＳ", "bus")
    made = at_once(24, lambda n: cast.thread(board, authors[n % 8], title=f"帖 {n}", tags=[names[n % 5], names[0]]))
    assert all(isinstance(one, Thread) for one in made)
    assert Tag.objects.count() == 3
    assert len(set(Tag.objects.values_list("key", flat=True))) == 3
    assert doctor.find() == []


def test_no_thread_keeps_a_tag_that_is_merged_while_it_is_given() -> None:
    board, author, moderator = cast.board(), cast.member(), keeper()
    threads = [cast.thread(board, author, tags=["旧", "夜市"] if n % 2 else ["新"]) for n in range(12)]
    cast.thread(board, author, tags=["新"])  # so that the tag is there to be merged into, whoever comes first
    old, new = (Tag.objects.get(name=name) for name in ("旧", "新"))

    def act(number: int) -> object:
        if number == 4:
            return tag_upkeep.merge_tags(actor=moderator, tag=old, into=new, reason="同义")
        thread = Thread.objects.get(pk=threads[number % 12].pk)
        return tagging.set_tags(actor=author, thread=thread, names=["旧", f"签{number % 3}"])

    at_once(24, act)
    assert not ThreadTag.objects.filter(tag=old).exists()
    assert {fresh(thread).tags.split()[0] for thread in threads} == {"新"}
    assert doctor.find() == []


def test_threads_are_merged_tagged_and_tags_renamed_at_once_without_a_ring() -> None:
    board, author, admin = cast.board(), cast.member(), cast.administrator()
    threads = [cast.thread(board, author, tags=["甲", f"签{n}"]) for n in range(10)]
    tag = Tag.objects.get(name="甲")

    def act(number: int) -> object:
        one, other = (Thread.objects.get(pk=threads[at % 10].pk) for at in (number, number + 3))
        if number % 4 == 0:
            return merging.merge_threads(actor=admin, thread=one, into=other, reason="同一件事") if one.stands else None
        if number % 4 == 1:
            return tag_upkeep.rename_tag(actor=admin, tag=Tag.objects.get(pk=tag.pk), name=f"甲{number}", reason="统一")
        if one.stands:
            return tagging.set_tags(actor=admin, thread=one, names=["甲", f"签{number}"], reason="更准")
        return None

    at_once(32, _unless_refused(act))
    assert doctor.find() == []


def test_deleted_tag_comes_back_whole_or_not_at_all() -> None:
    board, author, moderator = cast.board(), cast.member(), keeper()
    threads = [cast.thread(board, author, tags=["广告"]) for _n in range(8)]

    def act(number: int) -> object:
        if number % 5 == 0 and (tag := Tag.objects.filter(name="广告", removed=False).first()) is not None:
            return tag_upkeep.delete_tag(actor=moderator, tag=tag, reason="不是题目")
        thread = Thread.objects.get(pk=threads[number % 8].pk)
        return tagging.set_tags(actor=author, thread=thread, names=["广告"] if number % 2 else [])

    at_once(30, _unless_refused(act))
    assert Tag.objects.filter(removed=True).count() == 0
    assert doctor.find() == []


def _unless_refused(act: Callable[[int], object]) -> Callable[[int], object]:
    """Return the act so that a refusal, which who comes too late may meet, is its result."""

    def one(number: int) -> object:
        try:
            return act(number)
        except WardmoteError as error:
            return error

    return one
