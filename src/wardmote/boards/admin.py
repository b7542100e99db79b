"""What administrators see of boards, threads and posts: to read. They are changed by the forum's own pages."""

from __future__ import annotations

from wardmote.boards.models import Article, Board, BoardLevel, Post, PostRevision, Thread, ThreadEvent, ThreadType
from wardmote.core.http.admin_site import register

register(
    Board, "name", "slug", "parent", "position", "threads", "posts", "archived_at", list_select_related=("parent",)
)
register(BoardLevel, "board", "group", "level", list_select_related=("board", "group"))
register(ThreadType, "name", "name_en", "board", "position", list_select_related=("board",))
register(
    Thread,
    "id",
    "title",
    "board",
    "author",
    "created_at",
    "replies",
    "views",
    "deleted_at",
    search_fields=("title",),
    list_filter=("board",),
    list_select_related=("board", "author"),
    ordering=("-id",),
)
register(
    Post,
    "id",
    "thread_id",
    "floor",
    "author",
    "state",
    "created_at",
    "deleted_at",
    list_filter=("state",),
    list_select_related=("author",),
    exclude=("html",),
    ordering=("-id",),
)
register(PostRevision, "post_id", "number", "written_by", "written_at", list_select_related=("written_by",))
register(ThreadEvent, "thread_id", "kind", "actor", "at", list_select_related=("actor",), ordering=("-id",))
register(Article, "thread_id", "kind", "source_name", "original_author")
