"""Changes that concern the site as a whole."""
