"""How much of everything the API takes and gives."""

from __future__ import annotations

from typing import Final

LIMIT: Final = 30
"""Items of a list where nothing else is asked for."""
LIMIT_MOST: Final = 100
BODY_BYTES: Final = 256 * 1024
"""Bytes of a JSON body: a post of the greatest length in escapes of six bytes a character fits."""
NESTING: Final = 8
"""Lists and objects inside each other; no body that the API takes has over four."""
