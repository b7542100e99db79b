"""Ranks and credit rules for administrators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wardmote.accounts import credit_rules, ranks
from wardmote.accounts.actions.ranks import RuleInput, remove_credit_rule, set_credit_rule, set_ranks
from wardmote.accounts.models import CreditRule
from wardmote.accounts.models.credits import Cycle
from wardmote.accounts.ranks import RankInfo
from wardmote.boards import ladder
from wardmote.boards.forms import fields as read
from wardmote.core.errors import Invalid
from wardmote.core.http.keep import keep_form
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import NOTHING_TOLD, Told, Typed, staff_page, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse, QueryDict

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.errors import Text

EMPTY_ROWS = 2
ROWS_MOST = 40
CYCLE_NAMES: dict[str, Text] = {
    Cycle.NONE.value: gettext_lazy("each time"),
    Cycle.DAY.value: gettext_lazy("a day"),
    Cycle.WINDOW.value: gettext_lazy("a number of minutes"),
    Cycle.ONCE.value: gettext_lazy("once and for all"),
}


@dataclass(frozen=True)
class RankRow:
    """A row of inputs, as typed."""

    title: str = ""
    title_en: str = ""
    stars: str = ""
    least: str = ""


@dataclass(frozen=True)
class RanksPage:
    """The ladder as inputs, with empty rows for more."""

    rows: Sequence[RankRow]
    errors: Told = field(default_factory=Told)


@require_http_methods(["GET", "HEAD", "POST"])
def rank_list(request: Asked) -> HttpResponse:
    """Show and set the ranks; a row without a title goes."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        rows = [
            RankRow(rank.title, rank.title_en, str(rank.stars), "" if rank.least is None else str(rank.least))
            for rank in ranks.all_ranks()
        ]
        return _show_ranks(request, RanksPage([*rows, *[RankRow()] * EMPTY_ROWS]))
    rows = _posted_ranks(request.POST)
    keep_form(request, lambda error: _show_ranks(request, RanksPage([*rows, *[RankRow()] * EMPTY_ROWS], told(error))))
    set_ranks(actor=request.viewer, given=[_rank(number, row) for number, row in enumerate(rows)])
    messages.success(request, _("The ranks were saved."))
    return HttpResponseRedirect(reverse("staff-ranks"))


def _posted_ranks(posted: QueryDict) -> list[RankRow]:
    columns = [posted.getlist(name)[:ROWS_MOST] for name in ("title", "title_en", "stars", "least")]
    return [RankRow(*row) for row in zip(*columns, strict=False) if row[0].strip()]


def _rank(number: int, row: RankRow) -> RankInfo:
    return RankInfo(
        row.title,
        row.title_en,
        read.number(row.stars, f"stars-{number}") or 0,
        whole_number(row.least, f"least-{number}"),
    )


def whole_number(raw: str, name: str) -> int | None:
    """Return a whole number that may be negative."""
    raw = raw.strip().replace("−", "-")
    if raw.startswith("-"):
        return -(read.number(raw[1:], name) or 0)
    return read.number(raw, name)


def _show_ranks(request: Asked, data: RanksPage) -> HttpResponse:
    return staff_page(request, "staff/ranks.html", data, desk="staff-ranks")


@dataclass(frozen=True)
class RuleRow:
    """A rule that is there; `board` is None for every board."""

    rule: CreditRule
    act: Text
    board: BoardInfo | None
    cycle: Text


@dataclass(frozen=True)
class CreditsPage:
    """The rules, and the form for another."""

    rows: Sequence[RuleRow]
    acts: Sequence[tuple[str, Text]]
    boards: Sequence[BoardInfo]
    cycles: Sequence[tuple[str, Text]]
    errors: Told = field(default_factory=Told)
    typed: Typed = field(default_factory=Typed)


@require_http_methods(["GET", "HEAD", "POST"])
def credit_rule_list(request: Asked) -> HttpResponse:
    """Show the credit rules, and make or change one."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        return _show_rules(request, _rules_page())
    typed = Typed(request.POST.dict())
    keep_form(request, lambda error: _show_rules(request, _rules_page(told(error), typed)))
    set_credit_rule(actor=request.viewer, rule=_rule(typed))
    messages.success(request, _("The rule was saved."))
    return HttpResponseRedirect(reverse("staff-credits"))


@require_POST
def credit_rule_remove(request: Asked, rule_id: int) -> HttpResponse:
    """Remove a credit rule."""
    require(request.viewer, is_administrator)
    remove_credit_rule(actor=request.viewer, rule_id=rule_id)
    messages.success(request, _("The rule was removed."))
    return HttpResponseRedirect(reverse("staff-credits"))


def _rule(typed: Mapping[str, str]) -> RuleInput:
    board_id = read.number(typed["board"], "board")
    if board_id is not None and board_id not in ladder.forum().boards:
        raise Invalid({"board": _("There is no such board.")})
    return RuleInput(
        act=typed["act"],
        board_id=board_id,
        amount=whole_number(typed["amount"], "amount") or 0,
        cycle=typed["cycle"] or Cycle.NONE.value,
        window_minutes=read.number(typed["window_minutes"], "window_minutes"),
        most=read.number(typed["most"], "most"),
    )


def _rules_page(errors: Told = NOTHING_TOLD, typed: Typed | None = None) -> CreditsPage:
    boards = ladder.forum().boards
    rows = [
        RuleRow(
            rule,
            credit_rules.ACTS.get(rule.act, rule.act),
            boards.get(rule.board_id) if rule.board_id is not None else None,
            CYCLE_NAMES.get(rule.cycle, rule.cycle),
        )
        for rule in CreditRule.objects.order_by("id")
    ]
    acts, cycles = tuple(credit_rules.ACTS.items()), tuple(CYCLE_NAMES.items())
    return CreditsPage(rows, acts, tuple(boards.values()), cycles, errors, typed or Typed())


def _show_rules(request: Asked, data: CreditsPage) -> HttpResponse:
    return staff_page(request, "staff/credits.html", data, desk="staff-credits")
