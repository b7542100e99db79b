"""What is written into the log, and how."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from logging import LogRecord

_REFUSALS: Final = "django.security."


class RefusalsBrief(logging.Filter):
    """Let a refused request have one line: what a stranger sends is no fault of ours, and could fill the disk."""

    def filter(self, record: LogRecord) -> bool:
        """Leave the traceback out; every record passes."""
        if record.name.startswith(_REFUSALS):
            record.exc_info = None
        return True
