"""Addresses of the API, and of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.api.site import api
from wardmote.api.views import docs, tokens

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

_patterns, _app, _namespace = api.urls
# The framework's own page at the root would be all that knows sessions.
_asked = [entry for entry in _patterns if entry.name != "api-root"]  # type: ignore[union-attr]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/openapi.json", docs.openapi, name="openapi"),
    path("api/v1/docs", docs.docs, name="api-docs"),
    path("api/v1/", (_asked, _app, _namespace)),
    path("settings/tokens", tokens.tokens, name="settings-tokens"),
    path("settings/tokens/new", tokens.new_token, name="settings-new-token"),
    path("settings/tokens/<id:token_id>/revoke", tokens.revoke, name="settings-revoke-token"),
]
