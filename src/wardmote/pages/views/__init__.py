"""Pages that mix apps: views."""
