"""Changing the forum."""
