"""What members set for themselves: how they see the site, and what others see of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardmote.accounts.models import Member
from wardmote.accounts.models.member import MessagesFrom
from wardmote.core import epoch, options, site
from wardmote.core.errors import Invalid, NotAllowed, NotSignedIn
from wardmote.core.text.bounds import Bounds
from wardmote.core.text.clean import clean_text, is_blank
from wardmote.core.text.render import render
from wardmote.core.text.tallies import tallies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text
    from wardmote.core.text.render import Rendered
    from wardmote.core.text.tallies import Tally

ABOUT_MOST: Final = 500
"""Characters of what a member says about themselves, at the most."""
SIGNATURE_LINES_MOST: Final = 4
POSTS_LEAST, POSTS_MOST = 10, 100
"""Posts a page that a member may choose. Source: docs/explanation/content.md, "a page of posts 100 at the most"."""
LANGUAGES: Final = ("", "zh-hans", "en")
THEMES: Final = ("", "light", "dark")

SIGNATURE_MOST = options.integer(
    "signature_most",
    200,
    section="limits",
    label=gettext_lazy("Characters in a signature"),
    help=gettext_lazy("0 turns signatures off."),
    most=500,
)

_KEPT: Final = object()


def update_preferences(
    *,
    actor: Actor,
    language: str | object = _KEPT,
    time_zone: str | object = _KEPT,
    theme: str | object = _KEPT,
    posts_per_page: int | object | None = _KEPT,
    show_online: bool | object = _KEPT,
    show_last_seen: bool | object = _KEPT,
    follow_started: bool | object = _KEPT,
    follow_replied: bool | object = _KEPT,
    messages_from: str | object = _KEPT,
    about: str | object = _KEPT,
) -> None:
    """Change the preferences that are given (1 query); an empty one follows the browser or the site.

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: `about` is given, and a sanction is in force or the account awaits approval.
        Invalid: a value does not fit; all that is wrong is told at once.
    """
    if not actor.is_member:
        raise NotSignedIn
    if about is not _KEPT:
        _require_voice(actor)
    given = {
        "language": language,
        "time_zone": time_zone,
        "theme": theme,
        "posts_per_page": posts_per_page,
        "show_online": show_online,
        "show_last_seen": show_last_seen,
        "follow_started": follow_started,
        "follow_replied": follow_replied,
        "messages_from": messages_from,
        "about": about,
    }
    _store(actor, {name: partial(_CLEANERS[name], value) for name, value in given.items() if value is not _KEPT})


def update_signature(*, actor: Actor, source: str) -> None:
    """Change what stands under the member's posts (1 query); nothing removes it.

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: a sanction is in force or the account awaits approval.
        Invalid: it is too long, or holds what a signature may not (field "signature").
    """
    _require_voice(actor)
    _store(actor, {"signature": partial(_clean_signature, source)})


@dataclass(frozen=True, slots=True)
class SignaturePreview:
    """A signature exactly as it would be stored, and how much of what is bounded stands in it."""

    html: str
    tallies: tuple[Tally, ...]


def preview_signature(*, actor: Actor, source: str) -> SignaturePreview:
    """Return a signature exactly as it would be stored.

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: a sanction is in force or the account awaits approval.
        Invalid: it is too long, or holds what a signature may not (field "signature").
    """
    _require_voice(actor)
    cleaned = clean_text(source)
    if is_blank(cleaned):
        return SignaturePreview("", ())
    rendered = _rendered(cleaned)
    return SignaturePreview(rendered.html, tallies(rendered, signature_bounds()))


def update_profile(*, actor: Actor, about: str, signature: str) -> None:
    """Change what a member says of themselves on the profile and under posts (1 query), both or neither.

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: a sanction is in force or the account awaits approval.
        Invalid: a text does not fit; all that is wrong is told at once.
    """
    _require_voice(actor)
    _store(actor, {"about": partial(_clean_about, about), "signature": partial(_clean_signature, signature)})


@transaction.atomic
def _store(actor: Actor, cleaned: Mapping[str, Callable[[], object]]) -> None:
    """Store what the functions return: a value for the column of that name, or several by column."""
    changes: dict[str, object] = {}
    errors: dict[str, list[Text]] = {}
    for name, clean in cleaned.items():
        try:
            value = clean()
        except Invalid as error:
            errors |= error.fields
        else:
            changes |= value if isinstance(value, dict) else {name: value}
    if errors:
        raise Invalid(errors)
    if changes and actor.member_id is not None:
        Member.objects.filter(pk=actor.member_id).update(**changes)
        epoch.end()


def _clean_signature(source: str) -> dict[str, object]:
    source = clean_text(source)
    html = "" if is_blank(source) else _rendered(source).html
    return {"signature_source": source if html else "", "signature_html": html}


def signature_bounds() -> Bounds:
    """Return the bounds in force (no query)."""
    return Bounds(
        max_chars=SIGNATURE_MOST.get(),
        nesting=2,
        table_cells=0,
        mentions=0,
        links=2,
        images=0,
        files=0,
        html_bytes=8192,
    )


def _rendered(source: str) -> Rendered:
    if len(source.split("\n")) > SIGNATURE_LINES_MOST:
        raise Invalid({"signature": _("A signature has at most %(most)s lines.") % {"most": SIGNATURE_LINES_MOST}})
    try:
        return render(source, bounds=signature_bounds())
    except Invalid as error:
        raise Invalid({"signature": error.message}) from error


def _require_voice(actor: Actor) -> None:
    """Demand that somebody may say what others see."""
    if not actor.is_member:
        raise NotSignedIn
    if actor.silenced or actor.awaiting_approval:
        raise NotAllowed


def _clean_about(value: object) -> str:
    cleaned = clean_text(str(value))
    if is_blank(cleaned):
        return ""
    if len(cleaned) > ABOUT_MOST:
        raise Invalid({"about": _("At most %(most)s characters.") % {"most": ABOUT_MOST}})
    return cleaned


def _clean_time_zone(value: object) -> str:
    return site.clean_time_zone(str(value)) if value else ""


def _clean_posts(value: object) -> int | None:
    if value is None or value == "":
        return None
    try:
        number = int(str(value).strip())
    except ValueError:
        number = 0
    if not POSTS_LEAST <= number <= POSTS_MOST:
        bounds = {"least": POSTS_LEAST, "most": POSTS_MOST}
        raise Invalid({"posts_per_page": _("Enter a number from %(least)s to %(most)s.") % bounds})
    return number


def _one_of(name: str, value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        wrong: Text = _("Choose one of the values offered.")
        raise Invalid({name: wrong})
    return str(value)


_CLEANERS: Final[Mapping[str, Callable[[object], object]]] = {
    "language": lambda value: _one_of("language", value, LANGUAGES),
    "time_zone": _clean_time_zone,
    "theme": lambda value: _one_of("theme", value, THEMES),
    "posts_per_page": _clean_posts,
    "show_online": bool,
    "show_last_seen": bool,
    "follow_started": bool,
    "follow_replied": bool,
    "messages_from": lambda value: _one_of("messages_from", value, tuple(MessagesFrom.values)),
    "about": _clean_about,
}
