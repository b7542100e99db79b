"""Every address of the site."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, register_converter

from wardmote.core.http.converters import IdConverter

register_converter(IdConverter, "id")

urlpatterns = [
    # Looked through in this order, and boards and threads are what is read most.
    path("", include("wardmote.boards.urls")),
    path("", include("wardmote.pages.urls")),
    path("", include("wardmote.notifications.urls")),
    path("", include("wardmote.uploads.urls")),
    path("", include("wardmote.marks.urls")),
    path("", include("wardmote.conversations.urls")),
    path("", include("wardmote.accounts.urls")),
    path("", include("wardmote.drafts.urls")),
    path("", include("wardmote.api.urls")),
    # Without a secret anybody could report that an address is bad.
    *([path("mail/hooks/", include("wardmote.notifications.urls_hooks"))] if settings.MAIL_HOOK_SECRET else []),
    path(settings.ADMIN_PATH + "/", admin.site.urls),
]

handler400 = "wardmote.core.http.errors.bad_request"
handler403 = "wardmote.core.http.errors.permission_denied"
handler404 = "wardmote.core.http.errors.page_not_found"
handler500 = "wardmote.core.http.errors.server_error"
