"""Telling a friend: what came of the trials of it. Nothing of what visitors send is kept."""
