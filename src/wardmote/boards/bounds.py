"""The bounds of what is written here, as site options."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.core import options
from wardmote.core.text.bounds import Bounds

POST_CHARS = options.integer(
    "post_chars", 32_000, section="limits", label=_("Characters in a post at the most"), least=100, most=100_000
)
TITLE_CHARS = options.integer(
    "title_chars", 120, section="limits", label=_("Characters in a title at the most"), least=20, most=200
)
NESTING = options.integer(
    "nesting", 16, section="limits", label=_("Depth of quotes and lists at the most"), least=2, most=32
)
TABLE_CELLS = options.integer(
    "table_cells", 2_000, section="limits", label=_("Table cells in a post at the most"), least=0, most=10_000
)
MENTIONS = options.integer(
    "mentions", 10, section="limits", label=_("Mentions in a post at the most"), least=0, most=100
)
LINKS = options.integer("links", 50, section="limits", label=_("Links in a post at the most"), least=0, most=500)
IMAGES = options.integer("images", 50, section="limits", label=_("Pictures in a post at the most"), least=0, most=500)
TAGS = options.integer(
    "tags_a_thread",
    5,
    section="limits",
    label=_("Tags of a thread at the most"),
    help=_("0 lets nobody add any; those that threads have stay."),
    most=20,
)


def post_bounds() -> Bounds:
    """Return the bounds in force (no query)."""
    return Bounds(
        max_chars=POST_CHARS.get(),
        title_chars=TITLE_CHARS.get(),
        nesting=NESTING.get(),
        table_cells=TABLE_CELLS.get(),
        mentions=MENTIONS.get(),
        links=LINKS.get(),
        images=IMAGES.get(),
    )
