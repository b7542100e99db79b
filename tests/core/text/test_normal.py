"""Normal forms of what no honest person types: rows of marks are bounded."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal

import pytest

from wardmote.accounts.names import fold_width, name_key
from wardmote.accounts.spelling import latin
from wardmote.core.text import normal
from wardmote.core.text.clean import clean_line, clean_text
from wardmote.core.text.normal import MARKS_MOST, normalized
from wardmote.search.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("clean", [clean_text, clean_line, fold_width, name_key, latin, fold])
@pytest.mark.parametrize(
    "piece", ["\u0301\u0327", "\u0344\u0327", "\u0301\uff9e", "\u0e38\u0e48", "\u1d1c\u0327\u0301"]
)
def test_marks_by_turns_never_come_to_python_in_a_long_row(
    piece: str, clean: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clean("好")
    handed: list[str] = []
    monkeypatch.setattr(normal, "unicodedata", Recording(handed))
    clean("e" + piece * 4_000)
    assert max(map(longest_row, handed), default=0) <= 2 * MARKS_MOST, (
        "0.8 s for 32,000 before, minutes for as many as fit a form"
    )


def test_marks_out_of_order_are_handed_on_by_every_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    for clean in (clean_text, clean_line, name_key, fold):
        clean("好")
        handed: list[str] = []
        with monkeypatch.context() as patched:
            patched.setattr(normal, "unicodedata", Recording(handed))
            clean("e" + "\u0301\u0327" * MARKS_MOST)
        assert max(map(longest_row, handed), default=0) > 0


class Recording:
    """Stands for `unicodedata`, and keeps what is to be put into a normal form."""

    def __init__(self, handed: list[str]) -> None:
        self.handed = handed

    def normalize(self, form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        self.handed.append(text)
        return unicodedata.normalize(form, text)

    is_normalized = staticmethod(unicodedata.is_normalized)
    combining = staticmethod(unicodedata.combining)


def longest_row(text: str) -> int:
    """Return how many marks follow each other at the most."""
    marks = "".join("m" if unicodedata.combining(char) else " " for char in unicodedata.normalize("NFKD", text[:2_000]))
    return max(map(len, marks.split()), default=0)


def test_honest_marks_stay_and_too_many_go() -> None:
    for honest in ("Việt Nam", "e\u0301", "ก\u0e38\u0e48", "שָׁלוֹם", "ガ", "漢字"):
        assert clean_text(honest) == unicodedata.normalize("NFC", honest)
    once = normalized("NFC", "x" + "\u0344\u0327" * 100)
    assert len(once) <= 1 + MARKS_MOST
    assert normalized("NFC", once) == once
