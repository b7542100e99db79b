"""How many drafts are kept, and for how long."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from wardmote.core import options

DRAFTS_MOST = options.integer(
    "drafts_most", 30, section="limits", label=_("Drafts of a member at the most"), least=1, most=200
)
DRAFTS_DAYS = options.integer(
    "drafts_days", 90, section="limits", label=_("Days after which an untouched draft is deleted"), least=1, most=3650
)

TITLE_CHARS: Final = 1_000
"""Characters of a title being written: more than may be sent, since a draft is not finished."""
FIELDS_MOST: Final = 60
"""Values of a form beside title and text."""
NAME_CHARS: Final = 40
VALUE_CHARS: Final = 2_000
