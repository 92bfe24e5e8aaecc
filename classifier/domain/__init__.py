"""The words of the field, as types. No files, clock, randomness or network here."""
