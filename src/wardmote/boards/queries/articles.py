"""What a thread says of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.boards.models import Article

if TYPE_CHECKING:
    from wardmote.boards.models import Thread


def article_of(thread: Thread) -> Article | None:
    """Return the fields of a thread that the viewer has been let to, if it has any (1 query)."""
    return Article.objects.filter(thread_id=thread.pk).first()
