"""What members are told of the boards, each kind with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from wardmote.notifications import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.core.errors import Text

MENTION = kinds.register(
    "boards.mention",
    label=_("Somebody mentions me"),
    one=_("%(name)s mentioned you in “%(title)s”."),
    repeats="once",
)
QUOTE = kinds.register(
    "boards.quote",
    label=_("Somebody quotes me"),
    one=_("%(name)s quoted you in “%(title)s”."),
    repeats="once",
)
REPLY = kinds.register(
    "boards.reply",
    label=_("Replies in threads that I started"),
    one=_("%(name)s replied in your thread “%(title)s”."),
    many=_("%(names)s replied in your thread “%(title)s”."),
)
FOLLOWED_THREAD = kinds.register(
    "boards.followed-thread",
    label=_("Replies in threads that I follow"),
    one=_("%(name)s replied in “%(title)s”, which you follow."),
    many=_("%(names)s replied in “%(title)s”, which you follow."),
)
FOLLOWED_MEMBER = kinds.register(
    "boards.followed-member",
    label=_("Posts of members whom I follow"),
    one=_("%(name)s, whom you follow, posted in “%(title)s”."),
    repeats="once",
)
FOLLOWED_BOARD = kinds.register(
    "boards.followed-board",
    label=_("New threads in boards that I follow"),
    one=_("%(name)s started “%(title)s” in a board that you follow."),
    repeats="once",
)

ACTS: Final[Mapping[str, Text]] = {
    "thread.locked": _("%(name)s closed your thread “%(title)s”."),
    "thread.unlocked": _("%(name)s opened your thread “%(title)s” again."),
    "thread.deleted": _("%(name)s deleted your thread “%(title)s”."),
    "thread.restored": _("%(name)s restored your thread “%(title)s”."),
    "thread.moved": _("%(name)s moved your thread “%(title)s” to another board."),
    "thread.merged": _("%(name)s merged your thread “%(title)s” into another."),
    "thread.split": _("%(name)s moved posts of yours into a thread of their own: “%(title)s”."),
    "thread.featured": _("%(name)s featured your thread “%(title)s”."),
    "thread.unfeatured": _("%(name)s took your thread “%(title)s” off the featured ones."),
    "thread.sticky": _("%(name)s put your thread “%(title)s” on top."),
    "thread.answered": _("%(name)s marked the best answer in your thread “%(title)s”."),
    "thread.answer-removed": _("%(name)s removed the mark of the best answer in your thread “%(title)s”."),
    "thread.approved": _("%(name)s let your thread “%(title)s” through."),
    "thread.refused": _("%(name)s refused your thread “%(title)s”."),
    "post.edited": _("%(name)s edited your post “%(title)s”."),
    "post.deleted": _("%(name)s deleted your post “%(title)s”."),
    "post.restored": _("%(name)s restored your post “%(title)s”."),
    "post.approved": _("%(name)s let your post “%(title)s” through."),
    "post.refused": _("%(name)s refused your post “%(title)s”."),
    "post.history-hidden": _("%(name)s hid the former versions of your post “%(title)s”."),
    "comment.deleted": _("%(name)s deleted your comment on a post in “%(title)s”."),
    "comment.restored": _("%(name)s restored your comment on a post in “%(title)s”."),
    "comment.erased": _("%(name)s removed the words of your comment on a post in “%(title)s” for good."),
    "rating.taken-back": _("%(name)s took back your rating of a post in “%(title)s”."),
}
"""What moderators do to what somebody wrote, as its author is told; the notice's detail `act` names it."""

MODERATION = kinds.register(
    "boards.moderation",
    label=_("What moderators do with what I wrote"),
    one=_("%(name)s moderated “%(title)s”."),
    by_act=ACTS,
    fixed=True,
)
"""Told whatever the member has chosen: who acts on somebody's words must say so, and why."""
