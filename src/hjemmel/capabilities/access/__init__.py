"""Which purposes an account works with, and who has gone through that. What accounts may do is not here."""
