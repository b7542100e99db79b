"""Compare the versions of kept values once a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.core import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class SnapshotMiddleware:
    """Refresh the snapshots before the view (1 query)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refresh, then pass on."""
        snapshot.refresh()
        return self.get_response(request)
