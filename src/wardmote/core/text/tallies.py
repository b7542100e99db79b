"""How much of what is bounded stands in a text, for its writer to see before it is refused."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.core.text.bounds import Bounds
    from wardmote.core.text.render import Rendered

NEAR: Final = 0.8
"""From which part of a bound on its writer is told; the counter of characters does the same (js/editor/counts.js)."""
NAMES: Final = ("links", "images", "mentions", "files")
"""What is counted, as `Bounds` names it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of something a text holds, and how many it may hold."""

    name: str
    count: int
    most: int

    @property
    def near(self) -> int:
        """From how many on the writer is told."""
        return max(1, math.ceil(self.most * NEAR))

    @property
    def is_near(self) -> bool:
        """Most of what is allowed stands in the text."""
        return self.count >= self.near

    @property
    def is_over(self) -> bool:
        """The text would be refused."""
        return self.count > self.most


def tallies(rendered: Rendered, bounds: Bounds, stricter: Mapping[str, int | None] | None = None) -> tuple[Tally, ...]:
    """Count what is bounded in a text; `stricter` bounds, by name, hold for this writer beside those of the site."""
    counts = (rendered.links, rendered.images, len(rendered.mentions), rendered.files)
    found = []
    for name, count in zip(NAMES, counts, strict=True):
        most, own = getattr(bounds, name), (stricter or {}).get(name)
        found.append(Tally(name, count, most if own is None else min(most, own)))
    return tuple(found)
