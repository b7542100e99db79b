"""Changing members."""
