"""The forms of moderators: which thread, which floors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from wardmote.boards.forms import fields as read
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RANGES_MOST: Final = 50
POSTS_MOST: Final = 500
"""Posts that one split may take along."""
FIELDS: Final = ("sticky", "digest", "highlight", "type", "board", "into", "floors", "title", "tags", "reason")

_THREAD: Final = re.compile(r"(?:.*/t/)?#?(\d{1,18})(?:[/?#].*)?")
_RANGE: Final = re.compile(r"(\d{1,9})(?:\s*[-–—~～]\s*(\d{1,9}))?")
_BETWEEN: Final = re.compile(r"[\s]*[,，、;；\s][\s]*")
_AROUND_DASH: Final = re.compile(r"\s*([-–—~～])\s*")


@dataclass(frozen=True)
class ModerateForm:
    """What a moderator filled in, as typed; `posts` are the ticked boxes."""

    values: Mapping[str, str]
    posts: Sequence[str] = ()

    @classmethod
    def posted(cls, posted: Mapping[str, str], posts: Sequence[str] = ()) -> ModerateForm:
        """Return the form as it was sent."""
        return cls({name: read.text(posted, name) for name in FIELDS}, tuple(posts))

    def __getitem__(self, name: str) -> str:
        """Return a field as it was typed."""
        return self.values.get(name, "")

    def number(self, name: str) -> int:
        """Return a field that must hold a number.

        Raises:
            Invalid: it holds none.
        """
        value = read.number(self[name], name)
        if value is None:
            raise Invalid({name: _("Choose one of the values offered.")})
        return value

    def optional_number(self, name: str) -> int | None:
        """Return a field that may be empty.

        Raises:
            Invalid: it holds something else than a number.
        """
        return read.number(self[name], name)

    def thread_number(self) -> int:
        """Return the thread meant by its number or its address.

        Raises:
            Invalid: it is neither.
        """
        match = _THREAD.fullmatch(self["into"].strip())
        if match is None:
            raise Invalid({"into": _("Enter a thread's number or its address.")})
        return int(match[1])

    def ticked(self) -> list[int]:
        """Return the numbers of the ticked posts.

        Raises:
            Invalid: one is no number, or there are too many.
        """
        found = [value for raw in self.posts[: POSTS_MOST + 1] if (value := read.number(raw, "posts")) is not None]
        if len(found) > POSTS_MOST:
            raise Invalid({"posts": too_many()})
        return found

    def floor_ranges(self) -> list[tuple[int, int]]:
        """Return the floors written as "5-9, 12", each range with its ends.

        Raises:
            Invalid: it reads otherwise, or means too many floors.
        """
        parts = [part for part in _BETWEEN.split(_AROUND_DASH.sub(r"\1", self["floors"].strip())) if part]
        matches = [_RANGE.fullmatch(part) for part in parts[: RANGES_MOST + 1]]
        ranges = [(int(match[1]), int(match[2] or match[1])) for match in matches if match]
        if len(ranges) != len(parts) or any(first > last or first < 1 for first, last in ranges):
            raise Invalid({"floors": _("Write floors like this: 5-9, 12.")})
        if sum(last - first + 1 for first, last in ranges) > POSTS_MOST:
            raise Invalid({"floors": too_many()})
        return ranges


def too_many() -> str:
    """Return the message for more posts than one act may take."""
    return str(_("At most %(most)s posts can be split off at once.")) % {"most": POSTS_MOST}
