"""Sitemaps held against a schema, which is written from the protocol's text (schemas/sitemap.xsd)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import xmlschema

NS: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BYTES_MOST: Final = 50 * 1024 * 1024
"""Source: sitemaps.org, the size of a sitemap before it is compressed."""


@cache
def schema() -> xmlschema.XMLSchema10:
    """Return the schema; it fetches nothing."""
    return xmlschema.XMLSchema10(Path(__file__).with_name("schemas") / "sitemap.xsd", allow="local")


def check(body: bytes, root: str) -> list[tuple[str, str]]:
    """Demand a valid sitemap, or an index of them, and return its addresses with their times ("" for none)."""
    assert len(body) <= BYTES_MOST
    tree = ET.fromstring(body)
    schema().validate(tree)
    assert tree.tag == NS + root
    return [(each.findtext(NS + "loc") or "", each.findtext(NS + "lastmod") or "") for each in tree]
