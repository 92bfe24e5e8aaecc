"""Find the allegations that a keyword search misses, and prove it."""

__version__ = "0.1.0"
