"""What is written: threads with their polls and sources, replies, changes."""

from typing import Annotated, Literal

from pydantic import Field

from wardmote.api.schemas.base import Id, Model, Moment
from wardmote.api.schemas.boards import Article
from wardmote.boards.actions.articles import ArticleInput
from wardmote.boards.poll_input import PollInput

Tags = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=100)]


class NewPoll(Model):
    """A poll to be asked with a thread."""

    question: str = Field("", max_length=1000)
    choices: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=100)]
    least: int = Field(1, ge=1, le=100)
    most: int = Field(1, ge=1, le=100)
    closes_at: Moment | None = None
    results: Literal["always", "after_vote", "after_close"] = "always"
    may_change: bool = True
    public_voters: bool = False


class NewThread(Model):
    """A thread to be started."""

    title: str = Field(max_length=1000)
    text: str = Field(max_length=100_000, description="Markdown.")
    type_id: Id | None = None
    tags: Tags = ()
    article: Article | None = Field(None, description="Whose text it is, where it is an article.")
    poll: NewPoll | None = None


class NewPost(Model):
    """A reply to be written."""

    text: str = Field(max_length=100_000, description="Markdown.")
    quotes_id: Id | None = Field(None, description="A post of the thread that it answers.")


class PostChange(Model):
    """A change of a post; all but text and reason are of the thread that it begins, and stay as they are if not given.

    A poll can be changed or taken away while nobody has voted.
    """

    text: Annotated[str, Field(max_length=100_000)]
    title: Annotated[str | None, Field(max_length=1000)] = None
    type_id: Id | None = None
    tags: Tags | None = None
    article: Article | None = None
    poll: NewPoll | None = None
    reason: Annotated[str, Field(max_length=2000)] = ""


class TagChange(Model):
    """The tags that a thread gets, in their order."""

    tags: Tags
    reason: str = Field("", max_length=2000, description="Why; moderators have to say so.")


def poll_input(given: NewPoll | None) -> PollInput | None:
    """Return a poll as the actions take it."""
    if given is None:
        return None
    return PollInput(
        question=given.question,
        choices=given.choices,
        least=given.least,
        most=given.most,
        closes_at=given.closes_at,
        results=given.results,
        may_change=given.may_change,
        public_voters=given.public_voters,
    )


def article_input(given: Article | None) -> ArticleInput | None:
    """Return what is said of an article's source as the actions take it."""
    return None if given is None else ArticleInput(**given.model_dump())
