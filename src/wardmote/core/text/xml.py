"""Text in XML: what XML 1.0 can hold at all."""

from __future__ import annotations

import re
from typing import Final

# Source: XML 1.0, production 2 (Char).
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return the text without the characters that no XML document may hold, escaped or not."""
    return _NOT_IN_XML.sub("", text)
