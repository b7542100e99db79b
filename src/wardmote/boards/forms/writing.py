"""The form in which a post is written: a new thread, a reply, an edit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from django.utils.translation import gettext_lazy as _

from wardmote.boards.actions.articles import ArticleInput
from wardmote.boards.forms import fields as read
from wardmote.boards.models import ArticleKind
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.boards.models import Article


@dataclass(frozen=True)
class PostForm:
    """Everything an editor holds, as it was typed, so that it can be shown again whatever happens.

    `quotes` is the number of the quoted post, `base_edits` the number of edits that the text is based on.
    """

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
    submit_key: str = ""

    @classmethod
    def empty(cls, **known: str) -> Self:
        """Return a new form with a key of its own."""
        return cls(submit_key=str(uuid.uuid4()), **known)

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> Self:
        """Return the form as it was sent; one that came without a key gets one for the next try."""
        values = {field.name: read.text(posted, field.name) for field in fields(cls)}
        if read.key(values["submit_key"]) is None:
            values["submit_key"] = str(uuid.uuid4())
        return cls(**values)

    @property
    def key(self) -> uuid.UUID | None:
        """The key that makes sending twice harmless.

        It is made of the form's own and of what was written: whoever goes back to a page and writes something else in
        its form means another post.
        """
        given = read.key(self.submit_key)
        return None if given is None else uuid.uuid5(given, f"{self.title}\n{self.text}")

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
