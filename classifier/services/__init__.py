"""The verbs, one file each: the only place where the rooms are joined. No parsing, no printing."""
