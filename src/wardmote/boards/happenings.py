"""What happens on boards, said to apps above this one: they connect to these signals when they are ready."""

from __future__ import annotations

from typing import Final

from django.dispatch import Signal

told: Final = Signal()
"""The worker tells of a post that has become public. Sent with `post_id`, once or again."""
