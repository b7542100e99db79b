"""Token buckets in the database, used at the edges (views and API), never inside actions."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from django.db.models import F, Value
from django.db.models.functions import Least

from wardmote.core import clock
from wardmote.core.batches import delete_in_batches
from wardmote.core.errors import TooOften
from wardmote.core.models import RateBucket

_UNIT = 1000


@dataclass(frozen=True)
class Rate:
    """At most `times` in `per_s` seconds, refilled evenly."""

    name: str
    times: int
    per_s: int


def address_key(address: str) -> str:
    """Return what an address counts under: IPv4 itself, IPv6 its /64; "?" for what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def take(rate: Rate, who: str) -> None:
    """Take one token of the bucket of `who` (1 query when there is one, else 3).

    Raises:
        TooOften: the bucket is empty.
    """
    if not _take(rate, who):
        raise TooOften(retry_after_s=max(1, rate.per_s // rate.times))


def left(rate: Rate, who: str) -> bool:
    """Say whether a token is left, without taking it (1 query)."""
    now_ms = int(clock.now().timestamp() * 1000)
    row = RateBucket.objects.filter(key=_key(rate, who)).values_list("tokens", "updated_ms").first()
    return row is None or row[0] + (now_ms - row[1]) * rate.times * _UNIT // (rate.per_s * 1000) >= _UNIT


def remaining(rate: Rate, who: str) -> int:
    """Return how many whole tokens are left, without taking any (1 query)."""
    now_ms = int(clock.now().timestamp() * 1000)
    row = RateBucket.objects.filter(key=_key(rate, who)).values_list("tokens", "updated_ms").first()
    if row is None:
        return rate.times
    refilled = row[0] + (now_ms - row[1]) * rate.times * _UNIT // (rate.per_s * 1000)
    return max(0, min(rate.times, refilled // _UNIT))


def forget(rate: Rate, who: str) -> None:
    """Fill the bucket again (1 query)."""
    RateBucket.objects.filter(key=_key(rate, who)).delete()


def sweep() -> int:
    """Delete buckets untouched for two days and return their number; they are full again."""
    before_ms = int(clock.now().timestamp() * 1000) - 2 * 86_400_000
    return delete_in_batches(RateBucket.objects.filter(updated_ms__lt=before_ms))


def _key(rate: Rate, who: str) -> str:
    return f"{rate.name}:{who}"[:120]


def _take(rate: Rate, who: str) -> bool:
    now_ms = int(clock.now().timestamp() * 1000)
    full = rate.times * _UNIT
    # Whole thousandths a millisecond would round slow rates to nothing, so the product comes before the division.
    refilled = Least(
        F("tokens") + (Value(now_ms) - F("updated_ms")) * rate.times * _UNIT / (rate.per_s * 1000), Value(full)
    )
    rows = RateBucket.objects.filter(key=_key(rate, who))
    ready = rows.annotate(refilled=refilled).filter(refilled__gte=_UNIT)
    if ready.update(tokens=refilled - _UNIT, updated_ms=now_ms):
        return True
    # Empty, or not there yet; another request may make it at the same moment, and then it is full for this one as well.
    RateBucket.objects.get_or_create(key=_key(rate, who), defaults={"tokens": full, "updated_ms": now_ms})
    return bool(ready.update(tokens=refilled - _UNIT, updated_ms=now_ms))
