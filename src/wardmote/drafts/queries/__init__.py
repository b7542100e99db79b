"""Read drafts."""
