"""The store of a workspace: its exports' rows, texts and scores, and the reviewers' labels.

SQL lives here and nowhere else. Rows, runs, scores and labels are appended, never changed; only the
content of texts can be erased, for good, by a purge.
"""
