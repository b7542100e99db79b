"""What does not fit a request's description, said in the person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from wardmote.api.schemas.boards import Article
from wardmote.core.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pydantic import BaseModel

    from wardmote.core.errors import Text, WardmoteError

_MESSAGES: Final[dict[str, Text]] = {
    "missing": _("This is required."),
    "extra_forbidden": _("There is no such field."),
    "string_type": _("Send text here."),
    "int_type": _("Send a whole number here."),
    "int_parsing": _("Send a whole number here."),
    "int_from_float": _("Send a whole number here."),
    "bool_type": _("Send true or false here."),
    "bool_parsing": _("Send true or false here."),
    "list_type": _("Send a list here."),
    "dict_type": _("Send an object here."),
    "model_type": _("Send an object here."),
    "model_attributes_type": _("Send an object here."),
    "string_too_long": _("At most %(max_length)s characters fit here."),
    "string_too_short": _("At least %(min_length)s characters are needed here."),
    "too_long": _("At most %(max_length)s fit here."),
    "too_short": _("At least %(min_length)s are needed here."),
    "greater_than_equal": _("Send %(ge)s or more here."),
    "less_than_equal": _("Send %(le)s or less here."),
    "literal_error": _("Send one of these here: %(expected)s."),
    "enum": _("Send one of these here: %(expected)s."),
}
_CLOSING: Final = frozenset({"closing", "until", "days"})
"""What pages call the end of a poll."""
_OTHER: Final = _("This is not in the form that is described.")


def invalid(errors: Iterable[Mapping[str, Any]]) -> WardmoteError:
    """Return the error for what pydantic found: a number in an address that none can have is not found."""
    fields: dict[str, list[Text]] = {}
    for error in errors:
        source, *place = error["loc"]
        if source == "path":
            return NotFound()
        name = ".".join(str(part) for part in (place[1:] if source == "body" else place))
        fields.setdefault(name, []).append(_message(error))
    return Invalid(fields)


def name_as_sent(error: Invalid, body: BaseModel | None) -> None:
    """Give the fields of an action's error the names that they have in the request."""
    known = {"file"} if body is None else set(type(body).model_fields)
    error.fields = {_name(field, known): messages for field, messages in error.fields.items()}


def _name(field: str, known: Collection[str]) -> str:
    """Return what a field of an action is called among known fields; itself where there is no other name for it."""
    inner = field.removeprefix("poll_")
    inner = "closes_at" if inner in _CLOSING else inner
    if field != inner:
        return f"poll.{inner}" if "poll" in known else inner
    if "article" in known and field in Article.model_fields:
        return f"article.{field}"
    near = (field, f"{field}_id", f"{field}_ids", f"{field.removesuffix('s')}_ids", field.removesuffix("s"))
    return next((name for name in near if name in known), field)


def _message(error: Mapping[str, Any]) -> str:
    message = _MESSAGES.get(error["type"], _OTHER)
    context = error.get("ctx", {})
    try:
        return str(str(message) % {**context, "expected": str(context.get("expected", "")).replace(" or ", ", ")})
    except KeyError:
        return str(_OTHER)
