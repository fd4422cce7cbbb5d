"""Grounds: why each datum may be held and used, now, and until when. Design § 2, twice:
`claims` for a whole collection at once (as selections), `explain` for one row at a time (in Python)."""
