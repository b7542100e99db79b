"""The options of sign-up and of names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.core import options

OPEN, APPROVAL, INVITATION, CLOSED = "open", "approval", "invitation", "closed"

SIGNUP_MODE = options.choice(
    "signup_mode",
    OPEN,
    (
        (OPEN, _("Open: anybody can sign up")),
        (APPROVAL, _("With approval: staff let each applicant in")),
        (INVITATION, _("By invitation: a code from a member is needed")),
        (CLOSED, _("Closed: nobody can sign up")),
    ),
    section="members",
    label=_("Who can sign up"),
)
INVITATION_DAYS = options.integer(
    "invitation_days", 14, section="members", label=_("Days in which an invitation can be used"), least=1, most=365
)
NAME_WAIT_DAYS = options.integer(
    "name_wait_days",
    30,
    section="members",
    label=_("Days between two changes of a member's name"),
    help=_("The first change may follow sign-up at once."),
    most=3650,
)
NAME_KEPT_DAYS = options.integer(
    "name_kept_days",
    90,
    section="members",
    label=_("Days in which a former name stays reserved and is shown in the profile"),
    most=3650,
)
CONFIRMATION_NEEDED = options.boolean(
    "confirmation_needed",
    True,
    section="members",
    label=_("Members must confirm their e-mail address before they post"),
)
