"""Reading single fields of a posted form, whatever it is about."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def text(posted: Mapping[str, str], name: str) -> str:
    """Return a field as it was typed, with plain newlines; empty where it is missing."""
    return str(posted.get(name, "")).replace("\r\n", "\n")


def key(raw: str) -> uuid.UUID | None:
    """Return a form's key, or None where the form had none or a damaged one (it is then sent without protection)."""
    try:
        return uuid.UUID(raw) if raw else None
    except ValueError:
        return None
