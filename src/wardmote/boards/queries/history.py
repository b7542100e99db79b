"""The versions of a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from markupsafe import Markup

from wardmote.boards import rules
from wardmote.boards.models import PostRevision
from wardmote.core.errors import NotAllowed
from wardmote.core.text.diff import diff_html

if TYPE_CHECKING:
    import datetime as dt

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post

VERSIONS_MOST = 20
"""Versions on one page, the newest: each costs a comparison of up to 100 ms at the worst."""


@dataclass(frozen=True)
class Version:
    """One version; `changes` shows what it changed in the one before, or the whole text of the first."""

    number: int
    author_id: int | None
    author_name: str
    at: dt.datetime
    reason: str
    changes: Markup
    title_changes: Markup | None


def require_history(viewer: Actor, post: Post) -> None:
    """Demand that somebody who may read the post may read its history as well, and say why not.

    Raises:
        NotAllowed: moderators have hidden it.
    """
    if post.history_hidden_at is not None and not rules.may_moderate(viewer, post.thread.board_id):
        raise NotAllowed(_("Moderators have hidden the earlier versions of this post."))


def versions_of(post: Post, before: int | None = None, size: int = VERSIONS_MOST) -> tuple[list[Version], int | None]:
    """Return versions of a post, the newest first, and the number below which there are more (1 query).

    A post that was never edited has none.
    """
    rows = PostRevision.objects.filter(post=post).select_related("written_by").order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: size + 1])
    shown = found[:size]
    earlier = [*found[1:], None]
    versions = [_version(row, former) for row, former in zip(shown, earlier, strict=False)]
    return versions, shown[-1].number if len(found) > len(shown) else None


def _version(row: PostRevision, former: PostRevision | None) -> Version:
    old, old_title = (former.source, former.title) if former else (row.source, row.title)
    return Version(
        number=row.number,
        author_id=row.written_by_id,
        author_name=row.written_by.name if row.written_by else "",
        at=row.written_at,
        reason=row.reason,
        changes=Markup(diff_html(old, row.source)),  # noqa: S704  diff_html escapes
        title_changes=Markup(diff_html(old_title, row.title)) if old_title != row.title else None,  # noqa: S704
    )
