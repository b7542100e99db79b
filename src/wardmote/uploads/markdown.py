"""What stands for an upload in the text of whoever puts it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.core.text.own_files import file_markdown, picture_markdown
from wardmote.uploads.models import UploadKind

if TYPE_CHECKING:
    from wardmote.uploads.models import Upload


def markdown_of(upload: Upload) -> str:
    """Return the Markdown of an upload, with the words that were given along."""
    if upload.kind == UploadKind.PICTURE:
        return picture_markdown(upload.key, upload.alt, upload.caption)
    return file_markdown(upload.key, upload.name)
