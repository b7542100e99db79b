"""Readers of tokens and kept answers."""
