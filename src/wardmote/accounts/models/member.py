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

    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=5, blank=True, choices=(("light", "light"), ("dark", "dark")))
    posts_per_page = models.PositiveSmallIntegerField(null=True)
    show_online = models.BooleanField(default=True)
    show_last_seen = models.BooleanField(default=True)
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

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects = MemberManager()

    class Meta:
        """Constraints."""

        constraints = (models.CheckConstraint(condition=~models.Q(name=""), name="member_has_name"),)

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
