"""Django's admin: the rows themselves, for administrators to read. To others there is nothing at its address.

The models that change the forum are registered read-only: whatever changes them goes through an action, which keeps
the counters and the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    _ModelAdmin: TypeAlias = admin.ModelAdmin[Model]
else:
    _ModelAdmin = admin.ModelAdmin


_View = TypeVar("_View", bound="Callable[..., HttpResponseBase]")


class StaffSite(admin.AdminSite):
    """The admin, hidden from whoever is no administrator."""

    site_header = site_title = "Wardmote"
    index_title = ""
    enable_nav_sidebar = False

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:  # noqa: FBT001, FBT002  Django's signature
        """Wrap a view so that it answers administrators only; others as an address where nothing is."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise NotFound
            return inner(request, *args, **kwargs)

        return cast("_View", guarded)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send administrators on; there is no second way to sign in."""
        del extra_context
        if not self.has_permission(request):
            raise NotFound
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(  # type: ignore[override]  # Django's returns a page of its own
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send them to where everybody changes their password."""
        del request, extra_context
        return HttpResponseRedirect(reverse("account_change_password"))


class ReadOnlyAdmin(_ModelAdmin):
    """Rows to be looked at and nothing more."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse."""
        del request, obj
        return False


def register(model: type[Model], *shown: str, **more: object) -> None:
    """Register a model read-only with the columns of its list; `more` are further attributes of its admin."""
    admin.site.register(model, type(f"{model.__name__}Admin", (ReadOnlyAdmin,), {"list_display": shown, **more}))


def unregister(*models: type[Model]) -> None:
    """Take away what other packages registered, where they did."""
    for model in models:
        if admin.site.is_registered(model):
            admin.site.unregister(model)
