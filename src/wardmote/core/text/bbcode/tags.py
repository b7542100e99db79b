"""The tags of the older boards' editors, by how their content is read."""

from __future__ import annotations

from typing import Final

RAW: Final = frozenset(
    {
        "attach", "attachimg", "audio", "code", "flash", "img", "media", "password", "postbg", "video",
    }
)  # fmt: skip
"""Their content is not read for tags."""

RAW_WITHOUT_ARGUMENT: Final = frozenset({"email", "url"})
"""Their content is an address, unless the address stands in the tag."""

BLOCK: Final = frozenset(
    {
        "align", "center", "float", "free", "indent", "left", "list", "p", "quote", "right", "table", "td", "tr",
    }
)  # fmt: skip

INLINE: Final = frozenset(
    {"b", "backcolor", "color", "email", "font", "i", "ruby", "s", "size", "sub", "sup", "u", "url"}
)
VOID: Final = frozenset({"*", "hr"})
HIDING: Final = "hide"

KNOWN: Final = RAW | BLOCK | INLINE | VOID | {HIDING}
