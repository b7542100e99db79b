from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wardmote.accounts import formula
from wardmote.core.errors import Invalid

NAMES = ["posts", "threads", "featured", "credits.credits", "credits.merit"]
VALUES = st.fixed_dictionaries({name: st.integers(-10_000, 10_000) for name in NAMES})

# A tree as nested tuples: what the formula means, written down apart from the code under test.
NUMBERS = st.tuples(st.just("number"), st.integers(0, 999), st.integers(0, 99))
LEAVES = st.one_of(NUMBERS, st.tuples(st.just("name"), st.sampled_from(NAMES)))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("minus"), inner), st.tuples(st.sampled_from(["+", "-", "*", "/"]), inner, inner)
    ),
    max_leaves=9,
)


def written(tree: Any) -> str:
    """Write a tree with every bracket."""
    match tree:
        case ("number", whole, part):
            return f"{whole}.{part:02}"
        case ("name", name):
            return str(name)
        case ("minus", inner):
            return f"-{written(inner)}"
        case (sign, left, right):
            return f"({written(left)} {sign} {written(right)})"
    raise AssertionError(tree)


def meant(tree: Any, values: dict[str, int]) -> Fraction:  # noqa: PLR0911  one for each kind of tree
    """Work a tree out by the arithmetic of fractions."""
    match tree:
        case ("number", whole, part):
            return Fraction(whole) + Fraction(part, 100)
        case ("name", name):
            return Fraction(values[name])
        case ("minus", inner):
            return -meant(inner, values)
        case ("+", left, right):
            return meant(left, values) + meant(right, values)
        case ("-", left, right):
            return meant(left, values) - meant(right, values)
        case ("*", left, right):
            return meant(left, values) * meant(right, values)
        case ("/", left, right):
            divisor = meant(right, values)
            return Fraction(0) if divisor == 0 else meant(left, values) / divisor
    raise AssertionError(tree)


def rounded(exact: Fraction) -> int:
    sign = -1 if exact < 0 else 1
    whole = int(abs(exact))
    return sign * (whole + (abs(exact) - whole >= Fraction(1, 2)))


@given(TREES, VALUES)
def test_total_is_what_fractions_say(tree: Any, values: dict[str, int]) -> None:
    text = written(tree)
    assume(len(text) <= formula.LENGTH_MOST)
    expected = rounded(meant(tree, values))
    bounded = max(-formula.TOTAL_MOST, min(formula.TOTAL_MOST, expected))
    assert formula.total(formula.parse(text), values) == bounded


@given(TREES, VALUES, VALUES)
def test_weights_say_exactly_how_totals_change(tree: Any, values: dict[str, int], more: dict[str, int]) -> None:
    text = written(tree)
    assume(len(text) <= formula.LENGTH_MOST)
    parsed = formula.parse(text)
    weights = formula.weights(parsed)
    assume(weights is not None)
    assert weights is not None
    after = {name: values[name] + more[name] for name in NAMES}
    change = sum(weight * more[name] for name, weight in weights.items())
    assume(max(abs(formula.total(parsed, values)), abs(formula.total(parsed, after))) < formula.TOTAL_MOST)
    assert formula.total(parsed, after) == formula.total(parsed, values) + change


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        tree = formula.parse(text)
    except Invalid as refusal:
        assert list(refusal.fields) == ["formula"]  # noqa: PT017  either answer is right
    else:
        assert isinstance(formula.total(tree, {}), int)


@given(st.text(alphabet="0123456789.+-*/() postcrediheafu", max_size=60))
def test_any_text_of_a_formulas_characters_is_one_or_refused(text: str) -> None:
    test_any_text_is_a_formula_or_refused.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("24 / 4 / 3", 2),
        ("2 - -3", 5),
        ("--2", 2),
        ("-2 * -3", 6),
        ("posts / 0", 0),
        ("posts / (threads - threads) + 7", 7),
        ("5 / 2", 3),
        ("-5 / 2", -3),
        ("0.5", 1),
        ("-0.5", -1),
        ("0.49", 0),
        ("1 / 3 * 3", 1),
        (" posts\t*\n2 ", 20),
        ("credits.unheard_of", 0),
    ],
)
def test_known_formulas(text: str, expected: int) -> None:
    assert formula.total(formula.parse(text), {"posts": 10, "threads": 3}) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "+", "1 +", "* 2", "1 2", "posts posts", "(1", "1)", "()", "1..2", "1.2.3", ".5", "5.", "1e9", "0x10",
        "1_000", "posts.x", "credits", "credits.", "credits.A", "Posts", "members", "__import__('os')", "posts()",
        "posts[0]", "a.b.c", "1 // 2", "2 ** 9", "1 % 2", "posts, 1", "posts; 1", "１", "posts＋1", "\0", "lambda: 0",
        "1 if 1 else 2", "9" * 13,
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        formula.parse(text)


def test_length_and_depth_are_bounded() -> None:
    assert formula.total(formula.parse("(" * 16 + "1" + ")" * 16), {}) == 1
    for wrong in ("(" * 17 + "1" + ")" * 17, "-" * 17 + "1", "1+" * 100 + "1", "(" * 5000):
        with pytest.raises(Invalid):
            formula.parse(wrong)
    assert formula.total(formula.parse("1+" * 99 + "1"), {}) == 100


def test_huge_totals_stay_within_the_column() -> None:
    text = "999999999999 * " * 13 + "1"
    assert formula.total(formula.parse(text), {}) == formula.TOTAL_MOST
    assert formula.total(formula.parse(f"-{text}"), {}) == -formula.TOTAL_MOST


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("credits.credits", {"credits.credits": 1}),
        ("posts + 5 * featured", {"posts": 1, "featured": 5}),
        ("(posts + threads) * 4 / 2 - 3", {"posts": 2, "threads": 2}),
        ("posts * 0.5", None),
        ("posts * threads", None),
        ("1 / posts", None),
        ("posts + 0.5", None),
        ("posts / 0", {"posts": 0}),
        ("posts * 2000000", None),
    ],
)
def test_weights_are_known_for_plain_sums_only(text: str, expected: dict[str, int] | None) -> None:
    assert formula.weights(formula.parse(text)) == expected


def test_names_are_those_written() -> None:
    assert formula.names(formula.parse("-posts + 2 * (credits.merit - 1)")) == {"posts", "credits.merit"}
