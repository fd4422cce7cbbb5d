"""Telling programs that something has happened: addresses to tell, and what is still to be delivered."""
