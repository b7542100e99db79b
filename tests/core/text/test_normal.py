"""Normal forms of what no honest person types, in time that grows with its length alone."""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING

import pytest

from wardmote.accounts.names import fold_width, name_key
from wardmote.accounts.spelling import latin
from wardmote.core.text.clean import clean_line, clean_text
from wardmote.core.text.normal import MARKS_MOST, normalized
from wardmote.search.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("clean", [clean_text, clean_line, fold_width, name_key, latin, fold])
@pytest.mark.parametrize(
    "piece", ["\u0301\u0327", "\u0344\u0327", "\u0301\uff9e", "\u0e38\u0e48", "\u1d1c\u0327\u0301"]
)
def test_marks_by_turns_take_no_quadratic_time(piece: str, clean: Callable[[str], str]) -> None:
    clean("好")
    begun = time.process_time()
    clean("e" + piece * 40_000)
    assert time.process_time() - begun < 0.5, "0.8 s for 32,000 before, minutes for as many as fit into a form"


def test_honest_marks_stay_and_too_many_go() -> None:
    for honest in ("Việt Nam", "e\u0301", "ก\u0e38\u0e48", "שָׁלוֹם", "ガ", "漢字"):
        assert clean_text(honest) == unicodedata.normalize("NFC", honest)
    once = normalized("NFC", "x" + "\u0344\u0327" * 100)
    assert len(once) <= 1 + MARKS_MOST
    assert normalized("NFC", once) == once
