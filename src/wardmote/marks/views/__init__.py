"""Pages and buttons of marks."""
