"""How often somebody may try: sign-ins, second factors, mails, sign-ups.

A mobile carrier shares one address among thousands, so that only failures count against an address.
"""

from __future__ import annotations

import contextlib
from typing import Final

from wardmote.core import rates
from wardmote.core.errors import TooOften

FAILURES_OF_ADDRESS: Final = (
    rates.Rate("failed-sign-in-minute", 6, 60),
    rates.Rate("failed-sign-in-hour", 30, 3600),
)
FAILURES_OF_ACCOUNT: Final = rates.Rate("failed-sign-in-account", 10, 3600)
FAILED_CODES: Final = rates.Rate("failed-code", 10, 3600)
MAILS: Final = (rates.Rate("account-mail-hour", 2, 3600), rates.Rate("account-mail-day", 5, 86_400))
SIGN_UPS: Final = rates.Rate("sign-up", 30, 3600)


def check(address: str, account: str) -> None:
    """Demand that a failure is still allowed to the address and the account, taking none (3 queries).

    Raises:
        TooOften: it is not.
    """
    where = rates.address_key(address)
    for rate in FAILURES_OF_ADDRESS:
        _check(rate, where)
    _check(FAILURES_OF_ACCOUNT, account)


def count_failure(address: str, account: str) -> None:
    """Count a failed sign-in; that it was the last allowed one is told to the next try."""
    where = rates.address_key(address)
    for rate, who in (*((rate, where) for rate in FAILURES_OF_ADDRESS), (FAILURES_OF_ACCOUNT, account)):
        with contextlib.suppress(TooOften):
            rates.take(rate, who)


def forget_account(account: str) -> None:
    """Let the account be tried again: its holder has set a new password through a mail."""
    rates.forget(FAILURES_OF_ACCOUNT, account)


def check_codes(member_id: int) -> None:
    """Demand that another code may be tried for a second factor (1 query).

    Raises:
        TooOften: ten have failed within the hour.
    """
    _check(FAILED_CODES, str(member_id))


def count_failed_code(member_id: int) -> None:
    """Count a code that was wrong."""
    with contextlib.suppress(TooOften):
        rates.take(FAILED_CODES, str(member_id))


def take_mail(address: str) -> None:
    """Count a mail that somebody causes to be sent to an address.

    Raises:
        TooOften: it has had its mails for this hour or day.
    """
    for rate in MAILS:
        rates.take(rate, address.lower())


def take_sign_up(address: str) -> None:
    """Count a sign-up from an address.

    Raises:
        TooOften: there were thirty within the hour.
    """
    rates.take(SIGN_UPS, rates.address_key(address))


def _check(rate: rates.Rate, who: str) -> None:
    if not rates.left(rate, who):
        raise TooOften(retry_after_s=max(1, rate.per_s // rate.times))
