"""The snapshot of groups, and the built-in ones."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from wardmote.accounts import capabilities as caps
from wardmote.accounts.models.groups import Group, GroupKind
from wardmote.core.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GUESTS, MEMBERS, MODERATORS, ADMINISTRATORS = "guests", "members", "moderators", "administrators"
TRUST = ("trust-0", "trust-1", "trust-2", "trust-3", "trust-4")


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """A group as the process keeps it."""

    id: int
    key: str
    kind: str
    name: str
    name_en: str
    title: str
    title_en: str
    stars: int
    capabilities: frozenset[str]
    limits: Mapping[str, int | None]


def _load() -> Mapping[int, GroupInfo]:
    fields = ("id", "key", "kind", "name", "name_en", "title", "title_en", "stars", "capabilities", "limits")
    found = {}
    for row in Group.objects.order_by("id").values(*fields):
        names = frozenset(row.pop("capabilities")) & caps.CAPABILITIES.keys()
        limits = {name: value for name, value in row.pop("limits").items() if name in caps.LIMITS}
        found[row["id"]] = GroupInfo(**row, capabilities=names, limits=MappingProxyType(limits))
    return MappingProxyType(found)


snapshot = Snapshot("groups", _load)


def all_groups() -> Mapping[int, GroupInfo]:
    """Return every group by id."""
    return snapshot.get()


def by_key(key: str) -> GroupInfo:
    """Return the group of a key.

    Raises:
        LookupError: there is none.
    """
    for group in snapshot.get().values():
        if group.key == key:
            return group
    raise LookupError(key)


def guests() -> GroupInfo:
    """Return the group that everybody is in."""
    return by_key(GUESTS)


def members() -> GroupInfo:
    """Return the group that every approved member is in."""
    return by_key(MEMBERS)


def administrators() -> GroupInfo:
    """Return the group whose members may do everything."""
    return by_key(ADMINISTRATORS)


def with_lower_trust(group_ids: Iterable[int]) -> frozenset[int]:
    """Return the groups with the trust groups that the highest of them contains; every member is in the lowest."""
    held = frozenset(group_ids)
    ladder = [by_key(key).id for key in TRUST]
    highest = max((step for step, group_id in enumerate(ladder) if group_id in held), default=0)
    return held | frozenset(ladder[: highest + 1])


def united_limits(given: Iterable[GroupInfo]) -> Mapping[str, int | None]:
    """Return the largest of each limit; null, "no limit", is larger than any number."""
    united: dict[str, int | None] = {}
    for group in given:
        for name, value in group.limits.items():
            if name not in united:
                united[name] = value
            else:
                present = united[name]
                united[name] = None if value is None or present is None else max(value, present)
    return MappingProxyType(united)


_TRUSTED: tuple[dict[str, object], ...] = tuple(
    {
        "key": key,
        "kind": GroupKind.TRUST,
        "name": f"信任 {number}",
        "name_en": f"Trust {number}",
        "capabilities": [caps.SKIP_APPROVAL, caps.RATE_POSTS] if number >= 2 else [],  # noqa: PLR2004
        "limits": {caps.RATING_MOST: 5, caps.RATINGS_A_DAY: 20} if number >= 2 else {},  # noqa: PLR2004
    }
    for number, key in enumerate(TRUST)
)

BUILTIN: tuple[dict[str, object], ...] = (
    {"key": GUESTS, "name": "游客", "name_en": "Guests"},
    {
        "key": MEMBERS,
        "name": "会员",
        "name_en": "Members",
        "capabilities": [
            caps.UPLOAD_AVATAR,
            caps.UPLOAD_PICTURES,
            caps.UPLOAD_FILES,
            caps.MAKE_POLLS,
            caps.SEND_MESSAGES,
        ],
        "limits": {caps.STORAGE_MB: 200, caps.UPLOAD_MB: 10, caps.CONVERSATIONS_A_DAY: 20},
    },
    *_TRUSTED,
    {
        "key": MODERATORS,
        "name": "超级版主",
        "name_en": "Super moderators",
        "title": "超级版主",
        "title_en": "Super moderator",
        "stars": 8,
        "capabilities": [
            caps.SKIP_APPROVAL,
            caps.INVITE,
            caps.APPROVE_MEMBERS,
            caps.SEE_AUDIT_LOG,
            caps.SANCTION_MEMBERS,
            caps.RATE_POSTS,
            caps.MANAGE_TAGS,
        ],
        "limits": {
            caps.INVITATIONS_A_MONTH: None,
            caps.CONVERSATIONS_A_DAY: None,
            caps.RATING_MOST: 10,
            caps.RATINGS_A_DAY: 100,
        },
    },
    {
        "key": ADMINISTRATORS,
        "name": "管理员",
        "name_en": "Administrators",
        "title": "管理员",
        "title_en": "Administrator",
        "stars": 9,
        "capabilities": list(caps.CAPABILITIES),
        "limits": {
            caps.INVITATIONS_A_MONTH: None,
            caps.STORAGE_MB: None,
            caps.UPLOAD_MB: None,
            caps.CONVERSATIONS_A_DAY: None,
            caps.RATING_MOST: 20,
            caps.RATINGS_A_DAY: None,
        },
    },
)
"""The groups that every site has; made by the first migration."""
