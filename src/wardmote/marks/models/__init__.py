"""The rows of marks."""

from wardmote.marks.models.bookmark import Bookmark, BookmarkFolder, BookmarkKind
from wardmote.marks.models.follow import Follow, FollowKind

__all__ = ["Bookmark", "BookmarkFolder", "BookmarkKind", "Follow", "FollowKind"]
