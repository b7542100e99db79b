"""One backend a database, behind one interface (`wardmote.search.index`)."""
