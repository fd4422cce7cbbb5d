"""Pages, by audience: visitors, staff, programs. No rule of law is decided here."""
