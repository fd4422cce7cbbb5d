"""Tellings as kept: which recipient must be told of what, and what they answered."""
