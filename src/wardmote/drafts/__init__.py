"""What members have begun to write and not sent yet, kept for them alone."""
