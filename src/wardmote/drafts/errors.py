"""What can go wrong with drafts alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.core.errors import Conflict


class DraftChanged(Conflict):
    """Another window or device has saved something else for the same place."""

    code = "draft-changed"
    default = _("This draft was changed in another window or on another device. Choose which text to keep.")
