"""What a form brings along in files: how many, how often, and each by itself, so that one refusal costs no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from wardmote.core import rates
from wardmote.core.errors import Invalid, WardmoteError
from wardmote.core.rates import Rate
from wardmote.uploads.actions.adding import add_upload, clean_name, clean_words
from wardmote.uploads.limits import require_upload
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import UploadKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.base import File

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text
    from wardmote.uploads.models import Upload

UPLOADS: Final = Rate("upload", 60, 3600)
"""Each costs a process and room."""
FILES_MOST: Final = 12
"""In one form."""


@dataclass(frozen=True)
class Taken:
    """What was stored, and what was refused with the reasons."""

    uploads: Sequence[Upload]
    errors: Sequence[WardmoteError]

    @property
    def markdown(self) -> str:
        """What stands for the stored ones in a text: pictures in a row, each file on a line of its own."""
        return "\n\n".join(markdown_of(upload) for upload in self.uploads)

    @property
    def messages(self) -> list[Text]:
        """Why the others were refused."""
        return [error.message for error in self.errors]

    def raise_errors(self) -> None:
        """Raise what was refused: a single error as it is, several together.

        Raises:
            WardmoteError: anything was refused.
        """
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise Invalid({"files": self.messages})


def take_in(actor: Actor, sent: Sequence[File[bytes]], *, alt: str = "", caption: str = "") -> Taken:
    """Store what a form brought; the words go with the first picture.

    Raises:
        NotSignedIn, NotAllowed: the actor may not upload.
        Invalid: there are too many files, or the words are too long.
    """
    owner_id = require_upload(actor)
    clean_words(alt=alt, caption=caption)
    if len(sent) > FILES_MOST:
        raise Invalid({"files": _("At most %(most)s files can be sent at once.") % {"most": FILES_MOST}})
    uploads: list[Upload] = []
    errors: list[WardmoteError] = []
    words = {"alt": alt, "caption": caption}
    for file in sent:
        name = clean_name(file.name or "")
        try:
            rates.take(UPLOADS, f"member-{owner_id}")
            upload = add_upload(actor=actor, name=name, data=file.read(), **words)
        except WardmoteError as error:
            errors.append(error)
            continue
        uploads.append(upload)
        if upload.kind == UploadKind.PICTURE:
            words = {}
    return Taken(uploads, errors)
