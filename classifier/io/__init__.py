"""Files in, files out: exports, results, the model registry. No scikit-learn, spaCy or printing."""
