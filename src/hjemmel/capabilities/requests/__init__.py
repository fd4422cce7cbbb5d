"""Requests as kept: what has happened to each, in order, and the sealed details of who asks and what they wrote."""
