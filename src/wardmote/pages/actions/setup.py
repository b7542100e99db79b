"""The first run: name the site, make its administrator and its first boards. Possible once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import actor as actors
from wardmote.accounts import groups
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.members import create_member
from wardmote.accounts.addresses import clean_email
from wardmote.accounts.models import Group, Member, Membership
from wardmote.boards.actions import structure
from wardmote.core import audit, options
from wardmote.core.errors import Conflict, Invalid
from wardmote.core.models import SiteOption
from wardmote.core.text.clean import is_blank
from wardmote.pages.actions.site_pages import ensure_site_pages
from wardmote.pages.starters import STARTERS, Plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

_SALT = "wardmote.set-up"
TOKEN_MAX_AGE_S = 7 * 86_400


def make_token() -> str:
    """Return the token of the set-up's address, good for TOKEN_MAX_AGE_S and until there is an administrator."""
    return signing.dumps("set-up", salt=_SALT)


def is_open(token: str) -> bool:
    """Say whether a site can be set up with this token: it is ours, and there has never been an administrator."""
    try:
        signing.loads(token, salt=_SALT, max_age=TOKEN_MAX_AGE_S)
    except signing.BadSignature:
        return False
    return not has_administrator()


def has_administrator() -> bool:
    """Say whether anybody is or was an administrator (1 query)."""
    return Membership.objects.filter(group__key=groups.ADMINISTRATORS).exists()


@dataclass(frozen=True)
class SetupInput:
    """What the set-up asks for; `starter` is a key of STARTERS, or empty for no boards."""

    site_name: str
    language: str
    time_zone: str
    name: str
    email: str
    password: str
    starter: str = ""


@transaction.atomic
def set_up(given: SetupInput) -> Member:
    """Set up the site, all or nothing, and return its first administrator, whose address counts as confirmed.

    Raises:
        Conflict: the site has an administrator already.
        Invalid: something does not fit; `fields` names all of it at once.
    """
    # Locked, so that of two set-ups at the same moment one finds the other's administrator.
    Group.objects.select_for_update().get(key=groups.ADMINISTRATORS)
    if has_administrator():
        raise Conflict(_("This site is set up already."))
    actor = actors.system("set-up")
    member = _try_all(actor, given)
    add_to_group(actor=actor, member=member, group_key=groups.ADMINISTRATORS, reason="set-up")
    if given.starter:
        for plan in STARTERS[given.starter].boards:
            _make_board(actor, plan, None)
    ensure_site_pages()
    audit.record(actor, "site.set_up", SiteOption(key=given.site_name.strip()), details={"starter": given.starter})
    return member


def _try_all(actor: Actor, given: SetupInput) -> Member:
    """Store the options and make the member, telling everything that is wrong at once."""
    errors: dict[str, list[Text]] = {}

    def attempt(part: Callable[[], object]) -> None:
        try:
            part()
        except Invalid as error:
            errors.update(error.fields)

    made: list[Member] = []
    attempt(lambda: _check_site(given))
    attempt(lambda: _store(given))
    attempt(lambda: _check_password(given))
    attempt(lambda: clean_email(given.email))
    attempt(lambda: made.append(_make_member(actor, given)))
    if errors:
        raise Invalid(errors)
    return made[0]


def _check_site(given: SetupInput) -> None:
    errors: dict[str, Text] = {}
    if is_blank(given.site_name):
        errors["site_name"] = _("Please fill this in.")
    if given.starter and given.starter not in STARTERS:
        errors["starter"] = _("Choose one of the values offered.")
    if errors:
        raise Invalid(errors)


def _store(given: SetupInput) -> None:
    options.store(
        {"site_name": given.site_name, "default_language": given.language, "time_zone": given.time_zone.strip()}
    )


def _check_password(given: SetupInput) -> None:
    try:
        validate_password(given.password, Member(name=given.name, email=given.email))
    except ValidationError as error:
        raise Invalid({"password": list(error.messages)}) from None


def _make_member(actor: Actor, given: SetupInput) -> Member:
    return create_member(
        actor=actor,
        name=given.name,
        email=given.email,
        password=given.password,
        confirmed=True,
        language=given.language if given.language in dict(options.declared["default_language"].choices) else "",
    )


def _make_board(actor: Actor, plan: Plan, parent_id: int | None) -> None:
    board = structure.create_board(
        actor=actor,
        parent_id=parent_id,
        slug=plan.slug,
        name=plan.name,
        name_en=plan.name_en,
        description=plan.description,
        description_en=plan.description_en,
        colour=plan.colour,
        icon=plan.icon,
    )
    for both in plan.types:
        name, name_en = both.split("/")
        structure.add_type(actor=actor, board_id=board.pk, name=name, name_en=name_en)
    for below in plan.below:
        _make_board(actor, below, board.pk)
