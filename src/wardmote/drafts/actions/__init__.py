"""Change drafts."""
