"""The form in which a post is written: a new thread, a reply, an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.boards.actions.articles import ArticleInput
from wardmote.boards.forms import fields as read
from wardmote.boards.models import ArticleKind
from wardmote.boards.tag_names import split_names
from wardmote.core.errors import Invalid
from wardmote.drafts.forms import KeptForm

if TYPE_CHECKING:
    from wardmote.boards.models import Article


@dataclass(frozen=True, kw_only=True)
class PostForm(KeptForm):
    """Everything an editor holds.

    `quotes` is the number of the quoted post, `base_edits` the number of edits that the text is based on.
    """

    written = ("title", "text")

    title: str = ""
    text: str = ""
    type: str = ""
    kind: str = ""
    source_name: str = ""
    source_url: str = ""
    original_author: str = ""
    original_date: str = ""
    interview: str = ""
    reason: str = ""
    quotes: str = ""
    base_edits: str = ""
    tags: str = ""

    @property
    def has_article(self) -> bool:
        """Say whether anything in the article section was filled in."""
        given = (self.kind, self.source_name, self.source_url, self.original_author, self.original_date, self.interview)
        return any(part.strip() for part in given)

    def type_id(self) -> int | None:
        """Return the chosen thread type.

        Raises:
            Invalid: it is no number.
        """
        return read.number(self.type, "type")

    def quotes_id(self) -> int | None:
        """Return the quoted post.

        Raises:
            Invalid: it is no number.
        """
        return read.number(self.quotes, "")

    def edits(self) -> int | None:
        """Return the number of edits that the text is based on.

        Raises:
            Invalid: it is no number.
        """
        return read.number(self.base_edits, "")

    def tag_names(self) -> list[str]:
        """Return the tags that were typed, commas or spaces between them."""
        return split_names(self.tags)

    def article(self) -> ArticleInput | None:
        """Return what was said about the source, or None where nothing was.

        Raises:
            Invalid: details without saying whether it is original or a reprint, or a date that is none.
        """
        if not self.has_article:
            return None
        if self.kind not in ArticleKind.values:
            raise Invalid({"kind": _("Say whether the text is original or a reprint.")})
        return ArticleInput(
            kind=self.kind,
            source_name=self.source_name,
            source_url=self.source_url,
            original_author=self.original_author,
            original_date=read.day(self.original_date, "original_date"),
            interview=bool(self.interview),
        )


def article_fields(article: Article | None) -> dict[str, str]:
    """Return the article section's fields as a form shows them."""
    if article is None:
        return {}
    return {
        "kind": article.kind,
        "source_name": article.source_name,
        "source_url": article.source_url,
        "original_author": article.original_author,
        "original_date": article.original_date.isoformat() if article.original_date else "",
        "interview": "on" if article.interview else "",
    }
