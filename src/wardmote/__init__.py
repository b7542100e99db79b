"""Wardmote 坊议: a city's forum, where residents talk and officials answer on the record."""

__version__ = "0.1.0"
