"""Figures in, pages out: templates and plots. No arithmetic and no files."""
