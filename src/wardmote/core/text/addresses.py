"""Addresses in what people write: which may become links, and where a bare one begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
ADDRESS_MAX: Final = 2_000
"""Characters. A longer address stays text: percent-encoding could multiply it."""

_UNSAFE: Final = re.compile(r'[\x00-\x20\x7f"<>\\^`{|}]|[^\x00-\x7f]')
_ABSOLUTE: Final = re.compile(r"(?i:(https?)://(?=[^/?#@:.])|(mailto):(?=[^@?]+@[^@]+$)|(tel):(?=\+?[0-9(]))")
_BARE_DOMAIN: Final = re.compile(r"(?i)www\.[a-z0-9-]+\.[a-z]")
# Only ASCII: Chinese has no space after an address, so the first character that needs no place in one ends it.
# An internationalised name is written percent-encoded, as punycode, or as an explicit link.
_BARE: Final = re.compile(
    r"(?i)(?<![a-z0-9@./])(?:https?://|www\.)[a-z0-9]"
    r"[a-z0-9\-._~:/?#@!$&'()*+,;=%]*"
    r"|(?<![a-z0-9._%+\-/])[a-z0-9._%+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}"
)
_TRAILING: Final = ".,;:!?'*_~&"


def safe_address(address: str) -> str | None:
    """Return the address if it may stand in a link, else None.

    It may be absolute with one of `SCHEMES`, or a path on this site ("/…", not "//…"). Whatever a browser would
    read differently from us is refused: white space, controls, backslashes, characters that should be encoded.
    """
    if len(address) > ADDRESS_MAX or _UNSAFE.search(address):
        return None
    if address.startswith("/"):
        return None if address.startswith("//") else address
    return address if _ABSOLUTE.match(address) else None


def link_address(raw: str) -> str | None:
    """Return what a person wrote as an address in the form that a link needs, or None where it may not be one.

    Characters beyond ASCII and spaces are percent-encoded; "www." gets its scheme.
    """
    raw = raw.strip()
    if len(raw) > ADDRESS_MAX or "\\" in raw:
        return None
    if _BARE_DOMAIN.match(raw):
        raw = f"http://{raw}"
    try:
        return safe_address(quote(raw, safe="!#$%&'()*+,/:;=?@[]~"))
    except UnicodeEncodeError:
        return None


def is_outgoing(address: str) -> bool:
    """Say whether a safe address leads away from this site."""
    return not address.startswith("/")


def find_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, address for the link) of every bare web and mail address in a text, in linear time."""
    for match in _BARE.finditer(text):
        shown = _without_trailing(match[0])
        address = f"mailto:{shown}" if "@" in shown and "/" not in shown else link_address(shown)
        address = address and safe_address(address)
        if address:
            yield match.start(), match.start() + len(shown), address


def _without_trailing(address: str) -> str:
    """Drop punctuation that belongs to the sentence, and closing brackets that were opened before the address."""
    end = len(address)
    surplus = address.count(")") - address.count("(")
    while end:
        last = address[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return address[:end]
