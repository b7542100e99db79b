"""Addresses of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.drafts.views import drafts

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("drafts", drafts.drafts, name="drafts"),
    path("drafts/<id:draft_id>", drafts.draft, name="draft"),
    path("drafts/save", drafts.save, name="draft-save"),
    path("drafts/discard", drafts.discard, name="draft-discard"),
]
