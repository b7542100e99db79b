"""Pay for acts, by the rules in force, and take it back: an append-only ledger with balances.

A payment's key is unique in the database, so that a retry never pays twice, also when two run at once. A reversal is a
line of its own, and so is what pays again after it: each line is reversed once at most.

Rows are locked in the order ledger, member, balance, whoever calls.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import F

from wardmote.accounts import credit_rules, happenings
from wardmote.accounts.actions.counters import add_to_total
from wardmote.accounts.happenings import Way
from wardmote.accounts.models import CreditBalance, CreditEntry, Member
from wardmote.accounts.models.credits import GIVEN
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from wardmote.accounts.credit_rules import RuleInfo


NOTE_MOST: Final = 200


@transaction.atomic(savepoint=False)
def pay(
    *,
    act: str,
    member_id: int,
    object_key: str = "",
    counterpart_id: int | None = None,
    board_id: int | None = None,
    times: int = 1,
    by: int | None = None,
) -> int:
    """Pay a member for an act and return what was paid, 0 where no rule pays or it is paid already.

    3 queries for each kind that pays; 2 more where the rule bounds its payments in a cycle or the formula is no plain
    sum. A line that was reversed counts as paid: `restore` pays it again. `times` multiplies the rule's amount. `by` is
    the member whose act it is: others are told of it where it is news to them (`happenings`).
    """
    rules = credit_rules.in_force(act, board_id)
    paid = _appended(_due(rule, member_id, object_key, counterpart_id, times) for rule in rules)
    _settle(paid, Way.PAID, by)
    return sum(entry.amount for entry in paid)


@transaction.atomic(savepoint=False)
def pay_instead(
    *, act: str, member_id: int, before: str, after: str, board_id: int | None = None, times: int = 1, by: int | None
) -> None:
    """Take back what one object has earned a member and pay for another, each none where its key is empty.

    The member is told once, of the difference.
    """
    back = _turned([before], Way.TAKEN_BACK)
    rules = credit_rules.in_force(act, board_id) if after else ()
    paid = _appended(_due(rule, member_id, after, None, times) for rule in rules)
    again = [] if paid else _turned([after], Way.PAID_AGAIN)
    entries = [*back, *paid, *again]
    if sum(entry.amount for entry in entries) < 0:
        way = Way.TAKEN_BACK
    else:
        way = Way.PAID_AGAIN if again and not back else Way.PAID
    _settle(entries, way, by)


@transaction.atomic(savepoint=False)
def give(
    *,
    act: str,
    member_id: int,
    kind: str,
    amount: int,
    object_key: str,
    unique_key: str,
    note: str = "",
    by: int | None = None,
) -> bool:
    """Give a member an amount that no rule sets, once for a key; say whether it was new (up to 5 queries)."""
    entry = CreditEntry(
        member_id=member_id,
        act=act,
        kind=kind,
        amount=amount,
        at=clock.now(),
        unique_key=unique_key,
        cycle_start=GIVEN,
        object_key=object_key,
        note=note[:NOTE_MOST],
    )
    new = _append(entry)
    _settle([entry] if new else [], Way.PAID, by)
    return new


@transaction.atomic(savepoint=False)
def reverse(*, object_key: str, by: int | None = None) -> None:
    """Take back all that an object has earned anybody; what is taken back already stays so.

    Whoever loses by it is told, except `by`, whose act it is.
    """
    _settle(_turned([object_key], Way.TAKEN_BACK), Way.TAKEN_BACK, by)


@transaction.atomic(savepoint=False)
def reverse_all(*, object_keys: Collection[str], by: int | None = None) -> None:
    """Do the same for several objects at once, their members' rows in one order."""
    _settle(_turned(object_keys, Way.TAKEN_BACK), Way.TAKEN_BACK, by)


@transaction.atomic(savepoint=False)
def restore(*, object_key: str, by: int | None = None) -> None:
    """Pay again all that was taken back for an object; what is paid stays so. Whoever gains is told, except `by`."""
    _settle(_turned([object_key], Way.PAID_AGAIN), Way.PAID_AGAIN, by)


@transaction.atomic(savepoint=False)
def restore_all(*, object_keys: Collection[str], by: int | None = None) -> None:
    """Do the same for several objects at once, their members' rows in one order."""
    _settle(_turned(object_keys, Way.PAID_AGAIN), Way.PAID_AGAIN, by)


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


def _appended(due: Iterable[CreditEntry | None]) -> list[CreditEntry]:
    """Append what the rules pay, one line after the other, and return those that are new."""
    return [entry for entry in due if entry is not None and _append(entry)]


def _turned(object_keys: Collection[str], way: Way) -> list[CreditEntry]:
    """Append the opposite of the last line of each chain whose payment stands (or does not, to pay again)."""
    wanted = [key for key in object_keys if key]
    if not wanted:
        return []
    lines = {line.pk: line for line in CreditEntry.objects.filter(object_key__in=wanted).order_by("id")}
    stands: dict[int, bool] = {}
    for line in lines.values():
        before = line.reverses_id
        stands[line.pk] = before is None or not stands.pop(before)
    added = [_opposite(lines[line_id]) for line_id, stood in stands.items() if stood == (way == Way.TAKEN_BACK)]
    return [entry for entry in added if _append(entry)]


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


def _settle(entries: Sequence[CreditEntry], way: Way, by: int | None) -> None:
    """Add lines that were appended to the totals and balances of their members, and tell those whom it is news to."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for entry in entries:
        sums[entry.member_id, entry.kind] += entry.amount
    for (member_id, kind), amount in sorted(sums.items()):
        if amount:
            with add_to_total(member_id, kind, amount):
                _add_to_balance(member_id, kind, amount)
    _say([entry for entry in entries if entry.member_id != by and happenings.is_news(entry.act, way)], way)


def _say(entries: Sequence[CreditEntry], way: Way) -> None:
    """Tell each member once what an act has brought or taken, however many lines it has."""
    sums: dict[tuple[int, str, str, str], int] = defaultdict(int)
    for entry in entries:
        sums[entry.member_id, entry.act, entry.kind, entry.note] += entry.amount
    for (member_id, act, kind, note), amount in sums.items():
        if amount:
            happenings.credits_changed.send(
                sender=CreditEntry, member_id=member_id, act=act, kind=kind, amount=amount, way=way, note=note
            )


def _add_to_balance(member_id: int, kind: str, amount: int) -> None:
    """Add to a balance (1 query, 3 for the first of a kind)."""
    row = {"member_id": member_id, "kind": kind}
    if not CreditBalance.objects.filter(**row).update(amount=F("amount") + amount):
        CreditBalance.objects.bulk_create([CreditBalance(**row)], ignore_conflicts=True)
        CreditBalance.objects.filter(**row).update(amount=F("amount") + amount)
