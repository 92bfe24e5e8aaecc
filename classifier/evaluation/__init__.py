"""Arrays in, figures out: metrics, intervals, paired tests. Nothing here fits a model."""
