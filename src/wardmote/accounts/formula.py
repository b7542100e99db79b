"""The formula of a member's total: read once to a small tree, worked out with exact fractions, never run as code.

    posts + 5 * featured + credits.credits / 2

Numbers are whole or decimal; names are the counters `posts`, `threads`, `featured` and `credits.<kind>`. A division by
zero gives 0; the result is rounded half away from zero.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from django.utils.translation import gettext_lazy as _

from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LENGTH_MOST: Final = 200
"""Characters."""
DEPTH_MOST: Final = 16
"""Brackets and signs within each other."""
WEIGHT_MOST: Final = 1_000_000
"""A counter that weighs more is not added up step by step, since sums might leave the column's range."""
TOTAL_MOST: Final = 10**15
"""A total beyond this, on either side of zero, stays there."""

COUNTERS: Final = frozenset({"posts", "threads", "featured"})
BALANCE: Final = "credits."

_TOKEN: Final = re.compile(
    r"\s*(?:([0-9]{1,12}(?:\.[0-9]{1,6})?)(?![0-9.\w])|([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]{0,19})?)|([-+*/()]))"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A counter."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """A tree with the opposite sign."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Operation:
    """Two trees joined by + - * or /."""

    sign: str
    left: Tree
    right: Tree


Tree: TypeAlias = Number | Name | Negative | Operation


def _divide(left: Fraction, right: Fraction) -> Fraction:
    return left / right if right else Fraction(0)


_SIGNS: Final[Mapping[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
}


@lru_cache(maxsize=64)
def parse(text: str) -> Tree:
    """Return the tree of a formula.

    Raises:
        Invalid: it is too long or too deep, names an unknown counter or is no formula (field "formula").
    """
    if len(text) > LENGTH_MOST:
        raise _refusal(_("At most %(most)s characters.") % {"most": LENGTH_MOST})
    reader = _Reader(_tokens(text))
    tree = reader.sum(0)
    if reader.present is not None:
        raise _refusal(_("“%(sign)s” is not expected here.") % {"sign": reader.present})
    return tree


def total(tree: Tree, values: Mapping[str, int]) -> int:
    """Return the formula's result for some counters, those not given being 0."""
    exact = _value(tree, values)
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    rounded = whole + (2 * rest >= exact.denominator)
    return max(-TOTAL_MOST, min(TOTAL_MOST, rounded if exact >= 0 else -rounded))


def names(tree: Tree) -> frozenset[str]:
    """Return the counters that the formula names."""
    match tree:
        case Name(name):
            return frozenset({name})
        case Negative(inner):
            return names(inner)
        case Operation(_sign, left, right):
            return names(left) | names(right)
        case Number():
            return frozenset()


def weights(tree: Tree) -> Mapping[str, int] | None:
    """Return what one more of each counter adds, where that is always the same whole number; else None.

    Then a change can be added to a total that is right, without working the formula out again.
    """
    parts = _linear(tree)
    if parts is None or any(part.denominator != 1 or abs(part) > WEIGHT_MOST for part in parts.values()):
        return None
    return {name: int(part) for name, part in parts.items() if name}


def _value(tree: Tree, values: Mapping[str, int]) -> Fraction:
    match tree:
        case Number(value):
            return value
        case Name(name):
            return Fraction(values.get(name, 0))
        case Negative(inner):
            return -_value(inner, values)
        case Operation(sign, left, right):
            return _SIGNS[sign](_value(left, values), _value(right, values))


def _linear(tree: Tree) -> dict[str, Fraction] | None:
    """Return {name: factor}, the constant under "", or None for what is not linear."""
    match tree:
        case Number(value):
            return {"": value}
        case Name(name):
            return {name: Fraction(1)}
        case Negative(inner):
            return _scaled(_linear(inner), Fraction(-1))
        case Operation(sign, left, right):
            return _joined(sign, _linear(left), _linear(right))


def _joined(
    sign: str, left: dict[str, Fraction] | None, right: dict[str, Fraction] | None
) -> dict[str, Fraction] | None:
    if left is None or right is None:
        return None
    if sign in "+-":
        factor = Fraction(1 if sign == "+" else -1)
        return {name: left.get(name, Fraction(0)) + factor * right.get(name, Fraction(0)) for name in {*left, *right}}
    if not set(right) <= {""}:
        return _scaled(right, left[""]) if sign == "*" and set(left) <= {""} else None
    return _scaled(left, _SIGNS[sign](Fraction(1), right[""]))


def _scaled(parts: dict[str, Fraction] | None, factor: Fraction) -> dict[str, Fraction] | None:
    return None if parts is None else {name: part * factor for name, part in parts.items()}


def _tokens(text: str) -> list[str]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _refusal(_("“%(sign)s” is not expected here.") % {"sign": text[at:].lstrip()[:1]})
        found.append(token[token.lastindex or 0])
        at = token.end()
    return found


def _refusal(message: object) -> Invalid:
    return Invalid({"formula": message})  # type: ignore[dict-item]


class _Reader:
    """A reader by descent: sums of products of signed values."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def present(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def sum(self, depth: int) -> Tree:
        tree = self._product(depth)
        while self.present in {"+", "-"}:
            tree = Operation(self._take(), tree, self._product(depth))
        return tree

    def _product(self, depth: int) -> Tree:
        tree = self._signed(depth)
        while self.present in {"*", "/"}:
            tree = Operation(self._take(), tree, self._signed(depth))
        return tree

    def _signed(self, depth: int) -> Tree:
        if depth > DEPTH_MOST:
            raise _refusal(_("At most %(most)s brackets within each other.") % {"most": DEPTH_MOST})
        token = self._take()
        if token == "-":  # noqa: S105  a minus sign, no password
            return Negative(self._signed(depth + 1))
        if token == "(":  # noqa: S105
            tree = self.sum(depth + 1)
            if self.present != ")":
                raise _refusal(_("A bracket is not closed."))
            self._take()
            return tree
        return _leaf(token)

    def _take(self) -> str:
        token = self.present
        if token is None:
            raise _refusal(_("The formula ends too early."))
        self._at += 1
        return token


def _leaf(token: str) -> Tree:
    if token[0].isdigit():
        return Number(Fraction(token))
    if token in COUNTERS or (token.startswith(BALANCE) and len(token) > len(BALANCE)):
        return Name(token)
    if token[0].isalpha():
        raise _refusal(_("“%(name)s” is not a counter.") % {"name": token})
    raise _refusal(_("“%(sign)s” is not expected here.") % {"sign": token})
