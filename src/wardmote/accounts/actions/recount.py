"""Put balances and totals right: after the site has changed its formula, and wherever a recount differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from wardmote.accounts import credit_rules, formula
from wardmote.accounts.models import CreditBalance, Member
from wardmote.accounts.queries.blocks import block_counts
from wardmote.accounts.queries.recount import balances_of, different_balances, different_blocks, due_total

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH: Final = 500
"""Members locked at a time."""


def mend_totals() -> int:
    """Put every total right that differs from the formula in force, and return how many did."""
    return sum(_mend_batch(first, last) for first, last in _batches())


@transaction.atomic
def mend_balances() -> None:
    """Make every balance the sum of its lines in the ledger."""
    for member_id, kind, _found, due in different_balances():
        Member.objects.select_for_update(no_key=True).filter(pk=member_id).values_list("pk", flat=True).first()
        CreditBalance.objects.update_or_create(member_id=member_id, kind=kind, defaults={"amount": due})


@transaction.atomic
def mend_blocks() -> None:
    """Make every member's number of blocks what there are."""
    wrong = [pk for pk, _found, _due in different_blocks()]
    list(Member.objects.select_for_update(no_key=True).filter(pk__in=wrong).order_by("pk").values_list("pk"))
    for member_id, count in block_counts(wrong).items():
        Member.objects.filter(pk=member_id).update(blocks=count)


def _batches() -> Iterator[tuple[int, int]]:
    after = 0
    while ids := list(Member.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids[0], ids[-1]
        after = ids[-1]


@transaction.atomic
def _mend_batch(first: int, last: int) -> int:
    rows = Member.objects.select_for_update(no_key=True).filter(pk__range=(first, last)).order_by("pk")
    members = list(rows.only("pk", "credits", *formula.COUNTERS))
    balances = balances_of([member.pk for member in members])
    tree = credit_rules.present_formula()
    changed = []
    for member in members:
        due = due_total(tree, member, balances)
        if member.credits != due:
            member.credits = due
            changed.append(member)
    Member.objects.bulk_update(changed, ["credits"], batch_size=BATCH)
    return len(changed)
