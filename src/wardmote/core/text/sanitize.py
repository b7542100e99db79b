"""The allow-list: what of HTML may reach a page. The only caller of nh3."""

from __future__ import annotations

import re
from typing import Final

import nh3

from wardmote.core.text.addresses import SCHEMES, safe_address
from wardmote.core.text.markup import split_tags, tag_name
from wardmote.core.text.own_files import KEY

ALIGNMENTS: Final = frozenset({"t-center", "t-left", "t-right"})
COLOURS: Final = (
    "grey", "silver", "red", "maroon", "orange", "brown", "yellow", "olive", "green", "lime", "teal",
    "cyan", "blue", "navy", "purple", "pink",
)  # fmt: skip
CLASSES: Final[dict[str, set[str]]] = {
    "a": {"card", "file", "image", "mention", "picture"},
    "b": {"speaker"},
    "blockquote": set(),
    "details": {"spoiler"},
    "div": {"free", "gallery", "indent", *ALIGNMENTS},
    "p": {"answer", "ask", *ALIGNMENTS},
    "span": {
        *(f"c-{colour}" for colour in COLOURS),
        *(f"bg-{colour}" for colour in COLOURS),
        *(f"s-{size}" for size in range(1, 8)),
        "f-kai", "f-mono", "f-sans", "f-serif", "note", "spoiler",
    },
    "td": set(ALIGNMENTS),
    "th": set(ALIGNMENTS),
}  # fmt: skip
"""Every class that a text may carry, by tag: the style sheet knows them all."""

TAGS: Final = frozenset(
    {
        "a", "b", "blockquote", "br", "cite", "code", "del", "details", "div", "em", "figcaption", "figure", "h3",
        "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "rp", "rt", "ruby", "s", "span", "strong", "sub",
        "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
    }
)  # fmt: skip
ATTRIBUTES: Final[dict[str, set[str]]] = {
    "a": {"href"},
    "img": {"alt", "decoding", "height", "loading", "sizes", "src", "srcset", "title", "width"},
    "ol": {"start"},
    "span": {"tabindex"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
OUTGOING_REL: Final = "ugc nofollow noopener"
TRUSTED_REL: Final = "ugc noopener"

_SPAN: Final = re.compile(r"[1-9][0-9]?")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
# What nh3 writes for a link within this site; the rel there would tell search engines not to trust ourselves.
_OWN_LINK: Final = re.compile(
    rf'(<a (?:class="[a-z ]*" )?href="/[^"<>]*"(?: class="[a-z ]*")?) rel="(?:{OUTGOING_REL}|{TRUSTED_REL})">'
)

_NUMBERS: Final = {"start": _NUMBER, "colspan": _SPAN, "rowspan": _SPAN, "tabindex": re.compile("0")}
_PICTURE: Final = rf"/f/{KEY}(?:/[0-9]{{2,4}})?"
_OF_PICTURES: Final = {
    "alt": re.compile(r".*", re.DOTALL),
    "decoding": re.compile("async"),
    "height": _NUMBER,
    "loading": re.compile("lazy"),
    "sizes": re.compile(r"[a-z0-9 (),.:%-]{1,100}"),
    "src": re.compile(_PICTURE),
    "srcset": re.compile(rf"{_PICTURE} [0-9]{{1,5}}w(?:, {_PICTURE} [0-9]{{1,5}}w){{0,8}}"),
    "title": re.compile(r".*", re.DOTALL),
    "width": _NUMBER,
}
"""The site's own pictures only: one from elsewhere would tell its server who reads."""

_DEAD_LINK: Final = re.compile(r'<a(?: class="[a-z ]*")?(?: rel="[a-z ]*")?>')


def sanitize(html: str, *, trusted: bool = False) -> str:
    """Return the HTML with nothing but what the allow-list holds, well-formed.

    No id, style or handler survives. Outgoing links get a rel, with nofollow unless the writer is trusted; links
    within the site get none. Doing it twice changes nothing.
    """
    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_checked,
        allowed_classes=CLASSES,
        url_schemes=set(SCHEMES),
        link_rel=TRUSTED_REL if trusted else OUTGOING_REL,
    )
    return _without_dead_links(_OWN_LINK.sub(r"\1>", cleaned))


def _without_dead_links(html: str) -> str:
    """Drop the tags of links without an address: nh3 takes away those that no browser could follow."""
    if not _DEAD_LINK.search(html):
        return html
    kept: list[bool] = []
    pieces = split_tags(html)
    for place in range(1, len(pieces), 2):
        if tag_name(pieces[place]) != "a":
            continue
        if pieces[place][1] != "/":
            kept.append(not _DEAD_LINK.fullmatch(pieces[place]))
        if not (kept[-1] if pieces[place][1] != "/" else kept.pop()):
            pieces[place] = ""
    return "".join(pieces)


def _checked(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value if it is one that we would have written, else None (the attribute goes)."""
    if tag == "img":
        return value if name in _OF_PICTURES and _OF_PICTURES[name].fullmatch(value) else None
    if name == "href":
        return safe_address(value)
    if name in _NUMBERS:
        return value if _NUMBERS[name].fullmatch(value) else None
    if name == "rel":  # ours: nh3 has dropped the writer's before
        return value
    return value if name == "class" and tag in CLASSES and value else None
