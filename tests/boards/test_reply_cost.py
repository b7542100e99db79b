"""What a reply costs inside its transaction, whatever stands in it."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.uploads import made
from wardmote.boards.actions.posting import reply
from wardmote.drafts.actions.saving import save_draft
from wardmote.drafts.models import Draft
from wardmote.uploads.markdown import markdown_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.boards.models import Post

pytestmark = pytest.mark.django_db
MOST = 20


def inside(act: Callable[[], Post]) -> list[str]:
    """Return the statements between the first savepoint and its release, without those of nested ones."""
    with CaptureQueriesContext(connection) as captured:
        act()
    asked = [query["sql"] for query in captured]
    first = next(place for place, sql in enumerate(asked) if sql.startswith("SAVEPOINT"))
    last = max(place for place, sql in enumerate(asked) if sql.startswith("RELEASE"))
    return [sql for sql in asked[first + 1 : last] if not re.match("(RELEASE )?SAVEPOINT", sql)]


def test_reply_with_mentions_a_quote_pictures_and_a_draft_costs_at_most_twenty_statements() -> None:
    board, writer = cast.board(), cast.member()
    thread = cast.thread(board, tags=["红绿灯", "早高峰"])
    quoted = cast.answer(thread)
    named = [cast.member(f"路人{number}") for number in range(10)]
    pictures = " ".join(markdown_of(made.upload(writer)) for _number in range(5))
    mentions = " ".join(f"@{one.name}" for one in named)
    plain = inside(lambda: reply(actor=writer, thread=thread, source="热身"))
    save_draft(actor=writer, place=f"thread:{thread.pk}", source="begun")
    stamp = Draft.objects.get().stamp
    dear = inside(
        lambda: reply(
            actor=cast.again(writer),
            thread=thread,
            source=f"> {quoted.source}\n\n{mentions}\n\n{pictures}",
            quotes_id=quoted.pk,
            submit_key=uuid.uuid4(),
            draft_stamp=stamp,
        )
    )
    assert not Draft.objects.exists()
    assert len(plain) <= len(dear) <= MOST, "\n".join(dear)
