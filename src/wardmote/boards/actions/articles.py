"""What a first post says of its source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from wardmote.boards import ladder
from wardmote.boards.models import Article, ArticleKind
from wardmote.core import clock
from wardmote.core.errors import Invalid
from wardmote.core.text.clean import clean_line

if TYPE_CHECKING:
    from wardmote.core.errors import Text

_NAME_CHARS, _URL_CHARS = 80, 500


@dataclass(frozen=True)
class ArticleInput:
    """The fields as they were entered."""

    kind: str
    source_name: str = ""
    source_url: str = ""
    original_author: str = ""
    original_date: dt.date | None = None
    interview: bool = False


def clean_article(board_id: int, given: ArticleInput | None) -> ArticleInput | None:
    """Return the fields cleaned; an original keeps no source.

    Raises:
        Invalid: the board demands them, the kind is unknown, or a reprint lacks its source.
    """
    if given is None or not given.kind:
        if ladder.forum().boards[board_id].article_required:
            raise Invalid({"kind": _("Say whether the text is original or a reprint.")})
        return None
    if given.kind not in ArticleKind.values:
        raise Invalid({"kind": _("Say whether the text is original or a reprint.")})
    if given.kind == ArticleKind.ORIGINAL:
        return ArticleInput(ArticleKind.ORIGINAL, interview=given.interview)
    cleaned = ArticleInput(
        ArticleKind.REPRINT,
        clean_line(given.source_name),
        clean_line(given.source_url),
        clean_line(given.original_author),
        given.original_date,
        given.interview,
    )
    if errors := _errors(cleaned):
        raise Invalid(errors)
    return cleaned


def _errors(article: ArticleInput) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    if not article.source_name:
        errors["source_name"] = _("A reprint needs the name of its source.")
    if not article.source_url:
        errors["source_url"] = _("A reprint needs the address of its source.")
    elif not is_web_address(article.source_url):
        errors["source_url"] = _("Enter a web address that begins with http:// or https://.")
    for name in ("source_name", "original_author"):
        if len(getattr(article, name)) > _NAME_CHARS:
            errors[name] = _("At most %(most)s characters.") % {"most": _NAME_CHARS}
    if article.original_date is not None and article.original_date > clock.now().date() + dt.timedelta(days=1):
        errors["original_date"] = _("This day has not come yet.")
    return errors


def is_web_address(address: str) -> bool:
    """Say whether an address is of the web, whole and of bounded length."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and named and len(address) <= _URL_CHARS and " " not in address


def store_article(thread_id: int, article: ArticleInput | None) -> None:
    """Write, change or remove the fields of a thread (1 or 2 queries)."""
    if article is None:
        Article.objects.filter(thread_id=thread_id).delete()
        return
    Article.objects.update_or_create(
        thread_id=thread_id,
        defaults={
            "kind": article.kind,
            "source_name": article.source_name,
            "source_url": article.source_url,
            "original_author": article.original_author,
            "original_date": article.original_date,
            "interview": article.interview,
        },
    )
