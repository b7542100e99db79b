"""Change what a member marks."""
