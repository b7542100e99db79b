"""The form in which a message is written."""

from __future__ import annotations

from dataclasses import dataclass

from wardmote.drafts.forms import KeptForm


@dataclass(frozen=True, kw_only=True)
class MessageForm(KeptForm):
    """Everything that was typed; `to` are names with commas between."""

    written = ("to", "title", "text")

    to: str = ""
    title: str = ""
    text: str = ""
