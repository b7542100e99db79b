"""The site's own pictures in a text: alone on a line they are figures, three or more in a row a gallery."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext

from wardmote.core.text.markup import attribute, split_tags, tag_name
from wardmote.core.text.own_files import KEY, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.core.text.own_files import OwnFile

GALLERY_LEAST: Final = 3
SIZES: Final = "(min-width: 60rem) 42rem, 92vw"
SIZES_IN_GALLERY: Final = "(min-width: 60rem) 14rem, 46vw"
"""How wide pictures are shown (css/site.css), so that a browser fetches no larger one than it needs."""
_SOURCE_MOST: Final = 1280

_PICTURE: Final = re.compile(rf'<a class="picture" href="/f/{KEY}"><img [^<>]*></a>')
_TITLE: Final = re.compile(r' title="[^"]*"')
_BREAK: Final = re.compile(r"<br ?/?>\n?")
_EMPTY: Final = frozenset({"br", "hr", "img"})


def picture_tags(own: OwnFile, alt: str, caption: str, *, linked: bool) -> str:
    """Return a picture as it stands within a line; its caption waits in the title for a line of its own.

    A picture that nobody described is called by its caption, or a picture in the language of who writes: a link needs
    some name, and that of the file says nothing and perhaps too much.
    """
    name = alt or caption or pgettext("editor", "Picture")
    widths = [*((width, f"{own.address}/{width}") for width in own.widths), (own.width, own.address)]
    source = next((address for width, address in reversed(widths) if width <= _SOURCE_MOST), own.address)
    given = [f'src="{source}"']
    if own.widths:
        given.append(f'srcset="{", ".join(f"{address} {width}w" for width, address in widths)}" sizes="{SIZES}"')
    given.append(f'width="{own.width}" height="{own.height}" alt="{escape(name)}"')
    if caption:
        given.append(f'title="{escape(caption)}"')
    tag = f'<img {" ".join(given)} loading="lazy" decoding="async">'
    return f'<a class="picture" href="{own.address}">{tag}</a>' if linked else tag


def file_note(own: OwnFile) -> str:
    """Return what follows the link to a file: its kind and size."""
    ending = own.name.rpartition(".")[2].upper()
    return f' <span class="note">{escape(ending)}, {size_text(own.size_bytes)}</span>'


def set_figures(html: str) -> str:
    """Return the HTML with every picture that has a line of a paragraph to itself as a figure, in linear time."""
    blocks: list[str] = []
    run: list[str] = []
    for block, is_figure in _blocks(html):
        if is_figure:
            run.append(block)
        elif block.strip():
            blocks += [*_in_a_row(run), block]
            run = []
    return "".join([*blocks, *_in_a_row(run)])


def _in_a_row(figures: list[str]) -> list[str]:
    if len(figures) < GALLERY_LEAST:
        return figures
    small = (figure.replace(f'sizes="{SIZES}"', f'sizes="{SIZES_IN_GALLERY}"') for figure in figures)
    return ['<div class="gallery">', *small, "</div>"]


def _blocks(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the HTML in pieces, with whether each is a figure; paragraphs that hold pictures are taken apart."""
    first, *rest = html.split("<p>")
    yield first, False
    for part in rest:
        inner, end, after = part.partition("</p>")
        if not end or not _PICTURE.search(inner):
            yield f"<p>{part}", False
            continue
        yield from _lines(inner)
        yield after, False


def _lines(inner: str) -> Iterator[tuple[str, bool]]:
    kept: list[str] = []
    depth = 0
    for line in _BREAK.split(inner):
        if depth == 0 and _PICTURE.search(line) and not _PICTURE.sub("", line).strip():
            if kept:
                yield f"<p>{'<br>'.join(kept)}</p>\n", False
                kept = []
            for match in _PICTURE.finditer(line):
                yield _figure(match[0]), True
        else:
            kept.append(line)
            depth += _opened(line)
    if kept:
        yield f"<p>{'<br>'.join(kept)}</p>", False


def _opened(line: str) -> int:
    """Return how many elements a line leaves open: a picture within emphasis stays where it is."""
    tags = [tag for tag in split_tags(line)[1::2] if tag_name(tag) not in _EMPTY]
    return sum(-1 if tag[1] == "/" else 1 for tag in tags)


def _figure(picture: str) -> str:
    caption = attribute(picture, "title")
    bare = _TITLE.sub("", picture, count=1)
    below = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f"<figure>{bare}{below}</figure>\n"
