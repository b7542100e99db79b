"""How much two short texts have in common, seldom words counting more than common ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from wardmote.search import index
from wardmote.search.match import Match
from wardmote.search.tokens import is_single, tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COMMON: Final = 2_000
"""In so many documents a token is common: counting stops there."""
TOKENS_MOST: Final = 24
"""Tokens of a text that are compared."""
MATCHES_MOST: Final = 1_000
"""Documents that are compared, so many that the rarest tokens may find: it bounds what one comparison costs."""
RAREST: Final = math.log(COMMON + 1)
"""What a token weighs that one document holds, or none."""
_LEAST_WEIGHT: Final = 0.1


def telling(text: str) -> list[str]:
    """Return the tokens by which a text is compared; single Chinese characters say too little."""
    return [token for token in dict.fromkeys(tokens(text)) if not is_single(token)][:TOKENS_MOST]


def weights(kind: str, words: Collection[str]) -> Mapping[str, float]:
    """Return what each token that some document holds weighs: more, the fewer hold it (1 query)."""
    found = index.counts(kind, list(words), COMMON)
    return {word: max(_LEAST_WEIGHT, math.log((COMMON + 1) / count)) for word, count in found.items() if count}


def seldom(weighed: Mapping[str, float]) -> Match | None:
    """Return a match of documents that hold one of the rarest tokens; None where none is held by any."""
    chosen: list[str] = []
    found = 0.0
    for word in sorted(weighed, key=lambda one: -weighed[one]):
        found += (COMMON + 1) / math.exp(weighed[word])
        if chosen and found > MATCHES_MOST:
            break
        chosen.append(word)
    return Match(any_of=tuple(chosen)) if chosen else None


def in_common(weighed: Mapping[str, float], whole: float, text: str) -> float:
    """Return how much of what a text says another one says as well, between 0 and 1; `whole` is what all weigh."""
    return sum(weighed.get(word, 0.0) for word in telling(text)) / whole if whole else 0.0
