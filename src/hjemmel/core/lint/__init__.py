"""The rules that a declaration is checked against. A rule reads values and returns findings."""
