"""The keyword baseline and the term patterns. Nothing here is trained."""
