"""The same request to the API sent many times at once, as a client does whose connection broke."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast
from tests.api.client import Api
from wardmote.api.models import KeptAnswer
from wardmote.boards.models import Post
from wardmote.core import clock

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db(transaction=True)
def test_request_with_a_key_sent_many_times_at_once_is_done_once() -> None:
    author = cast.member(joined_at=clock.now() - dt.timedelta(days=30))
    thread = cast.thread(cast.board())
    api = Api(author)
    headers = {"Authorization": f"Bearer {api.secret}", "Idempotency-Key": "storm"}

    def send(client: Client) -> tuple[int, str]:
        try:
            answer = client.post(
                f"/api/v1/threads/{thread.pk}/posts",
                json.dumps({"text": "断线重发"}),
                content_type="application/json",
                headers=headers,
            )
            return answer.status_code, answer.json().get("id", answer.json().get("code"))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, [cast.browser() for _number in range(6)]))
    post = Post.objects.get(author_id=author.own_id)
    there = (201, str(post.pk))
    # Who comes while the first is under way is told so; sending it again then gets the same answer.
    assert answers <= {there, (409, "under-way")}
    assert there in answers
    assert send(cast.browser()) == there
    assert KeptAnswer.objects.count() == 1
