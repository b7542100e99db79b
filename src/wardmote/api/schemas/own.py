"""What is one's own: uploads, drafts, saved searches."""

import datetime as dt
from typing import Literal

from pydantic import Field

from wardmote.accounts.actor import Actor
from wardmote.api.schemas.base import Id, Model, OwnCan, Page, address, own_can
from wardmote.boards.views.search import address_of as search_address
from wardmote.drafts.queries.kept import DraftItem
from wardmote.search.queries.saved import Saved
from wardmote.uploads.queries.library import OwnUpload

Sort = Literal["new", "relevance"]


class Upload(Model):
    """A picture or file of one's own: it can be deleted while it stands nowhere."""

    id: str
    url: str = Field(description="Where one sees and changes it among one's own.")
    file_url: str
    kind: Literal["picture", "file"]
    name: str
    size_bytes: int
    width: int
    height: int
    alt: str
    caption: str
    markdown: str = Field(description="What stands for it in a text.")
    downloads: int
    made_at: dt.datetime
    is_used: bool
    can: OwnCan


class Uploads(Page[Upload]):
    """Uploads, the latest first."""


class UploadWords(Model):
    """What a picture shows."""

    alt: str = Field("", max_length=2000)
    caption: str = Field("", max_length=2000)


class Draft(Model):
    """A text that is begun and not sent."""

    id: Id
    url: str
    form_url: str | None = Field(description="The form where it goes on; null where one may no longer see the place.")
    place: str = Field(
        description="Where it will be sent, such as `thread:12`, `board:3`, `post:7`, `conversation:5`, `message:new`."
    )
    to: str = Field(description="To whom a new conversation goes, as typed.")
    title: str
    text: str = Field(description="Its beginning in lists; all of it by itself.")
    stamp: str = Field(description="Another one after each change: send it to overwrite nothing by mistake.")
    updated_at: dt.datetime
    can: OwnCan


class Drafts(Page[Draft]):
    """Drafts, the latest first."""


class NewDraft(Model):
    """A text to be kept."""

    place: str = Field(max_length=60)
    to: str | None = Field(
        None, max_length=2000, description="Names of members, for a new conversation; null leaves what is there."
    )
    title: str = Field("", max_length=5000)
    text: str = Field(max_length=100_000)
    stamp: str | None = Field(None, max_length=36, description="That of the draft which is changed.")


def upload_from(viewer: Actor, upload: OwnUpload) -> Upload:
    """Return an upload of one's own."""
    return Upload(
        id=upload.key,
        url=address(f"/uploads?before={upload.id + 1}#u{upload.id}"),
        file_url=address(f"/f/{upload.key}"),
        kind="picture" if upload.is_picture else "file",
        name=upload.name,
        size_bytes=upload.size_bytes,
        width=upload.width,
        height=upload.height,
        alt=upload.alt,
        caption=upload.caption,
        markdown=upload.markdown,
        downloads=upload.downloads,
        made_at=upload.made_at,
        is_used=upload.used,
        can=own_can(viewer, delete=not upload.used),
    )


def draft_from(viewer: Actor, item: DraftItem) -> Draft:
    """Return a draft."""
    return Draft(
        id=str(item.id),
        url=address(f"/drafts/{item.id}"),
        form_url=address(item.address) if item.address else None,
        place=item.place,
        to=item.to,
        title=item.title,
        text=item.text,
        stamp=str(item.stamp),
        updated_at=item.updated_at,
        can=own_can(viewer),
    )


class SavedSearch(Model):
    """A search that one keeps under a name."""

    id: Id
    url: str
    name: str
    q: str
    sort: Sort
    can: OwnCan


class SavedSearches(Page[SavedSearch]):
    """Saved searches, by name."""


class NewSearch(Model):
    """A search to be kept; empty names stand for what it looks for."""

    q: str = Field(max_length=1000)
    sort: Sort = "new"
    name: str = Field("", max_length=1000)


def saved_from(viewer: Actor, saved: Saved) -> SavedSearch:
    """Return a search that one keeps."""
    return SavedSearch(
        id=str(saved.id),
        url=address(search_address(saved.question, saved.sort)),
        name=saved.name,
        q=saved.question,
        sort=saved.sort,  # type: ignore[arg-type]
        can=own_can(viewer),
    )
