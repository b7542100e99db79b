"""The rows of the forum."""

from wardmote.boards.models.board import Board, BoardDay, BoardLevel, ThreadType
from wardmote.boards.models.event import ThreadEvent
from wardmote.boards.models.post import Post, PostRevision, PostState
from wardmote.boards.models.read import BoardRead, ThreadRead
from wardmote.boards.models.thread import Article, ArticleKind, Thread

__all__ = [
    "Article",
    "ArticleKind",
    "Board",
    "BoardDay",
    "BoardLevel",
    "BoardRead",
    "Post",
    "PostRevision",
    "PostState",
    "Thread",
    "ThreadEvent",
    "ThreadRead",
    "ThreadType",
]
