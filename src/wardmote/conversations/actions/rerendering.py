"""Render private messages anew while the site serves, so that old ones look as new ones do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from wardmote.accounts.actor import actor_of
from wardmote.accounts.writing import render_again
from wardmote.conversations.models import Message
from wardmote.core.errors import Invalid
from wardmote.core.text.render import RENDERER_VERSION
from wardmote.core.text.rerendering import Rerendered
from wardmote.uploads.actions.uses import set_uses
from wardmote.uploads.queries.shown import usable_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.text.render import Rendered

BATCH: Final = 100
"""Messages that are read at once; each is written by itself."""


def rerender_messages(
    *, after: int = 0, every: bool = False, told: Callable[[Rerendered], object] = lambda _so_far: None
) -> Rerendered:
    """Render the messages above `after` anew that an older renderer made, or all of them; return how it went.

    Killed and begun again, it goes on where it was. Those that were taken back stay as they are.
    """
    so_far = Rerendered(last=after)
    for messages in _batches(after, every=every):
        authors: dict[int, Actor] = {}
        for message in messages:
            if message.author_id not in authors:
                authors[message.author_id] = actor_of(message.author)
            so_far = so_far.with_one(message.pk, changed=_rerender(message, authors[message.author_id]))
        told(so_far)
    return so_far


def _batches(after: int, *, every: bool) -> Iterator[Sequence[Message]]:
    rows = Message.objects.select_related("author").filter(deleted_at=None).order_by("pk")
    if not every:
        rows = rows.filter(renderer__lt=RENDERER_VERSION)
    while messages := list(rows.filter(pk__gt=after)[:BATCH]):
        yield messages
        after = messages[-1].pk


def _rerender(message: Message, author: Actor) -> bool | None:
    """Render a message anew; say whether it looks otherwise now, None where it stays as it is."""
    files = usable_by(author, target="message", target_id=message.pk, even_lost=True)
    try:
        made = render_again(author, message.source, html=message.html, source_format=message.source_format, files=files)
        return _store(message, made)
    except Invalid:
        return None


@transaction.atomic
def _store(message: Message, made: Rendered) -> bool:
    """Store what was made, unless the message was taken back meanwhile."""
    rows = Message.objects.filter(pk=message.pk, deleted_at=None, source=message.source)
    if not rows.update(html=made.html, text=made.text, renderer=made.version):
        return False
    set_uses(target="message", target_id=message.pk, keys=made.uploads)
    return message.html != made.html
