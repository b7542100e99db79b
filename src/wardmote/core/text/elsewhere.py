"""Rendered texts as they are shown away from this site: in feeds and where others embed them."""

from __future__ import annotations

import re
from typing import Final

from wardmote.core.text.markup import UNSEEN, split_tags, tag_name

_OWN: Final = re.compile(r'( (?:href|src)=")/(?!/)')
_SET: Final = re.compile(r' srcset="([^"]*)"')
_SPOILER: Final = '<span class="spoiler"'


def for_elsewhere(html: str, site_address: str) -> str:
    """Return rendered HTML whose addresses are whole, for readers that know neither our site nor its style sheet.

    Hidden words become a mark: without the style sheet they would stand there for all to see.
    """
    pieces = split_tags(html)
    hidden = 0  # how many spans deep inside a spoiler
    for place, piece in enumerate(pieces):
        if not place % 2:
            if hidden:
                pieces[place] = ""
            continue
        if hidden:
            if tag_name(piece) == "span":
                hidden += -1 if piece[1] == "/" else 1
            pieces[place] = ""
            continue
        if piece.startswith(_SPOILER):
            hidden = 1
            pieces[place] = UNSEEN
            continue
        if '="/' in piece:
            piece = _SET.sub("", piece)  # noqa: PLW2901  one whole picture is enough elsewhere
            pieces[place] = _OWN.sub(rf"\1{site_address}/", piece)
    return "".join(pieces)
