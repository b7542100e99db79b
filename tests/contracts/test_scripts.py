"""How the scripts fit together, read from the source itself."""

from __future__ import annotations

import re
from pathlib import Path

import wardmote

SCRIPTS = Path(wardmote.__file__).parent / "static" / "js"
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.{1,2}/[^"']+)["']""")


def imports(script: Path, text: str | None = None) -> set[Path]:
    """Return the scripts that one imports, at once or when it needs them; types in comments are none."""
    code = COMMENT.sub("", script.read_text() if text is None else text)
    return {(script.parent / address).resolve() for address in IMPORT.findall(code)}


def circle_in(graph: dict[Path, set[Path]]) -> list[Path]:
    """Return scripts that import each other in a circle, empty where there is none."""
    done: set[Path] = set()

    def follow(script: Path, way: list[Path]) -> list[Path]:
        if script in way:
            return [*way[way.index(script) :], script]
        if script in done:
            return []
        for other in sorted(graph.get(script, ())):
            if found := follow(other, [*way, script]):
                return found
        done.add(script)
        return []

    return next((found for script in sorted(graph) if (found := follow(script, []))), [])


def graph() -> dict[Path, set[Path]]:
    return {script.resolve(): imports(script) for script in SCRIPTS.rglob("*.js")}


def test_no_two_scripts_import_each_other_in_a_circle_not_even_later() -> None:
    """Static files bear a hash of what they hold, names of other scripts included: a circle never comes to an end."""
    found = circle_in(graph())
    assert not found, " → ".join(script.name for script in found)


def test_every_imported_script_is_there() -> None:
    made = graph()
    missing = {other.name for others in made.values() for other in others if other not in made}
    assert not missing


def test_circles_are_found_static_and_lazy() -> None:
    here = SCRIPTS / "a.js"
    assert imports(here, 'import { b } from "./editor/b.js";\nexport * from "./d.js";') == {
        (SCRIPTS / "editor" / "b.js").resolve(),
        (SCRIPTS / "d.js").resolve(),
    }
    assert imports(here, 'const c = () => import("./c.js").then(() => {});') == {(SCRIPTS / "c.js").resolve()}
    assert imports(here, 'import {\n  b,\n  c,\n} from "./b.js";') == {(SCRIPTS / "b.js").resolve()}
    assert (
        imports(here, '/** @type {import("./b.js").B} */\n// import "./c.js"\nconst at = "https://x.example/";')
        == set()
    )
    one, two, three = (SCRIPTS / name for name in ("a.js", "b.js", "c.js"))
    assert circle_in({one: {two}, two: {three}, three: {one}}) == [one, two, three, one]
    assert circle_in({one: {two, three}, two: {three}, three: set()}) == []
    # The editor's own graph is seen: a test that finds nothing would find no circle either.
    names = {script.name: {other.name for other in others} for script, others in graph().items()}
    assert "wake.js" in names["editor.js"]
    assert "writing.js" in names["wake.js"]
    assert "drafts.js" in names["later.js"]
