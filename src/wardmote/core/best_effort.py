"""Writes that reading a page brings along, and that must never keep anybody from reading."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from django.db import OperationalError, connection

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger("wardmote.best_effort")

_SELDOM = ("disk", "readonly", "read-only", "locked", "space", "deadlock", "connection", "serialize", "too many")
"""What a database says of its surroundings, as against what it says of a wrong statement."""


@contextlib.contextmanager
def best_effort(what: str) -> Iterator[None]:
    """Do without the write if the database cannot write now (a full or read-only disk, a lock that lasts)."""
    try:
        yield
    except OperationalError as error:
        if connection.in_atomic_block or not is_trouble(error):
            raise
        log.warning("%s was not noted: %s", what, error)


def is_trouble(error: OperationalError) -> bool:
    """Say whether an error tells of the database's surroundings, so that the same may work later."""
    return any(word in str(error).lower() for word in _SELDOM)
