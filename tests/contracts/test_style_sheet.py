"""The style sheet: contrast in both themes, the classes of texts, and nothing that the look forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wardmote
from wardmote.boards.models.board import COLOURS
from wardmote.boards.models.thread import HIGHLIGHTS
from wardmote.core.text.sanitize import CLASSES

SHEET = (Path(wardmote.__file__).parent / "static/css/site.css").read_text()
LEAST = 4.5
"""Source: WCAG 2.2, success criterion 1.4.3, text of any size."""
LEAST_OF_EDGES = 3.0
"""Source: WCAG 2.2, success criterion 1.4.11, for the edges of fields."""

BLOCKS = {
    "light": ":root {\n    color-scheme: light dark",
    "dark by the system": ':root:not([data-theme="light"])',
    "dark by choice": ':root[data-theme="dark"]',
}
TEXTS = ("ink", "soft", "faint", "blue", "seal", "gold", "green", "plum")
GROUNDS = ("paper", "sheet", "wash", "pin")
PAIRS = (
    ("on-blue", "blue"),
    ("sheet", "ink"),
    *((name, f"{name}-wash") for name in ("blue", "seal", "gold", "green")),
    *(("ink", f"{name}-wash") for name in ("blue", "seal", "gold", "green")),
    *(("blue", f"{name}-wash") for name in ("seal", "gold", "green")),
)


def tokens(theme: str) -> dict[str, str]:
    start = SHEET.index(BLOCKS[theme])
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6}|#[0-9a-f]{3})\b", SHEET[start : SHEET.index("}", start)]))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", BLOCKS)
def test_every_text_can_be_read_on_every_ground(theme: str) -> None:
    known = tokens(theme)
    in_texts = [name for name in known if name.startswith("t-")]
    assert len(in_texts) == 14
    pairs = [(text, ground) for text in (*TEXTS, *in_texts) for ground in GROUNDS]
    pairs += [*PAIRS, *(("ink", name) for name in known if name.startswith("b-"))]
    faint = [pair for pair in pairs if contrast(known[pair[0]], known[pair[1]]) < LEAST]
    assert faint == []
    assert contrast(known["edge"], known["sheet"]) >= LEAST_OF_EDGES
    assert contrast(known["stamp"], "#fff") >= LEAST


def test_dark_is_the_same_by_the_system_and_by_choice() -> None:
    assert tokens("dark by the system") == tokens("dark by choice")
    assert tokens("light").keys() >= tokens("dark by choice").keys()


def test_letters_on_faces_and_tiles_can_be_read() -> None:
    grounds = re.findall(r"\.(?:face|tile)[\w-]* \{ background: (#[0-9a-f]{6})", SHEET)
    assert len(grounds) == 12 + len(COLOURS) - 1
    assert [ground for ground in grounds if contrast(ground, "#fff") < LEAST] == []


def test_every_class_of_a_text_is_known() -> None:
    wanted = {name for names in CLASSES.values() for name in names}
    missing = {name for name in wanted if not re.search(rf"\.{re.escape(name)}\b", SHEET)}
    assert missing == set()


@pytest.mark.parametrize("name", [f"tile-{colour}" for colour in COLOURS[1:]] + [f"hl-{each}" for each in HIGHLIGHTS])
def test_colours_of_boards_and_titles_have_a_rule(name: str) -> None:
    assert f".{name} " in SHEET


@pytest.mark.parametrize("forbidden", ["box-shadow", "gradient(", "url(", "@import", "@font-face"])
def test_there_are_no_shadows_gradients_or_further_requests(forbidden: str) -> None:
    assert forbidden not in SHEET
