"""Pay for acts, by the rules in force, and take it back: an append-only ledger with balances.

A payment's key is unique in the database, so that a retry never pays twice, also when two run at once. A reversal is a
line of its own, and so is what pays again after it: each line is reversed once at most.

Rows are locked in the order ledger, member, balance, whoever calls.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F

from wardmote.accounts import credit_rules
from wardmote.accounts.actions.counters import add_to_total
from wardmote.accounts.models import CreditBalance, CreditEntry, Member
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wardmote.accounts.credit_rules import RuleInfo


@transaction.atomic(savepoint=False)
def pay(
    *,
    act: str,
    member_id: int,
    object_key: str = "",
    counterpart_id: int | None = None,
    board_id: int | None = None,
    times: int = 1,
) -> int:
    """Pay a member for an act and return what was paid, 0 where no rule pays or it is paid already.

    3 queries for each kind that pays; 2 more where the rule bounds its payments in a cycle or the formula is no plain
    sum. A line that was reversed counts as paid: `restore` pays it again. `times` multiplies the rule's amount.
    """
    paid = []
    for rule in credit_rules.in_force(act, board_id):
        entry = _due(rule, member_id, object_key, counterpart_id, times)
        if entry is not None and _append(entry):
            paid.append(entry)
    _settle(paid)
    return sum(entry.amount for entry in paid)


@transaction.atomic(savepoint=False)
def reverse(*, object_key: str) -> None:
    """Take back all that an object has earned anybody; what is taken back already stays so."""
    _turn(object_key, paid=True)


@transaction.atomic(savepoint=False)
def restore(*, object_key: str) -> None:
    """Pay again all that was taken back for an object; what is paid stays so."""
    _turn(object_key, paid=False)


def _due(rule: RuleInfo, member_id: int, object_key: str, counterpart_id: int | None, times: int) -> CreditEntry | None:
    """Return the line that a rule pays now, unless its cycle is full."""
    start, most = credit_rules.cycle_start(rule), credit_rules.payments_most(rule)
    key = credit_rules.unique_key(rule, object_key, counterpart_id)
    if rule.amount * times == 0 or most == 0:
        return None
    if most == 1 and key is None:
        # The constraint alone keeps it to one.
        key = ""
    elif most is not None:
        # Counting needs the member's row, so that two payments at once do not both see the last place free.
        Member.objects.select_for_update(no_key=True).filter(pk=member_id).values_list("pk", flat=True).first()
        lines = CreditEntry.objects.filter(rule_id=rule.id, member_id=member_id, cycle_start=start, reverses=None)
        if lines.count() >= most:
            return None
    return CreditEntry(
        member_id=member_id,
        rule_id=rule.id,
        act=rule.act,
        kind=rule.kind,
        amount=rule.amount * times,
        at=clock.now(),
        unique_key=credit_rules.free_key() if key is None else key,
        cycle_start=start,
        object_key=object_key,
    )


def _turn(object_key: str, *, paid: bool) -> None:
    """Append the opposite of the last line of each chain whose payment stands (or, if not `paid`, does not)."""
    lines = {line.pk: line for line in CreditEntry.objects.filter(object_key=object_key).order_by("id")}
    if not object_key or not lines:
        return
    stands: dict[int, bool] = {}
    for line in lines.values():
        before = line.reverses_id
        stands[line.pk] = before is None or not stands.pop(before)
    added = [_opposite(lines[line_id]) for line_id, stood in stands.items() if stood == paid]
    _settle([entry for entry in added if _append(entry)])


def _opposite(line: CreditEntry) -> CreditEntry:
    return CreditEntry(
        member_id=line.member_id,
        rule_id=line.rule_id,
        act=line.act,
        kind=line.kind,
        amount=-line.amount,
        at=clock.now(),
        unique_key=line.unique_key,
        cycle_start=line.cycle_start,
        object_key=line.object_key,
        reverses_id=line.pk,
    )


_COLUMNS = [field for field in CreditEntry._meta.concrete_fields if not field.primary_key]
_INSERT = (
    f"INSERT INTO {CreditEntry._meta.db_table} ({', '.join(str(field.column) for field in _COLUMNS)}) "  # noqa: S608
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT DO NOTHING RETURNING id"
)


def _append(entry: CreditEntry) -> bool:
    """Append a line and say whether it was new (1 query).

    The ORM cannot tell whether an insert that ignores conflicts inserted, and a savepoint would cost two queries more.
    """
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        row = cursor.fetchone()
    entry.pk = row[0] if row else None
    return row is not None


def _settle(entries: Iterable[CreditEntry]) -> None:
    """Add lines that were appended to the totals and balances of their members."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for entry in entries:
        sums[entry.member_id, entry.kind] += entry.amount
    for (member_id, kind), amount in sorted(sums.items()):
        if amount:
            with add_to_total(member_id, kind, amount):
                _add_to_balance(member_id, kind, amount)


def _add_to_balance(member_id: int, kind: str, amount: int) -> None:
    """Add to a balance (1 query, 3 for the first of a kind)."""
    row = {"member_id": member_id, "kind": kind}
    if not CreditBalance.objects.filter(**row).update(amount=F("amount") + amount):
        CreditBalance.objects.bulk_create([CreditBalance(**row)], ignore_conflicts=True)
        CreditBalance.objects.filter(**row).update(amount=F("amount") + amount)
