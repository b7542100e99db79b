"""Members, groups, ranks, credits, trust, sanctions and sign-in."""
