"""Set the ranks and the credit rules. Administrators only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import credit_rules, ranks
from wardmote.accounts.models import CreditRule, Rank
from wardmote.accounts.models.credits import Cycle, UniqueOn
from wardmote.accounts.ranks import RankInfo
from wardmote.core import audit
from wardmote.core.errors import Invalid, NotAllowed
from wardmote.core.models import SiteOption
from wardmote.core.text.clean import clean_line, is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

RANKS_MOST = 30
STARS_MOST = 10
AMOUNT_MOST = 10_000
LEAST_MOST = 10**12


@transaction.atomic
def set_ranks(*, actor: Actor, given: Sequence[RankInfo]) -> None:
    """Replace the ladder of ranks; what is there already changes nothing.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the ladder is empty or too long, a rank does not fit, or two begin at the same total. The fields are
            named by row, such as "title-2".
    """
    if not actor.is_administrator:
        raise NotAllowed
    cleaned = _clean_ranks(given)
    before = ranks.all_ranks()
    if before == cleaned:
        return
    Rank.objects.all().delete()
    Rank.objects.bulk_create(
        Rank(title=rank.title, title_en=rank.title_en, stars=rank.stars, least=rank.least) for rank in cleaned
    )
    ranks.snapshot.bump()
    details = {"from": [_told(rank) for rank in before], "to": [_told(rank) for rank in cleaned]}
    audit.record(actor, "site.ranks_set", SiteOption(key="ranks"), details=details)


def _told(rank: RankInfo) -> list[object]:
    return [rank.title, rank.stars, rank.least]


def _clean_ranks(given: Sequence[RankInfo]) -> tuple[RankInfo, ...]:
    if not 1 <= len(given) <= RANKS_MOST:
        raise Invalid(_("A ladder has 1 to %(most)s ranks.") % {"most": RANKS_MOST})
    errors: dict[str, list[Text]] = {}
    cleaned = []
    for number, rank in enumerate(given):
        title, title_en = clean_line(rank.title), clean_line(rank.title_en)
        if is_blank(title) or len(title) > 20:  # noqa: PLR2004  the width of the column
            errors[f"title-{number}"] = [_("A title has 1 to %(most)s characters.") % {"most": 20}]
        if len(title_en) > 40:  # noqa: PLR2004
            errors[f"title_en-{number}"] = [_("At most %(most)s characters.") % {"most": 40}]
        if not 0 <= rank.stars <= STARS_MOST:
            bounds = {"least": 0, "most": STARS_MOST}
            errors[f"stars-{number}"] = [_("Enter a number from %(least)s to %(most)s.") % bounds]
        if any(other.least == rank.least for other in given[:number]):
            errors[f"least-{number}"] = [_("Two ranks begin at the same total.")]
        if rank.least is not None and abs(rank.least) > LEAST_MOST:
            errors[f"least-{number}"] = [_("This number is too large.")]
        cleaned.append(RankInfo(title, title_en, rank.stars, rank.least))
    if errors:
        raise Invalid(errors)
    return tuple(sorted(cleaned, key=lambda rank: float("-inf") if rank.least is None else rank.least))


@dataclass(frozen=True, slots=True)
class RuleInput:
    """A credit rule as an administrator writes it, for every board (None) or one."""

    act: str
    board_id: int | None
    amount: int
    cycle: str = Cycle.NONE.value
    window_minutes: int | None = None
    most: int | None = None


@transaction.atomic
def set_credit_rule(*, actor: Actor, rule: RuleInput) -> CreditRule:
    """Make or change the rule of an act on a board, or on all; what is paid already stays paid.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the act or the cycle is unknown, or a number does not fit.
    """
    if not actor.is_administrator:
        raise NotAllowed
    _check_rule(rule)
    unique_on = UniqueOn.OBJECT if rule.act in {"thread", "reply", "featured"} else UniqueOn.NONE
    fields = {
        "amount": rule.amount,
        "cycle": rule.cycle,
        "window_minutes": rule.window_minutes if rule.cycle == Cycle.WINDOW else None,
        "most": rule.most,
    }
    key = {"act": rule.act, "board_id": rule.board_id, "kind": "credits"}
    present = CreditRule.objects.filter(**key).first()
    if present is not None and all(getattr(present, name) == value for name, value in fields.items()):
        return present
    saved, _made = CreditRule.objects.update_or_create(
        **key, defaults=fields, create_defaults={**fields, "unique_on": unique_on}
    )
    credit_rules.snapshot.bump()
    before = None if present is None else present.amount
    audit.record(
        actor,
        "site.credit_rules_set",
        SiteOption(key="credit_rules"),
        board_id=rule.board_id,
        details={"act": rule.act, "from": before, "to": rule.amount, "cycle": str(rule.cycle)},
    )
    return saved


@transaction.atomic
def remove_credit_rule(*, actor: Actor, rule_id: int) -> None:
    """Remove a rule; its lines in the ledger stay. One that is gone already changes nothing.

    Raises:
        NotAllowed: the actor is no administrator.
    """
    if not actor.is_administrator:
        raise NotAllowed
    rule = CreditRule.objects.filter(pk=rule_id).first()
    if rule is None:
        return
    rule.delete()
    credit_rules.snapshot.bump()
    details = {"act": rule.act, "from": rule.amount, "to": None}
    target = SiteOption(key="credit_rules")
    audit.record(actor, "site.credit_rules_set", target, board_id=rule.board_id, details=details)


def _check_rule(rule: RuleInput) -> None:
    errors: dict[str, list[Text]] = {}
    if rule.act not in credit_rules.ACTS:
        errors["act"] = [_("Choose one of the values offered.")]
    if rule.cycle not in Cycle.values:
        errors["cycle"] = [_("Choose one of the values offered.")]
    if abs(rule.amount) > AMOUNT_MOST:
        errors["amount"] = [_("At most %(most)s.") % {"most": AMOUNT_MOST}]
    if rule.cycle == Cycle.WINDOW and not rule.window_minutes:
        errors["window_minutes"] = [_("Say how many minutes the window has.")]
    if rule.most is not None and not 1 <= rule.most <= AMOUNT_MOST:
        errors["most"] = [_("Enter a number from %(least)s to %(most)s.") % {"least": 1, "most": AMOUNT_MOST}]
    if errors:
        raise Invalid(errors)
