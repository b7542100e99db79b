"""What goes wrong when something is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wardmote.webhooks.models import Trouble


class SendingError(Exception):
    """A try that came to nothing; `detail` is what the network or the library said, for an administrator."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        """Keep both."""
        super().__init__(f"{trouble.value}: {detail}" if detail else trouble.value)
        self.trouble = trouble
        self.detail = detail
