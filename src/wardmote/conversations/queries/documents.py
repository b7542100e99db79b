"""What the search index holds of messages: their words, and of which conversation they are.

A deleted message is in it no more. Who finds what is asked of the messages themselves (`queries/search.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wardmote.conversations.models import Message
from wardmote.search.sources import Source
from wardmote.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence


def message_tokens(conversation_id: int, text: str) -> list[str]:
    """Return a message's document."""
    return [*tokens(text), place_token(conversation_id)]


def place_token(conversation_id: int) -> str:
    """Return the token of a conversation, which no text can hold."""
    return f"¶c{conversation_id}"


def _ids(above: int, most: int) -> list[int]:
    rows = Message.objects.filter(pk__gt=above, deleted_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def _hold(ids: Sequence[int]) -> None:
    list(Message.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _documents(ids: Sequence[int]) -> list[tuple[int, list[str]]]:
    rows = Message.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", "conversation_id", "text")
    return [(pk, message_tokens(conversation_id, text)) for pk, conversation_id, text in rows]


MESSAGES: Final = Source("message", _ids, _hold, _documents)
