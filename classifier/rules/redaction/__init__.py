"""What identifies somebody in a text: patterns as data, proposals for a person, replacement."""
