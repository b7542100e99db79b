"""Balances against the ledger, and totals against the formula."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db.models import BigIntegerField, Count, Exists, F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from wardmote.accounts import credit_rules, formula
from wardmote.accounts.models import Block, CreditBalance, CreditEntry, Member
from wardmote.core.doctor import Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BATCH: Final = 500


def find_balances() -> list[Difference]:
    """Return every balance that is not the sum of its lines in the ledger."""
    return [
        Difference("credit balance", f"{member_id} {kind}", found, due)
        for member_id, kind, found, due in different_balances()
    ]


def find_totals() -> list[Difference]:
    """Return every member's total that the formula in force contradicts (2 queries for each BATCH members)."""
    tree = credit_rules.present_formula()
    found = []
    for members in _in_batches():
        balances = balances_of([member.pk for member in members])
        dues = ((member, due_total(tree, member, balances)) for member in members)
        found += [
            Difference("member.credits", member.pk, member.credits, due)
            for member, due in dues
            if member.credits != due
        ]
    return found


def find_blocks() -> list[Difference]:
    """Return every member's number of blocks that differs from the blocks there are (1 query)."""
    return [Difference("member.blocks", pk, found, due) for pk, found, due in different_blocks()]


def different_blocks() -> list[tuple[int, int, int]]:
    """Return (member, number of blocks, blocks there are) where the two differ (1 query)."""
    rows = Block.objects.filter(member=OuterRef("pk")).order_by()
    counted = rows.values("member").annotate(count=Count("pk")).values("count")
    members = Member.objects.annotate(due=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    return list(members.exclude(blocks=F("due")).order_by("pk").values_list("pk", "blocks", "due"))


def different_balances() -> list[tuple[int, str, int, int]]:
    """Return (member, kind, balance, sum of the ledger) where the two differ (2 queries)."""
    lines = CreditEntry.objects.filter(member_id=OuterRef("member_id"), kind=OuterRef("kind")).order_by()
    summed = lines.values("member_id").annotate(due=Sum("amount", output_field=BigIntegerField())).values("due")
    wrong = CreditBalance.objects.annotate(due=Coalesce(Subquery(summed), 0, output_field=BigIntegerField()))
    known = CreditBalance.objects.filter(member_id=OuterRef("member_id"), kind=OuterRef("kind"))
    missing = CreditEntry.objects.filter(~Exists(known)).order_by().values_list("member_id", "kind")
    return [
        *wrong.exclude(amount=F("due")).order_by("member_id", "kind").values_list("member_id", "kind", "amount", "due"),
        *((member_id, kind, 0, due) for member_id, kind, due in missing.annotate(due=Sum("amount")) if due),
    ]


def balances_of(member_ids: Iterable[int]) -> Mapping[int, Mapping[str, int]]:
    """Return the balances of members, under the names that formulas use (1 query)."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = CreditBalance.objects.filter(member_id__in=list(member_ids))
    for member_id, kind, amount in rows.values_list("member_id", "kind", "amount"):
        found[member_id][formula.BALANCE + kind] = amount
    return found


def due_total(tree: formula.Tree, member: Member, balances: Mapping[int, Mapping[str, int]]) -> int:
    """Return what a formula makes of a member's counters and balances (no query)."""
    counters = {name: getattr(member, name) for name in formula.COUNTERS}
    return formula.total(tree, {**counters, **balances.get(member.pk, {})})


def _in_batches() -> Iterator[list[Member]]:
    after = 0
    rows = Member.objects.order_by("pk").only("pk", "credits", *formula.COUNTERS)
    while members := list(rows.filter(pk__gt=after)[:BATCH]):
        yield members
        after = members[-1].pk
