"""A member's own lines of the ledger, and what the rules say in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardmote.accounts import credit_rules, ranks
from wardmote.accounts.credit_rules import KIND, line_name
from wardmote.accounts.models import CreditBalance, CreditEntry, Member
from wardmote.accounts.models.credits import Cycle, UniqueOn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from wardmote.accounts.credit_rules import RuleInfo
    from wardmote.accounts.ranks import RankInfo
    from wardmote.core.errors import Text

LINES_A_PAGE = 30

_POST_KEY: Final = re.compile(r"(?:post|answer):(\d+)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger; `reverses` says that it takes back, or pays again, what an earlier one did."""

    id: int
    at: dt.datetime
    act: Text
    kind: str
    amount: int
    reverses: bool
    note: str
    address: str
    """Of the post that it was for, if it was for one."""


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of a member's ledger, the latest line first; `older` is where the next page begins, if there is one."""

    total: int
    rank: RankInfo
    next_rank: RankInfo | None
    balances: Sequence[tuple[str, int]]
    formula: str
    lines: Sequence[Line]
    older: int | None
    begun: bool
    """The page is not the first."""


def ledger_page(member_id: int, before: int | None) -> LedgerPage:
    """Return a page of the member's ledger, below the line `before` if that is given (3 queries)."""
    rows = CreditEntry.objects.filter(member_id=member_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    fields = ("id", "at", "act", "kind", "amount", "reverses_id", "note", "object_key")
    found = list(rows.order_by("-pk").values_list(*fields)[: LINES_A_PAGE + 1])
    lines = [
        Line(
            pk,
            at,
            line_name(act),
            "" if kind == KIND else kind,
            amount,
            reverses is not None,
            note,
            _address(key),
        )
        for pk, at, act, kind, amount, reverses, note, key in found[:LINES_A_PAGE]
    ]
    total = Member.objects.values_list("credits", flat=True).get(pk=member_id)
    above = [rank for rank in ranks.all_ranks() if rank.least is not None and rank.least > total]
    balances = CreditBalance.objects.filter(member_id=member_id).exclude(kind=KIND).order_by("kind")
    return LedgerPage(
        total=total,
        rank=ranks.rank_of(total),
        next_rank=above[0] if above else None,
        balances=list(balances.values_list("kind", "amount")),
        formula=credit_rules.FORMULA.get(),
        lines=lines,
        older=lines[-1].id if len(found) > LINES_A_PAGE else None,
        begun=before is not None,
    )


def _address(object_key: str) -> str:
    match = _POST_KEY.match(object_key)
    return f"/p/{match[1]}" if match else ""


def how_often(rule: RuleInfo) -> str:
    """Return how often a rule pays, in words."""
    most = credit_rules.payments_most(rule)
    if rule.cycle == Cycle.ONCE:
        words = _MOST[Cycle.NONE]
    elif most is not None:
        words = _MOST[rule.cycle]
    elif rule.unique_on == UniqueOn.NONE:
        return _("every time")
    else:
        words = _EACH_PERSON[rule.cycle] if rule.unique_on == UniqueOn.COUNTERPART else _EACH_THING[rule.cycle]
    return words(most or 1) % {"most": most, "minutes": rule.window_minutes}


_MOST: Final[Mapping[str, Callable[[int], str]]] = {
    Cycle.DAY: lambda most: ngettext("once a day", "at most %(most)s times a day", most),
    Cycle.WINDOW: lambda most: ngettext(
        "once in %(minutes)s minutes", "at most %(most)s times in %(minutes)s minutes", most
    ),
    Cycle.NONE: lambda most: ngettext("once", "at most %(most)s times in all", most),
}
_EACH_THING: Final[Mapping[str, Callable[[int], str]]] = {
    Cycle.DAY: lambda _most: _("every time, for the same thing once a day"),
    Cycle.WINDOW: lambda _most: _("every time, for the same thing once in %(minutes)s minutes"),
    Cycle.NONE: lambda _most: _("every time"),
}
_EACH_PERSON: Final[Mapping[str, Callable[[int], str]]] = {
    Cycle.DAY: lambda _most: _("once a day from the same person"),
    Cycle.WINDOW: lambda _most: _("once in %(minutes)s minutes from the same person"),
    Cycle.NONE: lambda _most: _("once from the same person"),
}
