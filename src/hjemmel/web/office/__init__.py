"""Pages for staff. Every one of them needs signing in."""
