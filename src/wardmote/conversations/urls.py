"""Addresses of conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from wardmote.conversations.views import members, reading, search, writing

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages", reading.inbox, name="messages"),
    path("messages/new", writing.new, name="new-message"),
    path("messages/search", search.search, name="search-messages"),
    path("messages/names", writing.names, name="message-names"),
    path("messages/preview", writing.preview, name="preview-message"),
    path("messages/<id:conversation_id>", reading.conversation, name="conversation"),
    path("messages/<id:conversation_id>/members", members.members, name="conversation-members"),
    path("messages/<id:conversation_id>/mute", members.mute, name="mute-conversation"),
    path("messages/<id:conversation_id>/leave", members.leave, name="leave-conversation"),
    path("messages/<id:conversation_id>/<id:number>", reading.message, name="message"),
    path("messages/<id:conversation_id>/<id:number>/delete", members.delete, name="delete-message"),
]
