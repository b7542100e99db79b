"""How much a post may hold. A breach is refused before it costs time, with a message that names the bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NoReturn

from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid

# What a table's delimiter row is made of, with the marks of the quotes and lists around it.
_DELIMITER_ROW: Final = " \t>|:-*+.)0123456789"
_BEFORE_FOLD: Final = " \t>-*+.)0123456789"
# The estimate before parsing may count a drawing in a code block as a table, so it is this much more generous.
_ESTIMATE_SLACK: Final = 10


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest text a post may be; each is a site option."""

    max_chars: int = 32_000
    title_chars: int = 120
    nesting: int = 16
    table_cells: int = 2_000
    mentions: int = 10
    links: int = 50
    images: int = 50
    files: int = 20
    html_bytes: int = 512 * 1024


def check_length(text: str, bounds: Bounds) -> None:
    """Refuse a text over `max_chars`.

    Raises:
        Invalid: the text is too long (field "text").
    """
    if len(text) > bounds.max_chars:
        _refuse(
            _("The text has %(count)s characters; at most %(limit)s are allowed."),
            len(text),
            bounds.max_chars,
        )


def check_title(title: str, bounds: Bounds) -> None:
    """Refuse a title over `title_chars`.

    Raises:
        Invalid: the title is too long (field "title").
    """
    if len(title) > bounds.title_chars:
        message = _("The title has %(count)s characters; at most %(limit)s are allowed.")
        raise Invalid({"title": message % {"count": len(title), "limit": bounds.title_chars}})


def check_markdown_tables(source: str, bounds: Bounds) -> None:
    """Refuse Markdown whose tables would grow far over `table_cells`, before it is parsed.

    A parser fills short rows up to the width of the header, so that a table of C columns and R lines makes C * R
    cells from C + R characters: 32,000 characters became 31 MB of HTML in 1.2 s, and more in unbounded time.

    Raises:
        Invalid: an estimate from above, over ten times the bound (field "text").
    """
    cells = columns = 0
    for line in source.split("\n"):
        if not line.strip(" \t>"):
            columns = 0
        elif columns:
            cells += columns
        elif "|" in line and "-" in line and not line.strip(_DELIMITER_ROW):
            columns = line.count("|") + 1
    if cells > bounds.table_cells * _ESTIMATE_SLACK:
        _refuse(_too_many_cells(), cells, bounds.table_cells)


def check_markdown_folds(source: str, bounds: Bounds) -> None:
    """Refuse Markdown whose ::: blocks would lie far deeper than `nesting`, before it is parsed.

    Each line is tried against each open block: 6,000 of them took 0.3 s.

    Raises:
        Invalid: an estimate from above, over ten times the bound (field "text").
    """
    if ":::" not in source:
        return
    depth = deepest = 0
    for line in source.split("\n"):
        words = line.lstrip(_BEFORE_FOLD)
        if words.startswith(":::"):
            depth += 1 if words.strip(": \t") else -1
            deepest = max(deepest, depth := max(depth, 0))
    check_shape(nesting=deepest if deepest > bounds.nesting * _ESTIMATE_SLACK else 0, table_cells=0, bounds=bounds)


def check_shape(*, nesting: int, table_cells: int, bounds: Bounds) -> None:
    """Refuse a text whose quotes and lists lie too deep or whose tables are too large.

    Raises:
        Invalid: a bound is broken (field "text").
    """
    if nesting > bounds.nesting:
        message = _("Quotes, lists and tables lie %(count)s deep; at most %(limit)s levels are allowed.")
        _refuse(message, nesting, bounds.nesting)
    if table_cells > bounds.table_cells:
        _refuse(_too_many_cells(), table_cells, bounds.table_cells)


def check_counts(*, links: int, images: int, mentions: int, bounds: Bounds, files: int = 0) -> None:
    """Refuse a text with too many outgoing links, images, attached files or mentioned people.

    Raises:
        Invalid: a bound is broken (field "text").
    """
    if links > bounds.links:
        _refuse(_("The text has %(count)s links; at most %(limit)s are allowed."), links, bounds.links)
    if images > bounds.images:
        _refuse(_("The text has %(count)s images; at most %(limit)s are allowed."), images, bounds.images)
    if files > bounds.files:
        _refuse(_("The text has %(count)s files; at most %(limit)s are allowed."), files, bounds.files)
    if mentions > bounds.mentions:
        _refuse(_("The text mentions %(count)s people; at most %(limit)s are allowed."), mentions, bounds.mentions)


def _too_many_cells() -> str:
    return _("The tables have %(count)s cells; at most %(limit)s are allowed.")


def _refuse(message: str, count: int, limit: int) -> NoReturn:
    raise Invalid({"text": message % {"count": count, "limit": limit}})
