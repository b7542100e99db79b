"""What a tag may be called, and which names are one tag."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid
from wardmote.core.text.clean import clean_line, is_blank, is_invisible
from wardmote.core.text.normal import normalized
from wardmote.search.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

CHARS_MOST: Final = 30
"""Characters of a name."""
KEY_CHARS: Final = 100
"""Characters of a key; a few letters become three when their case is folded."""
TYPED_MOST: Final = 200
"""Names that are read from a field at the most, however many may be chosen."""

_BETWEEN: Final = re.compile(r"[\s,，、;；]+")
_SIGNS: Final = frozenset("-_.+&·・'’")
"""What may stand in a name beside letters, digits and their marks: nothing that parts names, or means something in an
address or a search."""


def split_names(typed: str) -> list[str]:
    """Return the names of a field: commas or spaces stand between them, and one may begin with "#"."""
    names = [name.lstrip("#＃") for name in _BETWEEN.split(clean_line(typed))]
    return [name for name in names if name][:TYPED_MOST]


def tag_key(name: str) -> str:
    """Return what tells a tag apart: its name in NFKC, without case, in simplified characters."""
    return normalized("NFKC", fold(name))


def clean_name(typed: str, field: str = "tags") -> str:
    """Return a name as it is kept: NFKC, letters and digits and a few signs.

    Raises:
        Invalid: it is empty or too long, or holds something else.
    """
    name = normalized("NFKC", clean_line(typed).lstrip("#＃"))
    if not name or is_blank(name):
        raise Invalid({field: _("Please write a tag.")})
    if len(name) > CHARS_MOST or len(tag_key(name)) > KEY_CHARS:
        raise Invalid({field: _("A tag may have at most %(most)s characters.") % {"most": CHARS_MOST}})
    if not all(map(_fits, name)) or not any(char.isalnum() for char in name):
        raise Invalid({field: _("“%(name)s” cannot be a tag: use letters, digits and hyphens.") % {"name": name}})
    return name


def once(names: Iterable[str]) -> list[str]:
    """Return the names in their order, of those that are one tag the first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(tag_key(name), name)
    return list(found.values())


def _fits(char: str) -> bool:
    kind = unicodedata.category(char)
    return char in _SIGNS or ((kind[0] in "LN" or kind in {"Mn", "Mc"}) and not is_invisible(char))
