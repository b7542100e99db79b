"""Whom a rendered text speaks to: the members it mentions, and the posts it quotes."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings

from wardmote.core.text.markup import attribute, split_tags, tag_name

MENTIONED_MOST: Final = 50
QUOTED_MOST: Final = 10
"""Posts of which a text is taken to quote: more are a list of links."""

_MEMBER: Final = re.compile(r"/u/([0-9]{1,18})")
_POST: Final = re.compile(r"/p/([0-9]{1,18})")


def mentioned(html: str) -> list[int]:
    """Return the members whom the text mentions, in order, each once."""
    found: dict[int, None] = {}
    for tag in split_tags(html)[1::2]:
        if tag_name(tag) != "a" or attribute(tag, "class") != "mention":
            continue
        match = _MEMBER.fullmatch(attribute(tag, "href") or "")
        if match:
            found[int(match[1])] = None
    return list(found)[:MENTIONED_MOST]


def quoted(html: str) -> list[int]:
    """Return the posts that quotes of the text lead to, as the button "Quote" writes them, in order, each once.

    A quote within a quote is somebody else's.
    """
    found: dict[int, None] = {}
    depth = 0
    for tag in split_tags(html)[1::2]:
        name = tag_name(tag)
        if name == "blockquote":
            depth += -1 if tag[1] == "/" else 1
        elif name == "a" and tag[1] != "/" and depth == 1:
            address = (attribute(tag, "href") or "").removeprefix(settings.SITE_URL)
            match = _POST.fullmatch(address)
            if match:
                found[int(match[1])] = None
    return list(found)[:QUOTED_MOST]
