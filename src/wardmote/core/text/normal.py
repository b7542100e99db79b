"""Unicode's normal forms in linear time.

Python sorts the marks that follow a letter by insertion, which takes quadratic time in their number: 32,000 accents of
two kinds by turns took 0.8 s, a field of 500,000 would take minutes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

MARKS_MOST: Final = 30
"""Marks on one letter; no writing has more. Source: the Stream-Safe Text Format of Unicode Standard Annex 15."""
_FIRST_MARK, _LAST_MARK = 0x0300, 0x1F000


def normalized(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return the text in a normal form, without the marks of a letter beyond MARKS_MOST."""
    if unicodedata.is_normalized(form, text):  # nothing to sort; marks out of order are seen at once
        return text
    bounded = _runs().sub(r"\1", text)
    made = unicodedata.normalize(form, bounded)
    # A mark may have become two: they are counted again, so that doing it twice changes nothing.
    return _runs().sub(r"\1", made) if form == "NFC" and len(made) > len(bounded) else made


@lru_cache(maxsize=1)
def _runs() -> re.Pattern[str]:
    """Return what finds over MARKS_MOST marks in a row, also those that are marks only once they are taken apart."""
    ranges: list[list[int]] = []
    for code in range(_FIRST_MARK, _LAST_MARK):
        if not any(map(unicodedata.combining, unicodedata.normalize("NFKD", chr(code))[:1])):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    marks = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)
    # One mark first, by itself: so the search runs over letters without trying anything.
    return re.compile(f"([{marks}][{marks}]{{{MARKS_MOST - 1}}})[{marks}]+")
