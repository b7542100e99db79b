"""Say what a picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.core.errors import NotFound, NotSignedIn
from wardmote.uploads.actions.adding import clean_words
from wardmote.uploads.models import Upload

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


def describe_upload(*, actor: Actor, key: str, alt: str, caption: str) -> Upload:
    """Change the alternative text and the caption that stand with an upload when it is put into a text next.

    Texts that it stands in already say their own.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor has no such upload.
        Invalid: one is too long (fields "alt", "caption").
    """
    if actor.member_id is None:
        raise NotSignedIn
    upload = Upload.objects.filter(key=key, owner_id=actor.member_id).first()
    if upload is None:
        raise NotFound
    upload.alt, upload.caption = clean_words(alt=alt, caption=caption)
    upload.save(update_fields=["alt", "caption"])
    return upload
