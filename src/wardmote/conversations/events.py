"""What is said between messages about what happened to a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.core.errors import Text

ADDED, LEFT, TITLED = "added", "left", "titled"

SENTENCES: dict[str, Text] = {
    ADDED: gettext_lazy("%(name)s added %(names)s."),
    LEFT: gettext_lazy("%(name)s left the conversation."),
    TITLED: gettext_lazy("%(name)s changed the title to “%(title)s”."),
}
UNTITLED = gettext_lazy("%(name)s removed the title.")
UNKNOWN = gettext_lazy("%(name)s changed the conversation.")


def sentence(kind: str, *, name: str, details: Mapping[str, Any]) -> str:
    """Return what is said of an event."""
    text = UNTITLED if kind == TITLED and not details.get("title") else SENTENCES.get(kind, UNKNOWN)
    values = {
        "name": name or _("Somebody"),
        "names": _(", ").join(str(each) for each in details.get("names", ())),
        "title": str(details.get("title", "")),
    }
    return str(text) % values
