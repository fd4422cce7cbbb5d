"""Mailings: what was sent to whom on which decision, what came back, and the links by which people say no or yes."""
