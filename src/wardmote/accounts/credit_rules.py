"""The snapshot of credit rules, the cycles they pay in, and the formula that is in force."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import formula
from wardmote.accounts.models import CreditRule
from wardmote.accounts.models.credits import Cycle, UniqueOn
from wardmote.core import clock, jobs, options, site
from wardmote.core.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.core.errors import Text

ACTS: dict[str, Text] = {
    "thread": _("Starting a thread"),
    "reply": _("Replying"),
    "featured": _("A featured thread, for each level"),
    "answer": _("A best answer"),
    "sign-in": _("Visiting"),
    "email-confirmed": _("Confirming the e-mail address"),
    "avatar": _("Uploading an avatar"),
}
"""What earns credits; a rule for another act is kept and pays nothing."""

GIVEN_ACTS: dict[str, Text] = {
    "rating": _("A rating of a post"),
    "adjustment": _("Changed by an administrator"),
}
"""What brings credits without a rule."""

KIND = "credits"
"""The kind of credits that every site has; it needs no name beside an amount."""


def act_name(act: str) -> Text:
    """Return what an act is called that is paid, or given, for."""
    return ACTS.get(act) or GIVEN_ACTS.get(act, act)


def line_name(act: str) -> Text:
    """Return what a line of the ledger calls its act."""
    return _("A featured thread") if act == "featured" else act_name(act)


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule as the process keeps it."""

    id: int
    act: str
    board_id: int | None
    kind: str
    amount: int
    cycle: str
    window_minutes: int | None
    most: int | None
    unique_on: str


def _load() -> Mapping[tuple[str, int | None], tuple[RuleInfo, ...]]:
    found: dict[tuple[str, int | None], tuple[RuleInfo, ...]] = {}
    for row in CreditRule.objects.order_by("kind", "id").values(*RuleInfo.__slots__):
        rule = RuleInfo(**row)
        found[rule.act, rule.board_id] = (*found.get((rule.act, rule.board_id), ()), rule)
    return found


snapshot = Snapshot("credit-rules", _load)


def in_force(act: str, board_id: int | None) -> tuple[RuleInfo, ...]:
    """Return the rules of an act on a board, one a kind: the board's own replaces the general one (no query)."""
    rules = {rule.kind: rule for rule in snapshot.get().get((act, None), ())}
    if board_id is not None:
        rules |= {rule.kind: rule for rule in snapshot.get().get((act, board_id), ())}
    return tuple(rules.values())


def kinds() -> tuple[str, ...]:
    """Return the kinds of credits that there are, the one of every site first (no query)."""
    named = {rule.kind for rules in snapshot.get().values() for rule in rules}
    return (KIND, *sorted(named - {KIND}))


def payments_most(rule: RuleInfo) -> int | None:
    """Return how often a rule pays in a cycle at the most: one that pays once pays once, whatever its row says."""
    return 1 if rule.cycle == Cycle.ONCE and rule.most is None else rule.most


def cycle_start(rule: RuleInfo) -> str:
    """Return what names the present cycle of a rule; days are those of the site's time zone."""
    if rule.cycle == Cycle.DAY:
        return site.today().isoformat()
    if rule.cycle == Cycle.WINDOW:
        minutes = rule.window_minutes or 1
        start = int(clock.now().timestamp()) // (minutes * 60) * minutes * 60
        return dt.datetime.fromtimestamp(start, dt.UTC).strftime("%Y-%m-%dT%H:%MZ")
    return ""


def unique_key(rule: RuleInfo, object_key: str, counterpart_id: int | None) -> str | None:
    """Return what a rule pays once for within a cycle; None where each payment stands alone."""
    if rule.unique_on == UniqueOn.OBJECT:
        return object_key
    if rule.unique_on == UniqueOn.COUNTERPART:
        return "" if counterpart_id is None else f"member:{counterpart_id}"
    return None


def free_key() -> str:
    """Return a key that no payment has."""
    return uuid.uuid4().hex


TOTALS_JOB = "credits.totals"


def _formula_changed() -> None:
    jobs.hasten(TOTALS_JOB)


FORMULA = options.text(
    "credits_formula",
    "credits.credits",
    section="members",
    label=_("Formula of a member's total credits"),
    help=_("Counters: posts, threads, featured and credits.<kind>; signs: + - * / ( ). Totals follow within minutes."),
    most=formula.LENGTH_MOST,
    check=formula.parse,
    changed=_formula_changed,
)


def present_formula() -> formula.Tree:
    """Return the formula in force (no query)."""
    return formula.parse(FORMULA.get())
