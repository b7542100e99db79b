"""The tree of errors that actions, queries and views raise.

One middleware turns them into pages (`wardmote.core.http.errors`). Nothing else catches them to build an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from django.utils.functional import Promise

    Text: TypeAlias = str | Promise


class WardmoteError(Exception):
    """Something a person asked for cannot be done; `message` says why in their language."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    title: ClassVar[Text] = _("Something went wrong")
    default: ClassVar[Text] = _("Something went wrong.")

    def __init__(self, message: Text | None = None) -> None:
        """Keep the message, or the default one of the class."""
        self.message: Text = self.default if message is None else message
        super().__init__(message)


class NotSignedIn(WardmoteError):
    """The viewer could do this after signing in (pages 403, API 401)."""

    status = 403
    code = "not-signed-in"
    title = _("Please sign in")
    default = _("You need to sign in to do this.")


class NotAllowed(WardmoteError):
    """The viewer is known and may not do this."""

    status = 403
    code = "not-allowed"
    title = _("Not allowed")
    default = _("You may not do this.")


class NotFound(WardmoteError):
    """There is no such thing, or none that this viewer may know of: both answer alike."""

    status = 404
    code = "not-found"
    title = _("Page not found")
    default = _("There is nothing at this address, or you may not see it.")


class Invalid(WardmoteError):
    """What was sent does not fit; `fields` maps a field's name to its messages ("" for the whole)."""

    status = 422
    code = "invalid"
    title = _("Please check what you entered")
    default = _("Please check what you entered.")

    def __init__(self, fields: Mapping[str, Text | Sequence[Text]] | Text) -> None:
        """Take messages by field, or one message for the whole."""
        given: Mapping[str, Any] = fields if isinstance(fields, Mapping) else {"": fields}
        self.fields: dict[str, list[Text]] = {
            name: list(messages) if isinstance(messages, (list, tuple)) else [messages]
            for name, messages in given.items()
        }
        super().__init__(next(iter(self.fields.values()))[0])


class Conflict(WardmoteError):
    """The state has changed meanwhile, and the act no longer fits it."""

    status = 409
    code = "conflict"
    title = _("This has changed meanwhile")
    default = _("Somebody else changed this meanwhile.")


class TooLarge(WardmoteError):
    """What was sent is over a bound in bytes."""

    status = 413
    code = "too-large"
    title = _("Too large")
    default = _("What you sent is too large.")


class TooOften(WardmoteError):
    """A rate is used up; `retry_after_s` says when the next try may succeed."""

    status = 429
    code = "too-often"
    title = _("Too often")
    default = _("You are doing this too often. Please wait a moment and try again.")

    def __init__(self, message: Text | None = None, *, retry_after_s: int = 60) -> None:
        """Keep the seconds to wait with the message."""
        self.retry_after_s = retry_after_s
        super().__init__(message)


class Unavailable(WardmoteError):
    """The service can't do this now (maintenance, a busy database)."""

    status = 503
    code = "unavailable"
    title = _("Not available at the moment")
    default = _("This is not available at the moment. Please try again soon.")
