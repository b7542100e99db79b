"""The notices that reactions, comments, ratings and best answers send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from wardmote.boards.models import ReactionKind
from wardmote.notifications import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.notifications.kinds import Kind

SUPPORT = kinds.register(
    "support",
    label=_("Somebody supports a post of mine"),
    one=_("%(name)s supports your post in “%(title)s”."),
    many=_("%(names)s support your post in “%(title)s”."),
    mail="none",
    repeats="once",
)
THANKS = kinds.register(
    "thanks",
    label=_("Somebody thanks me for a post"),
    one=_("%(name)s thanks you for your post in “%(title)s”."),
    many=_("%(names)s thank you for your post in “%(title)s”."),
    mail="none",
    repeats="once",
)
COMMENT = kinds.register(
    "comment",
    label=_("Somebody comments on a post of mine"),
    one=_("%(name)s commented on your post in “%(title)s”."),
    many=_("%(names)s commented on your post in “%(title)s”."),
)
RATING = kinds.register(
    "rating",
    label=_("Somebody rates a post of mine"),
    one=_("%(name)s rated your post in “%(title)s”: %(amount)s."),
)
ANSWER = kinds.register(
    "answer",
    label=_("A reply of mine is marked as the best answer"),
    one=_("%(name)s marked your reply in “%(title)s” as the best answer."),
)

REACTIONS: Final[Mapping[str, Kind]] = {ReactionKind.SUPPORT: SUPPORT, ReactionKind.THANKS: THANKS}
