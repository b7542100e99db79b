"""Private messages: conversations of two or more members, seen by nobody else."""
