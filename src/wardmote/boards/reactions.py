"""Which reactions a site offers, and whose names it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wardmote.boards.models import ReactionKind
from wardmote.core import options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.core.errors import Text
    from wardmote.core.options import Option

SUPPORT = options.boolean("reactions_support", True, section="posting", label=_("Members can support posts"))
OPPOSE = options.boolean(
    "reactions_oppose",
    True,
    section="posting",
    label=_("Members can oppose posts"),
    help=_("Where this and thanks are off, posts can only be supported."),
)
THANKS = options.boolean("reactions_thanks", True, section="posting", label=_("Members can thank for posts"))
SHOW_OPPONENTS = options.boolean(
    "show_opponents",
    False,
    section="posting",
    label=_("Show who opposes a post"),
    help=_("Otherwise only their number is shown."),
)

COLUMNS: Final[Mapping[str, str]] = {
    ReactionKind.SUPPORT: "supports",
    ReactionKind.OPPOSE: "opposes",
    ReactionKind.THANKS: "thanks",
}
"""The column of a post that counts each kind."""
APPROVING: Final = (ReactionKind.SUPPORT, ReactionKind.THANKS)
"""What speaks for a post's author: these count for trust, and the author is told of them."""
WORDS: Final[Mapping[str, Text]] = {
    ReactionKind.SUPPORT: pgettext_lazy("reaction", "Support"),
    ReactionKind.OPPOSE: pgettext_lazy("reaction", "Oppose"),
    ReactionKind.THANKS: pgettext_lazy("reaction", "Thanks"),
}

_OFFERED: Final[Mapping[str, Option[bool]]] = {
    ReactionKind.SUPPORT: SUPPORT,
    ReactionKind.OPPOSE: OPPOSE,
    ReactionKind.THANKS: THANKS,
}


def offered() -> tuple[str, ...]:
    """Return the kinds that the site offers, in their order (no query); others are neither given nor shown."""
    return tuple(kind for kind, option in _OFFERED.items() if option.get())


def names_shown(kind: str) -> bool:
    """Say whether the site shows whose reactions of a kind they are (no query)."""
    return kind != ReactionKind.OPPOSE or SHOW_OPPONENTS.get()
