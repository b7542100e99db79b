from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection

from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def full_disk(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Stand for a database that can be read and not written."""
    if sql.split(" ", 1)[0] in {"INSERT", "UPDATE", "DELETE"}:
        message = "database or disk is full"
        raise OperationalError(message)
    return execute(sql, params, many, context)


def test_member_reads_on_while_the_disk_is_full() -> None:
    thread = cast.thread(cast.board())
    browser = cast.browser(cast.member())
    with connection.execute_wrapper(full_disk):
        assert browser.get(f"/t/{thread.pk}").status_code == 200
        assert browser.get("/").status_code == 200


def test_reply_on_a_full_disk_is_unavailable_and_gives_the_text_back() -> None:
    thread = cast.thread(cast.board())
    browser = cast.browser(cast.member())
    browser.get(f"/t/{thread.pk}")
    with connection.execute_wrapper(full_disk):
        answer = browser.post(f"/t/{thread.pk}/reply", {"text": "磁盘满了也不能丢的话"})
    assert answer.status_code == 503
    assert "磁盘满了也不能丢的话" in answer.content.decode()
    assert browser.post(f"/t/{thread.pk}/reply", {"text": "磁盘满了也不能丢的话"}).status_code == 303
