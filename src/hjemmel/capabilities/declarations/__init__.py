"""The declaration's published versions: each one kept, byte for byte."""
