"""Keep the message catalogues: `python scripts/messages.py update | check | merge FILE…`.

update  collect the messages of the code and the templates into every catalogue
check   exit status 1 where a message is missing, empty, fuzzy or has other placeholders than the English one
merge   update, and take translations that are still empty from other .po files

English is what the code says; only the other languages have a catalogue.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from os import PathLike

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "wardmote"
LOCALES = ("zh_Hans",)

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
# trimmed: the line breaks of a {% trans %} block are the template's business, not the translator's.
OPTIONS = {"templates/**.*": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")

Reporter = Callable[[str], None]


def catalogue_file(locale: str) -> Path:
    """Return where the catalogue of a language lies."""
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"


def extract() -> Catalog:
    """Return every message of the code and the templates, without translations."""
    template = Catalog(project="Wardmote", charset="utf-8")
    options = {pattern: OPTIONS["templates/**.*"] for pattern, method in METHODS if method == "jinja2"}
    rows = extract_from_dir(
        PACKAGE,
        METHODS,
        options,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        directory_filter=_holds_messages,
    )
    for name, _line, message, comments, context in rows:
        template.add(message, locations=[(f"src/wardmote/{name}", 0)], auto_comments=comments, context=context)
    return template


def _holds_messages(folder: str | PathLike[str]) -> bool:
    """Tell whether to look into a folder; Babel's own rule would pass over `templates/_partials`."""
    return not Path(folder).name.startswith((".", "__"))


def read(path: Path, locale: str) -> Catalog:
    """Return the catalogue in a file; an empty one if there is none yet."""
    if not path.exists():
        return Catalog(locale=locale, project="Wardmote", charset="utf-8", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=locale, abort_invalid=True)


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue in an order that does not change with the code's lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(
            stream,
            catalogue,
            sort_by_file=True,
            include_lineno=False,
            ignore_obsolete=True,
            omit_header=False,
            width=110,
        )


def refresh(locale: str, others: list[Path]) -> None:
    """Bring one catalogue up to date, then fill what is empty from other files."""
    path = catalogue_file(locale)
    catalogue = read(path, locale)
    catalogue.update(extract(), no_fuzzy_matching=True)
    for other in others:
        source = read(other, locale)
        for message in catalogue:
            known = source.get(message.id, context=message.context)
            if message.id and known is not None and not _complete(message) and _complete(known):
                message.string = known.string
    write(catalogue, path)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, list | tuple) else (str(value or ""),)


def _complete(message: Message) -> bool:
    return all(text.strip() for text in _strings(message.string))


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def faults(locale: str) -> Iterator[str]:
    """Yield one line for every message of the code that the catalogue does not say properly."""
    catalogue = read(catalogue_file(locale), locale)
    for wanted in extract():
        if not wanted.id:
            continue
        english = _strings(wanted.id)
        found = catalogue.get(wanted.id, context=wanted.context)
        if found is None or not _complete(found):
            yield f"not translated: {english[0]!r}"
        elif found.fuzzy:
            yield f"fuzzy: {english[0]!r}"
        else:
            # A language without plural forms needs the placeholders of the plural.
            allowed = set().union(*map(_placeholders, english))
            needed = _placeholders(english[-1])
            for text in _strings(found.string):
                if not needed <= _placeholders(text) <= allowed:
                    yield f"other placeholders: {english[0]!r} → {text!r}"


def main(arguments: list[str]) -> int:
    """Do what the module's description says."""
    command, *files = arguments or [""]
    if command == "update" or (command == "merge" and files):
        for locale in LOCALES:
            refresh(locale, [Path(file) for file in files])
        return 0
    if command == "check":
        wrong = [f"{locale}: {fault}" for locale in LOCALES for fault in faults(locale)]
        print("\n".join(wrong) if wrong else "Every message is translated.")
        return bool(wrong)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
