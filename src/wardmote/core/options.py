"""Site options: declared in code with type, bounds and help, changed on a page, kept as a snapshot.

EDIT_WINDOW_HOURS = options.integer("edit_window_hours", 24, section="posting", label=_("…"), least=0, nullable=True)
EDIT_WINDOW_HOURS.get()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.core.errors import Invalid
from wardmote.core.models import SiteOption
from wardmote.core.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wardmote.core.errors import Text

T = TypeVar("T")

SECTIONS: dict[str, Text] = {
    "site": _("Site"),
    "members": _("Members and sign-up"),
    "posting": _("Posting"),
    "display": _("Display"),
    "limits": _("Limits"),
    "discovery": _("Feeds and search engines"),
    "speed": _("Speed and views"),
}

declared: dict[str, Option[Any]] = {}


@dataclass(frozen=True, eq=False)
class Option(Generic[T]):
    """One declared option; `kind` is text, lines, integer, boolean or choice; null means "no limit"."""

    key: str
    default: T
    kind: str
    section: str
    label: Text
    help: Text = ""
    least: int | None = None
    most: int | None = None
    nullable: bool = False
    choices: Sequence[tuple[str, Text]] = ()
    check: Callable[[str], object] | None = None
    """Raises Invalid for a text that does not fit, whatever field it names."""
    changed: Callable[[], object] | None = None
    """Called once a change of the value is committed."""

    def get(self) -> T:
        """Return the present value (no query once the snapshot is there)."""
        return cast("T", _snapshot.get().get(self.key, self.default))

    def clean(self, value: object) -> T:
        """Return the value in the option's type.

        Raises:
            Invalid: it is of another type or out of bounds.
        """
        if value is None and self.nullable:
            return cast("T", None)
        return cast("T", _CLEANERS[self.kind](self, value))


def _declare(option: Option[T]) -> Option[T]:
    if option.key in declared or option.section not in SECTIONS:
        msg = f"option {option.key!r} is declared twice or has no known section"
        raise ValueError(msg)
    declared[option.key] = option
    return option


def text(
    key: str,
    default: str,
    *,
    section: str,
    label: Text,
    help: Text = "",
    most: int = 200,
    lines: bool = False,
    check: Callable[[str], object] | None = None,
    changed: Callable[[], object] | None = None,
) -> Option[str]:
    """Declare an option that holds text of at most `most` characters, and passes `check` where that is given."""
    kind = "lines" if lines else "text"
    return _declare(Option(key, default, kind, section, label, help, most=most, check=check, changed=changed))


def integer(
    key: str,
    default: int,
    *,
    section: str,
    label: Text,
    help: Text = "",
    least: int = 0,
    most: int = 1_000_000,
) -> Option[int]:
    """Declare an option that holds a whole number within bounds."""
    return _declare(Option(key, default, "integer", section, label, help, least, most))


def limit(
    key: str,
    default: int | None,
    *,
    section: str,
    label: Text,
    help: Text = "",
    least: int = 0,
    most: int = 1_000_000,
) -> Option[int | None]:
    """Declare an option that holds a whole number, or None for "no limit"."""
    return _declare(Option(key, default, "integer", section, label, help, least, most, nullable=True))


def boolean(key: str, default: bool, *, section: str, label: Text, help: Text = "") -> Option[bool]:  # noqa: FBT001
    """Declare an option that is on or off."""
    return _declare(Option(key, default, "boolean", section, label, help))


def choice(
    key: str,
    default: str,
    choices: Sequence[tuple[str, Text]],
    *,
    section: str,
    label: Text,
    help: Text = "",
) -> Option[str]:
    """Declare an option that holds one of some values."""
    return _declare(Option(key, default, "choice", section, label, help, choices=choices))


def _clean_text(option: Option[Any], value: object) -> str:
    cleaned = str(value).replace("\x00", "").strip()
    if option.kind == "text":
        cleaned = " ".join(cleaned.split())
    if option.most is not None and len(cleaned) > option.most:
        raise Invalid({option.key: _("At most %(most)s characters.") % {"most": option.most}})
    if option.check is not None:
        try:
            option.check(cleaned)
        except Invalid as error:
            raise Invalid({option.key: error.message}) from error
    return cleaned


def _clean_integer(option: Option[Any], value: object) -> int:
    try:
        number = int(str(value).strip())
    except ValueError:
        raise Invalid({option.key: _("Enter a whole number.")}) from None
    if (option.least is not None and number < option.least) or (option.most is not None and number > option.most):
        bounds = {"least": option.least, "most": option.most}
        raise Invalid({option.key: _("Enter a number from %(least)s to %(most)s.") % bounds})
    return number


def _clean_boolean(_option: Option[Any], value: object) -> bool:
    return value in (True, "on", "true", "1")


def _clean_choice(option: Option[Any], value: object) -> str:
    if value not in {key for key, _label in option.choices}:
        raise Invalid({option.key: _("Choose one of the values offered.")})
    return str(value)


_CLEANERS = {
    "text": _clean_text,
    "lines": _clean_text,
    "integer": _clean_integer,
    "boolean": _clean_boolean,
    "choice": _clean_choice,
}


def _load() -> Mapping[str, object]:
    return dict(SiteOption.objects.values_list("key", "value"))


_snapshot = Snapshot("options", _load)


@transaction.atomic
def store(values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Store cleaned values and return those that changed as {key: (old, new)}; all of them or none.

    Raises:
        Invalid: some value does not fit; `fields` names each.
    """
    errors: dict[str, list[Text]] = {}
    cleaned: dict[str, object] = {}
    for key, value in values.items():
        try:
            cleaned[key] = declared[key].clean(value)
        except Invalid as error:
            errors |= error.fields
    if errors:
        raise Invalid(errors)
    changed = {key: (declared[key].get(), new) for key, new in cleaned.items() if declared[key].get() != new}
    for key, (_old, new) in changed.items():
        SiteOption.objects.update_or_create(key=key, defaults={"value": new})
        if (told := declared[key].changed) is not None:
            transaction.on_commit(told)
    if changed:
        _snapshot.bump()
    return changed
