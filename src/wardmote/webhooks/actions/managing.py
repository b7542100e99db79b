"""Make webhooks, change, pause and delete them; send a test, or what failed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.core import audit, clock
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.webhooks import events, hooks, secret
from wardmote.webhooks.models import Delivery, Pause, Reader, State, Webhook
from wardmote.webhooks.reachable import wrong_with

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text

NAME_CHARS: Final = 80
HOOKS_MOST: Final = 20
"""Webhooks of a site at the most: an act writes a row for each that wants it."""
REPLAYED_MOST: Final = 500
"""Events that are sent again at once at the most, the oldest first."""


@transaction.atomic
def make_webhook(
    *, actor: Actor, name: str, address: str, wanted: Collection[str], reader: str = Reader.GUEST
) -> tuple[Webhook, str]:
    """Make a webhook and return it with its secret, which nobody can read again.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: a field does not fit; all that is wrong is told at once. Or there are as many as may be.
    """
    _require(actor)
    columns = _clean(name, address, wanted, reader)
    if Webhook.objects.count() >= HOOKS_MOST:
        raise Invalid(_("There may be %(most)s webhooks at most.") % {"most": HOOKS_MOST})
    now, salt = clock.now(), secret.new_salt()
    keys = {"salt": salt, "key_print": secret.print_of(salt)}
    hook = Webhook.objects.create(**columns, **keys, owner_id=actor.member_id, made_at=now, next_try_at=now)
    hooks.changed()
    audit.record(actor, "webhook.made", hook)
    return hook, secret.secret_of(salt)


@transaction.atomic
def change_webhook(
    *, actor: Actor, hook_id: int, name: str, address: str, wanted: Collection[str], reader: str
) -> Webhook:
    """Change a webhook; its secret and what waits for it stay. The same again changes nothing.

    Only whoever made it lets it read with their own eyes: nobody lends those of somebody else.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such webhook.
        Invalid: a field does not fit; all that is wrong is told at once.
    """
    hook = _held(actor, hook_id)
    columns = _clean(name, address, wanted, reader)
    lends = columns["reader"] == Reader.OWNER and hook.owner_id != actor.member_id
    if lends and (hook.reader != Reader.OWNER or columns["address"] != hook.address):
        raise Invalid({"reader": _("Only whoever made it can let it read what they read.")})
    changed = [field for field, value in columns.items() if getattr(hook, field) != value]
    if not changed:
        return hook
    moved = {"failures": 0, "next_try_at": clock.now()} if "address" in changed else {}
    Webhook.objects.filter(pk=hook.pk).update(**columns, **moved)
    hooks.changed()
    audit.record(actor, "webhook.changed", hook, details={"fields": changed})
    hook.refresh_from_db()
    return hook


@transaction.atomic
def pause_webhook(*, actor: Actor, hook_id: int) -> None:
    """Send a webhook nothing more, and keep nothing more for it; what waits stays.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such webhook.
    """
    hook = _held(actor, hook_id)
    if hook.paused_at is None:
        Webhook.objects.filter(pk=hook.pk).update(paused_at=clock.now(), paused_for=Pause.BY_HAND)
        hooks.changed()
        audit.record(actor, "webhook.paused", hook)


@transaction.atomic
def resume_webhook(*, actor: Actor, hook_id: int) -> None:
    """Send a paused webhook what waits for it, and what happens from now on.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such webhook.
        Invalid: its secret is no longer good, since the site's key has changed.
    """
    hook = _held(actor, hook_id)
    if hook.paused_at is None:
        return
    if secret.print_of(hook.salt) != hook.key_print:
        raise Invalid(_("The site's secret key has changed since. Make a new secret first."))
    now = clock.now()
    Webhook.objects.filter(pk=hook.pk).update(paused_at=None, paused_for="", failures=0, next_try_at=now)
    Delivery.objects.filter(hook=hook, state=State.WAITING, next_try_at__gt=now).update(next_try_at=now)
    hooks.changed()
    audit.record(actor, "webhook.resumed", hook)


@transaction.atomic
def renew_secret(*, actor: Actor, hook_id: int) -> str:
    """Make a new secret and return it; for a day requests are signed with those before as well.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such webhook.
    """
    hook = _held(actor, hook_id)
    salt = secret.new_salt()
    Webhook.objects.filter(pk=hook.pk).update(salt=salt, key_print=secret.print_of(salt), formers=secret.retired(hook))
    audit.record(actor, "webhook.secret_renewed", hook)
    return secret.secret_of(salt)


@transaction.atomic
def delete_webhook(*, actor: Actor, hook_id: int) -> None:
    """Delete a webhook with all that waits for it and all that is known of what it was sent.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such webhook.
    """
    hook = _held(actor, hook_id)
    audit.record(actor, "webhook.deleted", hook)
    hook.delete()
    hooks.changed()


@transaction.atomic
def send_test(*, actor: Actor, hook_id: int) -> None:
    """Queue an event that says no more than that the webhook works; it goes to a paused one as well, and only once.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such webhook.
    """
    hook = _held(actor, hook_id)
    now = clock.now()
    Delivery.objects.create(hook=hook, event=events.TEST, target="webhook", target_id=hook.pk, at=now, next_try_at=now)
    audit.record(actor, "webhook.tested", hook)


@transaction.atomic
def replay(*, actor: Actor, hook_id: int, delivery_id: int) -> None:
    """Queue an event again under the key that it had, with all its tries; one that waits is due at once.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such event.
    """
    hook = _held(actor, hook_id)
    if not _again(hook, [delivery_id]):
        raise NotFound
    audit.record(actor, "webhook.replayed", hook, details={"count": 1})


@transaction.atomic
def replay_failed(*, actor: Actor, hook_id: int) -> int:
    """Queue what was given up again, the oldest first, and return how many events that is.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such webhook.
    """
    hook = _held(actor, hook_id)
    failed = Delivery.objects.filter(hook=hook, state=State.FAILED).exclude(event=events.TEST)
    count = _again(hook, failed.order_by("id").values_list("pk", flat=True)[:REPLAYED_MOST])
    if count:
        audit.record(actor, "webhook.replayed", hook, details={"count": count})
    return count


def _again(hook: Webhook, ids: Collection[int]) -> int:
    rows = Delivery.objects.filter(hook=hook, pk__in=list(ids))
    return rows.update(state=State.WAITING, tries=0, next_try_at=clock.now())


def _require(actor: Actor) -> None:
    if not actor.is_administrator:
        raise NotAllowed


def _held(actor: Actor, hook_id: int) -> Webhook:
    _require(actor)
    hook = Webhook.objects.select_for_update(of=("self",), no_key=True).filter(pk=hook_id).first()
    if hook is None:
        raise NotFound
    return hook


def _clean(name: str, address: str, wanted: Collection[str], reader: str) -> dict[str, object]:
    errors: dict[str, Text] = {}
    name, address = clean_line(name), address.strip()
    if is_blank(name):
        errors["name"] = _("Give it a name.")
    elif len(name) > NAME_CHARS:
        errors["name"] = _("At most %(most)s characters.") % {"most": NAME_CHARS}
    if problem := wrong_with(address):
        errors["address"] = problem
    known = [event.key for event in events.known() if event.key in set(wanted)]
    if not known:
        errors["event"] = _("Choose at least one event.")
    if reader not in Reader.values:
        errors["reader"] = _("Choose one of the values offered.")
    if errors:
        raise Invalid(errors)
    return {"name": name, "address": address, "events": known, "reader": reader}
