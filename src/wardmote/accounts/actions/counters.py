"""A member's public counters, and the total that the site's formula makes of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from wardmote.accounts import credit_rules, formula
from wardmote.accounts.models import CreditBalance, Member

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@transaction.atomic(savepoint=False)
def change_counters(member_id: int, *, threads: int = 0, posts: int = 0, featured: int = 0) -> None:
    """Add to the counters and to the total (1 query, none for no change; 3 more where the formula is no plain sum)."""
    given = {"threads": threads, "posts": posts, "featured": featured}
    changes = {name: by for name, by in given.items() if by}
    if changes:
        weights = formula.weights(credit_rules.present_formula())
        rows = Member.objects.filter(pk=member_id)
        rows.update(**{name: F(name) + by for name, by in _with_total(changes, weights).items()})
        if weights is None:
            recompute_total(member_id)


@contextmanager
def add_to_total(member_id: int, kind: str, amount: int) -> Iterator[None]:
    """Follow a change of a balance that the block makes: the member's row is locked before the balance's.

    1 query, none where the formula does not name the kind; 4 where it is no plain sum.
    """
    weights = formula.weights(credit_rules.present_formula())
    rows = Member.objects.filter(pk=member_id)
    if weights is None:
        rows.select_for_update(no_key=True).values_list("pk", flat=True).first()
    elif by := weights.get(formula.BALANCE + kind, 0) * amount:
        rows.update(credits=F("credits") + by)
    yield
    if weights is None:
        recompute_total(member_id)


def recompute_total(member_id: int) -> None:
    """Work the formula out anew for a member (3 queries), inside a transaction."""
    values = dict(Member.objects.select_for_update(no_key=True).values(*formula.COUNTERS).get(pk=member_id))
    for kind, amount in CreditBalance.objects.filter(member_id=member_id).values_list("kind", "amount"):
        values[formula.BALANCE + kind] = amount
    Member.objects.filter(pk=member_id).update(credits=formula.total(credit_rules.present_formula(), values))


def starting_total() -> int:
    """Return the total of somebody who has nothing yet (no query)."""
    return formula.total(credit_rules.present_formula(), {})


def _with_total(changes: Mapping[str, int], weights: Mapping[str, int] | None) -> dict[str, int]:
    by = sum((weights or {}).get(name, 0) * change for name, change in changes.items())
    return {**changes, "credits": by} if by else dict(changes)
