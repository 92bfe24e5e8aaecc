"""What is trained: features, screen, calibration. Texts and arrays in; no files, SQL or rules."""
