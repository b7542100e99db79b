"""What counts as a number in an address."""

from __future__ import annotations


class IdConverter:
    """A number of at most 18 digits, so that any fits the database's integers."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int | str) -> str:
        """Return it as text."""
        return str(value)
