"""What administrators see of core's rows."""

from __future__ import annotations

from wardmote.core.http.admin_site import register
from wardmote.core.models import AuditEntry, SiteOption

register(
    AuditEntry,
    "at",
    "actor_name",
    "act",
    "target_label",
    "reason",
    list_filter=("act",),
    search_fields=("actor_name", "target_label", "reason"),
    list_select_related=("actor",),
    ordering=("-id",),
)
register(SiteOption, "key", "value")
