"""Cut a text into what the index holds: pairs of neighbours for Chinese, words for the rest.

红绿灯 becomes 红绿 and 绿灯, so that any part of two characters or more is found wherever it stands, without a
dictionary that would have to know the word. The same function cuts documents and what is looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wardmote.search.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD_MAX: Final = 60
"""Characters of a word; a longer run is cut into words of this length, as both databases bound theirs."""

# Scripts that put no spaces between words: Han with its extensions and 〇 々, kana, bopomofo, hangul.
CJK: Final = (
    "\u3005\u3007\u3021-\u3029\u3040-\u309f\u30a0-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U000323af"
)
LETTER: Final = rf"[^\W_{CJK}]"
"""What words are made of, as a regular expression; scripts without spaces have none."""
_RUN: Final = re.compile(rf"([{CJK}]+)|({LETTER}+)")


def tokens(text: str) -> list[str]:
    """Return the tokens of a text in their order."""
    return list(_tokens(fold(text)))


def _tokens(folded: str) -> Iterator[str]:
    for match in _RUN.finditer(folded):
        run = match[0]
        if match[1] is None:
            yield from (run[start : start + WORD_MAX] for start in range(0, len(run), WORD_MAX))
        elif len(run) == 1:
            yield run
        else:
            yield from (run[start : start + 2] for start in range(len(run) - 1))


def runs(folded: str) -> list[str]:
    """Return the words and the runs of Chinese of a folded text, uncut."""
    return [match[0] for match in _RUN.finditer(folded)]


def title_tokens(text: str) -> list[str]:
    """Return the tokens of a title: its pairs and words, and then every Chinese character alone.

    Titles are short, so that single characters can be looked for in them; they come last, where they part no pairs.
    """
    folded = fold(text)
    alone = dict.fromkeys(
        char for match in _RUN.finditer(folded) if match[1] and len(match[1]) > 1 for char in match[1]
    )
    return [*_tokens(folded), *alone]


def is_single(token: str) -> bool:
    """Say whether a token is one Chinese character alone, which only titles can be searched for."""
    return len(token) == 1 and re.fullmatch(f"[{CJK}]", token) is not None
