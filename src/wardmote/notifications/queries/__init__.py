"""What reads notices and the outbox."""
