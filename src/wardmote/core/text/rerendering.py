"""How far the rendering anew of many texts has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rerendered:
    """Texts that were looked at, those of them that look otherwise now, and those that could not be rendered.

    `last` is the number of the latest.
    """

    done: int = 0
    changed: int = 0
    kept: int = 0
    last: int = 0

    def with_one(self, number: int, *, changed: bool | None) -> Rerendered:
        """Return the same with one text more; None stands for one that stays as it was."""
        return Rerendered(self.done + 1, self.changed + bool(changed), self.kept + (changed is None), number)
