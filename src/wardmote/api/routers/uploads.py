"""Pictures and files of one's own."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import File, Form, Path, Router, UploadedFile

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after
from wardmote.api.request import ApiRequest
from wardmote.api.routing import Answer, Made, reads, writes
from wardmote.api.schemas.base import After, Limit
from wardmote.api.schemas.own import Upload, Uploads, UploadWords, upload_from
from wardmote.uploads.actions.describing import describe_upload
from wardmote.uploads.actions.removing import delete_upload
from wardmote.uploads.edges import take_in
from wardmote.uploads.queries.library import library_page, own_upload

router = Router(tags=["uploads"])

Key = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
Words = Annotated[str, Form(max_length=2000)]


@reads(router, "/uploads", Uploads, _("List one's pictures and files"), own=True)
def list_uploads(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Pictures and files of the token's member, the latest first."""
    found = library_page(request.viewer, number_after(after), limit)
    items = [upload_from(request.viewer, each) for each in found.uploads]
    return Uploads(items=items, next=str(found.older) if found.older else None)


@writes(router, "POST", "/uploads", Upload, _("Upload a picture or a file"), status=201, problems=(507,))
def upload(request: ApiRequest, file: Annotated[UploadedFile, File()], alt: Words = "", caption: Words = "") -> Answer:
    """Store a picture, which is drawn anew, or a file of a kind that the site takes (multipart/form-data).

    The same bytes are one upload. Put its `markdown` into a text within a day, or it goes again.
    """
    taken = take_in(request.viewer, [file], alt=alt, caption=caption)
    taken.raise_errors()
    key = taken.uploads[0].key
    return Made(upload_from(request.viewer, own_upload(request.viewer, key)), f"/api/v1/uploads/{key}")


@reads(router, "/uploads/{key}", Upload, _("Get a picture or a file"), own=True)
def get_upload(request: ApiRequest, key: Key) -> Answer:
    """Get what is known of an upload of one's own."""
    return upload_from(request.viewer, own_upload(request.viewer, key))


@writes(router, "PATCH", "/uploads/{key}", Upload, _("Say what a picture shows"))
def change_upload(request: ApiRequest, key: Key, body: UploadWords) -> Answer:
    """Change the words that go with an upload when it is put into a text next."""
    describe_upload(actor=request.viewer, key=key, alt=body.alt, caption=body.caption)
    return upload_from(request.viewer, own_upload(request.viewer, key))


@writes(router, "DELETE", "/uploads/{key}", None, _("Delete a picture or a file"))
def remove_upload(request: ApiRequest, key: Key) -> Answer:
    """Delete an upload of one's own that stands nowhere."""
    delete_upload(actor=request.viewer, key=key)
    return None
