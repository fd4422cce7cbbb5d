"""Wrapped keys of subjects, in a database of their own apart from the data, and the marks of keys that were destroyed."""
