"""Addresses of boards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.boards.views import history, moderating, reading, thread_acts, writing

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

# Reading.
urlpatterns += [
    path("b/<slug:slug>", reading.board, name="board"),
    path("b/<slug:slug>/read", reading.board_read, name="board-read"),
    path("t/<id:thread_id>", reading.thread, name="thread"),
    path("t/<id:thread_id>/jump", reading.jump, name="jump"),
    path("t/<id:thread_id>/<id:number>", reading.floor, name="floor"),
    path("p/<id:post_id>", reading.post, name="post"),
]

# Writing and moderating.
urlpatterns += [
    path("b/<slug:slug>/new", writing.new_thread, name="new-thread"),
    path("t/<id:thread_id>/reply", writing.reply, name="reply"),
    path("t/<id:thread_id>/moderate/<slug:act>", thread_acts.moderate_thread, name="moderate-thread"),
    path("p/<id:post_id>/edit", writing.edit, name="edit-post"),
    path("p/<id:post_id>/history", history.history, name="post-history"),
    path("p/<id:post_id>/delete", moderating.delete_post, name="delete-post"),
    path("p/<id:post_id>/restore", moderating.restore_post, name="restore-post"),
    path("p/<id:post_id>/approve", moderating.approve_post, name="approve-post"),
    path("p/<id:post_id>/refuse", moderating.refuse_post, name="refuse-post"),
    path("preview", writing.preview, name="preview"),
]
