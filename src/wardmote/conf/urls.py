"""Every address of the site."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, register_converter

from wardmote.core.http.converters import IdConverter

register_converter(IdConverter, "id")

urlpatterns = [
    path("", include("wardmote.pages.urls")),
    path("", include("wardmote.boards.urls")),
    path("", include("wardmote.accounts.urls")),
    path(settings.ADMIN_PATH + "/", admin.site.urls),
]

handler400 = "wardmote.core.http.errors.bad_request"
handler403 = "wardmote.core.http.errors.permission_denied"
handler404 = "wardmote.core.http.errors.page_not_found"
handler500 = "wardmote.core.http.errors.server_error"
