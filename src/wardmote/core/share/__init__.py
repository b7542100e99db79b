"""Pictures for links that somebody shares: a title in Chinese type, drawn here and kept."""
