"""Links to the site's own threads, posts and boards that stand alone on a line: they may be shown as cards.

What a card says depends on who reads it, so that a text only marks the link; `wardmote.core.cards` fills it in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_NUMBER: Final = r"[1-9][0-9]{0,17}"
PATH: Final = rf"/(?:(?P<kind>[tp])/(?P<id>{_NUMBER})(?:/{_NUMBER})?|b/(?P<slug>[a-z0-9][a-z0-9-]{{0,39}}))"
_REST: Final = r"(?:\?[A-Za-z0-9=&;_-]{1,100})?(?:#[a-z0-9]{1,30})?"
CARDS_MOST: Final = 20
"""In a text, the first ones: each is looked up whenever it is read, and 4,000 of them fit into one post."""


def mark_cards(html: str, own_host: str) -> str:
    """Give the links that are a line of their own the class "card", their address a path, their text as typed.

    They come bare, or as a link that says its own address; `own_host` is the site's host with its port, if any.
    """
    if "/t/" not in html and "/p/" not in html and "/b/" not in html:
        return html
    return _alone(own_host).sub(
        r'\g<before><a class="card" href="\g<way>\g<rest>">\g<typed></a>', html, count=CARDS_MOST
    )


@lru_cache(maxsize=8)
def _alone(own_host: str) -> re.Pattern[str]:
    here = rf"(?:https?://{re.escape(own_host)})?" if own_host else ""
    return re.compile(
        rf'(?P<before><p>|<br ?/?>)(?P<space>\n?)(?P<link><a href="[^"<>]{{1,300}}">)?'
        rf"(?P<typed>{here}(?P<way>{PATH})(?P<rest>{_REST}))"
        r"(?(link)</a>)(?=\n?(?:</p>|<br ?/?>))"
    )
