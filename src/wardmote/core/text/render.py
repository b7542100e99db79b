"""From what a person wrote to what a page shows. The only caller of the renderers and of the sanitiser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wardmote.core.text.bbcode import bbcode_to_html
from wardmote.core.text.bounds import (
    Bounds,
    check_counts,
    check_length,
    check_markdown_folds,
    check_markdown_tables,
    check_shape,
)
from wardmote.core.text.cards import mark_cards
from wardmote.core.text.clean import clean_text
from wardmote.core.text.enrich import Enricher, Resolver
from wardmote.core.text.figures import set_figures
from wardmote.core.text.interview import mark_interview
from wardmote.core.text.markdown import markdown_to_html
from wardmote.core.text.markup import measure, split_tags, text_of
from wardmote.core.text.own_files import FileResolver, keys_of_tags
from wardmote.core.text.plain import plain_to_html
from wardmote.core.text.sanitize import sanitize

RENDERER_VERSION: Final = 5
"""Rises when the same source would render differently; stored beside the HTML."""

DEFAULT_BOUNDS: Final = Bounds()


class SourceFormat(StrEnum):
    """How a source is to be read."""

    MARKDOWN = "markdown"
    BBCODE = "bbcode"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as it is stored: `html` is safe to put into a page, `text`, without what is hidden, for search."""

    html: str
    text: str
    links: int
    """Links that lead away from this site."""
    images: int
    mentions: tuple[str, ...]
    """The names that the resolver knew, as written, in order, each once."""
    uploads: tuple[str, ...] = ()
    """The keys of the site's own pictures and files that stand in it, each once."""
    files: int = 0
    """How many of them are files to be saved."""
    version: int = RENDERER_VERSION


def render(
    source: str,
    source_format: SourceFormat | str = SourceFormat.MARKDOWN,
    *,
    bounds: Bounds = DEFAULT_BOUNDS,
    mentions: Mapping[str, str] | Resolver | None = None,
    trusted: bool = False,
    interview: bool = False,
    files: FileResolver | None = None,
    own_host: str = "",
) -> Rendered:
    """Return the safe HTML and the text of a source.

    `mentions` maps names to addresses, or is called once with every name in question (at most 1,900) and returns
    such a mapping. `files` is called once with the keys of the site's own pictures and files, where there are any;
    those that it does not return stay links. `trusted` writers' links are not marked nofollow. `own_host` is this
    site's, whose links may become cards. A text whose HTML would be over `bounds.html_bytes` is shown as plain text.
    Deterministic: no query but the resolvers'.

    Raises:
        Invalid: a bound is broken; the field is "text".
    """
    source = _cleaned(source, bounds)
    enriched = _enriched(source, SourceFormat(source_format), bounds, files)
    marked, known = enriched.html(_resolve(mentions, enriched.names()))
    used = enriched.used
    saved = sum(not own.is_picture for own in used.values())
    check_counts(links=enriched.links, images=enriched.images, mentions=len(known), files=saved, bounds=bounds)
    if used:
        marked = set_figures(marked)
    marked = mark_cards(marked, own_host)
    html = sanitize(mark_interview(marked) if interview else marked, trusted=trusted)
    if len(html.encode()) > bounds.html_bytes:
        html = sanitize(plain_to_html(source))
        return Rendered(html=html, text=text_of(html), links=0, images=0, mentions=())
    return Rendered(html, text_of(html), enriched.links, enriched.images, known, tuple(used), saved)


def find_mentions(source: str, source_format: SourceFormat | str = SourceFormat.MARKDOWN) -> tuple[str, ...]:
    """Return every name that a source may mention, sorted: as Chinese has no spaces, all beginnings of a run.

    Raises:
        Invalid: the source is over a bound of `render`.
    """
    source = _cleaned(source, DEFAULT_BOUNDS)
    return tuple(sorted(_enriched(source, SourceFormat(source_format), DEFAULT_BOUNDS).names()))


def _cleaned(source: str, bounds: Bounds) -> str:
    """Clean a source within bounds; windows' line ends count double before, so twice the bound may come in."""
    if len(source) > 2 * bounds.max_chars:
        check_length(source, bounds)
    source = clean_text(source)
    check_length(source, bounds)
    return source


def _enriched(source: str, source_format: SourceFormat, bounds: Bounds, files: FileResolver | None = None) -> Enricher:
    pieces = split_tags(_to_html(source, source_format, bounds))
    nesting, table_cells = measure(pieces)
    check_shape(nesting=nesting, table_cells=table_cells, bounds=bounds)
    keys = keys_of_tags(pieces) if files else set()
    return Enricher(pieces, files(keys) if files and keys else None)


def _to_html(source: str, source_format: SourceFormat, bounds: Bounds) -> str:
    match source_format:
        case SourceFormat.MARKDOWN:
            check_markdown_tables(source, bounds)
            check_markdown_folds(source, bounds)
            return markdown_to_html(source)
        case SourceFormat.BBCODE:
            return bbcode_to_html(source, max_bytes=bounds.html_bytes) or plain_to_html(source)
        case SourceFormat.PLAIN:
            return plain_to_html(source)


def _resolve(mentions: Mapping[str, str] | Resolver | None, names: set[str]) -> Mapping[str, str]:
    if not mentions or not names:
        return {}
    if isinstance(mentions, Mapping):
        return mentions
    return mentions(names)
