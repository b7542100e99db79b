"""What reads conversations."""
