"""Reading the forum."""
