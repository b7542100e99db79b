"""What a mail provider posts of mails that came back, read by django-anymail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousOperation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_NO_REPORT = (ValueError, LookupError, TypeError, AttributeError)
"""What anymail's readers raise at a body that is no report."""


class _Checked:
    """Refuse a body that is no report; anymail would fall over it."""

    def parse_events(self, request: HttpRequest) -> Any:
        """Return the events that are reported.

        Raises:
            SuspiciousOperation: it is no report of this provider.
        """
        try:
            return super().parse_events(request)  # type: ignore[misc]
        except _NO_REPORT as error:
            message = "not a report of this provider"
            raise SuspiciousOperation(message) from error


def checked(view: type) -> Callable[..., HttpResponse]:
    """Return anymail's view of a provider's reports, refusing what is none."""
    made: Any = type(view.__name__, (_Checked, view), {})
    return made.as_view()  # type: ignore[no-any-return]
