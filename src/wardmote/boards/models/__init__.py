"""The rows of the forum."""

from wardmote.boards.models.board import Board, BoardDay, BoardLevel, ThreadType
from wardmote.boards.models.event import ThreadEvent
from wardmote.boards.models.poll import Poll, PollBallot, PollChoice, PollVote, Results
from wardmote.boards.models.post import Post, PostRevision, PostState
from wardmote.boards.models.read import BoardRead, ThreadRead
from wardmote.boards.models.response import PostComment, Rating, Reaction, ReactionKind
from wardmote.boards.models.tag import BoardTag, Tag, TagLock, ThreadTag
from wardmote.boards.models.thread import Article, ArticleKind, Thread

__all__ = [
    "Article",
    "ArticleKind",
    "Board",
    "BoardDay",
    "BoardLevel",
    "BoardRead",
    "BoardTag",
    "Poll",
    "PollBallot",
    "PollChoice",
    "PollVote",
    "Post",
    "PostComment",
    "PostRevision",
    "PostState",
    "Rating",
    "Reaction",
    "ReactionKind",
    "Results",
    "Tag",
    "TagLock",
    "Thread",
    "ThreadEvent",
    "ThreadRead",
    "ThreadTag",
    "ThreadType",
]
