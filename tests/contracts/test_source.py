"""What must not rot, read from the source itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import wardmote

SRC = Path(wardmote.__file__).parent
FILES = sorted(SRC.rglob("*.py"))
GUARDED = {"Thread", "Post", "Tag", "ThreadTag", "Message", "Participant"}
MAY_REACH_ROWS = {
    "boards/queries/visible.py": "is the one way",
    "boards/queries/find.py": "fetches one row by number and asks the same rules in Python",
    "boards/queries/written.py": "counts what a member wrote, for the rates at the edge; shows none",
    "boards/queries/recount.py": "counts all rows to prove the counters; shows none",
    "boards/queries/recount_polls.py": "compares a mark of all threads with their polls; shows none",
    "boards/queries/recount_responses.py": "counts all rows to prove the counters; shows none",
    "boards/queries/recount_tags.py": "compares what threads say of their tags with these; shows none",
    "boards/queries/recount_uploads.py": "compares all texts with what is written down of them; shows none",
    "boards/queries/search_filters.py": "narrows visible posts by a tag that the viewer knows",
    "boards/queries/tag_pages.py": "counts tags under the condition of visible threads",
    "boards/queries/tags.py": "is the one way to tags",
    "boards/queries/documents.py": "fills the search index; shows none",
    "boards/queries/evidence.py": "counts a member's own posts for trust; shows none",
    "boards/queries/news.py": "finds whom to tell of a post; shows none",
    "boards/queries/own.py": "shows authors what became of their own, by what they know of it",
    "pages/queries/topics.py": "finds which public feeds a change touches; shows none",
    "demo/build.py": "builds the demo city",
    "demo/marks.py": "builds the demo city",
    "demo/responses.py": "builds the demo city",
    "boards/view_counts.py": "adds views by number; shows none",
    "conversations/queries/visible.py": "is the one way to messages",
    "conversations/queries/documents.py": "fills the search index; shows none",
    "conversations/queries/names.py": "names who else is in the viewer's conversations",
    "conversations/queries/recipients.py": "finds the conversation that there is between two",
    "conversations/queries/written.py": "counts what a member wrote, for the rates at the edge; shows none",
    "conversations/queries/recount.py": "counts all rows to prove the counters; shows none",
}


def name_of(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def managers_used(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name)
    }


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_threads_and_posts_are_reached_through_visible_only(path: Path) -> None:
    name = name_of(path)
    if "/actions/" in name or "/migrations/" in name or name in MAY_REACH_ROWS:
        return
    assert not managers_used(path) & GUARDED, f"{name}: read through boards.queries.visible"


def test_the_files_that_may_reach_rows_exist_and_do() -> None:
    for name in MAY_REACH_ROWS:
        assert managers_used(SRC / name) & GUARDED, f"{name} needs no exception"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_rows_are_never_saved_whole(path: Path) -> None:
    bare = re.findall(r"(?<!super\(\))\.save\(\)", path.read_text())
    assert not bare, f"{name_of(path)}: save(update_fields=[…]), or one conditional UPDATE"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_models_are_imported_by_no_template_helper_and_views_change_nothing_themselves(path: Path) -> None:
    name = name_of(path)
    if "/views/" not in name:
        return
    tree = ast.parse(path.read_text())
    writes = {"create", "update", "delete", "bulk_create", "get_or_create", "update_or_create"}
    used = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writes
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "objects"
    }
    assert not used, f"{name}: views call actions"


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    for path in sorted((SRC / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), path
        assert not re.search(r"\sstyle=|\son[a-z]+=", text), path
        # Mail programs fetch no style sheet, and no policy of ours holds there.
        assert "<style" not in text or path.parent.name == "mail", path
        assert not re.search(r"(src|href|action)=[\"']https?://", text), path


def test_templates_leave_what_machines_are_told_to_the_head() -> None:
    may = {"_partials/head.html": "writes it", "error.html": "is no page to keep, and has no address of its own"}
    for path in sorted((SRC / "templates").rglob("*.html")):
        found = re.search(r'name="robots"|rel="canonical"|property="og:', path.read_text())
        assert not found or path.relative_to(SRC / "templates").as_posix() in may, f"{path}: hand a Head to the page"
