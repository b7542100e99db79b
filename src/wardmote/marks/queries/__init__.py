"""Reading marks."""
