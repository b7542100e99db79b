"""Make groups for roles, and change what groups carry. Administrators only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import capabilities as caps
from wardmote.accounts import groups
from wardmote.accounts.models import Group
from wardmote.accounts.models.groups import GroupKind
from wardmote.core import audit
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.core.text.clean import clean_line, is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

STARS_MOST = 10
LIMIT_MOST = 1_000_000
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LENGTHS = {"name": 40, "name_en": 60, "title": 20, "title_en": 40}
FIXED = (groups.GUESTS, groups.ADMINISTRATORS)
"""Groups whose capabilities stay as they are: guests have none, administrators all."""


@transaction.atomic
def create_group(
    *,
    actor: Actor,
    key: str,
    name: str,
    name_en: str = "",
    title: str = "",
    title_en: str = "",
    stars: int = 0,
    capabilities: Collection[str] = (),
    limits: Mapping[str, int | None] | None = None,
) -> Group:
    """Make a group for a role.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: a field does not fit, the key is taken, or a capability or limit is unknown.
    """
    _require(actor)
    key = key.strip()
    texts = {"name": name, "name_en": name_en, "title": title, "title_en": title_en}
    errors = _key_errors(key)
    fields = _clean(texts, stars, capabilities, limits or {}, errors)
    made = Group.objects.create(key=key, kind=GroupKind.ROLE, **fields)
    groups.snapshot.bump()
    audit.record(actor, "group.created", made, details={"key": key, "capabilities": fields["capabilities"]})
    return made


@transaction.atomic
def edit_group(
    *,
    actor: Actor,
    group_id: int,
    name: str,
    name_en: str,
    title: str,
    title_en: str,
    stars: int,
    capabilities: Collection[str],
    limits: Mapping[str, int | None],
) -> Group:
    """Change what a group is called and carries; nothing is recorded where nothing changes.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such group.
        Invalid: a field does not fit, or the capabilities of guests or administrators would change.
    """
    _require(actor)
    group = Group.objects.filter(pk=group_id).first()
    if group is None:
        raise NotFound
    texts = {"name": name, "name_en": name_en, "title": title, "title_en": title_en}
    fields = _clean(texts, stars, capabilities, limits, {})
    if group.key in FIXED and (
        set(capabilities) != set(group.capabilities) & caps.CAPABILITIES.keys() or dict(limits) != group.limits
    ):
        raise Invalid({"capabilities": _("Guests carry nothing, and administrators everything.")})
    # What this release does not know stays, for the next one.
    unknown = [name for name in group.capabilities if name not in caps.CAPABILITIES]
    fields["capabilities"] = [*sorted(set(capabilities)), *unknown]
    changed = {name: value for name, value in fields.items() if not _same(getattr(group, name), value)}
    if not changed:
        return group
    told = {name: [getattr(group, name), value] for name, value in changed.items()}
    for name_, value in changed.items():
        setattr(group, name_, value)
    group.save(update_fields=list(changed))
    groups.snapshot.bump()
    audit.record(actor, "group.edited", group, details={"changed": told})
    return group


def _require(actor: Actor) -> None:
    if not actor.is_administrator:
        raise NotAllowed


def _same(old: object, new: object) -> bool:
    return sorted(old) == sorted(new) if isinstance(old, list) and isinstance(new, list) else old == new


def _key_errors(key: str) -> dict[str, list[Text]]:
    if not _KEY.fullmatch(key) or len(key) > 40 or key.startswith("moderators-"):  # noqa: PLR2004
        return {"key": [_("Use small letters, digits and single hyphens, at most %(most)s.") % {"most": 40}]}
    if Group.objects.filter(key=key).exists():
        return {"key": [_("Another group has this key.")]}
    return {}


def _clean(
    texts: Mapping[str, str],
    stars: int,
    capabilities: Collection[str],
    limits: Mapping[str, int | None],
    errors: dict[str, list[Text]],
) -> dict[str, object]:
    cleaned: dict[str, object] = {}
    for field, most in _LENGTHS.items():
        line = clean_line(texts[field])
        if field == "name" and is_blank(line):
            errors[field] = [_("Please fill this in.")]
        elif len(line) > most:
            errors[field] = [_("At most %(most)s characters.") % {"most": most}]
        cleaned[field] = line
    if not 0 <= stars <= STARS_MOST:
        errors["stars"] = [_("Enter a number from %(least)s to %(most)s.") % {"least": 0, "most": STARS_MOST}]
    if not set(capabilities) <= caps.CAPABILITIES.keys() or not limits.keys() <= caps.LIMITS.keys():
        errors["capabilities"] = [_("Choose one of the values offered.")]
    if any(value is not None and not 0 <= value <= LIMIT_MOST for value in limits.values()):
        errors["limits"] = [_("Enter a number from %(least)s to %(most)s.") % {"least": 0, "most": LIMIT_MOST}]
    if errors:
        raise Invalid(errors)
    return cleaned | {"stars": stars, "capabilities": sorted(set(capabilities)), "limits": dict(limits)}
