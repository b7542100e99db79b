"""Token buckets, also when several ask for the first token at once."""

from __future__ import annotations

from typing import Any

import pytest

from wardmote.core import rates
from wardmote.core.errors import TooOften
from wardmote.core.models import RateBucket
from wardmote.core.rates import Rate

pytestmark = pytest.mark.django_db
TWO = Rate("test", 2, 60)


def test_bucket_gives_its_tokens_and_then_none() -> None:
    rates.take(TWO, "somebody")
    rates.take(TWO, "somebody")
    with pytest.raises(TooOften):
        rates.take(TWO, "somebody")
    rates.take(TWO, "somebody else")


def test_bucket_that_another_request_made_meanwhile_gives_its_tokens_too(monkeypatch: pytest.MonkeyPatch) -> None:
    make = RateBucket.objects.get_or_create

    def late(**given: Any) -> Any:
        make(**given)
        return make(**given)

    monkeypatch.setattr(RateBucket.objects, "get_or_create", late)
    rates.take(TWO, "somebody")
    rates.take(TWO, "somebody")
    with pytest.raises(TooOften):
        rates.take(TWO, "somebody")
