"""A member's public counters, and the total that the site's formula makes of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F

from wardmote.accounts import credit_rules, formula, happenings, ranks
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
        _add(member_id, _with_total(changes, weights))
        if weights is None:
            recompute_total(member_id)


def count_drafts(member_id: int, by: int) -> None:
    """Add to the number of a member's drafts (1 query, none for no change)."""
    if by:
        Member.objects.filter(pk=member_id).update(drafts=F("drafts") + by)


@contextmanager
def add_to_total(member_id: int, kind: str, amount: int) -> Iterator[None]:
    """Follow a change of a balance that the block makes: the member's row is locked before the balance's.

    1 query, none where the formula does not name the kind; 4 where it is no plain sum.
    """
    weights = formula.weights(credit_rules.present_formula())
    if weights is None:
        rows = Member.objects.filter(pk=member_id)
        rows.select_for_update(no_key=True).values_list("pk", flat=True).first()
    elif by := weights.get(formula.BALANCE + kind, 0) * amount:
        _add(member_id, {"credits": by})
    yield
    if weights is None:
        recompute_total(member_id)


def recompute_total(member_id: int) -> None:
    """Work the formula out anew for a member (3 queries), inside a transaction."""
    rows = Member.objects.select_for_update(no_key=True)
    values = dict(rows.values("credits", *formula.COUNTERS).get(pk=member_id))
    before = values.pop("credits")
    for kind, amount in CreditBalance.objects.filter(member_id=member_id).values_list("kind", "amount"):
        values[formula.BALANCE + kind] = amount
    total = formula.total(credit_rules.present_formula(), values)
    Member.objects.filter(pk=member_id).update(credits=total)
    _say_rank(member_id, before, total)


def _add(member_id: int, changes: Mapping[str, int]) -> None:
    """Add to columns of a member (1 query), and say so where the total passes a rank's threshold.

    The ORM's update returns no values, and asking for the total would be a query more for every reply.
    """
    table, quoted = Member._meta.db_table, connection.ops.quote_name
    columns = {field.name: quoted(field.column) for field in Member._meta.concrete_fields if field.column}
    sums = ", ".join(f"{columns[name]} = {columns[name]} + %s" for name in changes)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quoted(table)} SET {sums} WHERE id = %s RETURNING {columns['credits']}",  # noqa: S608  own names
            [*changes.values(), member_id],
        )
        row = cursor.fetchone()
    if row is not None:
        _say_rank(member_id, row[0] - changes.get("credits", 0), row[0])


def _say_rank(member_id: int, before: int, total: int) -> None:
    if before != total and (rank := ranks.rank_of(total)) != ranks.rank_of(before):
        happenings.rank_changed.send(sender=Member, member_id=member_id, rank=rank, risen=total > before)


def starting_total() -> int:
    """Return the total of somebody who has nothing yet (no query)."""
    return formula.total(credit_rules.present_formula(), {})


def _with_total(changes: Mapping[str, int], weights: Mapping[str, int] | None) -> dict[str, int]:
    by = sum((weights or {}).get(name, 0) * change for name, change in changes.items())
    return {**changes, "credits": by} if by else dict(changes)
