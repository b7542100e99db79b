"""Addresses that get no more mail: there is nobody, or somebody who called our mail unwanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_noop

from wardmote.core import clock
from wardmote.notifications.models import BlockReason, MailBlock

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NO_MAIL", "BlockReason", "block", "blocked_among", "is_blocked", "unblock"]

NO_MAIL: Final = gettext_noop("The address takes no more mail.")


def block(address: str, reason: BlockReason, detail: str = "") -> None:
    """Send no more mail to an address (1 or 2 queries); the first reason stays."""
    MailBlock.objects.get_or_create(
        address=_folded(address), defaults={"reason": reason, "detail": detail[:300], "at": clock.now()}
    )


def unblock(address: str) -> bool:
    """Send mail to an address again, and say whether it got none (1 query)."""
    return MailBlock.objects.filter(address=_folded(address)).delete()[0] > 0


def is_blocked(address: str) -> bool:
    """Say whether an address gets no mail (1 query)."""
    return MailBlock.objects.filter(address=_folded(address)).exists()


def blocked_among(addresses: Iterable[str]) -> frozenset[str]:
    """Return those of the addresses that get no mail, in lower case (1 query)."""
    wanted = [_folded(address) for address in addresses]
    return frozenset(MailBlock.objects.filter(address__in=wanted).values_list("address", flat=True))


def _folded(address: str) -> str:
    return address.strip().lower()[:320]
