"""What happens around webhooks, said to apps above this one: they connect to these signals when they are ready.

A receiver runs inside the transaction and does no more than write a row.
"""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

announced: Final = Signal()
"""Something has happened that webhooks can be told of, whether or not any is. Sent with `event` (an `Event`) and
`target_id`."""

paused: Final = Signal()
"""The program itself has paused a webhook. Sent with `hook_id` and `why` (a `Pause`)."""
