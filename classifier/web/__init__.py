"""The review pages: views, templates and static files over services; nothing the CLI also needs."""
