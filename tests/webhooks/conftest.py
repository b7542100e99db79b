"""What the tests of webhooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.webhooks.receiver import Receiver, receiver

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    """Listen on this machine, at an address that webhooks may reach."""
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    with receiver() as made:
        yield made
