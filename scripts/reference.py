"""Write docs/reference from the code: `python scripts/reference.py` (a test fails while they differ)."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "<!-- Made by scripts/reference.py from the code; do not edit. -->"


def cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ") or " "


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def environment() -> str:
    from wardmote.conf import env, settings  # noqa: F401  reading the settings declares the variables

    rows = [(f"`{variable.name}`", variable.help, variable.default) for variable in env.declared.values()]
    text = "Everything that is configured outside the site's own pages. Unset means the default."
    return f"# Environment variables\n\n{NOTE}\n\n{text}\n\n{table(('variable', 'what it is', 'default'), rows)}\n"


def options() -> str:
    from wardmote.core import options as declared

    parts = [f"# Site options\n\n{NOTE}\n\nChanged by administrators on `/staff/options`.\n"]
    for section, title in declared.SECTIONS.items():
        rows = [
            (f"`{option.key}`", option.label, "no limit" if option.default is None else option.default)
            for option in declared.declared.values()
            if option.section == section
        ]
        parts.append(f"## {title}\n\n{table(('option', 'what it is', 'default'), rows)}\n")
    return "\n".join(parts)


def capabilities() -> str:
    from wardmote.accounts import capabilities as known

    rows: list[tuple[object, ...]] = [(f"`{name}`", label, "capability") for name, label in known.CAPABILITIES.items()]
    rows += [(f"`{name}`", label, "limit") for name, label in known.LIMITS.items()]
    return f"# Capabilities and limits of groups\n\n{NOTE}\n\n{table(('name', 'what it allows', 'kind'), rows)}\n"


def notices() -> str:
    from wardmote.notifications import kinds

    def told(kind: kinds.Kind) -> tuple[object, ...]:
        inbox = "always" if kind.fixed else "yes" if kind.inbox else "no"
        mail = {"now": "at once", "daily": "in the daily mail", "none": "no"}[kind.mail]
        return f"`{kind.key}`", kind.label, kind.one, inbox, mail

    head = ("kind", "what happens", "what the notice says", "inbox", "mail")
    text = (
        "What members are told of. Inbox and mail are how it is where a member has not chosen otherwise on "
        "`/settings/notices`; a kind that is always in the inbox cannot be turned off there."
    )
    return f"# Kinds of notices\n\n{NOTE}\n\n{text}\n\n{table(head, [told(kind) for kind in kinds.known()])}\n"


def openapi() -> str:
    from wardmote.api.site import description

    return json.dumps(description(), indent=1, ensure_ascii=False) + "\n"


def events() -> str:
    from wardmote.webhooks import events as declared

    rows: list[tuple[object, ...]] = [(f"`{each.key}`", each.label, each.target) for each in declared.known()]
    rows.append((f"`{declared.TEST}`", "A test that an administrator sends", "webhook"))
    text = "What a webhook can be told of; see [Use webhooks](../how-to/use-webhooks.md)."
    return f"# Events\n\n{NOTE}\n\n{text}\n\n{table(('event', 'what happened', 'object'), rows)}\n"


PAGES = {
    "environment.md": environment,
    "options.md": options,
    "capabilities.md": capabilities,
    "notices.md": notices,
    "openapi.json": openapi,
    "events.md": events,
}


def made() -> dict[str, str]:
    """Return every page by its name, in English."""
    from django.utils import translation

    with translation.override("en"):
        return {name: page() for name, page in PAGES.items()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.conf.settings")
    import django
    from django.urls import get_resolver

    django.setup()
    _ = get_resolver().url_patterns  # views declare options as well
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made().items():
        (FOLDER / name).write_text(text)
        sys.stdout.write(f"docs/reference/{name}\n")
