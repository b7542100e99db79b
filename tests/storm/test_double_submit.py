"""The same form sent twice at once, as an impatient finger does."""

from __future__ import annotations

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast
from wardmote.boards import edges
from wardmote.boards.models import Post
from wardmote.core import clock, options

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("interval_s", [0, 5])
def test_form_sent_many_times_at_once_makes_one_post_and_leads_to_it(interval_s: int) -> None:
    options.store({edges.POST_INTERVAL_S.key: interval_s})
    author = cast.member(joined_at=clock.now() - dt.timedelta(days=30))
    thread = cast.thread(cast.board())
    form = {"text": "点了两下发送", "submit_key": str(uuid.uuid4())}

    def send(client: Client) -> tuple[int, str]:
        try:
            response = client.post(f"/t/{thread.pk}/reply", form)
            return response.status_code, response.get("Location", "")
        finally:
            connection.close()

    clients = [cast.browser(author) for _number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, clients))
    post = Post.objects.get(author_id=author.member_id)
    there = (303, f"/p/{post.pk}")
    # Who came while the first was being written may be told to wait; sending it again then leads to the post.
    assert set(answers) <= {there, (429, "")}
    assert there in answers
    assert interval_s or set(answers) == {there}
    assert send(clients[0]) == there
    thread.refresh_from_db()
    assert (thread.replies, thread.last_floor) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_edit_sent_many_times_at_once_is_one_edit_and_no_conflict() -> None:
    author = cast.member(joined_at=clock.now() - dt.timedelta(days=30))
    post = cast.answer(cast.thread(cast.board()), author)

    def send(client: Client) -> int:
        try:
            return client.post(f"/p/{post.pk}/edit", {"text": "改好的话", "base_edits": "0"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(send, [cast.browser(author) for _number in range(6)])) == {303}
    post.refresh_from_db()
    assert (post.source, post.edits) == ("改好的话", 1)
