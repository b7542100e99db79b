"""How the program is put together: settings, addresses, the WSGI entry."""
