"""The description against what the API does: schemathesis asks everything that it allows, and more."""

from __future__ import annotations

import contextlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import cast, polls
from tests.api.client import token
from tests.tasks import run_tasks
from tests.uploads.made import picture
from wardmote.api import edges
from wardmote.api.reference import PROBLEMS
from wardmote.api.site import description
from wardmote.boards import edges as board_edges
from wardmote.boards.actions.commenting import add_comment
from wardmote.boards.actions.rating import rate_post
from wardmote.conversations.actions.sending import start_conversation
from wardmote.core import options
from wardmote.core.errors import WardmoteError
from wardmote.core.http.handler import Handler
from wardmote.drafts.actions.saving import save_draft
from wardmote.marks.actions.folders import create_folder
from wardmote.notifications.models import Notification
from wardmote.search.actions.saving import save_search
from wardmote.uploads.actions.adding import add_upload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import Case

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 3
"""Of each kind for each operation: one run asks some thousand times."""


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's own connection, as Django's test client does: a server would close it after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def schema() -> Any:
    found = schemathesis.openapi.from_dict(description())
    found.app = Handler()
    return found


def operations() -> list[Any]:
    return [found.ok() for found in schema().get_all_operations()]


def world() -> tuple[Actor, dict[str, str]]:
    """Make a member, and something at every kind of address."""
    member = cast.member()
    board = cast.board(answers=True)
    cast.thread(board, tags=["夜市"])
    post = cast.answer(polls.ask(board, member, public_voters=True), member)
    remark = add_comment(actor=cast.member(), post=post, text="一句点评")
    rating = rate_post(actor=cast.administrator(), post=post, amount=1, reason="好")
    letter = start_conversation(actor=member, to=[cast.row(cast.member())], source="周六去看桥吗？")
    draft = save_draft(actor=member, place=f"thread:{post.thread_id}", source="写了一半")
    folder = create_folder(actor=member, name="道路")
    photo = add_upload(actor=member, name="路口.png", data=picture(400, 50))
    run_tasks()
    assert draft is not None
    return member, {
        "board_id": str(board.pk),
        "thread_id": str(post.thread_id),
        "post_id": str(post.pk),
        "comment_id": str(remark.pk),
        "rating_id": str(rating.pk),
        "member_id": str(remark.author_id),
        "conversation_id": str(letter.conversation_id),
        "number": str(letter.number),
        "notice_id": str(Notification.objects.filter(recipient_id=member.own_id).earliest("pk").pk),
        "draft_id": str(draft.pk),
        "folder_id": str(folder.pk),
        "search_id": str(save_search(actor=member, text="路灯", sort="new").pk),
        "name": "夜市",
        "key": photo.key,
        "kind": "thread",
        "target_id": str(post.thread_id),
    }


def of_lists() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield every list with its operation and what its items are."""
    schemas = description()["components"]["schemas"]
    for path, methods in description()["paths"].items():
        if "get" not in methods:
            continue
        answer = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        shape = schemas[answer["$ref"].rpartition("/")[2]]["properties"]
        if "items" in shape:
            assert "next" in shape, path
            yield path, methods["get"], schemas[shape["items"]["items"]["$ref"].rpartition("/")[2]]["properties"]


def test_every_list_goes_on_by_limit_and_after() -> None:
    lists = list(of_lists())
    assert len(lists) > 35
    for path, operation, _item in lists:
        asked = {each["name"]: each["schema"] for each in operation["parameters"]}
        assert {"limit", "after"} <= set(asked), path
        most = 20 if path.endswith("/versions") else 100
        assert (asked["limit"]["minimum"], asked["limit"]["maximum"]) == (1, most), path


def kinds(of: type[WardmoteError]) -> set[type[WardmoteError]]:
    return {of}.union(*(kinds(below) for below in of.__subclasses__()))


def test_every_code_of_a_problem_is_explained() -> None:
    """Those that are left out are of forms and of oEmbed."""
    left_out = {kind.code for kind in kinds(WardmoteError)} - {kind.code for kind in PROBLEMS}
    assert left_out == {
        "form-expired",
        "other-writer",
        "unknown-format",
    }


@pytest.mark.parametrize("who", ["guest", "member"])
def test_no_request_meets_a_fault_or_an_answer_that_is_not_described(who: str) -> None:
    none = (board_edges.POST_INTERVAL_S, board_edges.THREAD_INTERVAL_S, board_edges.SAME_TEXT_MINUTES)
    many = (edges.GUEST_REQUESTS, edges.MEMBER_REQUESTS)
    options.store({option.key: 0 for option in none} | {option.key: 100_000 for option in many})
    member, here = world()
    headers = {"Accept-Encoding": "identity"}
    if who == "member":
        headers["Authorization"] = f"Bearer {token(member)}"
    statuses = set()
    for operation in operations():
        names = re.findall(r"{(\w+)}", operation.path)
        there = {name: here[name] for name in names if name in here}
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for path in [there, None] if there else [None]:
                statuses |= ask(operation, mode, headers, path)
    assert {200, 404, 422} <= statuses
    assert 401 in statuses or who == "member"
    assert (201 in statuses) == (who == "member")


def ask(operation: Any, mode: GenerationMode, headers: dict[str, str], path: dict[str, str] | None) -> set[int]:
    """Ask an operation with a few examples, and return how they were answered."""
    statuses = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path))
    def run(case: Case[Any]) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        statuses.add(response.status_code)

    with contextlib.suppress(Unsatisfiable):  # there is no wrong way to ask for what takes nothing
        run()
    return statuses
