"""Give a member a picture, or take it away again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.accounts import avatars, capabilities
from wardmote.accounts.actions.credits import pay
from wardmote.accounts.models import Member
from wardmote.core import epoch, pictures
from wardmote.core.errors import NotAllowed, NotSignedIn

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


def set_avatar(*, actor: Actor, data: bytes) -> str:
    """Make the actor's avatar of an uploaded file and return its path below the media folder; the first one pays.

    Decoding (a process, up to pictures.TIME_MOST_S) comes before the transaction; the old files go after it.

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: the actor's groups may not upload avatars.
        TooLarge, Invalid: the file is no picture that can be taken (field "picture").
    """
    member_id = _require(actor)
    sides = (avatars.SMALL, avatars.LARGE)
    made = pictures.square_pictures(data, sides)
    path = avatars.store(dict(zip(sides, made, strict=True)))
    try:
        with transaction.atomic():
            _replace(member_id, path)
            pay(act="avatar", member_id=member_id)
    except BaseException:
        avatars.delete(path)
        raise
    return path


@transaction.atomic
def remove_avatar(*, actor: Actor) -> None:
    """Go back to the drawn face. What the upload paid stays.

    Raises:
        NotSignedIn: a guest asks.
    """
    if actor.member_id is None:
        raise NotSignedIn
    _replace(actor.member_id, "")


def _replace(member_id: int, path: str) -> None:
    rows = Member.objects.filter(pk=member_id)
    old = rows.select_for_update(no_key=True).values_list("avatar", flat=True).get()
    rows.update(avatar=path)
    if old:
        epoch.end()
        transaction.on_commit(partial(avatars.delete, old))


def _require(actor: Actor) -> int:
    if actor.member_id is None:
        raise NotSignedIn
    if not actor.can(capabilities.UPLOAD_AVATAR):
        raise NotAllowed
    return actor.member_id
