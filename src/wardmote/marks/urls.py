"""Addresses of marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.marks.views import bookmarks, folders, follows

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("follow/<slug:kind>/<id:target_id>", follows.change, name="follow"),
    path("bookmark/<slug:kind>/<id:target_id>", bookmarks.bookmark, name="bookmark"),
    path("bookmarks", bookmarks.all_bookmarks, name="bookmarks"),
    path("bookmarks/<id:bookmark_id>", bookmarks.edit, name="bookmark-edit"),
    path("bookmarks/folders", folders.all_folders, name="bookmark-folders"),
    path("bookmarks/folders/<id:folder_id>", folders.one_folder, name="bookmark-folder"),
]
