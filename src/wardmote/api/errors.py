"""Errors that only programs meet, of the one tree."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.core.errors import Conflict, NotAllowed, NotSignedIn, WardmoteError


class NoToken(NotSignedIn):
    """The address needs a token, and none was shown."""

    default = _("Show a token of yours in the header Authorization. You make them in your settings.")


class BadToken(NotSignedIn):
    """The token that was shown does not work."""

    code = "bad-token"
    title = _("This token does not work")
    default = _("This token does not work: it has expired, was revoked, or is none of this site.")


class NarrowToken(NotAllowed):
    """The token's scope does not reach so far."""

    code = "narrow-token"
    title = _("This token may not do that")


class WrongMediaType(WardmoteError):
    """The body is of another type than the address takes."""

    status = 415
    code = "wrong-media-type"
    title = _("Wrong media type")
    default = _("Send the body as application/json.")


class StaleVersion(WardmoteError):
    """What is to be changed is no longer the version that was named."""

    status = 412
    code = "stale-version"
    title = _("This has changed meanwhile")
    default = _("This was edited meanwhile. Compare the two texts and send yours again with the new version.")


class NoVersion(WardmoteError):
    """A change does not say which version it changes."""

    status = 428
    code = "no-version"
    title = _("Which version?")
    default = _("Name the version that you change in the header If-Match, or “*” to change whichever there is.")


class OtherBody(Conflict):
    """A key that was used for one request comes with another."""

    code = "other-body"
    title = _("This key was used for another request")
    default = _("This Idempotency-Key was used for another request. Take a new key for a new request.")


class UnderWay(Conflict):
    """The first request with the same key is not done yet."""

    code = "under-way"
    title = _("The first request is still under way")
    default = _("The first request with this Idempotency-Key is still under way. Try again in a moment.")
