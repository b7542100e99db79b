"""Uploads at the same moment: room is given once, one file is one upload, and nothing vanishes from a post."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast
from tests.uploads import made
from wardmote.boards.models import Post
from wardmote.core import doctor
from wardmote.core.errors import Invalid, TooLarge, WardmoteError
from wardmote.uploads import files
from wardmote.uploads.actions.removing import remove
from wardmote.uploads.limits import MB
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import Library, Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def race(*acts: Callable[[], object]) -> list[object]:
    """Do all acts at once, a thread each, and return results and refusals in their order."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return act()
        except WardmoteError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def stored() -> set[str]:
    return {path for _stem, path in files.stored()}


def test_last_room_is_taken_by_one_of_many() -> None:
    owner = cast.member()
    first = made.pdf(owner)
    # Room for exactly one more of the same size.
    filler = 200 * MB - 2 * first.size_bytes
    Library.objects.filter(pk=owner.own_id).update(size_bytes=filler + first.size_bytes)
    sent = [made.PDF + f"{number:04}".encode()[: first.size_bytes - len(made.PDF)] for number in range(8)]
    sent = [data.ljust(first.size_bytes, b"x") for data in sent]
    sent = [data[:-1] + bytes([65 + number]) for number, data in enumerate(sent)]
    before = stored()
    results = race(*(partial(made.upload, owner, data, f"{number}.pdf") for number, data in enumerate(sent)))
    taken = [result for result in results if isinstance(result, Upload)]
    assert len(taken) == 1
    assert all(isinstance(result, TooLarge) for result in results if result not in taken)
    assert Library.objects.get(pk=owner.own_id).size_bytes == 200 * MB
    assert stored() - before == {files.path(taken[0].stem)}
    Library.objects.filter(pk=owner.own_id).update(size_bytes=2 * first.size_bytes)


def test_same_file_sent_many_times_at_once_is_one_upload() -> None:
    owner, data, before = cast.member(), made.PDF + b"the same", stored()
    results = race(*(partial(made.upload, owner, data, "plan.pdf") for _time in range(6)))
    assert {result.pk for result in results if isinstance(result, Upload)} == set(
        Upload.objects.values_list("pk", flat=True)
    )
    assert len([result for result in results if isinstance(result, Upload)]) == 6
    assert Upload.objects.count() == 1
    assert len(stored() - before) == 1


@pytest.mark.parametrize("_round", range(3))
def test_upload_that_is_deleted_while_it_is_posted_is_in_the_post_or_refused(_round: int) -> None:
    author, thread = cast.member(), cast.thread(cast.board())
    upload = made.pdf(author)
    from wardmote.core import clock

    posted, removed = race(
        partial(cast.answer, thread, author, markdown_of(upload)),
        partial(remove, upload.pk, unused_before=clock.now()),
    )
    if isinstance(posted, Post) and posted.uploads:
        assert removed is False
        assert files.exists(files.path(upload.stem))
    else:
        assert removed is True
        assert isinstance(posted, (Post, Invalid))
