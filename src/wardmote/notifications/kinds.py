"""The kinds of notices, each registered once by the app that knows what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from wardmote.notifications.models import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.core.errors import Text

Repeats: TypeAlias = Literal["once", "renewed", "each"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: `key` in the database, `label` on the page of preferences.

    `one` is a sentence with %(name)s (who did it) and %(title)s (of the target). `many` stands for several people on
    the same target and has %(names)s ("A, B and 3 others"), %(name)s (the latest), %(count)s and %(others)s (one
    less). Further placeholders of both come from the notice's details. Without `many`, each notice has its own line.

    `repeats` says what becomes of the same actor's next act on the same target: "once" ignores it, "renewed" makes
    the notice unread again if it had been read, "each" makes a notice of its own.
    """

    key: str
    label: Text
    one: Text
    many: Text = ""
    inbox: bool = True
    """Whether it goes to the inbox where the member has not chosen."""
    mail: Channel = Channel.DAILY
    """How it is mailed where the member has not chosen."""
    repeats: Repeats = "each"
    fixed: bool = False
    """Whether it always goes to the inbox, whatever is chosen and whoever is blocked."""
    by_act: Mapping[str, Text] = field(default_factory=dict)
    """Sentences that stand for `one` where the notice's detail `act` names them: one choice for acts of one sort."""
    address: str = ""
    """Where it leads, if that is not the target's own place."""
    late: bool = False
    """Whether it is listed after the others: it is about the account, not about what people write."""
    for_administrators: bool = False
    """Whether nobody else is ever told of it, so that nobody else is asked how."""


registered: dict[str, Kind] = {}


def register(
    key: str,
    *,
    label: Text,
    one: Text,
    many: Text = "",
    inbox: bool = True,
    mail: str = "daily",
    repeats: Repeats | None = None,
    fixed: bool = False,
    by_act: Mapping[str, Text] | None = None,
    address: str = "",
    late: bool = False,
    for_administrators: bool = False,
) -> Kind:
    """Register a kind under a key that no other has; `repeats` is "renewed" with `many` and "each" without."""
    if key in registered:
        msg = f"two kinds of notices are called {key!r}"
        raise ValueError(msg)
    how: Repeats = repeats or ("renewed" if many else "each")
    registered[key] = Kind(
        key, label, one, many, inbox, Channel(mail), how, fixed, by_act or {}, address, late, for_administrators
    )
    return registered[key]


def known() -> Sequence[Kind]:
    """Return every kind in the order of registration, those about the account last."""
    return tuple(sorted(registered.values(), key=lambda kind: kind.late))
