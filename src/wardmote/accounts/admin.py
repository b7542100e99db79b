"""What administrators see of members, groups and credits. Second factors can be removed, and reserved names kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group as DjangoGroup

from wardmote.accounts.models import (
    CreditBalance,
    CreditEntry,
    CreditRule,
    Group,
    Invitation,
    Member,
    Membership,
    Rank,
    ReservedName,
)
from wardmote.accounts.names import name_key
from wardmote.core import clock
from wardmote.core.http.admin_site import ReadOnlyAdmin, register, unregister

if TYPE_CHECKING:
    from django.db.models import Model
    from django.forms import ModelForm

    _ReservedNames: TypeAlias = admin.ModelAdmin[ReservedName]
else:
    _ReservedNames = admin.ModelAdmin

unregister(DjangoGroup, EmailAddress, EmailConfirmation, Authenticator, UserSession)

register(
    Member,
    "name",
    "joined_at",
    "approved_at",
    "email_confirmed_at",
    "last_seen_at",
    "posts",
    "credits",
    search_fields=("name", "email"),
    exclude=("password",),
    ordering=("-id",),
)
register(Group, "key", "kind", "name", "title", "stars", list_filter=("kind",))
register(Membership, "member", "group", "since", "until", list_filter=("group",), list_select_related=True)
register(Rank, "title", "title_en", "stars", "least")
register(CreditRule, "act", "board_id", "amount", "cycle", "most")
register(
    CreditEntry,
    "at",
    "member",
    "act",
    "amount",
    "kind",
    "reverses",
    list_filter=("act",),
    search_fields=("=member__name",),
    list_select_related=("member", "reverses"),
    raw_id_fields=("member", "reverses"),
    ordering=("-id",),
)
register(CreditBalance, "member", "kind", "amount", search_fields=("=member__name",), list_select_related=("member",))
register(
    Invitation, "made_by", "made_at", "expires_at", "used_by", "withdrawn_at", exclude=("code_hash",), ordering=("-id",)
)
register(EmailAddress, "email", "user", "verified", "primary", search_fields=("email",), list_select_related=("user",))


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second factors without their secrets. Removing one lets in who has lost it."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("=user__name",)

    def has_delete_permission(self, request: Any, obj: Model | None = None) -> bool:
        """Allow it."""
        del request, obj
        return True


@admin.register(ReservedName)
class ReservedNameAdmin(_ReservedNames):
    """Names that nobody may take: former ones, and those that the site keeps."""

    list_display = ("name", "member", "since", "until")
    search_fields = ("name",)
    fields = ("name", "until")
    list_select_related = ("member",)

    def get_form(self, request: Any, obj: ReservedName | None = None, change: bool = False, **more: Any) -> Any:  # noqa: FBT001, FBT002  Django's signature
        """Let the end be left open."""
        form = super().get_form(request, obj, change, **more)
        form.base_fields["until"].required = False
        return form

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Fill in nothing: what an address names in its query is not what the fields take, and fails in them."""
        del request
        return {}

    def save_model(self, request: Any, obj: ReservedName, form: ModelForm[Any], change: bool) -> None:  # noqa: FBT001  Django's signature
        """Keep the folded name beside the name."""
        obj.name_key = name_key(obj.name)
        if not change:
            obj.since = clock.now()
        super().save_model(request, obj, form, change)
