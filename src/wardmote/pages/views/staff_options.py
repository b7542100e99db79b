"""Site options: a page a section, made from their declarations."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from wardmote.core import options
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.pages.actions.options import save_options
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import NOTHING_TOLD, Told, staff_page, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text
    from wardmote.core.options import Option


@dataclass(frozen=True)
class Row:
    """An option with what its input holds: a text as typed, or whether it is on."""

    option: Option[Any]
    value: str
    on: bool
    default: str


@dataclass(frozen=True)
class OptionsPage:
    """One section of the options."""

    section: str
    title: Text
    sections: Sequence[tuple[str, Text]]
    rows: Sequence[Row]
    time_zones: Sequence[str]
    errors: Told = field(default_factory=Told)


@require_http_methods(["GET", "HEAD", "POST"])
def site_options(request: Asked) -> HttpResponse:
    """Show and set the options of a section."""
    require(request.viewer, is_administrator)
    section = request.GET.get("section", "site")
    declared = [option for option in options.declared.values() if option.section == section]
    if not declared:
        raise NotFound
    if request.method != "POST":
        values = {option.key: option.get() for option in declared}
        return staff_page(request, "staff/options.html", _page(section, values), desk="staff-options")
    typed: dict[str, object] = {option.key: _typed(option, request.POST) for option in declared}
    keep_form(
        request,
        lambda error: staff_page(
            request, "staff/options.html", _page(section, typed, told(error)), desk="staff-options"
        ),
    )
    changed = save_options(actor=request.viewer, values=typed)
    count = len(changed)
    if count:
        text = ngettext("%(count)s option was changed.", "%(count)s options were changed.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Nothing was changed."))
    return HttpResponseRedirect(f"{reverse('staff-options')}?section={section}")


def _typed(option: Option[Any], posted: Mapping[str, str]) -> object:
    if option.kind == "boolean":
        return option.key in posted
    value = str(posted.get(option.key, "")).replace("\r\n", "\n")
    return None if option.nullable and not value.strip() else value


def _page(section: str, values: Mapping[str, object], errors: Told = NOTHING_TOLD) -> OptionsPage:
    sections = [
        (key, title)
        for key, title in options.SECTIONS.items()
        if any(option.section == key for option in options.declared.values())
    ]
    rows = [
        Row(option, _text(values[option.key]), values[option.key] is True, _default(option))
        for option in options.declared.values()
        if option.section == section
    ]
    zones = sorted(zoneinfo.available_timezones()) if any(row.option.key == "time_zone" for row in rows) else ()
    return OptionsPage(section, options.SECTIONS[section], sections, rows, zones, errors)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _default(option: Option[Any]) -> str:
    if option.kind == "choice":
        return str(dict(option.choices)[option.default])
    if option.kind == "boolean":
        return _("on") if option.default else _("off")
    return _("no limit") if option.default is None else str(option.default)
