"""What the forms of bookmarks hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS_MOST = 18


@dataclass(frozen=True, slots=True)
class BookmarkForm:
    """A bookmark as it is typed."""

    note: str = ""
    folder: str = ""
    new_folder: str = ""

    @classmethod
    def posted(cls, posted: Mapping[str, str]) -> BookmarkForm:
        """Return what was sent."""
        return cls(*(str(posted.get(name, "")) for name in ("note", "folder", "new_folder")))

    def folder_id(self) -> int | None:
        """Return the folder's number, None for none.

        Raises:
            Invalid: it is no number.
        """
        raw = self.folder.strip()
        if not raw:
            return None
        if not (raw.isascii() and raw.isdigit() and len(raw) <= _DIGITS_MOST):
            raise Invalid({"folder": _("Choose one of the values offered.")})
        return int(raw)
