"""Who has a profile, and what they say of themselves there."""

from __future__ import annotations

from wardmote.accounts.models import Member


def about_of(member_id: int) -> str | None:
    """Return what a member says of themselves, None for who has no profile: nobody, or an applicant (1 query)."""
    return Member.objects.filter(pk=member_id, approved_at__isnull=False).values_list("about", flat=True).first()
