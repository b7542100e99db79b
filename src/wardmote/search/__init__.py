"""Full text search in the site's own database: documents cut into tokens, found by words and by parts of Chinese text.

It knows no board and no member: who owns documents puts them in, and joins what it finds to rows that it may show.
"""
