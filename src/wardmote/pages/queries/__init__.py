"""Pages that mix apps: queries."""
