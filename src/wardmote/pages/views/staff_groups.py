"""Groups for administrators: what they carry, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.accounts import capabilities, groups
from wardmote.accounts.actions.groups import EVERYBODY, add_to_group, remove_from_group
from wardmote.accounts.actions.roles import FIXED, create_group, edit_group
from wardmote.accounts.queries.by_name import find_member_named
from wardmote.accounts.queries.groups import GroupMember, GroupRow, group_members, group_rows
from wardmote.boards.forms import fields as read
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import Told, Typed, end_of_day, staff_page, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse, QueryDict

    from wardmote.accounts.groups import GroupInfo
    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text, WardmoteError


@dataclass(frozen=True)
class GroupForm:
    """What a group is called and carries, as typed; a limit is empty for "says nothing"."""

    key: str = ""
    name: str = ""
    name_en: str = ""
    title: str = ""
    title_en: str = ""
    stars: str = "0"
    capabilities: frozenset[str] = frozenset()
    limits: Mapping[str, str] = field(default_factory=Typed)
    unlimited: frozenset[str] = frozenset()

    @classmethod
    def posted(cls, posted: QueryDict) -> GroupForm:
        """Return the form as it was sent."""
        texts = {name: read.text(posted, name) for name in ("key", "name", "name_en", "title", "title_en", "stars")}
        return cls(
            **texts,
            capabilities=frozenset(posted.getlist("capability")),
            limits=Typed({name: posted.get(f"limit-{name}", "") for name in capabilities.LIMITS}),
            unlimited=frozenset(name for name in capabilities.LIMITS if f"unlimited-{name}" in posted),
        )

    @classmethod
    def of(cls, group: GroupInfo) -> GroupForm:
        """Return the form of a group that is there."""
        return cls(
            group.key,
            group.name,
            group.name_en,
            group.title,
            group.title_en,
            str(group.stars),
            group.capabilities,
            Typed({name: str(value) for name, value in group.limits.items() if value is not None}),
            frozenset(name for name, value in group.limits.items() if value is None),
        )

    def stars_number(self) -> int:
        """Return the stars.

        Raises:
            Invalid: they are no number.
        """
        return read.number(self.stars, "stars") or 0

    def limit_numbers(self) -> dict[str, int | None]:
        """Return the limits that the group sets.

        Raises:
            Invalid: one is no number.
        """
        found: dict[str, int | None] = dict.fromkeys(self.unlimited)
        for name, raw in self.limits.items():
            if name not in found and (value := read.number(raw, f"limit-{name}")) is not None:
                found[name] = value
        return found


@dataclass(frozen=True)
class GroupsPage:
    """All groups."""

    rows: Sequence[GroupRow]
    capabilities: Mapping[str, Text]


@dataclass(frozen=True)
class GroupPage:
    """One group; None while it is new."""

    group: GroupInfo | None
    form: GroupForm
    fixed: bool
    everybody: bool
    members: Sequence[GroupMember]
    errors: Told = field(default_factory=Told)
    typed: Typed = field(default_factory=Typed)
    capabilities: Mapping[str, Text] = field(default_factory=lambda: capabilities.CAPABILITIES)
    limit_names: Mapping[str, Text] = field(default_factory=lambda: capabilities.LIMITS)


@require_GET
def group_list(request: Asked) -> HttpResponse:
    """List the groups."""
    require(request.viewer, is_administrator)
    data = GroupsPage(group_rows(), capabilities.CAPABILITIES)
    return staff_page(request, "staff/groups.html", data, desk="staff-groups")


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: Asked) -> HttpResponse:
    """Make a group for a role."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        return _show(request, _page(None, GroupForm()))
    form = GroupForm.posted(request.POST)
    keep_form(request, lambda error: _show(request, _page(None, form, error)))
    made = create_group(
        actor=request.viewer,
        key=form.key,
        name=form.name,
        name_en=form.name_en,
        title=form.title,
        title_en=form.title_en,
        stars=form.stars_number(),
        capabilities=form.capabilities,
        limits=form.limit_numbers(),
    )
    messages.success(request, _("The group was made."))
    return HttpResponseRedirect(reverse("staff-group", args=[made.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: Asked, group_id: int) -> HttpResponse:
    """Change what a group is called and carries."""
    require(request.viewer, is_administrator)
    present = _find(group_id)
    if request.method != "POST":
        return _show(request, _page(present, GroupForm.of(present)))
    form = GroupForm.posted(request.POST)
    keep_form(request, lambda error: _show(request, _page(present, form, error)))
    # The form of a fixed group has no capabilities to choose.
    fixed = present.key in FIXED
    edit_group(
        actor=request.viewer,
        group_id=group_id,
        name=form.name,
        name_en=form.name_en,
        title=form.title,
        title_en=form.title_en,
        stars=form.stars_number(),
        capabilities=present.capabilities if fixed else form.capabilities,
        limits=dict(present.limits) if fixed else form.limit_numbers(),
    )
    messages.success(request, _("The group was saved."))
    return HttpResponseRedirect(reverse("staff-group", args=[group_id]))


@require_POST
def group_members_act(request: Asked, group_id: int, act: str) -> HttpResponse:
    """Put somebody into a group or take them out."""
    require(request.viewer, is_administrator)
    present = _find(group_id)
    typed = Typed(request.POST.dict())
    keep_form(request, lambda error: _show(request, _page(present, GroupForm.of(present), error, typed)))
    member = find_member_named(typed["member"], "member")
    if act == "add":
        until = end_of_day(typed["until"], "until")
        add_to_group(actor=request.viewer, member=member, group_key=present.key, until=until, reason=typed["reason"])
        messages.success(request, _("%(name)s is in the group now.") % {"name": member.name})
    elif act == "remove":
        remove_from_group(actor=request.viewer, member=member, group_key=present.key, reason=typed["reason"])
        messages.success(request, _("%(name)s is no longer in the group.") % {"name": member.name})
    else:
        raise NotFound
    return HttpResponseRedirect(reverse("staff-group", args=[group_id]))


def _find(group_id: int) -> GroupInfo:
    found = groups.all_groups().get(group_id)
    if found is None or found.kind == "board":
        raise NotFound
    return found


def _page(
    present: GroupInfo | None, form: GroupForm, error: WardmoteError | None = None, typed: Typed | None = None
) -> GroupPage:
    return GroupPage(
        present,
        form,
        fixed=present is not None and present.key in FIXED,
        everybody=present is None or present.key in EVERYBODY,
        members=() if present is None else group_members(present.id),
        errors=told(error),
        typed=typed or Typed(),
    )


def _show(request: Asked, data: GroupPage) -> HttpResponse:
    return staff_page(request, "staff/group.html", data, desk="staff-groups")
