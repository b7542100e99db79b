"""Keep what a request was answered, so that the same request sent again does nothing twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import F

from wardmote.api.errors import OtherBody, UnderWay
from wardmote.api.models import KeptAnswer
from wardmote.core import clock
from wardmote.core.batches import delete_in_batches

if TYPE_CHECKING:
    from datetime import datetime

KEPT_FOR: Final = dt.timedelta(hours=24)
GIVEN_UP: Final = dt.timedelta(minutes=2)
"""After so long a request that was never answered was cut off, and may be tried again."""
KEPT_MOST: Final = 500
"""Answers of one token."""
BODY_CHARS: Final = 200_000
"""Longer answers are not kept, and there are none to any POST."""


def claim_answer(*, token_id: int, key: str, fingerprint: str) -> KeptAnswer | None:
    """Claim a key for a request, or return the answer that it was given before (2 queries, 4 where one is kept).

    Of several tries at once one gets the claim.

    Raises:
        OtherBody: the key was used for another request.
        UnderWay: the first request is not answered yet.
    """
    now = clock.now()
    try:
        with transaction.atomic():
            KeptAnswer.objects.create(token_id=token_id, key=key, fingerprint=fingerprint, claimed_at=now)
    except IntegrityError:
        return _kept(token_id, key, fingerprint, now)
    _make_room(token_id)
    return None


def _kept(token_id: int, key: str, fingerprint: str, now: datetime) -> KeptAnswer | None:
    rows = KeptAnswer.objects.filter(token_id=token_id, key=key)
    if rows.filter(claimed_at__lte=now - KEPT_FOR).update(
        claimed_at=now, fingerprint=fingerprint, status=None, location="", body=""
    ):
        return None
    row = rows.first()
    if row is None:  # what was claimed was given up at this very moment
        raise UnderWay
    if row.fingerprint != fingerprint:
        raise OtherBody
    if row.status is not None:
        return row
    if rows.filter(status=None, claimed_at__lte=now - GIVEN_UP).update(claimed_at=now):
        return None
    raise UnderWay


def keep_answer(*, token_id: int, key: str, status: int, location: str, body: str) -> None:
    """Keep the answer to a request whose key is claimed (1 query)."""
    if len(body) > BODY_CHARS:
        give_up(token_id=token_id, key=key)
        return
    rows = KeptAnswer.objects.filter(token_id=token_id, key=key)
    rows.update(status=status, location=location, body=body)


def give_up(*, token_id: int, key: str) -> None:
    """Let go of a key whose request did nothing, so that it can be sent again (1 query)."""
    KeptAnswer.objects.filter(token_id=token_id, key=key, status=None).delete()


def sweep_answers() -> int:
    """Delete the answers that are no longer kept and return their number."""
    return delete_in_batches(KeptAnswer.objects.filter(claimed_at__lte=clock.now() - KEPT_FOR))


def _make_room(token_id: int) -> None:
    """Delete the oldest answers of a token over KEPT_MOST (1 query, 2 where there are more)."""
    rows = KeptAnswer.objects.filter(token_id=token_id).order_by(F("claimed_at").desc(), "-id")
    last = rows.values_list("pk", flat=True)[KEPT_MOST : KEPT_MOST + 100]
    if surplus := list(last):
        KeptAnswer.objects.filter(pk__in=surplus).delete()
