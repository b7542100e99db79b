"""What administrators do with mails and tasks that got stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from wardmote.core import audit, clock, mail, site
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.notifications import blocks
from wardmote.notifications.models import MailBlock, MailState, OutgoingMail

if TYPE_CHECKING:
    from uuid import UUID

    from wardmote.accounts.actor import Actor


@transaction.atomic
def send_test_mail(*, actor: Actor, to: str, language: str = "") -> None:
    """Queue a mail that says no more than that mail works, the same way as every other.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: it is no address, or one that takes no mail (field "email").
    """
    _require(actor)
    to = to.strip()
    try:
        validate_email(to)
    except ValidationError:
        raise Invalid({"email": _("Enter an e-mail address.")}) from None
    if blocks.is_blocked(to):
        raise Invalid({"email": _("This address gets no mail: see below.")})
    context = {"name": actor.name, "at": clock.now().astimezone(site.zone())}
    mail.send("mail/test", to, context, language=language)


@transaction.atomic
def retry_mail(*, actor: Actor, mail_id: int) -> None:
    """Queue a parked mail again, with all its tries.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: no such mail is parked.
    """
    found = _parked(actor, mail_id)
    again = {"state": MailState.QUEUED, "tries": 0, "next_try_at": clock.now(), "server_fault": False}
    OutgoingMail.objects.filter(pk=found.pk).update(**again, handed_at=None)
    audit.record(actor, "mail.retried", found)


@transaction.atomic
def delete_mail(*, actor: Actor, mail_id: int) -> None:
    """Delete a parked mail.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: no such mail is parked.
    """
    found = _parked(actor, mail_id)
    audit.record(actor, "mail.deleted", found)
    OutgoingMail.objects.filter(pk=found.pk).delete()


@transaction.atomic
def lift_block(*, actor: Actor, block_id: int) -> None:
    """Send mail to an address again.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such block.
    """
    _require(actor)
    found = MailBlock.objects.filter(pk=block_id).first()
    if found is None:
        raise NotFound
    audit.record(actor, "mail.unblocked", found)
    blocks.unblock(found.address)


@transaction.atomic
def retry_task(*, actor: Actor, task_id: UUID) -> None:
    """Put a task that was given up back into the queue, with all its tries.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: no such task was given up.
    """
    found = _given_up(actor, task_id)
    audit.record(actor, "task.retried", found, details={"task": found.task_path})
    DBTaskResult.objects.filter(pk=found.pk).update(
        status=TaskResultStatus.READY, worker_ids=[], run_after=get_date_max(), finished_at=None, traceback=""
    )


@transaction.atomic
def delete_task(*, actor: Actor, task_id: UUID) -> None:
    """Delete a task that was given up.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: no such task was given up.
    """
    found = _given_up(actor, task_id)
    audit.record(actor, "task.deleted", found, details={"task": found.task_path})
    DBTaskResult.objects.filter(pk=found.pk).delete()


def _require(actor: Actor) -> None:
    if not actor.is_administrator:
        raise NotAllowed


def _parked(actor: Actor, mail_id: int) -> OutgoingMail:
    _require(actor)
    found = OutgoingMail.objects.defer("message").filter(pk=mail_id, state=MailState.PARKED).first()
    if found is None:
        raise NotFound
    return found


def _given_up(actor: Actor, task_id: UUID) -> DBTaskResult[..., object]:
    _require(actor)
    found: DBTaskResult[..., object] | None = DBTaskResult.objects.filter(
        pk=task_id, status=TaskResultStatus.FAILED
    ).first()
    if found is None:
        raise NotFound
    return found
