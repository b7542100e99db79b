"""What the settings pages show: the member's own preferences."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from wardmote.accounts import avatars, capabilities, trust
from wardmote.accounts.models import Member
from wardmote.accounts.queries.standing import standing_of, step_held
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text, WardmoteError

REGIONS = ("Asia", "Europe", "Africa", "America", "Australia", "Pacific", "Atlantic", "Indian")
"""Parts of the world whose time zones are offered; the rest of the names are old spellings and technical ones."""


class Messages(dict[str, "Sequence[Text]"]):
    """Messages by field; templates may ask for any field, and most have none."""

    def __missing__(self, name: str) -> Sequence[Text]:
        """Return nothing."""
        return ()


@dataclass(frozen=True)
class SettingsPage:
    """A settings form: what stands in its fields, what is wrong, and what else the page needs."""

    values: Mapping[str, object]
    errors: Messages = field(default_factory=Messages)
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrustStep:
    """A step of trust with what it needs."""

    number: int
    held: bool
    needs: Sequence[trust.Need]


@dataclass(frozen=True, slots=True)
class TrustPage:
    """The page "why am I T1?"."""

    held: int
    sanctioned: bool
    steps: Sequence[TrustStep]
    window_days: int
    clean_days: int


def settings_page(member_id: int, *fields: str) -> SettingsPage:
    """Return the page of a form with what is stored (1 query)."""
    return SettingsPage(Member.objects.values(*fields).get(pk=member_id))


def as_sent(shown: SettingsPage, values: Mapping[str, object], error: WardmoteError) -> SettingsPage:
    """Return the page with what was sent and what is wrong with it."""
    fields = error.fields if isinstance(error, Invalid) else {"": [error.message]}
    return replace(shown, values={**shown.values, **values}, errors=Messages(fields))


def avatar_page(viewer: Actor) -> SettingsPage:
    """Return the page of the avatar (no query)."""
    allowed = viewer.can(capabilities.UPLOAD_AVATAR)
    large = avatars.large(viewer.avatar) if viewer.avatar else ""
    return SettingsPage({"avatar": viewer.avatar, "large": large}, more={"allowed": allowed})


def trust_page(viewer: Actor) -> TrustPage:
    """Return what the viewer has for each step of trust and what it needs (4 queries)."""
    assert viewer.member_id is not None  # noqa: S101  the view lets members in only
    standing = standing_of(viewer.member_id)
    held = step_held(viewer.group_ids)
    steps = [TrustStep(number, number <= held, trust.needs(number, standing)) for number in trust.COMPUTED]
    return TrustPage(held, standing.sanctioned, steps, trust.T3_WINDOW_DAYS.get(), trust.T3_CLEAN_DAYS.get())


@lru_cache(maxsize=1)
def time_zones() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Return the time zones that are offered, by part of the world, as (name, what is shown)."""
    names = sorted(zoneinfo.available_timezones())
    return [
        (region, [(name, name.split("/", 1)[1].replace("_", " ")) for name in names if name.startswith(f"{region}/")])
        for region in REGIONS
    ]
