"""Pages that mix apps: home, profile, staff pages, set-up."""
