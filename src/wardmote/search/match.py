"""What is looked for in an index: phrases that must all be there, and phrases that must not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PHRASES_MAX = 20
"""Phrases of one question, wanted and unwanted together."""
TOKENS_MAX = 60
"""Tokens of one phrase."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Some documents of an index that were looked at, the newest first."""

    found: Sequence[int]
    """The numbers of those that match."""
    cost: int
    """What looking at them cost, counted in documents."""


@dataclass(frozen=True, slots=True)
class Match:
    """Phrases as tuples of tokens that stand side by side; one of a single token is a word.

    Something is wanted, or any of some tokens.
    """

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()
    any_of: tuple[str, ...] = ()
    """Tokens of which one must be there, unless there are none."""

    def among(self, tokens: Iterable[str]) -> Match:
        """Return the match for documents that hold one of some tokens as well."""
        return replace(self, any_of=tuple(tokens))
