"""The page of the credit rules, of a board or of the whole site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts import credit_rules, ranks
from wardmote.accounts.credit_rules import KIND, act_name
from wardmote.accounts.queries.ledger import how_often
from wardmote.boards import ladder
from wardmote.boards.queries.find import find_board
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.ranks import RankInfo
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.errors import Text


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words; `own` says that the board has it instead of the general one."""

    act: Text
    kind: str
    amount: int
    how_often: str
    own: bool


@dataclass(frozen=True, slots=True)
class RankRow:
    """A rank with the totals from `least` to `most`, None for no end."""

    rank: RankInfo
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class CreditRulesPage:
    """The rules in force, the ranks, and the boards that have rules of their own."""

    board: BoardInfo | None
    rules: Sequence[RuleRow]
    ranks: Sequence[RankRow]
    formula: str
    plain: bool
    """The total is the sum of what was earned, which needs no formula to be told."""
    boards: Sequence[BoardInfo]


def credit_rules_page(viewer: Actor, slug: str | None) -> CreditRulesPage:
    """Return the rules in force on a board, or on boards without their own (no query).

    Raises:
        NotFound: there is no such board, or the viewer may not know of it.
    """
    board = find_board(viewer, slug, Level.SEE) if slug else None
    board_id = board.id if board else None
    formula = credit_rules.FORMULA.get()
    return CreditRulesPage(
        board=board,
        rules=_rules(board_id),
        ranks=rank_rows(),
        formula=formula,
        plain=formula == credit_rules.FORMULA.default,
        boards=_boards_with_rules(viewer),
    )


def rank_rows() -> list[RankRow]:
    """Return the ranks, the lowest first, each up to where the next begins (no query)."""
    ladder_ = ranks.all_ranks()
    ends = [rank.least - 1 if rank.least is not None else None for rank in ladder_[1:]]
    return [RankRow(rank, rank.least, most) for rank, most in zip(ladder_, [*ends, None], strict=True)]


def _rules(board_id: int | None) -> list[RuleRow]:
    acts = dict.fromkeys([*credit_rules.ACTS, *sorted({act for act, _board in credit_rules.snapshot.get()})])
    return [
        RuleRow(
            act_name(rule.act),
            "" if rule.kind == KIND else rule.kind,
            rule.amount,
            how_often(rule),
            rule.board_id is not None,
        )
        for act in acts
        for rule in credit_rules.in_force(act, board_id)
        if rule.amount or rule.board_id is not None
    ]


def _boards_with_rules(viewer: Actor) -> list[BoardInfo]:
    own = {board_id for _act, board_id in credit_rules.snapshot.get() if board_id is not None}
    return [
        board
        for board in ladder.forum().boards.values()
        if board.id in own and ladder.level(viewer, board.id) >= Level.SEE
    ]
