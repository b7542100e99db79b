"""What forms post, read into values; they know no HTTP and change nothing."""
