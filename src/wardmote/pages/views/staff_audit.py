"""The log of staff acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from wardmote.boards.forms.fields import number
from wardmote.pages.queries.audit import Filters, audit_page
from wardmote.pages.staff_access import require, sees_audit_log
from wardmote.pages.views.staff import staff_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked


@require_GET
def audit(request: Asked) -> HttpResponse:
    """Show the log, newest first, narrowed by act, member and board."""
    require(request.viewer, sees_audit_log)
    ids = {name: number(request.GET.get(name, ""), name) for name in ("member", "board", "before")}
    filters = Filters(act=request.GET.get("act", "")[:60], **ids)
    return staff_page(request, "staff/audit.html", audit_page(request.viewer, filters), desk="staff-audit")
