"""Django's admin with our site; not in `apps`, where two configurations would leave Django without a choice."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """The admin."""

    default_site = "wardmote.core.http.admin_site.StaffSite"
