"""What is compiled: passes over the bytes of texts and files. No library but NumPy."""
