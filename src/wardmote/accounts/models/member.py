"""A member: the account, its preferences and its counters."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property

from wardmote.core import clock

FOR_EVER = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
"""The end of a sanction that has none."""


class MessagesFrom(models.TextChoices):
    """Who may begin to write private messages to a member; the staff always may."""

    EVERYBODY = "everybody"
    TRUSTED = "trusted"
    NOBODY = "nobody"


class MemberManager(BaseUserManager["Member"]):
    """Rows of members; who may be shown to whom is in `wardmote.accounts.queries`."""

    def get_by_natural_key(self, username: str | None) -> Member:
        """Return the member of a name."""
        return self.get(name=username)


class Member(AbstractBaseUser):
    """An account. A time in `silenced_until` or `suspended_until` that lies ahead is a sanction in force."""

    name = models.CharField(max_length=20, unique=True)
    name_key = models.CharField(max_length=80, unique=True)
    """The name folded so that look-alikes are equal (`wardmote.accounts.names`)."""
    name_pinyin = models.CharField(max_length=140, blank=True, default="", db_index=True)
    name_initials = models.CharField(max_length=140, blank=True, default="", db_index=True)
    """How the name is typed on a Latin keyboard (`wardmote.accounts.spelling`)."""
    name_changed_at = models.DateTimeField(null=True)
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True)

    joined_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    """None while the sign-up awaits approval."""
    signup_note = models.CharField(max_length=500, blank=True)
    """What an applicant wrote to whoever approves."""
    is_active = models.BooleanField(default=True)
    silenced_until = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True, db_index=True)
    last_visit_at = models.DateTimeField(null=True)
    """When the visit before the present one ended: what was written since is new to the member."""
    read_to = models.DateTimeField(null=True)
    """Up to when the member has marked everything as read; kept by the boards."""
    read_before = models.DateTimeField(null=True)
    """What `read_to` was before that, as long as it can be undone."""

    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=5, blank=True, choices=(("light", "light"), ("dark", "dark")))
    posts_per_page = models.PositiveSmallIntegerField(null=True)
    show_online = models.BooleanField(default=True)
    show_last_seen = models.BooleanField(default=True)
    follow_started = models.BooleanField(default=True)
    follow_replied = models.BooleanField(default=True)
    """Whether threads that the member starts, and those they reply to, are followed by that."""
    messages_from = models.CharField(max_length=9, choices=MessagesFrom, default=MessagesFrom.EVERYBODY)
    about = models.CharField(max_length=500, blank=True)
    signature_source = models.CharField(max_length=500, blank=True)
    signature_html = models.TextField(blank=True)
    avatar = models.CharField(max_length=80, blank=True)
    """The path of the uploaded picture below the media folder; empty for the drawn one."""

    threads = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    featured = models.PositiveIntegerField(default=0)
    credits = models.BigIntegerField(default=0)
    """The total by the site's formula; `doctor` recomputes it."""
    unread_conversations = models.PositiveIntegerField(default=0)
    """Conversations with something unread that the member has not muted, for the head of every page."""
    blocks = models.PositiveIntegerField(default=0)
    """How many members this one has blocked: who has blocked nobody costs no query for it."""
    unread_notices = models.PositiveIntegerField(default=0)
    """Notices in the inbox that were not read; kept by the notifications."""

    drafts = models.PositiveSmallIntegerField(default=0)
    """Texts begun and not sent yet, so that pages look for one only where there is any."""

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects = MemberManager()

    class Meta:
        """Those whom the staff looks after are few among many, and found by index."""

        constraints = (models.CheckConstraint(condition=~models.Q(name=""), name="member_has_name"),)
        indexes = (
            models.Index(fields=["id"], name="member_applicants", condition=models.Q(approved_at=None)),
            models.Index(
                fields=["silenced_until"], name="member_silenced", condition=models.Q(silenced_until__isnull=False)
            ),
            models.Index(
                fields=["suspended_until"], name="member_suspended", condition=models.Q(suspended_until__isnull=False)
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def username(self) -> str:
        """Return the name, under the field's usual word (django-allauth asks for it)."""
        return self.name

    @cached_property
    def is_staff(self) -> bool:
        """Say whether Django's admin lets the member in: an administrator without a sanction (1 query)."""
        now = clock.now()
        sanctions = (self.silenced_until, self.suspended_until)
        if not self.is_active or any(until is not None and until > now for until in sanctions):
            return False
        in_force = models.Q(until=None) | models.Q(until__gt=now)
        return self.memberships.filter(in_force, group__key="administrators").exists()

    @property
    def is_superuser(self) -> bool:
        """Answer Django's admin."""
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer Django's admin: administrators have every permission, others none."""
        del perm, obj
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Answer Django's admin."""
        del app_label
        return self.is_staff


class ReservedName(models.Model):
    """A name that nobody may take until a time: a former one, or one that the site keeps (`until` None)."""

    name = models.CharField(max_length=40)
    name_key = models.CharField(max_length=80, db_index=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="former_names")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
